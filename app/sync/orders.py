"""What people ask of orders, and the order lane's work: relay, follow, guard the gap (S92, S142–S143, B5)."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from app import events
from app.domain.tasks import Kind
from app.domain.words import N_
from app.errors import Conflict
from app.locks import one_at_a_time
from app.platforms.errors import AccessGone, PlatformError
from app.platforms.order_roles import OrderChannel
from app.resources import Resources
from app.sync import (
    order_cancellations,
    order_decisions,
    order_desk,
    order_events,
    order_intake,
    order_tasks,
    price_drift,
    product_changes,
    relay_doubts,
    relay_results,
    relays,
    restocks,
    shipments,
    source_orders,
    stock_drift,
    stock_lane,
)
from app.sync.grants import access_gone, open_source
from app.sync.order_access import open_order_channel, open_order_source
from app.sync.order_records import known_order
from app.sync.shipments import row_of
from app.sync.stock_booked import read_back
from app.sync.work import worker_name
from app.tables.engine import connection, transaction
from app.tables.order_claims import GUARD_SECONDS
from app.tables.order_tasks import start

REFERENCES = 100
# A platform that did not answer is asked again after this, not every second.
GUARD_AGAIN_SECONDS = 30


async def relay(res: Resources, connection_id: int) -> None:
    """The lane's work for one connection: write what is due into Ecwid, then tell TikTok Ecwid's ids."""
    try:
        await order_decisions.decide_again(res, connection_id)
        source = await open_order_source(res, connection_id)
        await relays.relay_due(res, source, connection_id, worker_name())
        await refer_due(res, await open_order_channel(res, connection_id), connection_id)
        await read_back(res, await open_source(res, connection_id), connection_id)
        await order_tasks.look_after(res, connection_id, Kind.SYNC_ORDERS)
    except AccessGone as gone:
        await access_gone(res, connection_id, gone.platform, gone.reason)
    except PlatformError:
        return  # rows say what is still due; the timetable rings again


async def refer_due(res: Resources, channel: OrderChannel, connection_id: int) -> None:
    """Write Ecwid's order ids onto TikTok's orders: a second, remote ledger (A.2). A hundred a call.

    One worker at a time: to write them twice does no harm, and would cost a call for each hundred.
    """
    async with one_at_a_time(res.redis, f"referring:{connection_id}", wait=0.0) as mine:
        if mine:
            await _refer(res, channel, connection_id)


async def _refer(res: Resources, channel: OrderChannel, connection_id: int) -> None:
    while True:
        async with connection(res.db) as db:
            rows = await db.fetch(
                f"""SELECT o.id, o.remote_id, o.source_order_id,
                           (SELECT array_agg(u.remote_id ORDER BY u.id) FROM order_unit u WHERE u.sales_order = o.id)
                               AS units
                    FROM sales_order o WHERE o.connection = $1 AND o.relay = 'synced' AND o.referenced_at IS NULL
                    ORDER BY o.id LIMIT {REFERENCES}""",  # noqa: S608 - a constant only
                connection_id,
            )
        if not rows:
            return
        await channel.refer_orders(
            {row["remote_id"]: row["source_order_id"] for row in rows},
            {row["remote_id"]: tuple(row["units"] or ()) for row in rows},
        )
        async with connection(res.db) as db:
            # One that TikTok refuses would be refused again: it is a help, not a duty.
            await db.execute(
                "UPDATE sales_order SET referenced_at = now() WHERE id = ANY($1::bigint[])", [row["id"] for row in rows]
            )


async def follow(res: Resources, connection_id: int) -> None:
    """What flows between the two sides of relayed orders: shipments, cancellations, statuses."""
    try:
        source = await open_order_source(res, connection_id)
        channel = await open_order_channel(res, connection_id)
        await source_orders.tell_due(res, source, connection_id)
        await restocks.move_due(res, source, connection_id)
        await order_cancellations.cancel_due(res, channel, connection_id)
        await shipments.ship_due(res, channel, connection_id)
        await order_tasks.look_after(res, connection_id, Kind.RESEND_SHIPPING)
    except AccessGone as gone:
        await access_gone(res, connection_id, gone.platform, gone.reason)
    except PlatformError:
        return


async def guard(res: Resources, connection_id: int) -> None:
    """The gap guard: read both sides since the last time and close what is open (B5). Webhooks only make it faster.

    One worker at a time: it is due until it is over, so that the timetable rings for a long one every second.
    """
    async with one_at_a_time(res.redis, f"guarding:{connection_id}", wait=0.0) as mine:
        if mine:
            await _guard(res, connection_id)
    if mine:
        await order_tasks.begin_what_came_meanwhile(res, connection_id)


async def _guard(res: Resources, connection_id: int) -> None:
    asked = await order_tasks.begin_refresh(res, connection_id)
    try:
        channel = await open_order_channel(res, connection_id)
        theirs = await stock_drift.theirs_if_due(res, channel, connection_id)
        changed = await order_intake.sweep(res, channel, connection_id)
        await order_cancellations.sweep(res, channel, connection_id)
        await order_cancellations.look_again(res, channel, connection_id)
        await stock_drift.put_right(res, connection_id, theirs)
        await price_drift.check(res, channel, connection_id)
        await source_orders.sweep(res, await open_order_source(res, connection_id), connection_id)
        await product_changes.sweep(res, await open_source(res, connection_id), connection_id)
        await _next_guard(res, connection_id, GUARD_SECONDS)
        await order_tasks.end_refresh(res, asked, changed)
    except AccessGone as gone:
        await access_gone(res, connection_id, gone.platform, gone.reason)
        return
    except PlatformError:
        await _next_guard(res, connection_id, GUARD_AGAIN_SECONDS)
        await order_tasks.put_off_refresh(res, asked)
        return
    await asyncio.gather(relay(res, connection_id), follow(res, connection_id))


async def _next_guard(res: Resources, connection_id: int, seconds: int) -> None:
    async with connection(res.db) as db:
        await db.execute(
            "UPDATE connection SET gap_checked_at = now() - make_interval(secs => $2) WHERE id = $1",
            connection_id,
            float(GUARD_SECONDS - seconds),
        )


async def send_stock(res: Resources, connection_id: int) -> None:
    """The stock lane's work for one connection."""
    try:
        await stock_lane.send_due(res, await open_order_channel(res, connection_id), connection_id)
    except AccessGone as gone:
        await access_gone(res, connection_id, gone.platform, gone.reason)
    except PlatformError:
        return


class Asked(NamedTuple):
    """How many orders are on their way because somebody asked, and the task that says how far they are."""

    orders: int
    task: int | None


async def ask_relay(res: Resources, connection_id: int, order_ids: Sequence[int], *, user: int | None = None) -> Asked:
    """Sync missed orders, or import a shipped one for bookkeeping, as a task (S124, S142, S143)."""
    async with transaction(res.db) as db:
        rows = await db.fetch(
            """UPDATE sales_order SET relay = 'queued', asked = true, reason = '', reason_params = NULL,
                   next_try_at = now(), attempts = 0
               WHERE id IN (
                   SELECT o.id FROM sales_order o
                   WHERE o.connection = $1 AND o.id = ANY($2::bigint[]) AND o.source_order_id = ''
                     AND o.relay IN ('needs_you', 'skipped', 'retrying', 'needs_linking', 'queued')
                     AND o.status NOT IN ('UNPAID', 'CANCELLED')
                     AND NOT EXISTS (SELECT FROM outbox_write w WHERE w.connection = $1 AND w.kind = 'create_order'
                                     AND w.subject = o.id AND w.state IN ('sent', 'maybe'))
                   ORDER BY o.remote_id FOR UPDATE OF o)
               RETURNING id""",
            connection_id,
            list(order_ids),
        )
        said = N_("The seller asked to write it to Ecwid")
        await order_events.note_all(db, connection_id, [order_events.Note(row["id"], said) for row in rows])
        task = await start(db, connection_id, Kind.SYNC_ORDERS, [row["id"] for row in rows], user)
    if rows:
        await res.bell.ring("relay_orders", connection_id=connection_id)
    return Asked(len(rows), task)


async def settle_doubt(res: Resources, connection_id: int, order_id: int, *, source_order_id: str | None) -> None:
    """The seller decides what Weft cannot know: it is in Ecwid under this number, or it is to be created."""
    async with transaction(res.db) as db:
        row = await row_of(db, connection_id, order_id)
        if row["relay"] != "needs_you" or row["reason"] != relay_doubts.IN_DOUBT:
            raise Conflict(N_("This question is answered already."))
        if source_order_id is None:
            await db.execute(
                """UPDATE outbox_write SET state = 'closed' WHERE connection = $1 AND kind = 'create_order'
                   AND subject = $2 AND state IN ('sent', 'maybe')""",
                connection_id,
                order_id,
            )
            await db.execute(
                """UPDATE sales_order SET relay = 'queued', asked = true, reason = '', reason_params = NULL,
                       next_try_at = now(), attempts = 0 WHERE id = $1""",
                order_id,
            )
    if source_order_id is None:
        await res.bell.ring("relay_orders", connection_id=connection_id)
        return
    found = await (await open_order_source(res, connection_id)).order(source_order_id)
    if found is None:
        raise Conflict(N_("Ecwid has no order of this number."))
    async with transaction(res.db) as db:
        row = await row_of(db, connection_id, order_id)
        desk = await order_desk.desk_for(db, connection_id, {unit.sku_id for unit in known_order(row).units})
        draft = order_desk.draft_of(res, row, desk)
        await relay_results.bind(db, connection_id, [relay_results.Bound(row, draft, found.id, found.internal_id)])


async def archive(res: Resources, connection_id: int, order_ids: Sequence[int], on: bool) -> None:
    """Put orders away or back; Ecwid is untouched (S140)."""
    async with connection(res.db) as db:
        account = await db.fetchval("SELECT account FROM connection WHERE id = $1", connection_id)
        await db.execute(
            """UPDATE sales_order SET archived_at = CASE WHEN $3 THEN now() END
               WHERE id IN (SELECT id FROM sales_order WHERE connection = $1 AND id = ANY($2::bigint[])
                            ORDER BY remote_id FOR UPDATE)""",
            connection_id,
            list(order_ids),
            on,
        )
    await events.announce(res.redis, account, events.orders(connection_id))
