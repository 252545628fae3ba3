"""Which orders a worker takes: some at a time, leased, so that two workers never have the same one."""

from collections.abc import Sequence

import asyncpg

from app.sync.order_desk import Desk, desk_for

BATCH = 100
# Of orders in doubt: one walk over Ecwid's orders finds them all.
DOUBTS = 100
LEASE_SECONDS = 60


async def claim(
    db: asyncpg.Connection, connection_id: int, worker: str, states: tuple[str, ...], most: int
) -> list[asyncpg.Record]:
    rows: list[asyncpg.Record] = await db.fetch(
        f"""UPDATE sales_order SET relay = CASE WHEN relay = 'maybe' THEN relay ELSE 'sending' END, lease_by = $2,
                attempts = attempts + 1, lease_until = now() + make_interval(secs => {LEASE_SECONDS})
            WHERE id IN (
                SELECT id FROM sales_order WHERE connection = $1 AND relay = ANY($3::text[])
                  AND (next_try_at IS NULL OR next_try_at <= now()) AND (lease_until IS NULL OR lease_until < now())
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
