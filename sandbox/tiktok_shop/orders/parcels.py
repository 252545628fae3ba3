"""Parcels and their way: shipped, collected, delivered, lost (platform-facts T11, T13 to T15)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sandbox.tiktok_shop.ids import PACKAGE
from sandbox.tiktok_shop.orders import cancelling, news, stock
from sandbox.tiktok_shop.orders.records import Json, Order, Package, Unit
from sandbox.tiktok_shop.orders.states import derived

if TYPE_CHECKING:
    from sandbox.tiktok_shop.records import Shop
    from sandbox.tiktok_shop.shop import TikTokShop

RETURN_WITHIN = 30 * 24 * 3600  # seconds after delivery; then the order is completed
# action_code of a tracking event; 30901 is published, the others are the stand-in's.
SHIPPED = (10101, "Your package is ready to be shipped.")
COLLECTED = (20101, "Your package has been collected by the carrier.")
ARRIVING = (30501, "Your package is out for delivery.")
DELIVERED = (30901, "Your package was delivered!")
LOST = (40101, "Your package could not be found.")


def make(
    owner: TikTokShop,
    shop: Shop,
    units: Sequence[tuple[Order, Unit]],
    *,
    shipping_type: str,
    provider: Json,
    tracking_number: str,
    tag: str = "DEFAULT",
    bought: Json | None = None,
) -> Package:
    """Put the units into one parcel and hand it over. A buyer's request that was open is thereby rejected (US).

    `provider`: {id, name}; `bought`: service, weight and dimension of a label. Nothing is checked here.
    """
    now = owner.now()
    orders = list({order.id: order for order, _ in units}.values())
    package = Package(
        id=owner.ids.next(PACKAGE, now),
        order_ids=[o.id for o in orders],
        unit_ids=[u.id for _, u in units],
        shipping_type=shipping_type,
        provider_id=provider["id"],
        provider_name=provider["name"],
        tracking_number=tracking_number,
        create_time=int(now),
        update_time=int(now),
        tag=tag,
        **(bought or {}),
    )
    shop.packages[package.id] = package
    shop.numbers.setdefault(tracking_number.upper(), []).extend(o.id for o in orders)
    _note(owner, package, SHIPPED)
    for order in orders:
        inside = [u for o, u in units if o is order]
        stock.move(owner, shop, order, inside, "order_shipped")
        for unit in inside:
            unit.status, unit.package_status = "AWAITING_COLLECTION", "PROCESSING"
            unit.package_id, unit.shipped_time = package.id, int(now)
        order.packages.append(package.id)
        order.rts_time = int(now)
        if asked := cancelling.pending(shop, order):
            cancelling.close(owner, shop, asked)
        settle(owner, shop, order)
    _tell_split(owner, shop, package, orders)
    return package


def _tell_split(owner: TikTokShop, shop: Shop, package: Package, orders: list[Order]) -> None:
    if len(orders) > 1:
        news.packages_changed(owner, shop, "COMBINE", "ROLE_SELLER", [package])
    elif len(orders[0].packages) > 1 or orders[0].open:
        news.packages_changed(owner, shop, "SPLIT", "ROLE_SELLER", [shop.packages[i] for i in orders[0].packages])


def settle(owner: TikTokShop, shop: Shop, order: Order) -> None:
    """The order's status follows its units', and the app hears of it."""
    before, order.status = order.status, derived(order)
    order.changed(owner.now())
    owner.world.touch()
    if order.status != before:
        news.status_changed(owner, shop, order)


def collect(owner: TikTokShop, shop: Shop, package: Package) -> None:
    """The carrier scans it."""
    _step(owner, shop, package, "AWAITING_COLLECTION", "IN_TRANSIT", "FULFILLING", COLLECTED)


def deliver(owner: TikTokShop, shop: Shop, package: Package) -> None:
    _note(owner, package, ARRIVING)
    _step(owner, shop, package, "IN_TRANSIT", "DELIVERED", "COMPLETED", DELIVERED)


def _step(
    owner: TikTokShop, shop: Shop, package: Package, before: str, after: str, status: str, event: tuple[int, str]
) -> None:
    now = int(owner.now())
    package.status, package.update_time = status, now
    _note(owner, package, event)
    for order in (shop.orders[i] for i in package.order_ids):
        for unit in order.units:
            if unit.package_id == package.id and unit.status == before:
                unit.status, unit.package_status = after, status
        if after == "IN_TRANSIT":
            order.collection_time = now
        else:
            order.delivery_time, order.return_until = now, now + RETURN_WITHIN
            owner.orders.remind(order, order.return_until)
        settle(owner, shop, order)


def lose(owner: TikTokShop, shop: Shop, package: Package, reason: str) -> None:
    """Lost, damaged or refused on the way: its units are cancelled by the system."""
    package.exception = {"package_damaged": "PACKAGE_DAMAGAED", "package_lost": "PACKAGE_LOST"}.get(
        reason, "RETURNED_TO_SHIPPER"
    )
    _note(owner, package, LOST)
    for order in (shop.orders[i] for i in package.order_ids):
        gone = [
            u for u in order.live if u.package_id == package.id and u.status in ("AWAITING_COLLECTION", "IN_TRANSIT")
        ]
        if gone:
            cancelling.cancel(owner, shop, order, gone, "SYSTEM", reason)


def _note(owner: TikTokShop, package: Package, event: tuple[int, str]) -> None:
    code, text = event
    package.events.insert(0, {"description": text, "update_time_millis": int(owner.now() * 1000), "action_code": code})
