"""One order with everything its page shows, and what the carrier question can be answered from."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from app.tables.selections import tsquery


async def one(db: asyncpg.Connection, connection_id: int, order: int) -> asyncpg.Record | None:
    """The order's row, and what waits for an answer or was refused among its cancellations."""
    return await db.fetchrow(
        """SELECT o.*, o.facts ->> 'shipping_type' AS shipping_type, c.id AS cancellation,
               c.state AS cancellation_state, c.reason_text, c.deadline,
               (SELECT g.shop_id FROM access_grant g
                WHERE g.connection = o.connection AND g.platform = 'ecwid') AS store
           FROM sales_order o LEFT JOIN LATERAL (
               SELECT id, state, reason_text, deadline FROM cancellation
               WHERE sales_order = o.id AND state IN ('pending', 'disagree') ORDER BY state DESC, id DESC LIMIT 1
           ) c ON true WHERE o.connection = $1 AND o.id = $2""",
        connection_id,
        order,
    )


async def links(db: asyncpg.Connection, connection_id: int, sku_ids: Sequence[str]) -> dict[str, asyncpg.Record]:
    """Which product, and which of its SKUs, each of TikTok's SKUs is linked to."""
    rows = await db.fetch(
        """SELECT s.remote_id, p.id AS product, s.linked_by IS NOT NULL AS by_hand,
               coalesce(nullif(v.sku, ''), s.seller_sku) AS sku,
               coalesce(nullif(p.thumbnail, ''), p.pictures ->> 0) AS picture
           FROM listing_sku s JOIN listing l ON l.id = s.listing JOIN product p ON p.id = l.product
           LEFT JOIN LATERAL (SELECT element ->> 'sku' AS sku FROM jsonb_array_elements(p.variants) AS element
                              WHERE (element ->> 'combination_id')::bigint = s.combination_id LIMIT 1) v ON true
           WHERE s.connection = $1 AND s.remote_id = ANY($2::text[])""",
        connection_id,
        list(sku_ids),
    )
    return {row["remote_id"]: row for row in rows}


async def alike(db: asyncpg.Connection, connection_id: int, sku: str, limit: int = 3) -> list[asyncpg.Record]:
    """Products that an unlinked SKU may be: those that are found by it."""
    if not tsquery(sku):
        return []
    rows: list[asyncpg.Record] = await db.fetch(
        """SELECT id, title, sku, price, quantity, sync_state,
               coalesce(nullif(thumbnail, ''), pictures ->> 0) AS picture
           FROM product WHERE connection = $1 AND deleted_at IS NULL
             AND to_tsvector('simple', search) @@ to_tsquery('simple', $2) ORDER BY id DESC LIMIT $3""",
        connection_id,
        tsquery(sku),
        limit,
    )
    return rows


async def events(db: asyncpg.Connection, order: int) -> list[asyncpg.Record]:
    """What happened, first thing first. The newest two hundred: an order that was retried for ever has more."""
    rows: list[asyncpg.Record] = await db.fetch(
        "SELECT * FROM order_event WHERE sales_order = $1 ORDER BY id DESC LIMIT 200", order
    )
    return rows[::-1]


async def packages(db: asyncpg.Connection, order: int) -> list[asyncpg.Record]:
    """Parcels TikTok knows, first one first."""
    rows: list[asyncpg.Record] = await db.fetch("SELECT * FROM package WHERE sales_order = $1 ORDER BY id", order)
    return rows


async def usual_carriers(db: asyncpg.Connection, connection_id: int) -> dict[str, int]:
    """The carriers of the last hundred parcels, by TikTok's name, and how many each took."""
    rows = await db.fetch(
        """SELECT provider_name, count(*) AS n FROM (
               SELECT provider_name FROM package WHERE connection = $1 AND provider_name <> ''
               ORDER BY id DESC LIMIT 100) AS latest GROUP BY 1 ORDER BY 2 DESC, 1""",
        connection_id,
    )
    return {row["provider_name"]: row["n"] for row in rows}


async def newest_written(db: asyncpg.Connection, connection_id: int) -> asyncpg.Record | None:
    """A real order to show a policy on: the newest with a discount of TikTok's, else of the seller's, else of all."""
    return await db.fetchrow(
        """SELECT id, remote_id, facts FROM (
               SELECT id, remote_id, facts, placed_at FROM sales_order
               WHERE connection = $1 AND archived_at IS NULL AND status <> 'CANCELLED'
               ORDER BY placed_at DESC LIMIT 100) AS latest
           ORDER BY ((facts #>> '{money,platform_discount}')::numeric > 0) DESC,
               ((facts #>> '{money,seller_discount}')::numeric > 0) DESC, placed_at DESC LIMIT 1""",
        connection_id,
    )


async def looked_at(db: asyncpg.Connection, connection_id: int) -> datetime | None:
    """When Weft read TikTok's orders last."""
    at: datetime | None = await db.fetchval("SELECT orders_until FROM connection WHERE id = $1", connection_id)
    return at


async def request_of(db: asyncpg.Connection, order: int) -> asyncpg.Record | None:
    """The buyer's wish to cancel that waits for an answer."""
    return await db.fetchrow(
        "SELECT * FROM cancellation WHERE sales_order = $1 AND state = 'pending' ORDER BY id DESC LIMIT 1", order
    )
