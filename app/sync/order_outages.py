"""After an outage of Ecwid: it is no order's fault, so what it held up goes on by itself (S137)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import asyncpg

from app.domain.words import N_
from app.resources import Resources
from app.sync import order_events
from app.sync.order_events import Note
from app.sync.relay_results import GAVE_UP, lock, tell
from app.tables.engine import transaction

# Twice as long as the gap guard's pause, and shorter than the tries of S137 take together.
SILENCE = timedelta(minutes=20)


async def end_of_silence(res: Resources, connection_id: int, heard: datetime | None) -> int:
    """Ecwid answers again. Orders that ran out of tries since it was `heard` are queued again; returns how many."""
    if heard is None or res.now() - heard < SILENCE:
        return 0
    async with transaction(res.db) as db:
        rows = await db.fetch(
            """SELECT id FROM sales_order WHERE connection = $1 AND relay = 'needs_you' AND reason = $2
               ORDER BY remote_id FOR UPDATE""",
            connection_id,
            GAVE_UP,
        )
        await _queue(db, connection_id, [row["id"] for row in rows], N_("Ecwid answers again"))
    return len(rows)


async def write_anew(res: Resources, connection_id: int, rows: Sequence[asyncpg.Record], key: str) -> None:
    """The batch of this key never arrived, and the outage outlasted the key: its orders are queued as if never sent."""
    async with transaction(res.db) as db:
        await lock(db, rows)
        # By its key: another worker may have done this already, and sent a batch of its own.
        closed = await db.fetch(
            """UPDATE outbox_write SET state = 'closed' WHERE connection = $1 AND kind = 'create_order'
               AND batch = $2 AND subject = ANY($3::bigint[]) AND state IN ('sent', 'maybe') RETURNING subject""",
            connection_id,
            key,
            [row["id"] for row in rows],
        )
        sentence = N_("Ecwid shows what was written later, but not this order: it never arrived, and is written now")
        await _queue(db, connection_id, [write["subject"] for write in closed], sentence)
    await tell(res, connection_id)


async def _queue(db: asyncpg.Connection, connection_id: int, orders: Sequence[int], sentence: str) -> None:
    """The tries of S137 begin anew."""
    await db.execute(
        """UPDATE sales_order SET relay = 'queued', reason = '', reason_params = NULL, attempts = 0,
               next_try_at = now(), lease_until = NULL, lease_by = ''
           WHERE id = ANY($1::bigint[]) AND source_order_id = ''""",
        list(orders),
    )
    await order_events.note_all(db, connection_id, [Note(order, sentence) for order in orders])
