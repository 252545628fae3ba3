"""What becomes of an order that Ecwid does not have is written into its row, and into its passport (S88–S91, S96)."""

import json
from collections.abc import Mapping, Sequence

import asyncpg

from app.domain.orders import Order, RelayState
from app.domain.relay import Create, Skip, Wait, decide_order
from app.domain.words import N_
from app.resources import Resources
from app.sync import order_events
from app.sync.order_desk import Desk, desk_for
from app.sync.order_events import Note
from app.sync.order_records import known_order
from app.tables.engine import transaction
from app.tables.order_claims import FREED

# Orders looked at again in one transaction.
AT_ONCE = 200


Undecided = Sequence[tuple[asyncpg.Record, Order]]
"""Orders that Ecwid does not have, each with its row."""


async def decide(db: asyncpg.Connection, desk: Desk, undecided: Undecided) -> list[int]:
    """Decide what becomes of these orders. Returns the rows of those that are ready to be written."""
    decisions = {
        row["id"]: decide_order(order, desk.links, desk.policy, asked=row["asked"], known=is_known(desk, row))
        for row, order in undecided
    }
    ready = {id_: decision for id_, decision in decisions.items() if isinstance(decision, Create)}
    await db.execute(
        """UPDATE sales_order o SET relay = 'queued', reason = '', reason_params = NULL, next_try_at = now(),
               decided_at = now(), difference = v.difference
           FROM unnest($1::bigint[], $2::numeric[]) AS v (id, difference)
           WHERE o.id = v.id AND o.source_order_id = ''""",
        list(ready),
        [decision.draft.difference for decision in ready.values()],
    )
    await put_off(db, desk, {id_: found for id_, found in decisions.items() if not isinstance(found, Create)})
    return list(ready)


def is_known(desk: Desk, row: asyncpg.Record) -> bool:
    """Whether the seller expects the order in Ecwid: placed since the connection began, or Weft was about to write it.

    What was shipped before that is in Ecwid's stock already, however the seller kept it; it is not taken off again.
    """
    was_waiting = row["decided_at"] is not None and row["relay"] != RelayState.SKIPPED
    return was_waiting or bool(row["placed_at"] >= desk.since)


async def put_off(db: asyncpg.Connection, desk: Desk, decisions: Mapping[int, Wait | Skip]) -> None:
    """These rows are not written now: why, and with which values the sentence is shown."""
    if not decisions:
        return
    before = await db.fetch(
        """WITH before AS (SELECT id, relay FROM sales_order WHERE id = ANY($1::bigint[]))
           UPDATE sales_order o SET relay = v.relay, reason = v.reason, reason_params = v.params::jsonb,
               next_try_at = NULL, decided_at = now(), lease_until = NULL, lease_by = '',
               archived_at = CASE WHEN v.archived THEN now() ELSE archived_at END
           FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::boolean[])
               AS v (id, relay, reason, params, archived) JOIN before b USING (id)
           WHERE o.id = v.id RETURNING o.id, b.relay""",
        list(decisions),
        [decision.state.value for decision in decisions.values()],
        [decision.sentence for decision in decisions.values()],
        [json.dumps(dict(found.params)) if found.params else None for found in decisions.values()],
        [desk.policy.archive_cancelled and found.state is RelayState.CANCELLED for found in decisions.values()],
    )
    was = {row["id"]: row["relay"] for row in before}
    parked = N_("Parked: %(names)s is not linked")
    await order_events.note_all(
        db,
        desk.connection,
        [
            Note(id_, parked, "warning", decision.params)
            for id_, decision in decisions.items()
            if decision.state is RelayState.NEEDS_LINKING and was[id_] != RelayState.NEEDS_LINKING
        ],
    )


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
            linked = await decide(db, desk, orders)
            said = N_("Everything in it is linked now")
            await order_events.note_all(db, connection_id, [Note(id_, said) for id_ in linked])
        ready += len(linked)
        more = len(rows) == AT_ONCE
    return ready
