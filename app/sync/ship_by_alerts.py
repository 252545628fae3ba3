"""Alerts when 24 and 6 hours are left to dispatch an order: once each, in its passport (B4). Home counts them."""

import asyncpg

from app import events
from app.domain.words import N_
from app.resources import Resources
from app.sync import order_events
from app.sync.order_events import Note
from app.tables.engine import transaction
from app.tables.order_conditions import TO_DISPATCH, TO_SHIP

_AT_ONCE = 1_000
# Each connection by its own index of the clock. Who was told of six hours is told of nothing more.
_DUE = f"""SELECT o.id FROM connection c CROSS JOIN LATERAL (
        SELECT o.id, o.remote_id FROM sales_order o
        WHERE o.connection = c.id AND o.status IN {TO_SHIP} AND {TO_DISPATCH}
          AND o.ship_by < now() + interval '24 hours'
          AND (o.alerted_hours IS NULL OR (o.alerted_hours > 6 AND o.ship_by < now() + interval '6 hours'))
        ORDER BY o.ship_by, o.id LIMIT {_AT_ONCE}) AS due JOIN sales_order o ON o.id = due.id
    WHERE c.state = 'active' ORDER BY o.remote_id LIMIT {_AT_ONCE} FOR UPDATE OF o SKIP LOCKED"""  # noqa: S608
_SAYS = {
    24: (N_("Less than 24 hours are left to dispatch it"), "warning"),
    6: (N_("Less than 6 hours are left to dispatch it"), "danger"),
}


async def alert(res: Resources) -> int:
    """Say it of every order whose time has come. Returns how many."""
    async with transaction(res.db) as db:
        rows = await db.fetch(
            f"""UPDATE sales_order s SET alerted_hours =
                    CASE WHEN s.ship_by < now() + interval '6 hours' THEN 6 ELSE 24 END
                FROM connection c WHERE c.id = s.connection AND s.id IN ({_DUE})
                RETURNING s.id, s.connection, s.alerted_hours, c.account"""  # noqa: S608 - constants only
        )
        for connection_id in {row["connection"] for row in rows}:
            await order_events.note_all(db, connection_id, _notes(rows, connection_id))
    for account, connection_id in {(row["account"], row["connection"]) for row in rows}:
        await events.announce(res.redis, account, events.orders(connection_id))
    return len(rows)


def _notes(rows: list[asyncpg.Record], connection_id: int) -> list[Note]:
    return [Note(row["id"], *_SAYS[row["alerted_hours"]]) for row in rows if row["connection"] == connection_id]
