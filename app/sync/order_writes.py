"""A page of TikTok's orders and their units as rows; what they say about stock is marked with them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import asyncpg

from app.domain.orders import Order, OrderStatus
from app.sync import stock
from app.sync.order_records import facts_of, is_readable, masked, seal_buyer, searchable
from app.sync.stock import Sale, Undone
from app.vault import Vault


class _Buyer(NamedTuple):
    """What a row keeps of who bought, and the words the order is found by."""

    sealed: bytes | None
    masked: str
    place: str
    search: str


async def write(
    vault: Vault,
    db: asyncpg.Connection,
    connection_id: int,
    orders: Sequence[Order],
    before: Mapping[str, asyncpg.Record],
    asked_at: datetime | None,
) -> dict[str, asyncpg.Record]:
    """Insert or update the rows, in the order of `orders`. Returns them by TikTok's id. `asked_at`: see take()."""
    buyers = [_buyer(vault, connection_id, order, before.get(order.id)) for order in orders]
    rows = await db.fetch(
        """INSERT INTO sales_order (connection, remote_id, status, facts, buyer, masked_buyer, place, currency, total,
               unit_count, fulfilled_by_channel, placed_at, paid_at, ship_by, remote_updated_at, search, seen_at,
               difference)
           SELECT $1, *, 0 FROM unnest($2::text[], $3::text[], $4::jsonb[], $5::bytea[], $6::text[], $7::text[],
               $8::text[], $9::numeric[], $10::int[], $11::boolean[], $12::timestamptz[], $13::timestamptz[],
               $14::timestamptz[], $15::timestamptz[], $16::text[], $17::timestamptz[])
           ON CONFLICT (connection, remote_id) DO UPDATE SET status = excluded.status, facts = excluded.facts,
               buyer = excluded.buyer, masked_buyer = excluded.masked_buyer, place = excluded.place,
               total = excluded.total, unit_count = excluded.unit_count, paid_at = excluded.paid_at,
               ship_by = excluded.ship_by, remote_updated_at = excluded.remote_updated_at, search = excluded.search,
               seen_at = excluded.seen_at, purged_at = NULL
           RETURNING *""",
        connection_id,
        [order.id for order in orders],
        [order.status.value for order in orders],
        [facts_of(order) for order in orders],
        [buyer.sealed for buyer in buyers],
        [buyer.masked for buyer in buyers],
        [buyer.place for buyer in buyers],
        [order.money.currency for order in orders],
        [order.money.total for order in orders],
        [len(order.units) for order in orders],
        [order.fulfilled_by_channel for order in orders],
        [order.created_at for order in orders],
        [order.paid_at for order in orders],
        [order.ship_by for order in orders],
        [order.updated_at for order in orders],
        [buyer.search for buyer in buyers],
        [asked_at or order.updated_at for order in orders],
    )
    return {row["remote_id"]: row for row in rows}


def _buyer(vault: Vault, connection_id: int, order: Order, before: asyncpg.Record | None) -> _Buyer:
    """A good address is never overwritten by a masked or an empty one (5.4)."""
    search = searchable(vault, order, before["source_order_id"] if before else "")
    if before is not None and before["buyer"] is not None and not is_readable(order.address):
        search = " ".join(dict.fromkeys([*search.split(), *before["search"].split()]))
        return _Buyer(before["buyer"], before["masked_buyer"], before["place"], search)
    name = order.address.name if order.address else ""
    return _Buyer(seal_buyer(vault, connection_id, order), masked(name), _place(order), search)


def _place(order: Order) -> str:
    if order.address is None:
        return ""
    return ", ".join(part for part in (order.address.city, order.address.state) if part and "*" not in part)


async def write_units(
    db: asyncpg.Connection, connection_id: int, rows: Mapping[str, asyncpg.Record], orders: Sequence[Order]
) -> None:
    """The units as they stand. TikTok takes a new order off its stock by itself, and puts cancelled units back."""
    known = await db.fetch(
        "SELECT sales_order, remote_id, status FROM order_unit WHERE sales_order = ANY($1::bigint[])",
        [rows[order.id]["id"] for order in orders],
    )
    before = {(unit["sales_order"], unit["remote_id"]): unit["status"] for unit in known}
    units = [(rows[order.id]["id"], unit) for order in orders for unit in order.units]
    await db.execute(
        """INSERT INTO order_unit (connection, sales_order, remote_id, sku_id, status, package_id)
           SELECT $1, * FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[])
           ON CONFLICT (sales_order, remote_id) DO UPDATE SET status = excluded.status,
               package_id = excluded.package_id""",
        connection_id,
        [row for row, _ in units],
        [unit.id for _, unit in units],
        [unit.sku_id for _, unit in units],
        [unit.status.value for _, unit in units],
        [unit.package_id for _, unit in units],
    )
    sales: list[Sale] = []
    undone: list[Undone] = []
    back: set[str] = set()
    for order in orders:
        was = {unit.id: before.get((rows[order.id]["id"], unit.id)) for unit in order.units}
        sales += _sales(order, was)
        undone += _undone(order, was)
        back |= _put_back(order, was)
    await stock.sold_on_channel(db, connection_id, sales)
    await stock.sold_and_put_back(db, connection_id, undone)
    await stock.put_back_on_channel(db, connection_id, back)


_Was = Mapping[str, str | None]
"""The status that each unit of an order had; None for a new one."""


def _sales(order: Order, was: _Was) -> list[Sale]:
    sold = Counter(unit.sku_id for unit in order.units if was[unit.id] is None and _is_open(unit.status))
    return [Sale(sku_id, units, order.created_at) for sku_id, units in sold.items()]


def _undone(order: Order, was: _Was) -> list[Undone]:
    gone = {unit.sku_id for unit in order.units if was[unit.id] is None and not _is_open(unit.status)}
    return [Undone(sku_id, order.created_at, order.updated_at) for sku_id in sorted(gone)]


def _put_back(order: Order, was: _Was) -> set[str]:
    return {
        unit.sku_id
        for unit in order.units
        if not _is_open(unit.status) and was[unit.id] not in (None, OrderStatus.CANCELLED.value)
    }


def _is_open(status: OrderStatus) -> bool:
    return status is not OrderStatus.CANCELLED
