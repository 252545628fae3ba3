"""Buying a label: one order in one parcel, some of its units, or several orders together (platform-facts T14)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sandbox.tiktok_shop.errors import refuse
from sandbox.tiktok_shop.orders import parcels
from sandbox.tiktok_shop.orders.carriers import number_for
from sandbox.tiktok_shop.orders.records import Json, Order, Package, Unit
from sandbox.tiktok_shop.orders.services import check_size, eligible, pounds
from sandbox.tiktok_shop.orders.shipping import units_named
from sandbox.tiktok_shop.orders.states import MASKED

if TYPE_CHECKING:
    from sandbox.tiktok_shop.records import Shop
    from sandbox.tiktok_shop.shop import TikTokShop

Inside = list[tuple[Order, Unit]]
USUAL_WEIGHT: Json = {"value": "1", "unit": "POUND"}  # what the platform takes when nobody says
USUAL_SIZE: Json = {"length": "9", "width": "6", "height": "3", "unit": "INCH"}


def labelled(order: Order, unit_ids: Sequence[str] = ()) -> Inside:
    """The units a label is bought for; all open ones when none is named. Raises `Refused`."""
    if order.fulfilment != "SELLER":
        raise refuse(21008025)
    if order.shipping_type != "TIKTOK":
        raise refuse(21011012)
    if order.status in MASKED:
        raise refuse(21042057)
    if order.after_sale:
        raise refuse(21011007)
    if not order.open:
        raise refuse(21022025)
    return [(order, unit) for unit in units_named(order, unit_ids)]


def buy(owner: TikTokShop, shop: Shop, inside: Inside, body: Json) -> Package:
    """`body`: shipping_service_id, weight, dimension; each may be missing. Raises `Refused`."""
    weight, size = body.get("weight") or USUAL_WEIGHT, body.get("dimension") or USUAL_SIZE
    check_size(size)
    service = _service(eligible(pounds(weight)), body.get("shipping_service_id", ""))
    orders = {order.id: order for order, _ in inside}
    provider = {"id": service["shipping_provider_id"], "name": service["shipping_provider_name"]}
    number = number_for(provider["name"], f"{owner.ids.last + 1:09d}{next(iter(orders))[-9:]}")
    first = next(iter(orders.values()))
    return parcels.make(
        owner,
        shop,
        inside,
        shipping_type="TIKTOK",
        provider=provider,
        tracking_number=number,
        tag="COMBINE" if len(orders) > 1 else "SPLIT" if len(inside) < len(first.live) else "DEFAULT",
        bought={"service": service, "weight": weight, "dimension": size},
    )


def _service(offered: list[Json], wanted: str) -> Json:
    for service in offered:
        if service["id"] == wanted or (not wanted and service["is_default"]):
            return service
    raise refuse(21004008)


def together(shop: Shop, order_ids: Sequence[str]) -> Inside:
    """Several whole orders of one buyer to one address."""
    if len(set(order_ids)) < 2 or len(order_ids) != len(set(order_ids)):
        raise refuse(21001001)
    if not set(order_ids) <= set(shop.orders):
        raise refuse(21011001)
    orders = [shop.orders[i] for i in order_ids]
    if len({(o.buyer["user_id"], o.buyer["line1"], o.buyer["postal_code"]) for o in orders}) > 1:
        raise refuse(21001001)
    if any(o.packages for o in orders):
        raise refuse(21011033)
    return [row for order in orders for row in labelled(order)]
