"""Ecwid's orders as ours. Pure."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import msgspec

from app.domain.orders import SourceOrder
from app.platforms.ecwid import order_wire as wire

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CENT = Decimal("0.0001")  # finer than any currency has it, coarser than the noise of doubles


def source_order(item: wire.Order) -> SourceOrder:
    """Build our record; what Ecwid leaves out is empty."""
    option = item.shipping_option or wire.ShippingOption()
    return SourceOrder(
        id=str(item.id),
        internal_id=item.internal_id or item.order_number or 0,
        payment_status=item.payment_status or "",
        fulfilment_status=item.fulfillment_status or "",
        total=_money(item.total),
        tracking_number=(item.tracking_number or _bought_inside(item)).strip(),
        channel_order_id=str(item.external_transaction_id or ""),
        carrier=(option.shipping_carrier_name or "").strip(),
        shipping_method=(option.shipping_method_name or "").strip(),
        updated_at=_updated_at(item),
    )


def created_ids(body: bytes) -> tuple[str, int]:
    """What people see, and the hidden number, of an order just created. Raises ValueError when neither is there."""
    try:
        created = wire.CREATED.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ValueError("no ids in the answer") from None
    shown = created.order_id or created.order_id_as_documented or (str(created.id) if created.id else "")
    if not shown:
        raise ValueError("no ids in the answer")
    hidden = str(created.id or "")
    return shown, int(hidden) if hidden.isdecimal() else 0


def _bought_inside(item: wire.Order) -> str:
    for shipment in item.shipments or ():
        tracking = shipment.tracking or wire.Tracking()
        if number := tracking.tracking_number or tracking.tracking_number_as_documented:
            return number
    return ""


def _money(amount: Decimal | None) -> Decimal:
    """Ecwid prints doubles, noise and all: 27.269999999999996 (platform-facts E2)."""
    if amount is None:
        return Decimal(0)
    exact = amount.quantize(_CENT)
    cents = exact.quantize(Decimal("0.01"))
    return cents if cents == exact else exact


def _updated_at(item: wire.Order) -> datetime | None:
    if item.update_timestamp:
        return _EPOCH + timedelta(seconds=item.update_timestamp)
    try:
        return datetime.strptime(item.update_date or "", "%Y-%m-%d %H:%M:%S %z").astimezone(UTC)
    except ValueError:
        return None
