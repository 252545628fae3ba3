"""From the units' states to the order's (platform-facts T11)."""

from __future__ import annotations

from collections.abc import Sequence

from sandbox.tiktok_shop.orders.records import Order, Unit

STATUSES = (
    "UNPAID",
    "ON_HOLD",
    "AWAITING_SHIPMENT",
    "PARTIALLY_SHIPPING",
    "AWAITING_COLLECTION",
    "IN_TRANSIT",
    "DELIVERED",
    "COMPLETED",
    "CANCELLED",
)
_STEPS = ("AWAITING_SHIPMENT", "AWAITING_COLLECTION", "IN_TRANSIT", "DELIVERED", "COMPLETED")
MASKED = frozenset({"UNPAID", "ON_HOLD", "CANCELLED"})


def derived(order: Order) -> str:
    """What the order's status is, given its units: cancelled only when every unit is, and on its way only when all
    the others are. UNPAID and ON_HOLD end by a deed of the buyer or the clock, not by the units'."""
    live = order.live
    if not live:
        return "CANCELLED"
    if order.status in ("UNPAID", "ON_HOLD"):
        return order.status
    steps = {u.status for u in live}
    first = min(steps, key=_STEPS.index)
    return "PARTIALLY_SHIPPING" if first == "AWAITING_SHIPMENT" and len(steps) > 1 else first


def chosen(order: Order, unit_ids: Sequence[str]) -> list[Unit]:
    """These units of the order, or all that are still open when none is named. Raises ValueError."""
    if not unit_ids:
        return order.open
    by_id = {u.id: u for u in order.units}
    if len(set(unit_ids)) < len(unit_ids) or not set(unit_ids) <= set(by_id):
        raise ValueError("the order has no such units")
    return [by_id[i] for i in unit_ids]
