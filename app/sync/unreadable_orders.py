"""Orders that TikTok listed and Weft could not read: remembered, shown, and tried again (S142). Never passed over."""

import logging
from collections.abc import Iterable, Sequence

import asyncpg

from app import events
from app.resources import Resources
from app.tables.engine import connection

log = logging.getLogger(__name__)

# One call of the order detail.
AT_ONCE = 50


async def remember(res: Resources, connection_id: int, ids: Sequence[str]) -> None:
    """These came and could not be read."""
    if not ids:
        return
    log.warning("orders %s of connection %s cannot be read", list(ids), connection_id)
    async with connection(res.db) as db:
        await db.execute(
            """INSERT INTO unreadable_order (connection, remote_id) SELECT $1, unnest($2::text[])
               ON CONFLICT (connection, remote_id) DO NOTHING""",
            connection_id,
            sorted(set(ids)),
        )
        account = await db.fetchval("SELECT account FROM connection WHERE id = $1", connection_id)
    await events.announce(res.redis, account, events.orders(connection_id))


async def were_read(db: asyncpg.Connection, connection_id: int, ids: Iterable[str]) -> None:
    """These can be read now, or could all along."""
    await db.execute(
        "DELETE FROM unreadable_order WHERE connection = $1 AND remote_id = ANY($2::text[])", connection_id, list(ids)
    )


async def to_try(res: Resources, connection_id: int) -> tuple[str, ...]:
    """Those to ask for once more: an order changes, and so does Weft."""
    async with connection(res.db) as db:
        rows = await db.fetch(
            f"SELECT remote_id FROM unreadable_order WHERE connection = $1 ORDER BY id DESC LIMIT {AT_ONCE}",  # noqa: S608
            connection_id,
        )
    return tuple(row["remote_id"] for row in rows)
