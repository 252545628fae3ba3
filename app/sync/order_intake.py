"""TikTok's orders become rows: by webhook or by sweep, in any order, any number of times (S88–S92, S110)."""

from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime, timedelta

import asyncpg

from app import events
from app.domain.orders import Order, OrderStatus, RelayState
from app.domain.relay import is_newer
from app.domain.words import N_
from app.platforms.order_roles import OrderChannel, OrderPage
from app.resources import Resources
from app.sync import order_events, order_progress, order_writes, stock, unreadable_orders
from app.sync.order_decisions import decide
from app.sync.order_desk import Desk, desk_for
from app.sync.order_events import Note
from app.sync.order_records import is_readable, known_order, order_of, without_buyer
from app.sync.read_ahead import read_ahead
from app.tables.engine import again_after_deadlock, connection, transaction

# TikTok's windows leak at their edges, and its clock is not ours (platform-facts T10): overlap and upsert.
OVERLAP = timedelta(minutes=5)
EDGE = timedelta(seconds=5)
FIRST_SWEEP = timedelta(days=14)
# As many as one call reads by their ids. More are read by pages of a search, a hundred a call.
MOST_BY_ID = 50
# News this old are late webhooks: from their time on, a search would read everything since.
RECENT = timedelta(minutes=5)


async def look_at(res: Resources, channel: OrderChannel, connection_id: int, news: Mapping[str, datetime]) -> int:
    """Read these orders again because webhooks named them, with the time of their latest news. How many rows changed.

    Many at once are found by a search for what changed from the first of them to the last: however long others come,
    it ends. What it leaves out, because it changed again or the search lags, is read by id.
    """
    recent = [at for at in news.values() if at > res.now() - RECENT]
    changed, found = 0, set[str]()
    if len(recent) > MOST_BY_ID:
        changed, found = await _read_pages(res, channel, connection_id, min(recent) - EDGE, max(recent) + EDGE)
    rest = [id_ for id_ in news if id_ not in found]
    for first in range(0, len(rest), MOST_BY_ID):
        asked_at = res.now()
        page = await channel.orders_by_id(tuple(rest[first : first + MOST_BY_ID]))
        changed += await take(res, connection_id, page, asked_at)
    return changed


async def sweep(res: Resources, channel: OrderChannel, connection_id: int) -> int:
    """Read everything that changed since the last sweep. Returns how many rows changed."""
    until = res.now()
    async with connection(res.db) as db:
        since = await db.fetchval("SELECT orders_until FROM connection WHERE id = $1", connection_id)
    begin = (since or until - FIRST_SWEEP) - OVERLAP
    changed, _ = await _read_pages(res, channel, connection_id, begin, until + OVERLAP)
    async with connection(res.db) as db:
        await db.execute(
            "UPDATE connection SET orders_until = greatest(coalesce(orders_until, $2), $2) WHERE id = $1",
            connection_id,
            until,
        )
    if unread := await unreadable_orders.to_try(res, connection_id):
        changed += await take(res, connection_id, await channel.orders_by_id(unread))
    return changed


async def _read_pages(
    res: Resources, channel: OrderChannel, connection_id: int, begin: datetime, end: datetime
) -> tuple[int, set[str]]:
    """Take what changed between, a page while the next one is on its way.

    Returns how many rows changed, and the ids that were read.
    """
    changed, found = 0, set[str]()
    async with aclosing(read_ahead(_pages(res, channel, begin, end), most=2)) as ready:
        async for asked_at, page in (each async for some in ready for each in some):
            changed += await take(res, connection_id, page.orders, asked_at)
            await unreadable_orders.remember(res, connection_id, page.unreadable)
            found |= {order.id for order in page.orders}
    return changed, found


async def _pages(
    res: Resources, channel: OrderChannel, begin: datetime, end: datetime
) -> AsyncGenerator[tuple[datetime, OrderPage], None]:
    """A hundred orders a call, and when it was made; the list carries the details already."""
    token = ""
    while True:
        asked_at = res.now()
        page = await channel.orders(updated_from=begin, updated_to=end, token=token)
        yield asked_at, page
        token = page.next_token
        if not token:
            return


async def take(res: Resources, connection_id: int, orders: Iterable[Order], asked_at: datetime | None = None) -> int:
    """Write what TikTok says about these orders and decide what becomes of each. Returns how many rows changed.

    `asked_at`: when TikTok was asked. What happened after that is read again; not knowing it, after the order's change.

    One transaction a page; an older reading never overwrites a newer one. Rings the relay when something is ready.
    """
    # In one order, or two that take the same orders stop each other; listed twice, the later one counts.
    found = {order.id: order for order in sorted(orders, key=lambda order: (order.id, order.updated_at))}
    if not found:
        return 0
    desk, changed = await again_after_deadlock(lambda: _take_page(res, connection_id, list(found.values()), asked_at))
    if changed:
        await res.bell.ring("relay_orders", connection_id=connection_id)
        await res.bell.ring("follow_orders", connection_id=connection_id)
        await events.announce(res.redis, desk.account, events.orders(connection_id))
    return changed


async def _take_page(
    res: Resources, connection_id: int, found: Sequence[Order], asked_at: datetime | None
) -> tuple[Desk, int]:
    async with transaction(res.db) as db:
        sku_ids = {unit.sku_id for order in found for unit in order.units}
        await stock.hold(db, connection_id, sku_ids)
        await unreadable_orders.were_read(db, connection_id, [order.id for order in found])
        desk = await desk_for(db, connection_id, sku_ids)
        before = await _locked(db, connection_id, [order.id for order in found])
        moved = {order.id for order in found if order.id in before and _has_new_address(res, before[order.id], order)}
        news = [order for order in found if _is_news(before.get(order.id), order, new_address=order.id in moved)]
        if news:
            rows = await order_writes.write(res.vault, db, connection_id, news, before, asked_at)
            await order_writes.write_units(db, connection_id, rows, news)
            await _go_on(db, desk, news, before, rows, moved)
        return desk, len(news)


async def _go_on(
    db: asyncpg.Connection,
    desk: Desk,
    news: Sequence[Order],
    before: Mapping[str, asyncpg.Record],
    rows: Mapping[str, asyncpg.Record],
    moved: set[str],
) -> None:
    """What becomes of those that Ecwid has, and of those that it has not. Rows by TikTok's ids, now and `before`."""
    said = N_("TikTok: %(status)s")
    await order_events.note_all(
        db,
        desk.connection,
        [
            Note(rows[order.id]["id"], said, params={"status": order.status.value})
            for order in news
            if order.id not in before or before[order.id]["status"] != order.status.value
        ],
    )
    known = [rows[order.id] for order in news if rows[order.id]["source_order_id"]]
    await order_progress.follow(db, desk, known, [row["id"] for row in known if row["remote_id"] in moved])
    others = [(rows[order.id], order) for order in news if not rows[order.id]["source_order_id"]]
    open_ones = await _may_be_written(db, desk.connection, [row for row, _ in others])
    await decide(db, desk, [(row, order) for row, order in others if row["id"] not in open_ones])


async def _locked(db: asyncpg.Connection, connection_id: int, ids: Sequence[str]) -> dict[str, asyncpg.Record]:
    """The orders' rows, for this transaction alone; those without a row are for the one that is to write them first."""
    query = (
        "SELECT * FROM sales_order WHERE connection = $1 AND remote_id = ANY($2::text[]) ORDER BY remote_id FOR UPDATE"
    )
    rows = {row["remote_id"]: row for row in await db.fetch(query, connection_id, ids)}
    missing = [id_ for id_ in ids if id_ not in rows]
    if missing:
        # Nothing to lock yet: two that meet a new order at once would both believe to be the first.
        await db.execute(
            """SELECT pg_advisory_xact_lock(hashtextextended(id, $2))
               FROM (SELECT id FROM unnest($1::text[]) AS u (id) ORDER BY id OFFSET 0) AS missing""",
            missing,
            connection_id,
        )
        rows |= {row["remote_id"]: row for row in await db.fetch(query, connection_id, missing)}
    return rows


async def _may_be_written(db: asyncpg.Connection, connection_id: int, rows: Sequence[asyncpg.Record]) -> set[int]:
    """Ecwid may have them: what becomes of them is told once that is known. A question about one stays a question."""
    asked = [row["id"] for row in rows if row["relay"] == RelayState.NEEDS_YOU]
    sent = await db.fetch(
        """SELECT subject FROM outbox_write WHERE connection = $1 AND kind = 'create_order'
           AND subject = ANY($2::bigint[]) AND state IN ('sent', 'maybe')""",
        connection_id,
        asked,
    )
    under_way = {row["id"] for row in rows if row["relay"] in (RelayState.SENDING, RelayState.MAYBE)}
    return under_way | {row["subject"] for row in sent}


def _has_new_address(res: Resources, row: asyncpg.Record, order: Order) -> bool:
    return is_readable(order.address) and order_of(res.vault, row).address != order.address


def _is_news(row: asyncpg.Record | None, order: Order, *, new_address: bool) -> bool:
    """TikTok's times are whole seconds: two changes of one second differ in what they say, not in when."""
    if row is None:
        return True
    known_at, read_at = row["remote_updated_at"].timestamp(), order.updated_at.timestamp()
    same = known_at == read_at and known_order(row) == without_buyer(order)
    if same and not new_address and row["buyer"] is not None:
        return False
    return is_newer(OrderStatus(row["status"]), known_at, order.status, read_at)
