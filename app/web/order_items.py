"""What was sold and in which parcels it goes, as an order's page lists it. Pure, from rows and the order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.domain.orders import Order, OrderStatus, OrderUnit
from app.web.order_words import Row


@dataclass(frozen=True, slots=True)
class Item:
    """Equal units of one SKU. `alike` are products it may be, for one that is not linked; `by_hand`: its link
    can be undone."""

    name: str
    options: str
    picture: str
    sku: str
    sku_id: str
    seller_sku: str
    units: int
    price: Decimal
    cancelled: bool
    product_href: str
    by_hand: bool = False
    alike: list[dict[str, Any]] = field(default_factory=list)


def items_of(order: Order, links: Mapping[str, Row], alike: Mapping[str, Sequence[Row]], base: str) -> list[Item]:
    """Equal units together; cancelled ones apart."""
    groups: dict[tuple[str, Decimal, bool], list[OrderUnit]] = {}
    for unit in order.units:
        groups.setdefault((unit.sku_id, unit.original_price, unit.status is OrderStatus.CANCELLED), []).append(unit)
    return [_item(units, links, alike, base, cancelled=cancelled) for (_, _, cancelled), units in groups.items()]


def picture_of(unit: OrderUnit, links: Mapping[str, Row]) -> str:
    """The seller's own picture of a linked product, else the one TikTok has."""
    link = links.get(unit.sku_id)
    return (link["picture"] or "") if link else unit.picture


def _item(
    units: list[OrderUnit],
    links: Mapping[str, Row],
    alike: Mapping[str, Sequence[Row]],
    base: str,
    *,
    cancelled: bool,
) -> Item:
    unit, link = units[0], links.get(units[0].sku_id)
    return Item(
        name=unit.name,
        options=unit.options,
        picture=picture_of(unit, links),
        sku=link["sku"] if link else "",
        sku_id=unit.sku_id,
        seller_sku=unit.seller_sku,
        units=len(units),
        price=unit.original_price or unit.sale_price,
        cancelled=cancelled,
        product_href=f"{base}/products/{link['product']}" if link else "",
        by_hand=bool(link and link["by_hand"]),
        alike=[_alike(product, base) for product in alike.get(unit.sku_id, ())],
    )


def _alike(product: Row, base: str) -> dict[str, Any]:
    return {
        "title": product["title"],
        "sku": product["sku"],
        "picture": product["picture"] or "",
        "stock": product["quantity"],
        "href": f"{base}/products/{product['id']}",
        "listed": product["sync_state"] != "not_synced",
    }


def package_view(package: Row, units: Sequence[OrderUnit]) -> dict[str, Any]:
    """One parcel: without units of its own it holds all that TikTok put into it."""
    inside = [unit for unit in units if unit.id in package["unit_ids"] or unit.package_id == package["remote_id"]]
    return {
        "id": package["id"],
        "number": package["tracking_number"],
        "carrier": package["provider_name"],
        "warning": package["warning"],
        "units": len(inside),
        "at": package["created_at"],
        "price": package["price"],
        "currency": package["currency"] or "USD",
        "service": package["service"],
    }
