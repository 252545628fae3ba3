"""Who works on which task: claims with leases, counted by the rows they change. All times are the database's own.

A pull is done by one worker from end to end. A push is worked on for a turn at a time, by one worker too: its
heartbeat says that somebody is there (item_claims has its products). The rest is done by the lanes of stock and orders,
and only looked after.
"""

import json
from dataclasses import dataclass
from typing import Any

import asyncpg

from app.domain.tasks import OF_ORDERS, UPDATES
from app.tables import item_claims

# Renewed all the time by a worker that lives, so this is only how long a dead one holds things up.
LEASE_SECONDS = 10
# Somebody who works on a push says so this often, and is taken for dead after three times this.
HEARTBEAT_SECONDS = 1.0
DEAD_AFTER_SECONDS = 3 * HEARTBEAT_SECONDS
# A worker that dies while it holds a pull leaves a mark each time; more deaths than this and the pull is given up.
MAX_ATTEMPTS = 6


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """What a worker has to know about a task it works on."""

    id: int
    account: int
    connection: int
    kind: str
    parameters: dict[str, Any]
    place: dict[str, Any] | None
    counts: dict[str, int]
    attempts: int


_FACTS = "id, account, connection, kind, parameters, place, counts, attempts"
_IN_FORCE = "EXISTS (SELECT FROM connection c WHERE c.id = task.connection AND c.state = 'active')"


def _facts(row: asyncpg.Record) -> TaskFacts:
    return TaskFacts(
        id=row["id"],
        account=row["account"],
        connection=row["connection"],
        kind=row["kind"],
        parameters=json.loads(row["parameters"]),
        place=json.loads(row["place"]) if row["place"] else None,
        counts=json.loads(row["counts"]),
        attempts=row["attempts"],
    )


async def claim_alone(db: asyncpg.Connection, task_id: int, worker: str) -> TaskFacts | None:
    """Take a task that one worker does from end to end (a pull); None when somebody has it or it is over."""
    row = await db.fetchrow(
        f"""UPDATE task SET run_state = 'running', started_at = coalesce(started_at, now()), heartbeat_at = now(),
                lease_until = now() + make_interval(secs => {LEASE_SECONDS}), lease_by = $2, attempts = attempts + 1
            WHERE id = $1 AND run_state IN ('queued', 'running') AND (lease_until IS NULL OR lease_until < now())
              AND (not_before IS NULL OR not_before <= now()) AND {_IN_FORCE}
            RETURNING {_FACTS}""",  # noqa: S608 - constants only
        task_id,
        worker,
    )
    return _facts(row) if row else None


async def join(db: asyncpg.Connection, task_id: int) -> TaskFacts | None:
    """Take a turn at a push; None when somebody is at it, when it is over, or when its connection is not in force."""
    row = await db.fetchrow(
        f"""UPDATE task SET run_state = 'running', started_at = coalesce(started_at, now()), heartbeat_at = now()
            WHERE id = $1 AND run_state IN ('queued', 'running') AND (not_before IS NULL OR not_before <= now())
              AND (heartbeat_at IS NULL OR heartbeat_at < now() - make_interval(secs => $2)) AND {_IN_FORCE}
            RETURNING {_FACTS}""",  # noqa: S608 - constants only
        task_id,
        DEAD_AFTER_SECONDS,
    )
    return _facts(row) if row else None


async def begin_tending(db: asyncpg.Connection, task_id: int) -> asyncpg.Record | None:
    """Look after a task whose work another lane does; None when it is over or its connection is not in force."""
    return await db.fetchrow(
        f"""UPDATE task SET run_state = 'running', started_at = coalesce(started_at, created_at), heartbeat_at = now()
            WHERE id = $1 AND run_state IN ('queued', 'running') AND {_IN_FORCE} RETURNING *""",  # noqa: S608
        task_id,
    )


async def leave(db: asyncpg.Connection, task_id: int) -> None:
    """End a turn at a push: whoever rings next need not wait for the heartbeat to grow old."""
    await db.execute("UPDATE task SET heartbeat_at = NULL WHERE id = $1 AND kind = 'push'", task_id)


async def report(
    db: asyncpg.Connection, task_id: int, worker: str, counts: dict[str, int], place: dict[str, Any], now: str = ""
) -> bool:
    """Write a pull's progress in the same transaction as its rows, and renew the lease.

    False when the lease was lost (the caller's transaction must roll back: somebody else reads that page) or a stop
    was asked for; then `stop_requested` says which.
    """
    status = await db.execute(
        f"""UPDATE task SET counts = $3, place = $4, now = $5, total = $6, heartbeat_at = now(), attempts = 1,
                lease_until = now() + make_interval(secs => {LEASE_SECONDS})
            WHERE id = $1 AND lease_by = $2 AND run_state = 'running'""",  # noqa: S608 - constants only
        task_id,
        worker,
        json.dumps(counts),
        json.dumps(place),
        now,
        counts.get("total", 0),
    )
    return bool(status == "UPDATE 1")


async def stop_requested(db: asyncpg.Connection, task_id: int) -> bool:
    """Whether a person pressed Stop."""
    return bool(await db.fetchval("SELECT stop_requested FROM task WHERE id = $1", task_id))


async def release(db: asyncpg.Connection, task_id: int, worker: str, *, wait: float = 0) -> None:
    """Give a pull back before its lease ends: another worker may go on at once, or after `wait` seconds.

    With a wait something failed, and the attempt counts; a worker that only stops in order leaves no mark.
    """
    await db.execute(
        """UPDATE task SET lease_until = NULL, lease_by = '', not_before = now() + make_interval(secs => $3),
               attempts = attempts - CASE WHEN $3 = 0 THEN 1 ELSE 0 END
           WHERE id = $1 AND lease_by = $2 AND run_state = 'running'""",
        task_id,
        worker,
        wait,
    )


# Tasks that another lane works on are looked after this often, and at once when Stop was pressed.
TEND_SECONDS = 5
_TENDED = ", ".join(f"'{kind}'" for kind in (*UPDATES, *OF_ORDERS))

# Those that somebody looked at longest ago come first, so that a hundred busy tasks never hide the next one.
_DUE = f"""SELECT t.id FROM task t JOIN connection c ON c.id = t.connection
    WHERE t.run_state IN ('queued', 'running') AND c.state = 'active'
      AND (t.lease_until IS NULL OR t.lease_until < now()) AND (t.not_before IS NULL OR t.not_before <= now())
      AND (t.kind <> 'push' OR (
        (t.heartbeat_at IS NULL OR t.heartbeat_at < now() - make_interval(secs => {DEAD_AFTER_SECONDS}))
        AND (t.stop_requested
             OR EXISTS (SELECT FROM task_item i WHERE i.task = t.id AND {item_claims.CLAIMABLE})
             OR NOT EXISTS (SELECT FROM task_item i WHERE i.task = t.id AND i.state IN ('queued', 'sending')))))
      AND (t.kind NOT IN ({_TENDED}) OR t.stop_requested OR t.heartbeat_at IS NULL
           OR t.heartbeat_at < now() - make_interval(secs => {TEND_SECONDS}))
    ORDER BY t.heartbeat_at NULLS FIRST, t.id LIMIT 100"""  # noqa: S608 - constants only


async def due_tasks(db: asyncpg.Connection) -> list[int]:
    """Tasks somebody could work on now, whose bell may have been lost. Paused connections wait."""
    return [row["id"] for row in await db.fetch(_DUE)]
