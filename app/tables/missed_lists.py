"""Orders on TikTok that are not in Ecwid, by the time they were placed (S142, S143)."""

from datetime import datetime

import asyncpg

from app.tables.order_conditions import MISSED, MISSED_BEFORE

MOST = 100
# Above this many at once a second press is asked for: a form is not the place for a hundred thousand ids.
MOST_AT_ONCE = 5_000

_COLUMNS = """o.id, o.remote_id, o.status, o.relay, o.reason, o.reason_params, o.masked_buyer, o.place, o.currency,
    o.total, o.unit_count, o.placed_at, o.attempts, o.next_try_at, o.fulfilled_by_channel"""


async def missed(
    db: asyncpg.Connection, connection_id: int, start: datetime, end: datetime, *, shipped: bool
) -> tuple[list[asyncpg.Record], int]:
    """The newest hundred placed in [start, end), and how many there are. `shipped`: those past the usual relay."""
    condition = MISSED_BEFORE if shipped else MISSED
    rows: list[asyncpg.Record] = await db.fetch(
        f"""SELECT {_COLUMNS} FROM sales_order o WHERE o.connection = $1 AND {condition}
            AND o.placed_at >= $2 AND o.placed_at < $3
            ORDER BY o.placed_at DESC, o.id DESC LIMIT {MOST}""",  # noqa: S608 - constants only
        connection_id,
        start,
        end,
    )
    if len(rows) < MOST:
        return rows, len(rows)
    total = await db.fetchval(
        f"""SELECT count(*) FROM sales_order o WHERE o.connection = $1 AND {condition}
            AND o.placed_at >= $2 AND o.placed_at < $3""",  # noqa: S608 - constants only
        connection_id,
        start,
        end,
    )
    return rows, int(total)


async def ids(db: asyncpg.Connection, connection_id: int, start: datetime, end: datetime) -> list[int]:
    """All that can be sent on as usual, oldest first."""
    rows = await db.fetch(
        f"""SELECT o.id FROM sales_order o WHERE o.connection = $1 AND {MISSED}
            AND o.placed_at >= $2 AND o.placed_at < $3
            ORDER BY o.placed_at, o.id LIMIT {MOST_AT_ONCE}""",  # noqa: S608 - constants only
        connection_id,
        start,
        end,
    )
    return [row["id"] for row in rows]


async def of_connection(db: asyncpg.Connection, connection_id: int, chosen: list[int]) -> list[int]:
    """Those of the ids that are orders of this connection and not in Ecwid yet: a form may hold anything."""
    rows = await db.fetch(
        "SELECT id FROM sales_order WHERE connection = $1 AND id = ANY($2::bigint[]) AND source_order_id = ''",
        connection_id,
        chosen,
    )
    return [row["id"] for row in rows]


async def unreadable(db: asyncpg.Connection, connection_id: int) -> list[str]:
    """TikTok's ids of orders that Weft could not read, newest first; a hundred are enough to name."""
    rows = await db.fetch(
        f"SELECT remote_id FROM unreadable_order WHERE connection = $1 ORDER BY id DESC LIMIT {MOST}",  # noqa: S608
        connection_id,
    )
    return [row["remote_id"] for row in rows]


async def unreadable_like(db: asyncpg.Connection, connection_id: int, start: str) -> list[asyncpg.Record]:
    """Orders that Weft could not read, with when they came, whose id begins like this; newest first."""
    rows: list[asyncpg.Record] = await db.fetch(
        f"""SELECT id, remote_id, first_at FROM unreadable_order
            WHERE connection = $1 AND starts_with(remote_id, $2) ORDER BY id DESC LIMIT {MOST}""",  # noqa: S608
        connection_id,
        start,
    )
    return rows
