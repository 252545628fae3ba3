"""TikTok's orders as ours (platform-facts T10 to T12). Pure: no call, no clock.

Objects are sparse: what TikTok leaves out is empty, or worked out from what is there. Raises ValueError and
ArithmeticError for money and times that nobody can read.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from app.domain.orders import ZERO, Order, OrderMoney, OrderStatus, OrderUnit
from app.platforms.tiktok_shop import order_wire as wire
from app.platforms.tiktok_shop.recipients import address

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BY_SELLER = ("", "FULFILLMENT_BY_SELLER")


def order(row: wire.OrderRow) -> Order:
    """One order, as it was read."""
    lines = row.line_items or []
    status = status_of(row.status)
    units = tuple(_unit(line, status) for line in lines)
    created_at = moment(row.create_time) or moment(row.paid_time) or moment(row.update_time) or _EPOCH
    return Order(
        id=text(row.id),
        status=status,
        created_at=created_at,
        updated_at=moment(row.update_time) or created_at,
        money=_money(row.payment or wire.Payment(), lines, units),
        units=units,
        paid_at=moment(row.paid_time),
        ship_by=moment(row.rts_sla_time),
        cancels_at=moment(row.cancel_order_sla_time) or moment(row.shipping_due_time),
        shipped_at=moment(row.rts_time),
        delivered_at=moment(row.delivery_time),
        cancelled_at=moment(row.cancel_time),
        address=address(row.recipient_address) if row.recipient_address else None,
        buyer_email=row.buyer_email or "",
        buyer_message=row.buyer_message or "",
        fulfilled_by_channel=(row.fulfillment_type or "") not in _BY_SELLER,
        shipping_type=row.shipping_type or "SELLER",
        delivery_option_id=text(row.delivery_option_id),
        delivery_option_name=row.delivery_option_name or "",
        warehouse_id=text(row.warehouse_id),
        payment_method=row.payment_method_name or "",
        tracking_number=row.tracking_number or _first(line.tracking_number for line in lines),
        provider_name=row.shipping_provider or _first(line.shipping_provider_name for line in lines),
        cancel_reason=row.cancel_reason or _first(line.cancel_reason for line in lines),
        cancelled_by=row.cancellation_initiator or _first(line.cancel_user for line in lines),
        buyer_asks_to_cancel=bool(row.is_buyer_request_cancel),
        is_sample=bool(row.is_sample_order),
        is_replacement=bool(row.is_replacement_order),
        is_exchange=bool(row.is_exchange_order),
        packages=_packages(row.packages or [], units),
    )


def status_of(word: str | None) -> OrderStatus:
    """TikTok's word; webhooks spell CANCELLED without its end (platform-facts T17)."""
    if word == "CANCEL":
        return OrderStatus.CANCELLED
    try:
        return OrderStatus(word or "")
    except ValueError:
        return OrderStatus.UNKNOWN


def text(value: str | int | None) -> str:
    """An id as text, whatever it came as."""
    return "" if value is None else str(value)


def money(amount: str | int | float | None) -> Decimal:
    """An amount; what is left out or empty is nothing. Raises ArithmeticError for what is no amount."""
    if amount is None or amount == "":
        return ZERO
    value = Decimal(str(amount))
    if not value.is_finite():
        raise ArithmeticError("not an amount")
    return value


def moment(seconds: int | str | None) -> datetime | None:
    """Unix seconds as aware UTC; 0, empty and left out are no moment. Raises ValueError, OverflowError."""
    at = int(seconds or 0)
    return _EPOCH + timedelta(seconds=at) if at > 0 else None


def _unit(line: wire.LineItem, order_status: OrderStatus) -> OrderUnit:
    return OrderUnit(
        id=text(line.id),
        sku_id=text(line.sku_id),
        product_id=text(line.product_id),
        seller_sku=line.seller_sku or "",
        name=line.product_name or "",
        options=line.sku_name or "",
        original_price=money(line.original_price if line.original_price is not None else line.sale_price),
        sale_price=_sale_price(line),
        seller_discount=money(line.seller_discount),
        platform_discount=money(line.platform_discount),
        tax=sum((money(tax.tax_amount) for tax in line.item_tax or ()), ZERO),
        # Where the unit says nothing, what is true of the whole order is true of it.
        status=status_of(line.display_status) if line.display_status else order_status,
        package_id=text(line.package_id),
        picture=line.sku_image or "",
    )


def _sale_price(line: wire.LineItem) -> Decimal:
    """What the buyer pays for it, after all discounts (order-api-overview)."""
    if line.sale_price is not None and line.sale_price != "":
        return money(line.sale_price)
    return money(line.original_price) - money(line.seller_discount) - money(line.platform_discount)


def _money(paid: wire.Payment, lines: list[wire.LineItem], units: tuple[OrderUnit, ...]) -> OrderMoney:
    """The payment block; its parts may be left out though the units have them (captures of 2026-07)."""
    tax = money(paid.tax)
    if paid.tax is None:
        tax = money(paid.product_tax) + money(paid.shipping_fee_tax)
    fee = money(paid.retail_delivery_fee)
    if paid.retail_delivery_fee is None:
        fee = sum((money(line.retail_delivery_fee) for line in lines), ZERO)
    sub_total = money(paid.sub_total)
    if paid.sub_total is None:
        sub_total = sum((unit.sale_price for unit in units), ZERO)
    return OrderMoney(
        currency=paid.currency or "",
        total=money(paid.total_amount),
        sub_total=sub_total,
        shipping_fee=money(paid.shipping_fee),
        tax=tax,
        seller_discount=money(paid.seller_discount),
        platform_discount=money(paid.platform_discount),
        original_products=money(paid.original_total_product_price),
        original_shipping=money(paid.original_shipping_fee),
        shipping_seller_discount=money(paid.shipping_fee_seller_discount),
        shipping_platform_discount=money(paid.shipping_fee_platform_discount),
        delivery_fee=fee,
        insurance=money(paid.item_insurance_fee) + money(paid.item_insurance_tax),
    )


def _packages(rows: list[wire.PackageRef], units: tuple[OrderUnit, ...]) -> tuple[str, ...]:
    """Parcels exist only once something was shipped; before, the ids are empty (fulfillment-api-overview)."""
    ids = [text(row.id) for row in rows] + [unit.package_id for unit in units]
    return tuple(dict.fromkeys(id_ for id_ in ids if id_))


def _first(values: Iterable[str | None]) -> str:
    return next((value for value in values if value), "")
