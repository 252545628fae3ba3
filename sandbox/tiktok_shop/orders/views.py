"""Orders as the API shows them; fields without a value are left out, as in live captures (platform-facts T10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.tiktok_shop.orders import cancelling, money
from sandbox.tiktok_shop.orders.addresses import recipient
from sandbox.tiktok_shop.orders.amounts import paid
from sandbox.tiktok_shop.orders.records import Json, Order, Unit

if TYPE_CHECKING:
    from sandbox.tiktok_shop.records import Shop
    from sandbox.tiktok_shop.shop import TikTokShop

_TIMES = (
    "paid_time",
    "rts_time",
    "collection_time",
    "delivery_time",
    "cancel_time",
    "request_cancel_time",
    "rts_sla_time",
    "tts_sla_time",
    "cancel_order_sla_time",
)
_WORDS = ("cancellation_initiator", "seller_note")
_INSURANCE = ("item_insurance_fee", "item_insurance_tax")


def full(owner: TikTokShop, shop: Shop, order: Order) -> Json:
    """One of `orders[]`, the same in the list and in the detail."""
    made: Json = {
        "id": order.id,
        "status": order.status,
        "order_type": "NORMAL",
        "create_time": order.create_time,
        "update_time": order.update_time,
        "user_id": order.buyer["user_id"],
        "buyer_email": order.buyer["email"],
        "buyer_message": order.message,
        "payment_method_name": "Credit card",
        "payment": _payment(order),
        "recipient_address": recipient(order, owner.now(), mask_tiktok_shipping=owner.switches.mask_tiktok_shipping),
        "fulfillment_type": f"FULFILLMENT_BY_{order.fulfilment}",
        "shipping_type": order.shipping_type,
        "delivery_type": "HOME_DELIVERY",
        "delivery_option_id": order.delivery_option_id,
        "delivery_option_name": order.delivery_option_name,
        "warehouse_id": order.warehouse_id,
        "is_cod": False,
        "is_sample_order": order.kind == "sample",
        "is_replacement_order": order.kind == "replacement",
        "is_exchange_order": order.kind == "exchange",
        "is_on_hold_order": order.is_on_hold_order,
        "is_buyer_request_cancel": cancelling.pending(shop, order) is not None,
        "has_updated_recipient_address": order.address_changed,
        "line_items": [_line(shop, order, unit) for unit in order.units],
        "packages": [{"id": i} for i in order.packages],
    }
    made |= {name: value for name in (*_TIMES, *_WORDS) if (value := getattr(order, name))}
    return made | _source(order) | _shipping(shop, order) | _ending(order)


def _payment(order: Order) -> Json:
    amounts = paid(order)
    left_out = {name for name in (*_INSURANCE, "retail_delivery_fee") if not amounts[name]}
    return {"currency": "USD", **{k: money.text(v) for k, v in amounts.items() if k not in left_out}}


def _source(order: Order) -> Json:
    name = {"replacement": "replaced_order_id", "exchange": "exchange_source_order_id"}.get(order.kind)
    return {name: order.source_order} if name and order.source_order else {}


def _shipping(shop: Shop, order: Order) -> Json:
    """The first parcel's number and carrier stand at the order itself."""
    if not order.packages:
        return {}
    first = shop.packages[order.packages[0]]
    made: Json = {
        "tracking_number": first.tracking_number,
        "shipping_provider": first.provider_name,
        "shipping_provider_id": first.provider_id,
    }
    if len(order.packages) > 1 or first.tag != "DEFAULT":
        made["split_or_combine_tag"] = "COMBINED" if first.tag == "COMBINE" else "SPLIT"
    return made


def _ending(order: Order) -> Json:
    """`cancel_reason` of the order is its first line's, as a text for people."""
    reason = order.units[0].cancel_reason
    return {"cancel_reason": reason} if reason else {}


def _line(shop: Shop, order: Order, unit: Unit) -> Json:
    made: Json = {
        "id": unit.id,
        "sku_id": unit.sku_id,
        "product_id": unit.product_id,
        "product_name": unit.product_name,
        "sku_name": unit.sku_name,
        "sku_type": "NORMAL",
        "original_price": money.text(unit.original),
        "sale_price": money.text(unit.sale),
        "seller_discount": money.text(unit.seller_discount),
        "platform_discount": money.text(unit.platform_discount),
        "currency": "USD",
        "display_status": unit.status,
        "package_status": unit.package_status,
        "is_gift": unit.is_gift,
        "is_dangerous_good": False,
    }
    if float(order.tax_rate):
        tax = {"tax_type": "SALES_TAX", "tax_amount": money.text(unit.tax), "tax_rate": order.tax_rate}
        made["item_tax"] = [tax]
    for name, value in (
        ("seller_sku", unit.seller_sku),
        ("sku_image", unit.image),
        ("retail_delivery_fee", money.text(unit.delivery_fee) if unit.delivery_fee else ""),
        ("rts_time", unit.shipped_time),
        ("cancel_user", unit.cancel_user),
        ("cancel_reason", unit.cancel_reason),
    ):
        if value:
            made[name] = value
    return made | _parcel(shop, unit)


def _parcel(shop: Shop, unit: Unit) -> Json:
    if not unit.package_id:
        return {}
    package = shop.packages[unit.package_id]
    return {
        "package_id": package.id,
        "tracking_number": package.tracking_number,
        "shipping_provider_name": package.provider_name,
        "shipping_provider_id": package.provider_id,
    }
