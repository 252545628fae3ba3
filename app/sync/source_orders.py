"""What happens to relayed orders in Ecwid, and what Ecwid is told about them (S93–S95, S103, S106–S107, S112)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import asyncpg

from app import events
from app.domain.orders import OrderPolicy, SourceOrder
from app.domain.relay import still_wanted
from app.domain.words import N_
from app.platforms.errors import Gone, PlatformError, Refused
from app.platforms.order_roles import OrderSource
from app.resources import Resources
from app.sync import order_cancellations, order_events, order_outages, shipments
from app.sync.order_records import order_of, policy_of
from app.tables.engine import again_after_deadlock, connection, transaction

OVERLAP = timedelta(minutes=5)
FIRST = timedelta(days=2)
# One that found no answer waits so long, those behind it half as long.
PAUSE = timedelta(seconds=30)
# Above this many at once, pages of a search cost fewer calls.
MOST_SINGLY = 5


async def look_at(res: Resources, source: OrderSource, connection_id: int, news: Mapping[str, datetime]) -> int:
    """Read Ecwid's orders again because webhooks named them, by either id, with the time of their latest news.

    Many are found by one search. Returns how many of them are ours.
    """
    async with connection(res.db) as db:
        rows = await db.fetch(
            """SELECT source_order_id, source_internal_id::text AS internal FROM sales_order
               WHERE connection = $1 AND source_order_id <> ''
                 AND (source_order_id = ANY($2::text[]) OR source_internal_id::text = ANY($2::text[])) ORDER BY id""",
            connection_id,
            list(news),
        )
    if len(rows) > MOST_SINGLY:
        since = min(at for id_, at in news.items() if any(id_ in row.values() for row in rows))
        async for page in source.changed_orders(since=since - OVERLAP):
            await write(res, connection_id, page)
        return len(rows)
    for row in rows:
        found = await source.order(row["source_order_id"])
        if found is not None:
            await write(res, connection_id, [found])
    return len(rows)


async def sweep(res: Resources, source: OrderSource, connection_id: int) -> int:
    """Read what changed in Ecwid's orders since the last time: webhooks may be lost."""
    until = res.now()
    async with connection(res.db) as db:
        since = await db.fetchval("SELECT source_orders_until FROM connection WHERE id = $1", connection_id)
    seen = 0
    async for page in source.changed_orders(since=(since or until - FIRST) - OVERLAP):
        await write(res, connection_id, page)
        seen += len(page)
    # Before the time is written: whoever dies in between finds the silence as long as it was.
    await order_outages.end_of_silence(res, connection_id, since)
    async with connection(res.db) as db:
        await db.execute("UPDATE connection SET source_orders_until = $2 WHERE id = $1", connection_id, until)
    return seen


async def write(res: Resources, connection_id: int, found: Iterable[SourceOrder]) -> None:
    """Write what Ecwid says, and mark what TikTok has to be told: a shipment, a cancellation. Rings for both."""
    by_id = {order.id: order for order in found}
    account, due = await again_after_deadlock(lambda: _write_page(res, connection_id, by_id))
    if due:
        await res.bell.ring("follow_orders", connection_id=connection_id)
    await events.announce(res.redis, account, events.orders(connection_id))


async def _write_page(res: Resources, connection_id: int, found: Mapping[str, SourceOrder]) -> tuple[int, bool]:
    """The account to tell, and whether TikTok has to be told something."""
    due = False
    async with transaction(res.db) as db:
        settings = await db.fetchrow("SELECT * FROM connection WHERE id = $1", connection_id)
        # Orders are locked in one order everywhere (order_intake).
        rows = await db.fetch(
            """SELECT * FROM sales_order WHERE connection = $1 AND source_order_id = ANY($2::text[])
               ORDER BY remote_id FOR UPDATE""",
            connection_id,
            list(found),
        )
        for row in rows:
            due |= await _write_one(db, row, found[row["source_order_id"]], policy_of(settings))
    return settings["account"], due


async def _write_one(db: asyncpg.Connection, row: asyncpg.Record, order: SourceOrder, policy: OrderPolicy) -> bool:
    due = await order_cancellations.seen_in_source(db, row, order, policy)
    due |= await shipments.seen_in_source(db, row, order)
    await db.execute(
        """UPDATE sales_order SET source_payment = $2, source_fulfilment = $3,
               wanted_payment = CASE WHEN wanted_payment = $2 THEN '' ELSE wanted_payment END,
               wanted_fulfilment = $4
           WHERE id = $1""",
        row["id"],
        order.payment_status,
        order.fulfilment_status,
        still_wanted(row["wanted_fulfilment"], order.fulfilment_status),
    )
    return due


async def tell_due(res: Resources, source: OrderSource, connection_id: int) -> int:
    """Write wanted statuses into Ecwid. Writing one twice does no harm. Raises AccessGone.

    Where one finds no answer, the others are not tried after it, and go first the next time.
    """
    async with connection(res.db) as db:
        rows = await db.fetch(
            """SELECT * FROM sales_order WHERE connection = $1 AND (wanted_payment <> '' OR wanted_fulfilment <> ''
                 OR wanted_address)
               AND source_order_id <> '' AND (next_try_at IS NULL OR next_try_at <= now()) ORDER BY id LIMIT 100""",
            connection_id,
        )
    for number, row in enumerate(rows):
        if not await _tell(res, source, row):
            await _later(res, row["id"], [other["id"] for other in rows[number + 1 :]])
            break
    return len(rows)


async def _later(res: Resources, unanswered: int, others: Sequence[int]) -> None:
    async with connection(res.db) as db:
        await db.execute(
            """UPDATE sales_order SET next_try_at = now() + CASE WHEN id = $1 THEN $3::interval ELSE $3 / 2 END
               WHERE id IN (SELECT id FROM sales_order WHERE id = $1 OR id = ANY($2::bigint[])
                            ORDER BY remote_id FOR UPDATE)""",
            unanswered,
            others,
            PAUSE,
        )


async def _tell(res: Resources, source: OrderSource, row: asyncpg.Record) -> bool:
    """Whether Ecwid answered."""
    try:
        await source.update_order(
            row["source_order_id"],
            payment_status=row["wanted_payment"],
            fulfilment_status=row["wanted_fulfilment"],
            address=order_of(res.vault, row).address if row["wanted_address"] else None,
        )
    except (Gone, Refused):
        await _told(res, row, told=False)
    except PlatformError as error:
        if not error.retryable:
            raise
        return False
    else:
        await _told(res, row, told=True)
    return True


async def _told(res: Resources, row: asyncpg.Record, *, told: bool) -> None:
    async with transaction(res.db) as db:
        await db.execute(
            """UPDATE sales_order SET
                   source_payment = CASE WHEN $4 AND $2 <> '' THEN $2 ELSE source_payment END,
                   source_fulfilment = CASE WHEN $4 AND $3 <> '' THEN $3 ELSE source_fulfilment END,
                   wanted_payment = CASE WHEN wanted_payment = $2 THEN '' ELSE wanted_payment END,
                   wanted_fulfilment = CASE WHEN wanted_fulfilment = $3 THEN '' ELSE wanted_fulfilment END,
                   wanted_address = wanted_address AND buyer IS DISTINCT FROM $5
               WHERE id = $1""",
            row["id"],
            row["wanted_payment"],
            row["wanted_fulfilment"],
            told,
            row["buyer"],
        )
        status = row["wanted_payment"] or row["wanted_fulfilment"]
        sentence = N_("Ecwid told: %(status)s") if status else N_("Ecwid told: the buyer’s address")
        if not told:
            sentence = N_("Ecwid does not take the change")
        params = {"status": status} if told and status else None
        # Several workers may have told it at once, which does no harm; the row is locked, and one line is enough.
        if told and await order_events.is_newest(db, row["id"], sentence, params):
            return
        await order_events.note(
            db, row["connection"], row["id"], sentence, tone="success" if told else "danger", params=params
        )
