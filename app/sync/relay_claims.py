"""Which orders a worker takes: some at a time, leased, so that two workers never have the same one."""

import asyncio
from collections.abc import Sequence

import asyncpg

from app.locks import one_at_a_time
from app.platforms.order_roles import OrderSource
from app.resources import Resources
from app.sync.order_desk import Desk, desk_for
from app.tables.engine import connection

# As many as Ecwid takes in one batch (platform-facts E4).
BATCH = 500
# Of orders in doubt: one walk over Ecwid's orders finds them all.
DOUBTS = 100
LEASE_SECONDS = 60
# So many became ready in the last while, and more may come: they shall be few batches, so they are waited for.
FLOOD, WHILE_SECONDS, FLOOD_SECONDS = 20, 1.5, 6.0
_LOOK_SECONDS = 0.25
# Batches of a busy store begin so far apart: two calls each, of ten a second.
BUSY_SECONDS = 1.0


async def gathered(res: Resources, source: OrderSource, connection_id: int) -> bool:
    """Wait until a flood of orders is there, or a while when the store allows few calls more this minute.

    A whole batch is not waited for. False when somebody else waits already, who will take them all.
    """
    is_busy = await source.is_busy()
    if not await _may_grow(res, connection_id, is_busy=is_busy):
        return True
    async with one_at_a_time(res.redis, f"gathering:{connection_id}", wait=0.0) as mine:
        if not mine:
            return False
        if is_busy:
            await asyncio.sleep(BUSY_SECONDS)
        for _ in range(round(FLOOD_SECONDS / _LOOK_SECONDS)):
            if not await _may_grow(res, connection_id):
                break
            await asyncio.sleep(_LOOK_SECONDS)
    return True


async def _may_grow(res: Resources, connection_id: int, *, is_busy: bool = False) -> bool:
    """Whether less than a batch is ready, and more may come: it is a flood, or worth waiting for (`is_busy`)."""
    async with connection(res.db) as db:
        return bool(
            await db.fetchval(
                f"""SELECT count(*) < {BATCH} AND ($2 OR count(*) FILTER (
                        WHERE decided_at > now() - make_interval(secs => {WHILE_SECONDS})) > {FLOOD})
                    FROM (SELECT decided_at FROM sales_order WHERE connection = $1 AND relay = 'queued'
                          LIMIT {BATCH}) q""",  # noqa: S608 - constants only
                connection_id,
                is_busy,
            )
        )


async def claim(
    db: asyncpg.Connection, connection_id: int, worker: str, states: tuple[str, ...], most: int
) -> list[asyncpg.Record]:
    """Up to `most` in one of these states. One whose buyer was erased waits until TikTok has told the buyer again."""
    rows: list[asyncpg.Record] = await db.fetch(
        f"""UPDATE sales_order SET relay = CASE WHEN relay = 'maybe' THEN relay ELSE 'sending' END, lease_by = $2,
                attempts = attempts + 1, lease_until = now() + make_interval(secs => {LEASE_SECONDS})
            WHERE id IN (
                SELECT id FROM sales_order WHERE connection = $1 AND relay = ANY($3::text[])
                  AND (next_try_at IS NULL OR next_try_at <= now()) AND (lease_until IS NULL OR lease_until < now())
                  AND (purged_at IS NULL OR status IN ('DELIVERED', 'COMPLETED'))
                ORDER BY placed_at LIMIT $4 FOR UPDATE SKIP LOCKED)
            RETURNING *""",  # noqa: S608 - constants only
        connection_id,
        worker,
        list(states),
        most,
    )
    # RETURNING keeps no order, and rows are locked in one order everywhere (order_intake).
    return sorted(rows, key=lambda row: str(row["remote_id"]))


async def desk_of(db: asyncpg.Connection, connection_id: int, rows: Sequence[asyncpg.Record]) -> Desk:
    skus = await db.fetch(
        "SELECT DISTINCT sku_id FROM order_unit WHERE sales_order = ANY($1::bigint[])", [row["id"] for row in rows]
    )
    return await desk_for(db, connection_id, {row["sku_id"] for row in skus})
