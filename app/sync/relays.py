"""Orders that are ready are written to Ecwid, in batches, exactly once each (S96, architecture 6).

Row, key and batch stand in the database before anything is sent. A batch whose outcome is unknown is looked up first,
then sent again whole with the same key while Ecwid remembers it (an hour); afterwards only the seller can decide.
"""

import logging
import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import asyncpg

from app import events
from app.domain.decisions import Finding
from app.domain.orders import RelayState, SourceOrder, SourceOrderDraft
from app.domain.relay import Create, decide_order
from app.domain.retries import delay
from app.domain.words import N_
from app.platforms.errors import AccessGone, NotExecuted, PlatformError, Refused, Unknown
from app.platforms.order_roles import OrderSource, WrittenOrder
from app.resources import Resources
from app.sync import order_events
from app.sync.order_intake import Desk, desk_for
from app.sync.order_records import order_of
from app.tables.engine import connection, transaction

log = logging.getLogger(__name__)

KIND = "create_order"
BATCH = 100
LEASE_SECONDS = 60
# Ecwid's search lags behind its writes: a doubtful order is looked for after this, and not sooner.
LOOK_AFTER = timedelta(seconds=20)
# Ecwid remembers a batch's key for an hour (ecwid.md 2.6); a margin for clocks and queues.
KEY_LIVES = timedelta(minutes=50)
# After that it is only looked for, and then the seller is asked.
ASK_AFTER = timedelta(minutes=80)
# S137: once every ten minutes, three times, and only what can heal.
RETRIES = (600.0, 600.0, 600.0)


@dataclass(frozen=True, slots=True)
class Ready:
    """One claimed order and what is to be written."""

    row: asyncpg.Record
    draft: SourceOrderDraft
    outbox: int = 0


async def relay_due(res: Resources, source: OrderSource, connection_id: int, worker: str) -> int:
    """Write what is due, batch by batch. Returns how many orders were settled. Raises AccessGone."""
    settled = 0
    while True:
        doubtful = await _clear_doubts(res, source, connection_id, worker)
        batch, key = await _prepare(res, connection_id, worker)
        if not batch:
            return settled + doubtful
        settled += doubtful + await _send(res, source, connection_id, batch, key)


async def _prepare(res: Resources, connection_id: int, worker: str) -> tuple[list[Ready], str]:
    """Claim due orders, decide each again with today's links, and write their outbox rows. One transaction."""
    key = str(uuid.uuid4())
    async with transaction(res.db) as db:
        rows = await _claim(db, connection_id, worker, ("queued", "retrying"))
        if not rows:
            return [], key
        desk = await _desk(db, connection_id, rows)
        ready = [found for row in rows if (found := await _decide(res, db, desk, row)) is not None]
        batch = [await _outbox_row(db, connection_id, found, key) for found in ready]
    return batch, key


async def _claim(
    db: asyncpg.Connection, connection_id: int, worker: str, states: tuple[str, ...]
) -> list[asyncpg.Record]:
    rows: list[asyncpg.Record] = await db.fetch(
        f"""UPDATE sales_order SET relay = CASE WHEN relay = 'maybe' THEN relay ELSE 'sending' END, lease_by = $2,
                attempts = attempts + 1, lease_until = now() + make_interval(secs => {LEASE_SECONDS})
            WHERE id IN (
                SELECT id FROM sales_order WHERE connection = $1 AND relay = ANY($3::text[])
                  AND (next_try_at IS NULL OR next_try_at <= now()) AND (lease_until IS NULL OR lease_until < now())
                ORDER BY placed_at LIMIT {BATCH} FOR UPDATE SKIP LOCKED)
            RETURNING *""",  # noqa: S608 - constants only
        connection_id,
        worker,
        list(states),
    )
    return rows


async def _desk(db: asyncpg.Connection, connection_id: int, rows: Sequence[asyncpg.Record]) -> Desk:
    skus = await db.fetch(
        "SELECT DISTINCT sku_id FROM order_unit WHERE sales_order = ANY($1::bigint[])", [row["id"] for row in rows]
    )
    return await desk_for(db, connection_id, {row["sku_id"] for row in skus})


async def _decide(res: Resources, db: asyncpg.Connection, desk: Desk, row: asyncpg.Record) -> Ready | None:
    asked = row["reason"] == ASKED
    decision = decide_order(order_of(res.vault, row), desk.links, desk.policy, asked=asked)
    if isinstance(decision, Create):
        return Ready(row, decision.draft)
    await db.execute(
        """UPDATE sales_order SET relay = $2, reason = $3, next_try_at = NULL, lease_until = NULL, lease_by = ''
           WHERE id = $1""",
        row["id"],
        decision.state.value,
        decision.sentence,
    )
    return None


# The mark of an order that the seller asked for although it is past the relay's usual states (S143).
ASKED = "asked"


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
        await _batch_failed(res, connection_id, going, error)
        if isinstance(error, AccessGone):
            raise
        return 0
    return await _record(res, connection_id, going, written)


async def _record(res: Resources, connection_id: int, batch: Sequence[Ready], written: Sequence[WrittenOrder]) -> int:
    by_id = {result.channel_order_id: result for result in written}
    async with transaction(res.db) as db:
        for ready in batch:
            result = by_id.get(ready.draft.channel_order_id)
            if result is None:
                await _doubt(db, connection_id, ready.row, "")
            elif result.error is None:
                await bind(db, connection_id, ready.row, ready.draft, result.id, result.internal_id)
            elif isinstance(result.error, Refused):
                await _refused(db, connection_id, ready.row, result.error.finding)
            elif isinstance(result.error, NotExecuted):
                await _again(db, connection_id, ready.row, result.error)
            else:
                await _doubt(db, connection_id, ready.row, result.error.detail)
    await _tell(res, connection_id)
    return len(batch)


async def bind(
    db: asyncpg.Connection,
    connection_id: int,
    row: asyncpg.Record,
    draft: SourceOrderDraft,
    source_id: str,
    internal_id: int,
) -> None:
    """Both ids at once; the units are booked in Ecwid from now on, so they are no longer taken off its stock."""
    status = await db.execute(
        """UPDATE sales_order SET relay = 'synced', reason = '', reason_params = NULL, source_order_id = $2,
               source_internal_id = $3, source_payment = $4, source_fulfilment = $5, difference = $6, source_total = $7,
               relayed_at = now(), next_try_at = NULL, lease_until = NULL, lease_by = '',
               search = search || ' ' || lower($2::text)
           WHERE id = $1 AND source_order_id = ''""",
        row["id"],
        source_id,
        internal_id,
        draft.payment_status,
        draft.fulfilment_status,
        draft.difference,
        draft.total,
    )
    await db.execute(
        """UPDATE outbox_write SET state = 'done', remote_id = $3, done_at = now()
           WHERE connection = $1 AND kind = 'create_order' AND subject = $2
             AND state IN ('new', 'sent', 'maybe')""",
        connection_id,
        row["id"],
        source_id,
    )
    if status != "UPDATE 1":
        return
    await db.execute("UPDATE order_unit SET booked_at = now() WHERE sales_order = $1 AND booked_at IS NULL", row["id"])
    await order_events.note(
        db, connection_id, row["id"], N_("Written to Ecwid as %(id)s"), tone="success", params={"id": source_id}
    )
    if draft.difference:
        await order_events.note(
            db,
            connection_id,
            row["id"],
            N_("The parts of TikTok’s total do not add up: %(difference)s is left over."),
            tone="warning",
            params={"difference": str(draft.difference)},
        )


async def _refused(db: asyncpg.Connection, connection_id: int, row: asyncpg.Record, finding: Finding) -> None:
    """Ecwid said no: nothing that waiting heals (S137)."""
    await _settle(db, row, RelayState.NEEDS_YOU.value, finding.sentence, None)
    await _outbox(db, row, "refused")
    await order_events.note(
        db,
        connection_id,
        row["id"],
        N_("Ecwid refused it"),
        tone="danger",
        detail=" ".join(part for part in (finding.their_code, finding.their_text) if part),
    )


async def _again(db: asyncpg.Connection, connection_id: int, row: asyncpg.Record, error: PlatformError) -> None:
    """Certainly not written: the retries of S137, then the seller. What never left us is tried again at once."""
    tries = row["attempts"]
    asked = error.retry_after if isinstance(error, NotExecuted) else None
    await _outbox(db, row, "new")
    if not await db.fetchval("SELECT retry_orders FROM connection WHERE id = $1", connection_id):
        await _settle(db, row, RelayState.NEEDS_YOU.value, N_("Ecwid did not answer, and Retry Orders is off."), None)
        return
    if tries > len(RETRIES) + 1:
        await _settle(db, row, RelayState.NEEDS_YOU.value, N_("Ecwid did not take it after several tries."), None)
        return
    wait = asked if asked is not None else delay(tries, random.random(), first=2.0) if tries == 1 else RETRIES[0]
    await _settle(db, row, RelayState.RETRYING.value, N_("Ecwid did not answer. Try %(next)s of 3."), wait)
    await order_events.note(
        db, connection_id, row["id"], N_("Not written: Ecwid did not answer"), tone="warning", detail=error.detail
    )


async def _doubt(db: asyncpg.Connection, connection_id: int, row: asyncpg.Record, detail: str) -> None:
    """Perhaps written: it waits longer than Ecwid's search lags, then it is looked for."""
    await _settle(
        db,
        row,
        RelayState.MAYBE.value,
        N_("Ecwid’s answer was lost; Weft looks for the order."),
        LOOK_AFTER.total_seconds(),
    )
    await _outbox(db, row, "maybe")
    await order_events.note(db, connection_id, row["id"], N_("The answer was lost"), tone="warning", detail=detail)


async def _settle(db: asyncpg.Connection, row: asyncpg.Record, state: str, reason: str, wait: float | None) -> None:
    await db.execute(
        """UPDATE sales_order SET relay = $2, reason = $3, lease_until = NULL, lease_by = '',
               next_try_at = now() + make_interval(secs => $4)
           WHERE id = $1 AND source_order_id = ''""",
        row["id"],
        state,
        reason,
        wait,
    )


async def _outbox(db: asyncpg.Connection, row: asyncpg.Record, state: str) -> None:
    await db.execute(
        """UPDATE outbox_write SET state = $2 WHERE kind = 'create_order' AND subject = $1
           AND state IN ('new', 'sent', 'maybe')""",
        row["id"],
        state,
    )


async def _batch_failed(res: Resources, connection_id: int, batch: Sequence[Ready], error: PlatformError) -> None:
    async with transaction(res.db) as db:
        for ready in batch:
            if isinstance(error, Unknown):
                await _doubt(db, connection_id, ready.row, error.detail)
            elif isinstance(error, Refused):
                await _refused(db, connection_id, ready.row, error.finding)
            else:
                await _again(db, connection_id, ready.row, error)
    await _tell(res, connection_id)


async def _clear_doubts(res: Resources, source: OrderSource, connection_id: int, worker: str) -> int:
    """Orders whose answer was lost, and those whose worker died: look for them, then send the same batch again."""
    async with transaction(res.db) as db:
        await _adopt_orphans(db, connection_id)
        rows = await _claim(db, connection_id, worker, ("maybe",))
        if not rows:
            return 0
        writes = await db.fetch(
            """SELECT subject, batch, sent_at FROM outbox_write WHERE connection = $1 AND kind = 'create_order'
               AND subject = ANY($2::bigint[]) AND state IN ('sent', 'maybe')""",
            connection_id,
            [row["id"] for row in rows],
        )
        desk = await _desk(db, connection_id, rows)
    sent = {write["subject"]: write for write in writes}
    found = await _look(res, source, connection_id, desk, rows, sent)
    rest = [row for row in rows if row["id"] not in found]
    for key in {sent[row["id"]]["batch"] for row in rest if row["id"] in sent}:
        mine = [row for row in rest if row["id"] in sent and sent[row["id"]]["batch"] == key]
        await _resend(res, source, connection_id, desk, mine, key, sent)
    return len(rows)


async def _adopt_orphans(db: asyncpg.Connection, connection_id: int) -> None:
    """A worker died while sending: what had left is in doubt, what had not is queued again."""
    await db.execute(
        """UPDATE sales_order o SET relay = CASE WHEN w.state IN ('sent', 'maybe') THEN 'maybe' ELSE 'queued' END,
               lease_until = NULL, lease_by = '',
               next_try_at = CASE WHEN w.state IN ('sent', 'maybe') THEN w.sent_at + $2 END
           FROM sales_order s LEFT JOIN outbox_write w ON w.connection = s.connection AND w.kind = 'create_order'
               AND w.subject = s.id AND w.state NOT IN ('refused', 'closed')
           WHERE o.id = s.id AND s.connection = $1 AND s.relay = 'sending' AND s.lease_until < now()""",
        connection_id,
        LOOK_AFTER,
    )


async def _look(
    res: Resources,
    source: OrderSource,
    connection_id: int,
    desk: Desk,
    rows: Sequence[asyncpg.Record],
    sent: dict[int, asyncpg.Record],
) -> set[int]:
    """One walk over the orders that Ecwid changed since the batch left, instead of one search for each."""
    since = min((sent[row["id"]]["sent_at"] for row in rows if row["id"] in sent), default=None)
    if since is None:
        return set()
    by_channel_id: dict[str, SourceOrder] = {}
    async for page in source.changed_orders(since=since - timedelta(minutes=2)):
        by_channel_id.update({order.channel_order_id: order for order in page if order.channel_order_id})
    found: set[int] = set()
    async with transaction(res.db) as db:
        for row in rows:
            there = by_channel_id.get(row["remote_id"])
            if there is None:
                continue
            decision = decide_order(order_of(res.vault, row), desk.links, desk.policy, asked=True)
            if isinstance(decision, Create):
                await bind(db, connection_id, row, decision.draft, there.id, there.internal_id)
                found.add(row["id"])
    if found:
        await _tell(res, connection_id)
    return found


async def _resend(
    res: Resources,
    source: OrderSource,
    connection_id: int,
    desk: Desk,
    rows: Sequence[asyncpg.Record],
    key: str,
    sent: dict[int, asyncpg.Record],
) -> None:
    """The same key within its hour answers the first batch's result, or does it now; later it could double."""
    age = res.now() - min(sent[row["id"]]["sent_at"] for row in rows)
    if age > KEY_LIVES:
        await _past_the_key(res, connection_id, rows, ask=age > ASK_AFTER)
        return
    drafts = [
        Ready(row, decision.draft, 1)
        for row in rows
        if isinstance(decision := decide_order(order_of(res.vault, row), desk.links, desk.policy, asked=True), Create)
    ]
    try:
        written = await source.create_orders(tuple(ready.draft for ready in drafts), key=key)
    except PlatformError as error:
        async with transaction(res.db) as db:
            for row in rows:
                await _doubt(db, connection_id, row, error.detail)
        if isinstance(error, AccessGone):
            raise
        return
    await _record(res, connection_id, drafts, written)


async def _past_the_key(res: Resources, connection_id: int, rows: Sequence[asyncpg.Record], *, ask: bool) -> None:
    async with transaction(res.db) as db:
        for row in rows:
            if ask:
                await _settle(db, row, RelayState.NEEDS_YOU.value, IN_DOUBT, None)
                await order_events.note(db, connection_id, row["id"], IN_DOUBT, tone="warning")
            else:
                await _settle(db, row, RelayState.MAYBE.value, N_("Weft looks for the order in Ecwid."), 300.0)
    await _tell(res, connection_id)


IN_DOUBT = N_("Weft cannot know whether Ecwid has this order. Look for it in Ecwid, then decide.")


async def _tell(res: Resources, connection_id: int) -> None:
    async with connection(res.db) as db:
        account = await db.fetchval("SELECT account FROM connection WHERE id = $1", connection_id)
    if account is not None:
        await events.announce(res.redis, account, events.orders(connection_id))
