"""What changes the stock or the price that TikTok should have marks its SKUs; the stock lane sends them (S55–S62, S86).

A SKU that may have changed is marked dirty: a flag, never a queue of deltas, so a hundred changes in a second are one
call, and the newest wins. The mark is the moment it was made, not when its transaction began: the lane clears what is
older than its own look.

Rows are locked in one order everywhere: product, listing, its SKUs by id, orders by TikTok's id.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from app.domain.stock_follow import NEAR


async def mark_products(db: asyncpg.Connection, connection_id: int, source_ids: list[int]) -> int:
    """These products changed in Ecwid: their SKUs are looked at again. Returns how many."""
    if not source_ids:
        return 0
    status = await db.execute(
        """UPDATE listing_sku SET dirty_at = clock_timestamp() WHERE id IN (
               SELECT s.id FROM listing_sku s JOIN listing l ON l.id = s.listing JOIN product p ON p.id = l.product
               WHERE p.connection = $1 AND p.source_id = ANY($2::bigint[]) ORDER BY s.id FOR UPDATE OF s)""",
        connection_id,
        source_ids,
    )
    return int(status.split()[-1])


async def doubt(db: asyncpg.Connection, connection_id: int, sku_ids: list[str]) -> int:
    """TikTok’s figure is not what we sent any more: the right one is sent again. Returns how many SKUs are ours."""
    status = await db.execute(
        """UPDATE listing_sku SET stock_sent = NULL, stock_sent_at = clock_timestamp(), dirty_at = clock_timestamp()
           WHERE id IN (
               SELECT id FROM listing_sku WHERE connection = $1 AND remote_id = ANY($2::text[])
               ORDER BY id FOR UPDATE)""",
        connection_id,
        sku_ids,
    )
    return int(status.split()[-1])


async def hold(db: asyncpg.Connection, connection_id: int, sku_ids: set[str]) -> None:
    """Lock these SKUs until the transaction ends: before orders are taken, which name them in any order."""
    await db.execute(
        "SELECT FROM listing_sku WHERE connection = $1 AND remote_id = ANY($2::text[]) ORDER BY id FOR UPDATE",
        connection_id,
        list(sku_ids),
    )


@dataclass(frozen=True, slots=True)
class Sale:
    """Units of one SKU in one order."""

    sku_id: str
    units: int
    placed_at: datetime


async def sold_on_channel(db: asyncpg.Connection, connection_id: int, sales: Sequence[Sale]) -> None:
    """TikTok took these units off its own stock when they were sold; as a rule nothing has to be sent for that.

    The lane looks all the same: a figure that was reckoned without them may have gone out a moment before or after
    (stock_follow.after_sale). What TikTok has is unknown from then on if one of them is that near. Whoever calls holds
    the SKUs.
    """
    if not sales:
        return
    await db.execute(
        """UPDATE listing_sku s SET dirty_at = clock_timestamp(), stock_sent = CASE
                   WHEN NOT v.near AND s.stock_sent IS NOT NULL THEN greatest(0, s.stock_sent - v.before) END
           FROM (SELECT l.id, bool_or(coalesce(u.at BETWEEN l.stock_sent_at - $5::interval
                                                        AND l.stock_sent_at + $5::interval, true)) AS near,
                        coalesce(sum(u.n) FILTER (WHERE u.at > l.stock_sent_at + $5::interval), 0) AS before
                 FROM listing_sku l JOIN unnest($2::text[], $3::int[], $4::timestamptz[]) AS u (remote_id, n, at)
                   ON u.remote_id = l.remote_id
                 WHERE l.connection = $1 GROUP BY l.id) AS v
           WHERE s.id = v.id""",
        connection_id,
        [sale.sku_id for sale in sales],
        [sale.units for sale in sales],
        [sale.placed_at for sale in sales],
        NEAR,
    )


@dataclass(frozen=True, slots=True)
class Undone:
    """A SKU of an order that was placed and cancelled before Weft heard of it."""

    sku_id: str
    placed_at: datetime
    cancelled_at: datetime


async def sold_and_put_back(db: asyncpg.Connection, connection_id: int, undone: Sequence[Undone]) -> None:
    """Nothing moved in the end, unless a figure went out in between (may_be_off). Whoever calls holds the SKUs."""
    if not undone:
        return
    await db.execute(
        """UPDATE listing_sku s SET stock_sent = NULL, stock_sent_at = clock_timestamp(), dirty_at = clock_timestamp()
           FROM unnest($2::text[], $3::timestamptz[], $4::timestamptz[]) AS u (remote_id, placed_at, cancelled_at)
           WHERE s.connection = $1 AND s.remote_id = u.remote_id
             AND s.stock_sent_at BETWEEN u.placed_at - $5::interval AND u.cancelled_at + $5::interval""",
        connection_id,
        [one.sku_id for one in undone],
        [one.placed_at for one in undone],
        [one.cancelled_at for one in undone],
        NEAR,
    )


async def put_back_on_channel(db: asyncpg.Connection, connection_id: int, sku_ids: set[str]) -> None:
    """TikTok may put cancelled units back by itself: the figure is sent again, whatever we think it has (S86)."""
    await doubt(db, connection_id, sorted(sku_ids))
