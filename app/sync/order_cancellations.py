"""Cancellations, both ways (S111–S116): echoes end here, refused ones are shown as "Disagree"."""

from collections.abc import Iterable, Sequence

import asyncpg

from app import events
from app.domain.cancellations import CancelOnChannel, Disagree, cancelled_in_source, reason_for
from app.domain.orders import Order, OrderPolicy, OrderStatus, SourceOrder
from app.domain.words import N_
from app.platforms.errors import AccessGone, PlatformError, Refused
from app.platforms.order_roles import Cancellation, OrderChannel
from app.resources import Resources
from app.sync import order_events
from app.sync.order_intake import FIRST_SWEEP, OVERLAP, take
from app.tables.engine import again_after_deadlock, connection, transaction

# `cancellation.state` of one that Ecwid asked for and TikTok has not been told yet.
DUE = "due"
# Orders of one get-order-detail call.
MOST_BY_ID = 50
PENDING = "CANCELLATION_REQUEST_PENDING"
_STATES = {
    PENDING: "pending",
    "CANCELLATION_REQUEST_SUCCESS": "accepted",
    "CANCELLATION_REQUEST_COMPLETE": "done",
    "CANCELLATION_REQUEST_CANCEL": "withdrawn",  # both spellings are documented (platform-facts T16)
    "CANCELLATION_REQUEST_CANCELLED": "withdrawn",
}


async def seen_in_source(db: asyncpg.Connection, row: asyncpg.Record, source: SourceOrder, policy: OrderPolicy) -> bool:
    """Ecwid's order was read: is it cancelled there, by somebody else than us? True when TikTok has to be told."""
    # What we asked Ecwid to write ourselves is an echo, however late it comes back.
    before = row["wanted_payment"] or row["source_payment"]
    decision = cancelled_in_source(before, source.payment_status, OrderStatus(row["status"]), policy.cancel_reason)
    if isinstance(decision, CancelOnChannel):
        await ask(db, row, decision.reason)
        return True
    if isinstance(decision, Disagree):
        await _disagree(db, row, "")
    return False


async def ask(db: asyncpg.Connection, row: asyncpg.Record, reason: str, unit_ids: Sequence[str] = ()) -> None:
    """Write down that TikTok is to be told: of the whole order, or of single units."""
    await db.execute(
        """INSERT INTO cancellation (connection, sales_order, remote_id, role, state, reason, unit_ids)
           VALUES ($1, $2, $3, 'SELLER', 'due', $4, $5) ON CONFLICT (connection, remote_id) DO NOTHING""",
        row["connection"],
        row["id"],
        f"weft-{row['id']}-{'-'.join(unit_ids) or 'all'}",
        reason,
        list(unit_ids),
    )


async def _disagree(db: asyncpg.Connection, row: asyncpg.Record, detail: str) -> None:
    await db.execute("UPDATE sales_order SET reason = $2 WHERE id = $1", row["id"], DISAGREE)
    await order_events.note(db, row["connection"], row["id"], DISAGREE, tone="danger", detail=detail)


DISAGREE = N_("Cancelled in Ecwid, but not on TikTok: TikTok does not allow it any more.")


async def cancel_due(res: Resources, channel: OrderChannel, connection_id: int) -> int:
    """Tell TikTok about cancellations that came from Ecwid or from Weft. Raises AccessGone."""
    async with connection(res.db) as db:
        rows = await db.fetch(
            """SELECT c.id AS cancellation, c.reason AS cancel_reason, c.unit_ids, o.* FROM cancellation c
               JOIN sales_order o ON o.id = c.sales_order
               WHERE c.connection = $1 AND c.state = 'due' ORDER BY c.id LIMIT 50""",
            connection_id,
        )
    for row in rows:
        await _tell(res, channel, row)
    return len(rows)


async def _tell(res: Resources, channel: OrderChannel, row: asyncpg.Record) -> None:
    """The order is read first: what is cancelled already needs no word, and an answer that was lost is found so."""
    try:
        current = await channel.orders_by_id((row["remote_id"],))
        if current and _is_cancelled(current[0], row["unit_ids"]):
            await take(res, row["connection"], current)
            await _state(res, row, "done")
            return
        status = current[0].status if current else OrderStatus(row["status"])
        remote_id = await channel.cancel(
            row["remote_id"], reason=reason_for(status, row["cancel_reason"]), unit_ids=tuple(row["unit_ids"])
        )
    except AccessGone:
        raise
    except Refused as refused:
        await _refused(res, channel, row, refused)
        return
    except PlatformError:
        return  # still due: the next round reads the order first
    async with transaction(res.db) as db:
        await db.execute(
            "DELETE FROM cancellation WHERE connection = $1 AND remote_id = $2", row["connection"], remote_id
        )
        await db.execute(
            "UPDATE cancellation SET state = 'done', remote_id = $2 WHERE id = $1", row["cancellation"], remote_id
        )
        await order_events.note(db, row["connection"], row["id"], N_("Cancelled on TikTok"), tone="neutral")
    await take(res, row["connection"], await channel.orders_by_id((row["remote_id"],)))


async def _refused(res: Resources, channel: OrderChannel, row: asyncpg.Record, refused: Refused) -> None:
    """It may be cancelled already, by the buyer or by an answer of ours that was lost; else the shops disagree."""
    try:
        current = await channel.orders_by_id((row["remote_id"],))
    except PlatformError:
        return  # still due
    await take(res, row["connection"], current)
    if current and _is_cancelled(current[0], row["unit_ids"]):
        await _state(res, row, "done")
        return
    async with transaction(res.db) as db:
        await db.execute("UPDATE cancellation SET state = 'disagree' WHERE id = $1", row["cancellation"])
        await _disagree(db, row, f"{refused.finding.their_code} {refused.finding.their_text}".strip())


def _is_cancelled(order: Order, unit_ids: Sequence[str]) -> bool:
    units = [unit for unit in order.units if unit.id in unit_ids]
    whole = order.status is OrderStatus.CANCELLED
    return whole or (bool(units) and all(unit.status is OrderStatus.CANCELLED for unit in units))


async def _state(res: Resources, row: asyncpg.Record, state: str) -> None:
    async with connection(res.db) as db:
        await db.execute("UPDATE cancellation SET state = $2 WHERE id = $1", row["cancellation"], state)


async def look_at(res: Resources, channel: OrderChannel, connection_id: int, order_ids: Sequence[str]) -> None:
    """Read the cancellations of these orders, and the orders themselves."""
    wanted = tuple(dict.fromkeys(order_ids))
    await write(res, connection_id, await channel.cancellations(order_ids=wanted))
    for first in range(0, len(wanted), MOST_BY_ID):
        await take(res, connection_id, await channel.orders_by_id(wanted[first : first + MOST_BY_ID]))


async def sweep(res: Resources, channel: OrderChannel, connection_id: int) -> int:
    """Read the cancellations that changed since the last time: a request has a deadline, and webhooks are lost."""
    until = res.now()
    async with connection(res.db) as db:
        since = await db.fetchval("SELECT cancellations_until FROM connection WHERE id = $1", connection_id)
    found = await channel.cancellations(updated_from=(since or until - FIRST_SWEEP) - OVERLAP)
    if found:
        await write(res, connection_id, found)
    async with connection(res.db) as db:
        await db.execute("UPDATE connection SET cancellations_until = $2 WHERE id = $1", connection_id, until)
    return len(found)


async def look_again(res: Resources, channel: OrderChannel, connection_id: int) -> None:
    """Answers that were written down and perhaps never sent, because the process ended in between: TikTok knows.

    A request that still waits there is a question again, before TikTok accepts it by itself (S115).
    """
    async with connection(res.db) as db:
        rows = await db.fetch(
            """SELECT o.remote_id FROM cancellation c JOIN sales_order o ON o.id = c.sales_order
               WHERE c.connection = $1 AND c.state IN ('accepted', 'rejected') AND c.deadline > now()
               ORDER BY c.deadline LIMIT 50""",
            connection_id,
        )
    if rows:
        await look_at(res, channel, connection_id, [row["remote_id"] for row in rows])


async def write(res: Resources, connection_id: int, found: Iterable[Cancellation]) -> None:
    """What TikTok says about cancellations becomes rows; a buyer's request is a question with a deadline (S115)."""
    account = await again_after_deadlock(lambda: _write(res, connection_id, sorted(found, key=lambda one: one.id)))
    await events.announce(res.redis, account, events.orders(connection_id))


async def _write(res: Resources, connection_id: int, found: Sequence[Cancellation]) -> int:
    """The account to tell."""
    async with transaction(res.db) as db:
        for one in found:
            order = await db.fetchval(
                "SELECT id FROM sales_order WHERE connection = $1 AND remote_id = $2", connection_id, one.order_id
            )
            if order is not None:
                await _write_one(db, connection_id, order, one)
        return int(await db.fetchval("SELECT account FROM connection WHERE id = $1", connection_id))


async def _write_one(db: asyncpg.Connection, connection_id: int, order: int, one: Cancellation) -> None:
    state = _STATES.get(one.status, "pending" if one.by_buyer_request else "done")
    is_new = await db.fetchval(
        """INSERT INTO cancellation (connection, sales_order, remote_id, role, state, reason, reason_text, unit_ids,
               restock, deadline)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
           ON CONFLICT (connection, remote_id) DO UPDATE SET state = excluded.state, deadline = excluded.deadline,
               reason = excluded.reason, reason_text = excluded.reason_text, restock = excluded.restock
           RETURNING xmax = 0""",
        connection_id,
        order,
        one.id,
        one.role,
        state,
        one.reason,
        one.reason_text,
        list(one.unit_ids),
        one.restock,
        one.deadline,
    )
    if is_new and state == "pending" and one.by_buyer_request:
        await order_events.note(
            db,
            connection_id,
            order,
            N_("The buyer asks to cancel: %(why)s"),
            tone="warning",
            params={"why": one.reason_text},
        )
