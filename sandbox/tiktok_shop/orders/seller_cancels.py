"""Which cancellations a seller may make, and the codes for those they may not (platform-facts T16)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sandbox.tiktok_shop.errors import refuse
from sandbox.tiktok_shop.orders import cancelling, reasons
from sandbox.tiktok_shop.orders.records import Cancellation, Order, Unit

if TYPE_CHECKING:
    from sandbox.tiktok_shop.records import Shop
    from sandbox.tiktok_shop.shop import TikTokShop


def cancel_by_seller(
    owner: TikTokShop, shop: Shop, order: Order, units: Sequence[Unit] | None, reason: str
) -> Cancellation:
    """`units` None: the whole order. Raises `Refused`."""
    code = refusal(shop, order) or _reason_refusal(order, reason)
    if code:
        raise refuse(code)
    wanted = order.live if units is None else list(units)
    if not wanted or any(u.status == "CANCELLED" for u in wanted):
        raise refuse(25005011)
    if len(wanted) < len(order.live) and reason != "seller_cancel_reason_out_of_stock":
        raise refuse(25005010)  # single units only when they are out of stock
    if any(u.status not in ("UNPAID", "AWAITING_SHIPMENT", "AWAITING_COLLECTION") for u in wanted):
        raise refuse(25001045)
    return cancelling.cancel(owner, shop, order, wanted, "SELLER", reason)


def refusal(shop: Shop, order: Order) -> int:
    """Why a seller cannot cancel this order at all; 0 when they can."""
    if order.fulfilment != "SELLER":
        return 25020005
    if order.status in ("COMPLETED", "CANCELLED"):
        return 25001051
    if order.status in ("IN_TRANSIT", "DELIVERED"):
        return 25001045
    return 25001011 if cancelling.pending(shop, order) or order.after_sale else 0


def _reason_refusal(order: Order, reason: str) -> int:
    if reason in reasons.RETIRED:
        return 25001020
    if reason not in reasons.TEXTS:
        return 25001014
    if reason not in reasons.SELLER:
        return 25001015
    return 0 if reason in reasons.sellers(order.status) else 25001021
