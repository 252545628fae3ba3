"""Stock and orders: placing reserves it, cancelling gives it back, shipping takes it out of the house.

The seller's warehouses only. What TikTok fulfils lies in TikTok's own, which a seller's stock does not count.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sandbox.tiktok_shop.orders.records import Order, Unit

if TYPE_CHECKING:
    from sandbox.tiktok_shop.records import Json, Product, Shop
    from sandbox.tiktok_shop.shop import TikTokShop

Committed = dict[str, dict[str, int]]  # SKU id → warehouse id → units ordered and not shipped


def available(sku: Json) -> int:
    return sum(row["quantity"] for row in sku["inventory"])


def warehouse_for(sku: Json, quantity: int) -> str:
    """The first warehouse that has so many. Raises ValueError when none has."""
    for row in sku["inventory"]:
        if row["quantity"] >= quantity:
            return str(row["warehouse_id"])
    raise ValueError(f"there are only {available(sku)} of {sku.get('seller_sku') or sku['id']} left")


def move(owner: TikTokShop, shop: Shop, order: Order, units: Iterable[Unit], source: str) -> None:
    """`source`: order_created, order_canceled or order_shipped; a cancelled unit goes back where it came from."""
    if order.fulfilment != "SELLER":
        return
    shelf, reserved = {"order_created": (-1, 1), "order_canceled": (1, -1), "order_shipped": (0, -1)}[source]
    _count(owner, shop, units, source, shelf, reserved)


def give_back(owner: TikTokShop, shop: Shop, order: Order, units: Iterable[Unit]) -> None:
    """Shipped units the carrier never collected: they are no longer reserved, and for sale again."""
    if order.fulfilment == "SELLER":
        _count(owner, shop, units, "order_canceled", 1, 0)


def write_off(owner: TikTokShop, shop: Shop, order: Order, units: Iterable[Unit]) -> None:
    """Cancelled as out of stock, or lost: no longer reserved, and not for sale again."""
    if order.fulfilment == "SELLER":
        _count(owner, shop, units, "order_canceled", 0, -1)


def _count(owner: TikTokShop, shop: Shop, units: Iterable[Unit], source: str, shelf: int, reserved: int) -> None:
    counts: dict[tuple[str, str, str], int] = defaultdict(int)
    for unit in units:
        counts[unit.product_id, unit.sku_id, unit.warehouse_id] += 1
    for (product_id, sku_id, warehouse_id), n in counts.items():
        held = shop.committed.setdefault(sku_id, {})
        held[warehouse_id] = held.get(warehouse_id, 0) + n * reserved
        product = shop.products[product_id]
        for sku in product.sku_versions(sku_id):  # none: the SKU was removed meanwhile
            for row in sku["inventory"]:
                if row["warehouse_id"] == warehouse_id:
                    row["quantity"] += n * shelf
        tell(owner, shop, product, sku_id, source, n * shelf, n * reserved)


def tell(
    owner: TikTokShop, shop: Shop, product: Product, sku_id: str, source: str, shelf: int, reserved: int = 0
) -> None:
    """Webhook 68 or 71, whichever the app has been switched on for (nothing else has no `event_type` of its own)."""
    kind = owner.switches.stock_webhook
    versions = product.sku_versions(sku_id)
    if not kind or not versions or not (shelf or reserved):
        return
    now, event = datetime.fromtimestamp(owner.now(), UTC), str(uuid.uuid4())
    at = now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    free, held = available(versions[0]), sum(shop.committed.get(sku_id, {}).values())
    data: dict[str, Any] = {
        "event_id": event,
        "occurred_at": at,
        "product_id": product.id,
        "sku_id": sku_id,
        "quantity_snapshot_after_change": {
            "total_quantity": free + held,
            "total_available_quantity": free,
            "total_committed_quantity": held,
            "in_shop_quantity": free,
            "campaign_locked_quantity": 0,
            "creator_locked_quantity": 0,
        },
        "change_detail": [
            {
                "idempotency_key": event,
                "trigger_source": source,
                "occurred_at": at,
                "total_quantity_delta": shelf + reserved,
                "available_quantity_delta": shelf,
                "committed_quantity_delta": reserved,
                "in_shop_quantity_delta": shelf,
                "campaign_locked_quantity_delta": 0,
                "creator_locked_quantity_delta": 0,
            }
        ],
    }
    owner.broadcast(shop, kind, {**data, "shop_id" if kind == 71 else "seller_id": shop.id})
