"""Who works on what: claims with leases, counted by the rows they change. All times are the database's own."""

import json
from dataclasses import dataclass
from typing import Any

import asyncpg

LEASE_SECONDS = 30
# A push without a sign of life for three of these is taken up by somebody else.
HEARTBEAT_SECONDS = 2.0
# A worker that dies while it holds a task leaves a mark each time; more deaths than this and the task is given up.
MAX_ATTEMPTS = 12
MAX_ITEM_ATTEMPTS = 8


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
              AND (not_before IS NULL OR not_before <= now())
            RETURNING {_FACTS}""",  # noqa: S608 - constants only
        task_id,
        worker,
    )
    return _facts(row) if row else None


async def join(db: asyncpg.Connection, task_id: int) -> TaskFacts | None:
    """Take part in a task that several workers do together (a push): its items are claimed one by one."""
    row = await db.fetchrow(
        f"""UPDATE task SET run_state = 'running', started_at = coalesce(started_at, now()), heartbeat_at = now()
            WHERE id = $1 AND run_state IN ('queued', 'running') AND (not_before IS NULL OR not_before <= now())
            RETURNING {_FACTS}""",  # noqa: S608 - constants only
        task_id,
    )
    return _facts(row) if row else None


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
    """Give a task back before its lease ends: another worker may go on at once, or after `wait` seconds."""
    await db.execute(
        """UPDATE task SET lease_until = NULL, lease_by = '', not_before = now() + make_interval(secs => $3)
           WHERE id = $1 AND lease_by = $2 AND run_state = 'running'""",
        task_id,
        worker,
        wait,
    )


@dataclass(frozen=True, slots=True)
class Item:
    """One claimed product of a push."""

    id: int
    product: int
    attempts: int


async def claim_items(db: asyncpg.Connection, task_id: int, worker: str, limit: int) -> list[Item]:
    """Take the next due items of a push: queued ones, and those whose worker died. None once Stop was pressed."""
    rows = await db.fetch(
        f"""UPDATE task_item SET state = 'sending', attempts = attempts + 1, lease_by = $2, changed_at = now(),
                lease_until = now() + make_interval(secs => {LEASE_SECONDS})
            WHERE id IN (
                SELECT i.id FROM task_item i JOIN task t ON t.id = i.task
                WHERE i.task = $1 AND i.state IN ('queued', 'sending') AND NOT t.stop_requested
                  AND t.run_state = 'running'
                  AND (i.lease_until IS NULL OR i.lease_until < now())
                  AND (i.not_before IS NULL OR i.not_before <= now())
                ORDER BY i.id LIMIT $3 FOR UPDATE OF i SKIP LOCKED)
            RETURNING id, product, attempts""",  # noqa: S608 - constants only
        task_id,
        worker,
        limit,
    )
    return [Item(row["id"], row["product"], row["attempts"]) for row in rows]


async def renew_items(db: asyncpg.Connection, task_id: int, worker: str) -> None:
    """Say that this worker still works on what it claimed."""
    await db.execute(
        f"""UPDATE task_item SET lease_until = now() + make_interval(secs => {LEASE_SECONDS})
            WHERE task = $1 AND state = 'sending' AND lease_by = $2""",  # noqa: S608 - constants only
        task_id,
        worker,
    )
    await db.execute("UPDATE task SET heartbeat_at = now() WHERE id = $1", task_id)


async def give_back_items(db: asyncpg.Connection, task_id: int, worker: str) -> None:
    """A worker that stops in order gives back what it holds; a killed one's leases run out instead."""
    await db.execute(
        """UPDATE task_item SET state = 'queued', lease_until = NULL, lease_by = '', attempts = attempts - 1
           WHERE task = $1 AND state = 'sending' AND lease_by = $2""",
        task_id,
        worker,
    )


async def due_tasks(db: asyncpg.Connection) -> list[int]:
    """Tasks somebody could work on now, whose bell may have been lost. Paused connections wait."""
    rows = await db.fetch(
        """SELECT t.id FROM task t JOIN connection c ON c.id = t.connection
           WHERE t.run_state IN ('queued', 'running') AND c.state = 'active'
             AND (t.lease_until IS NULL OR t.lease_until < now()) AND (t.not_before IS NULL OR t.not_before <= now())
             -- One worker a push at a time, so that a long one leaves the lane's other slots to others.
             AND (t.kind <> 'push' OR t.heartbeat_at IS NULL OR t.heartbeat_at < now() - make_interval(secs => $1))
             AND (t.kind <> 'push' OR t.stop_requested OR NOT EXISTS (
                    SELECT FROM task_item i WHERE i.task = t.id AND i.state IN ('queued', 'sending'))
                  OR EXISTS (
                    SELECT FROM task_item i WHERE i.task = t.id AND i.state IN ('queued', 'sending')
                      AND (i.lease_until IS NULL OR i.lease_until < now())
                      AND (i.not_before IS NULL OR i.not_before <= now())))
           ORDER BY t.id LIMIT 100""",
        HEARTBEAT_SECONDS * 3,
    )
    return [row["id"] for row in rows]
