"""Orders that are ready are written to Ecwid, in batches, exactly once each (S96, architecture 6).

Row, key and batch stand in the database before anything is sent. A batch whose outcome is unknown is looked up first,
then sent again whole with the same key while Ecwid remembers it (an hour); afterwards only the seller can decide.
"""

import uuid
from collections.abc import Sequence
from dataclasses import replace

import asyncpg

from app.domain.relay import Create, Skip, Wait, decide_order
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
    while await gathered(res, source, connection_id):
        # New ones first: for those in doubt Ecwid's orders are walked over, and nobody shall wait for that.
        prepared = await _prepare(res, connection_id, worker)
        if prepared is not None:
            settled += await _send(res, source, connection_id, *prepared)
        doubtful = await clear_doubts(res, source, connection_id, worker)
        settled += doubtful
        if prepared is None and not doubtful:
            break
    return settled


async def _prepare(res: Resources, connection_id: int, worker: str) -> tuple[list[Ready], str] | None:
    """Claim due orders, decide each again with today's links, and write their outbox rows. One transaction.

    Returns what is to be sent and its key; None when nothing is due.
    """
    key = str(uuid.uuid4())
    async with transaction(res.db) as db:
        rows = await claim(db, connection_id, worker, ("queued", "retrying"), relay_claims.BATCH)
        if not rows:
            return None
        desk = await desk_of(db, connection_id, rows)
        ready = await _decide(res, db, desk, rows)
        batch = await _outbox_rows(db, connection_id, ready, key)
    return batch, key


async def _decide(res: Resources, db: asyncpg.Connection, desk: Desk, rows: Sequence[asyncpg.Record]) -> list[Ready]:
    ready: list[Ready] = []
    others: dict[int, Wait | Skip] = {}
    for row in rows:
        known = is_known(desk, row)
        decision = decide_order(order_of(res.vault, row), desk.links, desk.policy, asked=row["asked"], known=known)
        if isinstance(decision, Create):
            ready.append(Ready(row, decision.draft))
        else:
            others[row["id"]] = decision
    await put_off(db, desk, others)
    return ready


async def _outbox_rows(db: asyncpg.Connection, connection_id: int, ready: Sequence[Ready], key: str) -> list[Ready]:
    """Those of them that may be sent: nobody knows what became of the others."""
    rows = await db.fetch(
        """INSERT INTO outbox_write (connection, platform, kind, subject, key, batch, request_hash)
           SELECT $1, 'ecwid', $2, subject, $4::text || ':' || subject, $4, '' FROM unnest($3::bigint[]) AS u (subject)
           ON CONFLICT (connection, kind, subject) WHERE state NOT IN ('refused', 'closed')
           DO UPDATE SET batch = excluded.batch, key = excluded.key, state = 'new'
           WHERE outbox_write.state = 'new' RETURNING id, subject""",
        connection_id,
        KIND,
        [found.row["id"] for found in ready],
        key,
    )
    ids = {row["subject"]: row["id"] for row in rows}
    return [replace(found, outbox=ids[found.row["id"]]) for found in ready if found.row["id"] in ids]


async def _send(res: Resources, source: OrderSource, connection_id: int, batch: Sequence[Ready], key: str) -> int:
    """Send one batch. Whatever happens, every order of it ends in a state that says what is known."""
    if not batch:
        return 0
    async with connection(res.db) as db:
        await db.execute(
            """UPDATE outbox_write SET state = 'sent', sent_at = now(), attempts = attempts + 1
               WHERE id = ANY($1::bigint[]) AND state = 'new'""",
            [ready.outbox for ready in batch],
        )
    try:
        written = await source.create_orders(tuple(ready.draft for ready in batch), key=key)
    except PlatformError as error:
        await batch_failed(res, connection_id, batch, error)
        if isinstance(error, AccessGone):
            raise
        return 0
    return await record(res, connection_id, batch, written)
