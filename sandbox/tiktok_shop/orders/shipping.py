"""Mark Package As Shipped and the changes of its tracking number, with everything they refuse (platform-facts T13)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sandbox.tiktok_shop.errors import refuse
from sandbox.tiktok_shop.orders import parcels
from sandbox.tiktok_shop.orders.carriers import possible
from sandbox.tiktok_shop.orders.records import Json, Order, Package, Unit
from sandbox.tiktok_shop.seed import SHIPPING_PROVIDERS

if TYPE_CHECKING:
    from sandbox.tiktok_shop.records import Shop
    from sandbox.tiktok_shop.shop import TikTokShop

ORDERS_A_NUMBER = 20  # orders of one recipient may travel in one parcel
CHANGE_WITHIN = 72 * 3600  # seconds after shipping


def mark_shipped(
    owner: TikTokShop, shop: Shop, order: Order, unit_ids: Sequence[str], number: str, provider_id: str
) -> tuple[Package, str]:
    """The new package, and the platform's doubt about its number ("" when it has none). Raises `Refused`."""
    units = shippable(order, unit_ids)
    number = number.strip()
    provider = provider_of(order, provider_id)
    _check_number(shop, order, number)
    doubt = doubt_about(number, provider["name"])
    if doubt and owner.switches.strict_tracking:
        raise refuse(21004015 if possible(number) else 11028006)
    made = parcels.make(
        owner,
        shop,
        [(order, unit) for unit in units],
        shipping_type="SELLER",
        provider=provider,
        tracking_number=number,
        tag="SPLIT" if len(units) < len(order.live) else "DEFAULT",
    )
    return made, doubt


def shippable(order: Order, unit_ids: Sequence[str]) -> list[Unit]:
    """The units that a call wants to ship; all open ones when it names none."""
    if order.fulfilment != "SELLER":
        raise refuse(21008025)
    if order.shipping_type != "SELLER":
        raise refuse(21011004)
    if order.status == "ON_HOLD":
        raise refuse(21011044)
    if order.status in ("UNPAID", "CANCELLED"):
        raise refuse(21011012 if order.status == "UNPAID" else 21011003)
    if order.after_sale:
        raise refuse(21011007)
    if not order.open:
        raise refuse(21011006)
    return units_named(order, unit_ids)


def units_named(order: Order, unit_ids: Sequence[str]) -> list[Unit]:
    by_id = {u.id: u for u in order.units}
    if len(set(unit_ids)) < len(unit_ids):
        raise refuse(21001001)
    if not set(unit_ids) <= set(by_id):
        raise refuse(21011029)
    named = [by_id[i] for i in unit_ids] or order.open
    if any(u.status == "CANCELLED" for u in named):
        raise refuse(21011003)
    if not all(u.is_open for u in named):
        raise refuse(21011020)
    return named


def provider_of(order: Order, provider_id: str) -> Json:
    """Carrier ids belong to a delivery option: the one of the order."""
    for provider in SHIPPING_PROVIDERS.get(order.delivery_option_id, ()):
        if provider["id"] == provider_id:
            return dict(provider)
    raise refuse(21011022)


def provider_named(order: Order, name: str) -> Json:
    """Raises ValueError."""
    for provider in SHIPPING_PROVIDERS.get(order.delivery_option_id, ()):
        if provider["name"].lower() == name.strip().lower():
            return dict(provider)
    raise ValueError(f"{order.delivery_option_name} does not know the carrier {name}")


def _check_number(shop: Shop, order: Order, number: str, own: Package | None = None) -> None:
    """`own`: the package that is given another number."""
    if not number:
        raise refuse(21011022)
    if not re.fullmatch(r"[A-Za-z0-9]+", number):
        raise refuse(21004012)
    used = shop.numbers.get(number.upper(), [])
    if order.id in used and (own is None or own.tracking_number.upper() != number.upper()):
        raise refuse(21011025)
    others = [shop.orders[i] for i in used if i != order.id]
    if any(o.buyer["user_id"] != order.buyer["user_id"] for o in others):
        raise refuse(21034012)
    if len(others) >= ORDERS_A_NUMBER:
        raise refuse(21011026)


def doubt_about(number: str, provider: str) -> str:
    """The warning of a US shop: success all the same. Only “Did you mean” and the number of providers are public."""
    fitting = possible(number)
    if provider in fitting and len(fitting) == 1:
        return ""
    if not fitting:
        return "No shipping provider was found for this tracking number. Check the number and the provider."
    if provider in fitting:
        return "match more than one provider"
    return f"The tracking number does not match your selected logistics provider {provider}. Did you mean {fitting[0]}?"


def change_tracking(
    owner: TikTokShop, shop: Shop, package: Package, number: str, provider_id: str, *, whole_order: bool
) -> None:
    """Once, within 72 hours, before delivery. The order's call has one code for what the package's has two for."""
    order = shop.orders[package.order_ids[0]]
    if package.shipping_type != "SELLER" or order.fulfilment != "SELLER":
        raise refuse(21011004)
    if package.status == "CANCELLED":
        raise refuse(21011041 if whole_order else 21011042)
    if package.status == "COMPLETED":
        raise refuse(21011030)
    if order.after_sale:
        raise refuse(21011007)
    if owner.now() > package.create_time + CHANGE_WITHIN:
        raise refuse(21011049 if whole_order else 21011050)
    if package.tracking_changes:
        raise refuse(21011049 if whole_order else 21011051)
    provider, number = provider_of(order, provider_id), number.strip()
    _check_number(shop, order, number, package)
    shop.numbers[package.tracking_number.upper()].remove(order.id)
    shop.numbers.setdefault(number.upper(), []).append(order.id)
    package.tracking_number, package.tracking_changes = number, 1
    package.provider_id, package.provider_name = provider["id"], provider["name"]
    package.update_time = int(owner.now())
    for i in package.order_ids:
        shop.orders[i].changed(owner.now())
    owner.world.touch()
