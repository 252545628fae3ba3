"""Orders as the control panel shows them: everything, unmasked, in the panel's own shape."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sandbox.tiktok_shop.orders import cancelling, money
from sandbox.tiktok_shop.orders.amounts import paid
from sandbox.tiktok_shop.orders.records import Json, Order, dump

if TYPE_CHECKING:
    from sandbox.tiktok_shop.records import Shop


def rows(shop: Shop, status: str = "") -> Iterator[Json]:
    """Newest first."""
    for order in reversed(shop.orders.values()):
        if status in ("", order.status):
            yield row(shop, order)


def row(shop: Shop, order: Order) -> Json:
    """`lines`: equal units together, as a person would say it."""
    lines: dict[tuple[str, str], int] = {}
    for unit in order.units:
        what = (unit.product_name, unit.sku_name)
        lines[what] = lines.get(what, 0) + 1
    return {
        "id": order.id,
        "status": order.status,
        "kind": order.kind,
        "fulfilment": order.fulfilment,
        "shipping_type": order.shipping_type,
        "total": money.text(paid(order)["total_amount"]),
        "lines": [{"name": name, "options": options, "quantity": n} for (name, options), n in lines.items()],
        "buyer_asks_to_cancel": cancelling.pending(shop, order) is not None,
        "references": {platform: r["id"] for platform, r in order.references.items()},
        "created_at": order.create_time,
        "updated_at": order.update_time,
    }


def whole(shop: Shop, order: Order) -> Json:
    """The row, and everything that belongs to the order, as the stand-in keeps it (cents, unix seconds)."""
    made: dict[str, Any] = row(shop, order)
    made["order"] = dump(order)
    made["packages"] = [dump(shop.packages[i]) for i in order.packages]
    made["cancellations"] = [dump(shop.cancellations[i]) for i in order.cancellations]
    return made
