"""What becomes of an order that Ecwid does not have is written into its row, and into its passport (S88–S91, S96)."""

import json

import asyncpg

from app.domain.orders import Order, RelayState
from app.domain.relay import Create, Skip, Wait, decide_order
from app.domain.words import N_
from app.resources import Resources
from app.sync import order_events
from app.sync.order_desk import Desk, desk_for
from app.sync.order_records import known_order
from app.tables.engine import transaction
from app.tables.order_claims import FREED

# Orders looked at again in one transaction.
AT_ONCE = 200


async def decide(db: asyncpg.Connection, desk: Desk, row: asyncpg.Record, order: Order) -> bool:
    """Decide what becomes of an order that Ecwid does not have. True when it is ready to be written."""
    decision = decide_order(order, desk.links, desk.policy, asked=row["asked"], known=is_known(desk, row))
    if isinstance(decision, Create):
        await db.execute(
            """UPDATE sales_order SET relay = 'queued', reason = '', reason_params = NULL, next_try_at = now(),
                   decided_at = now(), difference = $2 WHERE id = $1 AND source_order_id = ''""",
            row["id"],
            decision.draft.difference,
        )
        return True
    await put_off(db, desk, row["id"], decision)
    return False


def is_known(desk: Desk, row: asyncpg.Record) -> bool:
    """Whether the seller expects the order in Ecwid: placed since the connection began, or Weft was about to write it.

    What was shipped before that is in Ecwid's stock already, however the seller kept it; it is not taken off again.
    """
    was_waiting = row["decided_at"] is not None and row["relay"] != RelayState.SKIPPED
    return was_waiting or bool(row["placed_at"] >= desk.since)


async def put_off(db: asyncpg.Connection, desk: Desk, order_row: int, decision: Wait | Skip) -> None:
    """It is not written now: why, and with which values the sentence is shown."""
    is_cancelled = decision.state is RelayState.CANCELLED
    before = await db.fetchval(
        """WITH before AS (SELECT relay FROM sales_order WHERE id = $1)
           UPDATE sales_order SET relay = $2, reason = $3, reason_params = $4, next_try_at = NULL, decided_at = now(),
               lease_until = NULL, lease_by = '', archived_at = CASE WHEN $5 THEN now() ELSE archived_at END
           WHERE id = $1 RETURNING (SELECT relay FROM before)""",
        order_row,
        decision.state.value,
        decision.sentence,
        json.dumps(dict(decision.params)) if decision.params else None,
        is_cancelled and desk.policy.archive_cancelled,
    )
    if decision.state is RelayState.NEEDS_LINKING and before != RelayState.NEEDS_LINKING:
        parked = N_("Parked: %(names)s is not linked")
        await order_events.note(db, desk.connection, order_row, parked, tone="warning", params=decision.params)


async def decide_again(res: Resources, connection_id: int) -> int:
    """After a product was linked: orders that waited for it go through by themselves (S88, S96)."""
    ready, more = 0, True
    while more:
        async with transaction(res.db) as db:
            rows = await db.fetch(
                f"""SELECT o.* FROM sales_order o WHERE o.connection = $1 AND {FREED}
                    ORDER BY o.remote_id LIMIT {AT_ONCE} FOR UPDATE OF o SKIP LOCKED""",  # noqa: S608 - constants only
                connection_id,
            )
            orders = [(row, known_order(row)) for row in rows]
            desk = await desk_for(db, connection_id, {unit.sku_id for _, order in orders for unit in order.units})
            for row, order in orders:
                if await decide(db, desk, row, order):
                    await order_events.note(db, connection_id, row["id"], N_("Everything in it is linked now"))
                    ready += 1
        more = len(rows) == AT_ONCE
    return ready
