"""Tasks of orders: how far they are is read from the orders themselves, so that nothing can disagree (S124)."""

import json
from collections.abc import Sequence

import asyncpg

from app.domain.tasks import OF_ORDERS, Kind
from app.tables.order_conditions import ASKS

STATES = ("to_do", "done", "waiting", "needs_you")
NAMED = 12

_RELAYED = """CASE WHEN o.source_order_id <> '' THEN 'done' WHEN o.relay IN ('queued', 'sending', 'maybe') THEN 'to_do'
    WHEN o.relay = 'retrying' THEN 'waiting' ELSE 'needs_you' END"""
_SHIPPED = f"""CASE WHEN o.shipment IN ('due', 'sending') THEN 'to_do' WHEN o.shipment = 'held' THEN 'waiting'
    WHEN o.shipment IN {ASKS} THEN 'needs_you' ELSE 'done' END"""
_STATE = f"CASE WHEN t.kind = '{Kind.SYNC_ORDERS}' THEN {_RELAYED} ELSE {_SHIPPED} END"
_ORDERS = """task t CROSS JOIN jsonb_array_elements_text(t.parameters -> 'orders') AS chosen (id)
    JOIN sales_order o ON o.id = chosen.id::bigint AND o.connection = t.connection"""


async def start(
    db: asyncpg.Connection, connection_id: int, kind: Kind, orders: Sequence[int], user: int | None
) -> int | None:
    """A task for these orders, in the transaction that marks them. None when there are none."""
    if not orders:
        return None
    return int(
        await db.fetchval(
            """INSERT INTO task (account, connection, kind, parameters, started_by, counts, total, run_state)
               SELECT account, id, $2, $3, $4, '{}', $5, CASE state WHEN 'active' THEN 'queued' ELSE 'paused' END
               FROM connection WHERE id = $1 RETURNING id""",
            connection_id,
            kind,
            json.dumps({"orders": list(orders)}),
            user,
            len(orders),
        )
    )


async def counts(db: asyncpg.Connection, tasks: Sequence[int]) -> dict[int, dict[str, int]]:
    """How many orders of each task stand where."""
    rows = await db.fetch(
        f"""SELECT t.id, {_STATE} AS state, count(*) AS n FROM {_ORDERS}
            WHERE t.id = ANY($1::bigint[]) GROUP BY 1, 2""",  # noqa: S608 - constants only
        list(tasks),
    )
    found: dict[int, dict[str, int]] = {task: dict.fromkeys(STATES, 0) for task in tasks}
    for row in rows:
        found[row["id"]][row["state"]] = row["n"]
    return found


async def named(db: asyncpg.Connection, task: int, limit: int = NAMED) -> list[asyncpg.Record]:
    """Orders of a task with where they stand, what needs somebody first."""
    rows: list[asyncpg.Record] = await db.fetch(
        f"""SELECT * FROM (SELECT o.*, {_STATE} AS state FROM {_ORDERS} WHERE t.id = $1) AS found
            ORDER BY array_position(ARRAY['needs_you', 'waiting', 'to_do', 'done'], state), id DESC
            LIMIT {limit}""",  # noqa: S608 - constants only
        task,
    )
    return rows


async def to_look_after(db: asyncpg.Connection, connection_id: int, kind: Kind) -> list[int]:
    """Tasks of this kind that have not ended, and ended ones of which something is tried again; oldest first."""
    assert kind in OF_ORDERS  # noqa: S101 - the others have lanes of their own
    rows = await db.fetch(
        """SELECT id FROM task WHERE connection = $1 AND kind = $2
           AND (run_state IN ('queued', 'running') OR (run_state = 'finished' AND (counts ->> 'waiting')::int > 0))
           ORDER BY id""",
        connection_id,
        kind,
    )
    return [row["id"] for row in rows]
