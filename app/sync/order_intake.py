"""TikTok's orders become rows: by webhook or by sweep, in any order, any number of times (S88–S92, S110)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta

import asyncpg

from app import events
from app.domain.cancellations import CANCELLED_IN_SOURCE
from app.domain.orders import Address, Order, OrderStatus, RelayState
from app.domain.relay import SHIPPED, forward, fulfilment_of, is_newer
from app.domain.words import N_
from app.platforms.order_roles import OrderChannel
from app.resources import Resources
from app.sync import order_events, stock, unreadable_orders
from app.sync.order_decisions import decide
from app.sync.order_desk import Desk, desk_for
from app.sync.order_records import (
    facts_of,
    known_order,
    masked,
    order_of,
    seal_buyer,
    searchable,
    without_buyer,
)
from app.tables.engine import again_after_deadlock, connection, transaction

# TikTok's windows leak at their edges, and its clock is not ours (platform-facts T10): overlap and upsert.
OVERLAP = timedelta(minutes=5)
FIRST_SWEEP = timedelta(days=14)
# As many as one call reads. More are read by pages of a search, which begins minutes before the last one.
MOST_BY_ID = 50


async def look_at(res: Resources, channel: OrderChannel, connection_id: int, ids: Sequence[str]) -> int:
    """Read these orders again because a webhook named them. Returns how many rows changed."""
    wanted = tuple(dict.fromkeys(ids))
    if not wanted:
        return 0
    if len(wanted) > MOST_BY_ID:
        return await sweep(res, channel, connection_id)
    return await take(res, connection_id, await channel.orders_by_id(wanted))


async def sweep(res: Resources, channel: OrderChannel, connection_id: int) -> int:
    """Read everything that changed since the last sweep, 100 orders a call; the list carries the details already."""
    until = res.now()
    async with connection(res.db) as db:
        since = await db.fetchval("SELECT orders_until FROM connection WHERE id = $1", connection_id)
    begin = (since or until - FIRST_SWEEP) - OVERLAP
    changed, token = 0, ""
    while True:
        page = await channel.orders(updated_from=begin, updated_to=until + OVERLAP, token=token)
        changed += await take(res, connection_id, page.orders)
        await unreadable_orders.remember(res, connection_id, page.unreadable)
        token = page.next_token
        if not token:
            break
    async with connection(res.db) as db:
        await db.execute(
            "UPDATE connection SET orders_until = greatest(coalesce(orders_until, $2), $2) WHERE id = $1",
            connection_id,
            until,
        )
    if unread := await unreadable_orders.to_try(res, connection_id):
        changed += await take(res, connection_id, await channel.orders_by_id(unread))
    return changed


async def take(res: Resources, connection_id: int, orders: Iterable[Order]) -> int:
    """Write what TikTok says about these orders and decide what becomes of each. Returns how many rows changed.

    One transaction a page; an older reading never overwrites a newer one. Rings the relay when something is ready.
    """
    # In one order, or two that take the same orders stop each other.
    found = sorted(orders, key=lambda order: order.id)
    if not found:
        return 0
    desk, changed = await again_after_deadlock(lambda: _take_page(res, connection_id, found))
    if changed:
        await res.bell.ring("relay_orders", connection_id=connection_id)
        await res.bell.ring("follow_orders", connection_id=connection_id)
        await events.announce(res.redis, desk.account, events.orders(connection_id))
    return len(changed)


async def _take_page(res: Resources, connection_id: int, found: Sequence[Order]) -> tuple[Desk, list[Order]]:
    async with transaction(res.db) as db:
        sku_ids = {unit.sku_id for order in found for unit in order.units}
        await stock.hold(db, connection_id, sku_ids)
        await unreadable_orders.were_read(db, connection_id, [order.id for order in found])
        desk = await desk_for(db, connection_id, sku_ids)
        return desk, [order for order in found if await _take_one(res, db, desk, order)]


async def _take_one(res: Resources, db: asyncpg.Connection, desk: Desk, order: Order) -> bool:
    row = await _locked(db, desk.connection, order.id)
    new_address = row is not None and _is_readable(order.address) and order_of(res.vault, row).address != order.address
    if row is not None and not _is_news(row, order, new_address=new_address):
        return False
    order_row = await _write(res, db, desk, order, row)
    await _write_units(db, desk.connection, order_row["id"], order)
    if row is None or row["status"] != order.status.value:
        await order_events.note(
            db, desk.connection, order_row["id"], N_("TikTok: %(status)s"), params={"status": order.status.value}
        )
    if order_row["source_order_id"]:
        await _follow(db, desk, order_row, order, new_address=new_address)
    elif not await _may_be_written(db, order_row):
        await decide(db, desk, order_row, order)
    return True


async def _locked(db: asyncpg.Connection, connection_id: int, remote_id: str) -> asyncpg.Record | None:
    """The order's row for this transaction alone; None for the one that is to write it first."""
    query = "SELECT * FROM sales_order WHERE connection = $1 AND remote_id = $2 FOR UPDATE"
    row = await db.fetchrow(query, connection_id, remote_id)
    if row is None:
        # Nothing to lock yet: two that meet a new order at once would both believe to be the first.
        await db.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, $2))", remote_id, connection_id)
        row = await db.fetchrow(query, connection_id, remote_id)
    return row


async def _may_be_written(db: asyncpg.Connection, row: asyncpg.Record) -> bool:
    """Ecwid may have it: what becomes of it is told once that is known. A question about it stays a question."""
    if row["relay"] in (RelayState.SENDING, RelayState.MAYBE):
        return True
    return row["relay"] == RelayState.NEEDS_YOU and bool(
        await db.fetchval(
            """SELECT true FROM outbox_write WHERE connection = $1 AND kind = 'create_order' AND subject = $2
               AND state IN ('sent', 'maybe')""",
            row["connection"],
            row["id"],
        )
    )


def _is_news(row: asyncpg.Record, order: Order, *, new_address: bool) -> bool:
    """TikTok's times are whole seconds: two changes of one second differ in what they say, not in when."""
    known_at, read_at = row["remote_updated_at"].timestamp(), order.updated_at.timestamp()
    same = known_at == read_at and known_order(row) == without_buyer(order)
    if same and not new_address and row["buyer"] is not None:
        return False
    return is_newer(OrderStatus(row["status"]), known_at, order.status, read_at)


async def _write(
    res: Resources, db: asyncpg.Connection, desk: Desk, order: Order, before: asyncpg.Record | None
) -> asyncpg.Record:
    """Insert or update the row. A good address is never overwritten by a masked or an empty one (5.4)."""
    address = order.address
    keep = before is not None and before["buyer"] is not None and not _is_readable(address)
    buyer = before["buyer"] if keep and before is not None else seal_buyer(res.vault, desk.connection, order)
    masked_buyer = before["masked_buyer"] if keep and before is not None else masked(address.name if address else "")
    where = before["place"] if keep and before is not None else _place(order)
    search = searchable(res.vault, order, before["source_order_id"] if before else "")
    if keep and before is not None:
        search = " ".join(dict.fromkeys([*search.split(), *before["search"].split()]))
    row: asyncpg.Record = await db.fetchrow(
        """INSERT INTO sales_order (connection, remote_id, status, facts, buyer, masked_buyer, place, currency, total,
               unit_count, fulfilled_by_channel, placed_at, paid_at, ship_by, remote_updated_at, search, difference)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0)
           ON CONFLICT (connection, remote_id) DO UPDATE SET status = excluded.status, facts = excluded.facts,
               buyer = excluded.buyer, masked_buyer = excluded.masked_buyer, place = excluded.place,
               total = excluded.total, unit_count = excluded.unit_count, paid_at = excluded.paid_at,
               ship_by = excluded.ship_by, remote_updated_at = excluded.remote_updated_at, search = excluded.search,
               seen_at = now()
           RETURNING *""",
        desk.connection,
        order.id,
        order.status.value,
        facts_of(order),
        buyer,
        masked_buyer,
        where,
        order.money.currency,
        order.money.total,
        len(order.units),
        order.fulfilled_by_channel,
        order.created_at,
        order.paid_at,
        order.ship_by,
        order.updated_at,
        search,
    )
    return row


def _is_readable(address: Address | None) -> bool:
    return address is not None and bool(address.line1) and "*" not in f"{address.name}{address.line1}"


def _place(order: Order) -> str:
    if order.address is None:
        return ""
    return ", ".join(part for part in (order.address.city, order.address.state) if part and "*" not in part)


async def _write_units(db: asyncpg.Connection, connection_id: int, order_row: int, order: Order) -> None:
    """The units as they stand. TikTok takes a new order off its stock by itself, and puts cancelled units back."""
    before = {
        row["remote_id"]: row["status"]
        for row in await db.fetch("SELECT remote_id, status FROM order_unit WHERE sales_order = $1", order_row)
    }
    await db.execute(
        """INSERT INTO order_unit (connection, sales_order, remote_id, sku_id, status, package_id)
           SELECT $1, $2, * FROM unnest($3::text[], $4::text[], $5::text[], $6::text[])
           ON CONFLICT (sales_order, remote_id) DO UPDATE SET status = excluded.status,
               package_id = excluded.package_id""",
        connection_id,
        order_row,
        [unit.id for unit in order.units],
        [unit.sku_id for unit in order.units],
        [unit.status.value for unit in order.units],
        [unit.package_id for unit in order.units],
    )
    new = [unit for unit in order.units if unit.id not in before]
    sold = Counter(unit.sku_id for unit in new if _is_open(unit.status))
    back = {
        unit.sku_id
        for unit in order.units
        if not _is_open(unit.status) and before.get(unit.id, "CANCELLED") != OrderStatus.CANCELLED.value
    }
    await stock.sold_on_channel(db, connection_id, sold, order.created_at)
    await stock.put_back_on_channel(db, connection_id, back)
    if gone := {unit.sku_id for unit in new if not _is_open(unit.status)}:
        await stock.sold_and_put_back(db, connection_id, gone, order.created_at, order.updated_at)


def _is_open(status: OrderStatus) -> bool:
    return status is not OrderStatus.CANCELLED


async def _follow(db: asyncpg.Connection, desk: Desk, row: asyncpg.Record, order: Order, *, new_address: bool) -> None:
    """TikTok's progress flows back to the Ecwid order, forward only (S95, S106, S107, S110)."""
    if new_address:
        await db.execute("UPDATE sales_order SET wanted_address = true WHERE id = $1", row["id"])
    if order.status is OrderStatus.CANCELLED and desk.policy.archive_cancelled and row["archived_at"] is None:
        await db.execute("UPDATE sales_order SET archived_at = now() WHERE id = $1", row["id"])
    await tell_progress(db, row)


async def tell_progress(db: asyncpg.Connection, row: asyncpg.Record) -> None:
    """Mark what the Ecwid order has to become for TikTok's status in its row; a parcel that waits is past."""
    status = OrderStatus(row["status"])
    if status is OrderStatus.CANCELLED or status in SHIPPED:
        await db.execute(
            """UPDATE sales_order SET shipment = '' WHERE id = $1
               AND shipment IN ('held', 'due', 'carrier', 'number', 'refused')""",
            row["id"],
        )
    if status is OrderStatus.CANCELLED:
        if row["source_payment"] not in CANCELLED_IN_SOURCE:
            await db.execute(
                """UPDATE sales_order SET wanted_payment = 'CANCELLED', wanted_fulfilment = 'WILL_NOT_DELIVER'
                   WHERE id = $1""",
                row["id"],
            )
        return
    wanted = fulfilment_of(status)
    if forward(row["source_fulfilment"], wanted):
        await db.execute("UPDATE sales_order SET wanted_fulfilment = $2 WHERE id = $1", row["id"], wanted)
