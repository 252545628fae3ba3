"""Orders that may be in Ecwid: looked for first, sent again with the same key second, and then asked about."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import asyncpg

from app.domain.orders import RelayState, SourceOrder
from app.domain.relay import Create, decide_order
from app.domain.words import N_
from app.platforms.errors import AccessGone, PlatformError
from app.platforms.order_roles import OrderSource
from app.resources import Resources
from app.sync import order_outages, relay_claims
from app.sync.order_desk import Desk, draft_of
from app.sync.order_events import Note
from app.sync.order_records import order_of
from app.sync.relay_claims import claim, desk_of
from app.sync.relay_results import LOOK_AFTER, Bound, Outcome, Ready, bind, doubt, lock, record, settle, tell
from app.tables.engine import transaction

# Ecwid remembers a batch's key for an hour (platform-facts E4); a margin for clocks and queues.
KEY_LIVES = timedelta(minutes=50)
# After that it is only looked for. When Ecwid shows what was written well after it, it never arrived and is written
# anew; when Ecwid shows nothing of that kind, nobody knows, and the seller is asked.
ASK_AFTER = timedelta(minutes=80)
# Ecwid's clock and ours, and a search that need not show writes in their order.
WELL_AFTER = timedelta(minutes=5)
LOOK_PAUSE = timedelta(minutes=5)
LOOKING = N_("Weft looks for the order in Ecwid.")
IN_DOUBT = N_("Weft cannot know whether Ecwid has this order. Look for it in Ecwid, then decide.")


async def clear_doubts(res: Resources, source: OrderSource, connection_id: int, worker: str) -> int:
    """Orders whose answer was lost, and those whose worker died: look for them, then send the same batch again."""
    async with transaction(res.db) as db:
        await _adopt_orphans(db, connection_id)
        claimed = await claim(db, connection_id, worker, ("maybe",), relay_claims.DOUBTS)
        if not claimed:
            return 0
        rows, sent = await _whole_batches(db, connection_id, claimed)
        desk = await desk_of(db, connection_id, rows)
    found, newest = await _look(res, source, connection_id, desk, rows, sent)
    rest = [row for row in rows if row["id"] not in found and row["id"] in sent]
    for key in {sent[row["id"]]["batch"] for row in rest}:
        mine = [row for row in rest if sent[row["id"]]["batch"] == key]
        sent_at = min(sent[row["id"]]["sent_at"] for row in mine)
        age = res.now() - sent_at
        if age <= KEY_LIVES:
            await _resend(res, source, connection_id, desk, mine, key)
        elif age > ASK_AFTER and newest is not None and newest > sent_at + WELL_AFTER:
            await order_outages.write_anew(res, connection_id, mine, key)
        else:
            await _past_the_key(res, connection_id, mine, ask=age > ASK_AFTER)
    return len(claimed)


async def _whole_batches(
    db: asyncpg.Connection, connection_id: int, claimed: Sequence[asyncpg.Record]
) -> tuple[list[asyncpg.Record], dict[int, asyncpg.Record]]:
    """The claimed orders with all that are in doubt of the same batches, in the order of locks, and what was sent.

    A batch that never arrived is executed as it is sent again: an order left out then would never be written, because
    the key answers the shorter batch from there on. Two workers may send one again; the key makes that harmless.
    """
    writes = await db.fetch(
        """SELECT subject, batch, sent_at FROM outbox_write
           WHERE connection = $1 AND kind = 'create_order' AND state IN ('sent', 'maybe') AND batch IN (
               SELECT batch FROM outbox_write WHERE connection = $1 AND kind = 'create_order'
               AND subject = ANY($2::bigint[]) AND state IN ('sent', 'maybe'))""",
        connection_id,
        [row["id"] for row in claimed],
    )
    sent = {write["subject"]: write for write in writes}
    others = await db.fetch(
        "SELECT * FROM sales_order WHERE id = ANY($1::bigint[]) AND relay IN ('maybe', 'sending')",
        list(sent.keys() - {row["id"] for row in claimed}),
    )
    return sorted([*claimed, *others], key=lambda row: str(row["remote_id"])), sent


async def _adopt_orphans(db: asyncpg.Connection, connection_id: int) -> None:
    """A worker died while sending: what had left is in doubt, what had not is queued again."""
    await db.execute(
        """UPDATE sales_order o SET relay = CASE WHEN w.state IN ('sent', 'maybe') THEN 'maybe' ELSE 'queued' END,
               lease_until = NULL, lease_by = '',
               next_try_at = CASE WHEN w.state IN ('sent', 'maybe') THEN w.sent_at + $2 END
           FROM sales_order s LEFT JOIN outbox_write w ON w.connection = s.connection AND w.kind = 'create_order'
               AND w.subject = s.id AND w.state NOT IN ('refused', 'closed')
           WHERE o.id = s.id AND s.id IN (
               SELECT id FROM sales_order WHERE connection = $1 AND relay = 'sending' AND lease_until < now()
               ORDER BY remote_id FOR UPDATE SKIP LOCKED)""",
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
) -> tuple[set[int], datetime | None]:
    """One walk over the orders that Ecwid changed since the batch left, instead of one search for each.

    Returns which of them are there, and when the newest order that Ecwid shows was changed, whosever it is.
    """
    since = min((sent[row["id"]]["sent_at"] for row in rows if row["id"] in sent), default=None)
    if since is None:
        return set(), None
    by_channel_id: dict[str, SourceOrder] = {}
    changes: list[datetime] = []
    async for page in source.changed_orders(since=since - timedelta(minutes=2)):
        by_channel_id.update({order.channel_order_id: order for order in page if order.channel_order_id})
        changes += [order.updated_at for order in page if order.updated_at]
    there = [row for row in rows if row["remote_id"] in by_channel_id]
    found: list[Bound] = []
    for row in there:
        # Cancelled or shipped on TikTok meanwhile: it is in Ecwid all the same, and goes on from there.
        order = by_channel_id[row["remote_id"]]
        found.append(Bound(row, draft_of(res, row, desk), order.id, order.internal_id))
    async with transaction(res.db) as db:
        await lock(db, there)
        await bind(db, connection_id, found)
    if found:
        await tell(res, connection_id)
    return {one.row["id"] for one in found}, max(changes, default=None)


def _drafts(res: Resources, desk: Desk, rows: Sequence[asyncpg.Record]) -> list[Ready]:
    return [
        Ready(row, decision.draft, 1)
        for row in rows
        if isinstance(decision := decide_order(order_of(res.vault, row), desk.links, desk.policy, asked=True), Create)
    ]


async def _resend(
    res: Resources,
    source: OrderSource,
    connection_id: int,
    desk: Desk,
    rows: Sequence[asyncpg.Record],
    key: str,
) -> None:
    """The same key within its hour answers the first batch's result, or does it now; later it could double."""
    drafts = _drafts(res, desk, rows)
    try:
        written = await source.create_orders(tuple(ready.draft for ready in drafts), key=key)
    except PlatformError as error:
        async with transaction(res.db) as db:
            await lock(db, rows)
            await settle(db, connection_id, [doubt(row, error.detail) for row in rows])
        if isinstance(error, AccessGone):
            raise
        return
    await record(res, connection_id, drafts, written)


async def _past_the_key(res: Resources, connection_id: int, rows: Sequence[asyncpg.Record], *, ask: bool) -> None:
    """Looked for again after a pause; nobody is asked before Ecwid has answered a second such look."""
    outcomes = [
        Outcome(row, RelayState.NEEDS_YOU, IN_DOUBT, note=Note(row["id"], IN_DOUBT, "warning"))
        if ask and row["reason"] == LOOKING
        else Outcome(row, RelayState.MAYBE, LOOKING, LOOK_PAUSE.total_seconds())
        for row in rows
    ]
    async with transaction(res.db) as db:
        await lock(db, rows)
        await settle(db, connection_id, outcomes)
    await tell(res, connection_id)
