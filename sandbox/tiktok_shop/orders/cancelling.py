"""What a cancellation does, whoever wants it: units, stock, refund, parcels, webhooks (platform-facts T16)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sandbox.tiktok_shop.ids import CANCEL
from sandbox.tiktok_shop.orders import news, stock
from sandbox.tiktok_shop.orders.reasons import NOT_BACK, TEXTS
from sandbox.tiktok_shop.orders.records import Cancellation, Order, Unit
from sandbox.tiktok_shop.orders.states import derived

if TYPE_CHECKING:
    from sandbox.tiktok_shop.records import Shop
    from sandbox.tiktok_shop.shop import TikTokShop

PENDING = "CANCELLATION_REQUEST_PENDING"
SUCCESS = "CANCELLATION_REQUEST_SUCCESS"
COMPLETE = "CANCELLATION_REQUEST_COMPLETE"
# Both spellings are documented. The platform itself closes with one, a seller's “no” with the other.
CLOSED, REJECTED = "CANCELLATION_REQUEST_CANCELLED", "CANCELLATION_REQUEST_CANCEL"
ANSWER_WITHIN = 24 * 3600  # seconds; silence is a yes


def pending(shop: Shop, order: Order) -> Cancellation | None:
    """The buyer's request nobody has answered yet."""
    return next((c for i in order.cancellations if (c := shop.cancellations[i]).pending), None)


def cancel(owner: TikTokShop, shop: Shop, order: Order, units: Sequence[Unit], role: str, reason: str) -> Cancellation:
    """Cancel these units at once: by the seller, the system, or a buyer nobody needs to ask."""
    made = _record(owner, shop, order, units, role, reason, "CANCEL", COMPLETE)
    _carry_out(owner, shop, order, made)
    news.cancellation_changed(owner, shop, made)
    return made


def ask(owner: TikTokShop, shop: Shop, order: Order, reason: str) -> Cancellation:
    """A buyer's request, which the seller has a day to answer."""
    made = _record(owner, shop, order, order.live, "BUYER", reason, "BUYER_CANCEL", PENDING)
    made.deadline = made.create_time + ANSWER_WITHIN
    order.request_cancel_time = made.create_time
    order.changed(owner.now())
    news.cancellation_changed(owner, shop, made)
    return made


def approve(owner: TikTokShop, shop: Shop, made: Cancellation) -> None:
    """By the seller, or by their silence. It is refunded in the same moment, in two steps as the model has it."""
    made.status, made.update_time = SUCCESS, int(owner.now())
    news.cancellation_changed(owner, shop, made)
    _carry_out(owner, shop, shop.orders[made.order_id], made)
    made.status = COMPLETE
    news.cancellation_changed(owner, shop, made)


def close(owner: TikTokShop, shop: Shop, made: Cancellation, status: str = CLOSED) -> None:
    """Withdrawn by the buyer, rejected by the seller, or overtaken by a parcel."""
    made.status, made.update_time = status, int(owner.now())
    shop.orders[made.order_id].changed(owner.now())
    news.cancellation_changed(owner, shop, made)


def _record(
    owner: TikTokShop,
    shop: Shop,
    order: Order,
    units: Sequence[Unit],
    role: str,
    reason: str,
    kind: str,
    status: str,
) -> Cancellation:
    now = int(owner.now())
    made = Cancellation(
        id=owner.ids.next(CANCEL, now),
        order_id=order.id,
        kind=kind,
        status=status,
        role=role,
        reason=reason,
        unit_ids=[u.id for u in units],
        create_time=now,
        update_time=now,
        refund=_refund(order, units),
    )
    shop.cancellations[made.id] = made
    order.cancellations.append(made.id)
    return made


def _refund(order: Order, units: Sequence[Unit]) -> dict[str, list[int]]:
    """Unit id → cents of [subtotal, shipping, tax, delivery fee]. Shipping goes back with the last live unit."""
    if not order.paid_time:
        return {}
    made = {u.id: [u.sale, 0, u.tax, u.delivery_fee] for u in units}
    if units and len(units) == len(order.live):
        paid = order.shipping - order.shipping_seller_discount - order.shipping_platform_discount
        made[units[0].id][1] += paid
        made[units[0].id][2] += order.shipping_tax
    return made


def _carry_out(owner: TikTokShop, shop: Shop, order: Order, made: Cancellation) -> None:
    units = [u for u in order.units if u.id in made.unit_ids and u.status != "CANCELLED"]
    inside = [u for u in units if u.is_open]
    waiting = [u for u in units if u.status == "AWAITING_COLLECTION"]
    back = made.reason not in NOT_BACK
    made.replenish = back and bool(inside or waiting)  # what the carrier has does not come back
    if back:
        stock.move(owner, shop, order, inside, "order_canceled")
        stock.give_back(owner, shop, order, waiting)
    else:
        stock.write_off(owner, shop, order, inside)
    for unit in units:
        unit.status = unit.package_status = "CANCELLED"
        unit.cancel_user, unit.cancel_reason = made.role, TEXTS.get(made.reason, made.reason)
    _cancel_packages(owner, shop, units, made.role)
    before, order.status = order.status, derived(order)
    order.changed(owner.now())
    if order.status == "CANCELLED":
        order.cancel_time, order.cancellation_initiator = order.update_time, made.role
    if order.status != before:
        news.status_changed(owner, shop, order)
    owner.world.touch()


def _cancel_packages(owner: TikTokShop, shop: Shop, cancelled: Sequence[Unit], role: str) -> None:
    """A parcel without living units is cancelled; one that lost some has been split by it."""
    split = []
    for package in (shop.packages[i] for i in dict.fromkeys(u.package_id for u in cancelled if u.package_id)):
        inside = [u for i in package.order_ids for u in shop.orders[i].units if u.package_id == package.id]
        package.update_time = int(owner.now())
        if all(u.status == "CANCELLED" for u in inside):
            package.status = "CANCELLED"
        else:
            split.append(package)
    if split:
        news.packages_changed(owner, shop, "PARTLY_CANCEL_SPLIT", f"ROLE_{role.replace('BUYER', 'USER')}", split)
