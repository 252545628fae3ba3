"""Orders that are ready are written to Ecwid, in batches, exactly once each (S96, architecture 6).

Row, key and batch stand in the database before anything is sent. A batch whose outcome is unknown is looked up first,
then sent again whole with the same key while Ecwid remembers it (an hour); afterwards only the seller can decide.
"""

import uuid
from collections.abc import Sequence

import asyncpg

from app.domain.relay import Create, decide_order
from app.platforms.errors import AccessGone, PlatformError
from app.platforms.order_roles import OrderSource
from app.resources import Resources
from app.sync import relay_claims
from app.sync.order_decisions import is_known, put_off
from app.sync.order_desk import Desk
from app.sync.order_records import order_of
from app.sync.relay_claims import claim, desk_of, gathered
from app.sync.relay_doubts import clear_doubts
from app.sync.relay_results import Ready, batch_failed, record
from app.tables.engine import connection, transaction

KIND = "create_order"


async def relay_due(res: Resources, source: OrderSource, connection_id: int, worker: str) -> int:
    """Write what is due, batch by batch. Returns how many orders were settled. Raises AccessGone."""
    settled = 0
    while await gathered(res, connection_id):
        doubtful = await clear_doubts(res, source, connection_id, worker)
        batch, key = await _prepare(res, connection_id, worker)
        if not batch:
            return settled + doubtful
        settled += doubtful + await _send(res, source, connection_id, batch, key)
    return settled


async def _prepare(res: Resources, connection_id: int, worker: str) -> tuple[list[Ready], str]:
    """Claim due orders, decide each again with today's links, and write their outbox rows. One transaction."""
    key = str(uuid.uuid4())
    async with transaction(res.db) as db:
        rows = await claim(db, connection_id, worker, ("queued", "retrying"), relay_claims.BATCH)
        if not rows:
            return [], key
        desk = await desk_of(db, connection_id, rows)
        ready = [found for row in rows if (found := await _decide(res, db, desk, row)) is not None]
        batch = [await _outbox_row(db, connection_id, found, key) for found in ready]
    return batch, key


async def _decide(res: Resources, db: asyncpg.Connection, desk: Desk, row: asyncpg.Record) -> Ready | None:
    order, known = order_of(res.vault, row), is_known(desk, row)
    decision = decide_order(order, desk.links, desk.policy, asked=row["asked"], known=known)
    if isinstance(decision, Create):
        return Ready(row, decision.draft)
    await put_off(db, desk, row["id"], decision)
    return None


async def _outbox_row(db: asyncpg.Connection, connection_id: int, ready: Ready, key: str) -> Ready:
    outbox = await db.fetchval(
        """INSERT INTO outbox_write (connection, platform, kind, subject, key, batch, request_hash)
           VALUES ($1, 'ecwid', $2, $3, $4, $5, '')
           ON CONFLICT (connection, kind, subject) WHERE state NOT IN ('refused', 'closed')
           DO UPDATE SET batch = excluded.batch, key = excluded.key, state = 'new'
           WHERE outbox_write.state = 'new' RETURNING id""",
        connection_id,
        KIND,
        ready.row["id"],
        f"{key}:{ready.row['id']}",
        key,
    )
    return Ready(ready.row, ready.draft, int(outbox or 0))


async def _send(res: Resources, source: OrderSource, connection_id: int, batch: Sequence[Ready], key: str) -> int:
    """Send one batch. Whatever happens, every order of it ends in a state that says what is known."""
    going = [ready for ready in batch if ready.outbox]
    if not going:
        return 0
    async with connection(res.db) as db:
        await db.execute(
            """UPDATE outbox_write SET state = 'sent', sent_at = now(), attempts = attempts + 1
               WHERE id = ANY($1::bigint[]) AND state = 'new'""",
            [ready.outbox for ready in going],
        )
    try:
        written = await source.create_orders(tuple(ready.draft for ready in going), key=key)
    except PlatformError as error:
        await batch_failed(res, connection_id, going, error)
        if isinstance(error, AccessGone):
            raise
        return 0
    return await record(res, connection_id, going, written)
