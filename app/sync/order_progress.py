"""TikTok's progress flows back to the Ecwid order, forward only (S95, S106, S107, S110)."""

from collections.abc import Sequence

import asyncpg

from app.domain.cancellations import CANCELLED_IN_SOURCE
from app.domain.orders import OrderStatus
from app.domain.relay import SHIPPED, forward, fulfilment_of
from app.sync.order_desk import Desk


async def follow(db: asyncpg.Connection, desk: Desk, rows: Sequence[asyncpg.Record], moved: Sequence[int]) -> None:
    """Orders that Ecwid has, as TikTok tells them now; of those `moved` the buyer's address is new."""
    if moved:
        await db.execute("UPDATE sales_order SET wanted_address = true WHERE id = ANY($1::bigint[])", moved)
    cancelled = [row["id"] for row in rows if row["status"] == OrderStatus.CANCELLED and row["archived_at"] is None]
    if cancelled and desk.policy.archive_cancelled:
        await db.execute("UPDATE sales_order SET archived_at = now() WHERE id = ANY($1::bigint[])", cancelled)
    await tell_progress(db, rows)


async def tell_progress(db: asyncpg.Connection, rows: Sequence[asyncpg.Record]) -> None:
    """Mark in each row what the Ecwid order has to become for TikTok's status; a parcel that waits is past."""
    past, cancelled = [], []
    wanted: dict[int, str] = {}
    for row in rows:
        status = OrderStatus(row["status"])
        if status is OrderStatus.CANCELLED:
            past.append(row["id"])
            if row["source_payment"] not in CANCELLED_IN_SOURCE:
                cancelled.append(row["id"])
            continue
        if status in SHIPPED:
            past.append(row["id"])
        if forward(row["source_fulfilment"], fulfilment_of(status)):
            wanted[row["id"]] = fulfilment_of(status)
    await _mark(db, past, cancelled, wanted)


async def _mark(db: asyncpg.Connection, past: list[int], cancelled: list[int], wanted: dict[int, str]) -> None:
    if past:
        await db.execute(
            """UPDATE sales_order SET shipment = '' WHERE id = ANY($1::bigint[])
               AND shipment IN ('held', 'due', 'carrier', 'number', 'refused')""",
            past,
        )
    if cancelled:
        await db.execute(
            """UPDATE sales_order SET wanted_payment = 'CANCELLED', wanted_fulfilment = 'WILL_NOT_DELIVER'
               WHERE id = ANY($1::bigint[])""",
            cancelled,
        )
    if wanted:
        await db.execute(
            """UPDATE sales_order o SET wanted_fulfilment = v.wanted
               FROM unnest($1::bigint[], $2::text[]) AS v (id, wanted) WHERE o.id = v.id""",
            list(wanted),
            list(wanted.values()),
        )
