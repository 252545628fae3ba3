"""Tasks: started by a person or the timetable, done by whichever worker wakes up, finished exactly once."""

import json
from collections.abc import Mapping

import asyncpg

from app import events
from app.domain.decisions import Finding
from app.domain.selection import Selection
from app.domain.tasks import Tally, outcome
from app.resources import Resources
from app.tables.engine import connection, transaction
from app.tables.selections import where


async def start_pull(
    res: Resources, account: int, connection_id: int, user: int | None, parameters: Mapping[str, str]
) -> int:
    """Start a pull and ring; two clicks, two tabs or two people get the same task. Returns its id."""
    async with transaction(res.db) as db:
        task = await db.fetchval(
            """INSERT INTO task (account, connection, kind, parameters, started_by, counts)
               VALUES ($1, $2, 'pull', $3, $4, '{}')
               ON CONFLICT (connection) WHERE kind = 'pull' AND run_state IN ('queued', 'running', 'paused')
               DO NOTHING RETURNING id""",
            account,
            connection_id,
            json.dumps(dict(parameters)),
            user,
        )
        if task is None:
            task = await db.fetchval(
                """SELECT id FROM task WHERE connection = $1 AND kind = 'pull'
                   AND run_state IN ('queued', 'running', 'paused')""",
                connection_id,
            )
    await _ring(res, account, connection_id, task)
    return int(task)


async def start_push(
    res: Resources,
    account: int,
    connection_id: int,
    user: int | None,
    selection: Selection,
    *,
    retry_of: int | None = None,
) -> int | None:
    """Queue every product of the selection that is not queued already (S37) and ring.

    Returns the task's id, or None when nothing was left to queue: then no task is made.
    """
    condition, arguments = where(selection, 3)
    async with transaction(res.db) as db:
        task = await db.fetchval(
            """INSERT INTO task (account, connection, kind, parameters, started_by, counts, retry_of)
               VALUES ($1, $2, 'push', $3, $4, '{}', $5) RETURNING id""",
            account,
            connection_id,
            json.dumps(selection.as_parameters()),
            user,
            retry_of,
        )
        status = await db.execute(
            f"""INSERT INTO task_item (task, connection, product)
                SELECT $1, $2, p.id FROM product p
                WHERE p.connection = $2 AND p.deleted_at IS NULL AND {condition} ORDER BY p.id
                ON CONFLICT (product) WHERE state IN ('queued', 'sending') DO NOTHING""",  # noqa: S608
            task,
            connection_id,
            *arguments,
        )
        total = int(status.split()[-1])
        if not total:
            await db.execute("DELETE FROM task WHERE id = $1", task)
            return None
        await db.execute("UPDATE task SET total = $2 WHERE id = $1", task, total)
        await db.execute(
            "UPDATE product SET sync_state = 'queued' WHERE id IN (SELECT product FROM task_item WHERE task = $1)", task
        )
    await _ring(res, account, connection_id, task)
    await events.announce(res.redis, account, events.products(connection_id))
    return int(task)


async def retry_failed(res: Resources, account: int, connection_id: int, user: int | None, task: int) -> int | None:
    """A new task with only what was refused in `task` (S128). None when nothing is left to retry."""
    async with connection(res.db) as db:
        rows = await db.fetch(
            """SELECT product FROM task_item WHERE task = $1 AND connection = $2 AND state = 'refused'""",
            task,
            connection_id,
        )
    if not rows:
        return None
    ids = tuple(row["product"] for row in rows)
    return await start_push(res, account, connection_id, user, Selection(ids=ids), retry_of=task)


async def resume_pull(res: Resources, account: int, connection_id: int, user: int | None, task: int) -> int | None:
    """A new pull that goes on where `task` ended. None when that one did not end with an error."""
    async with connection(res.db) as db:
        parameters = await db.fetchval(
            "SELECT parameters FROM task WHERE id = $1 AND connection = $2 AND kind = 'pull' AND run_state = 'died'",
            task,
            connection_id,
        )
    if parameters is None:
        return None
    return await start_pull(res, account, connection_id, user, {**json.loads(parameters), "resume_of": str(task)})


async def request_stop(res: Resources, account: int, task: int) -> None:
    """Raise the flag that workers read between items; what is on its way is finished first."""
    async with connection(res.db) as db:
        row = await db.fetchrow(
            """UPDATE task SET stop_requested = true
               WHERE id = $1 AND account = $2 AND run_state IN ('queued', 'running', 'paused')
               RETURNING connection, run_state""",
            task,
            account,
        )
    if row is None:
        return
    if row["run_state"] == "paused":
        await close_if_done(res, task)
    await _ring(res, account, row["connection"], task)


async def close_if_done(res: Resources, task: int) -> bool:
    """End a push when nothing is left to send, or when it was stopped and nothing is on its way. Exactly once."""
    async with transaction(res.db) as db:
        row = await db.fetchrow("SELECT * FROM task WHERE id = $1 AND kind = 'push' FOR UPDATE", task)
        if row is None or row["run_state"] not in ("queued", "running", "paused"):
            return False
        tally = await tally_of(db, task)
        if tally.sending or (tally.queued and not row["stop_requested"]):
            return False
        if tally.queued:
            await _leave_unsent(db, task)
            tally = await tally_of(db, task)
        state = "stopped" if tally.stopped else "finished"
        await db.execute(
            """UPDATE task SET run_state = $2, outcome = $3, now = '', sent_at = now(), finished_at = now()
               WHERE id = $1""",
            task,
            state,
            outcome(tally),
        )
    await events.announce(res.redis, row["account"], events.task(task), events.tasks(row["connection"]))
    return True


async def _leave_unsent(db: asyncpg.Connection, task: int) -> None:
    """What a stopped task did not send goes back to what it was before it was queued."""
    rows = await db.fetch(
        """UPDATE task_item SET state = 'stopped', changed_at = now()
           WHERE task = $1 AND state = 'queued' RETURNING product""",
        task,
    )
    await restore_states(db, [row["product"] for row in rows])


async def restore_states(db: asyncpg.Connection, products: list[int]) -> None:
    """Work out the state of products that no task holds, from their listing and their open issues."""
    await db.execute(
        """UPDATE product p SET sync_state = CASE
               WHEN l.id IS NULL AND EXISTS (SELECT FROM issue i WHERE i.product = p.id AND i.closed_at IS NULL)
                   THEN 'sync_failed'
               WHEN l.id IS NULL THEN 'not_synced'
               WHEN l.ruled_at IS NULL THEN 'in_review'
               WHEN l.status IN ('SELLER_DEACTIVATED', 'PLATFORM_DEACTIVATED', 'FREEZE') THEN 'deactivated'
               WHEN l.status = 'FAILED' THEN 'sync_failed'
               WHEN l.audit_status = 'FAILED' THEN 'update_failed'
               ELSE 'synced' END
           FROM product q LEFT JOIN listing l ON l.product = q.id
           WHERE q.id = p.id AND p.id = ANY($1::bigint[])""",
        products,
    )


async def recount(db: asyncpg.Connection, tasks: list[int]) -> None:
    """After TikTok ruled on something: the outcome of tasks that have ended follows their items."""
    for task in tasks:
        tally = await tally_of(db, task)
        await db.execute(
            "UPDATE task SET outcome = $2 WHERE id = $1 AND run_state IN ('finished', 'stopped')", task, outcome(tally)
        )


async def tally_of(db: asyncpg.Connection, task: int) -> Tally:
    """Count a push from its items."""
    rows = await db.fetch("SELECT state, count(*) AS n FROM task_item WHERE task = $1 GROUP BY state", task)
    return Tally.of({row["state"]: row["n"] for row in rows})


async def end_pull(res: Resources, task: int, worker: str, *, run_state: str, finding: Finding | None = None) -> bool:
    """End a pull we hold: finished, stopped or died, with what the seller reads when it did not work out."""
    result = "ok" if run_state == "finished" else "none" if run_state == "died" else "partly"
    error = None
    if finding is not None:
        error = json.dumps(
            {"code": finding.code, "sentence": finding.sentence, "hint": finding.hint, "params": dict(finding.params),
             "fix": finding.fix, "who": finding.who, "their_text": finding.their_text}
        )  # fmt: skip
    async with connection(res.db) as db:
        row = await db.fetchrow(
            """UPDATE task SET run_state = $3, outcome = $4, error = $5, now = '', lease_until = NULL, lease_by = '',
                   sent_at = now(), finished_at = now()
               WHERE id = $1 AND lease_by = $2 AND run_state = 'running' RETURNING account, connection""",
            task,
            worker,
            run_state,
            result,
            error,
        )
    if row is None:
        return False
    await events.announce(
        res.redis,
        row["account"],
        events.task(task),
        events.tasks(row["connection"]),
        events.products(row["connection"]),
    )
    return True


async def pause_tasks(db: asyncpg.Connection, connection_id: int) -> None:
    """The connection's access ended: its tasks wait, nothing is lost."""
    await db.execute(
        """UPDATE task SET run_state = 'paused', lease_until = NULL, lease_by = ''
           WHERE connection = $1 AND run_state IN ('queued', 'running')""",
        connection_id,
    )


async def resume_tasks(db: asyncpg.Connection, connection_id: int) -> list[int]:
    """Access is back: paused tasks go on. Returns their ids, to be rung after the commit."""
    rows = await db.fetch(
        "UPDATE task SET run_state = 'queued' WHERE connection = $1 AND run_state = 'paused' RETURNING id",
        connection_id,
    )
    return [row["id"] for row in rows]


async def _ring(res: Resources, account: int, connection_id: int, task: int) -> None:
    await res.bell.ring("run_task", task_id=task)
    await events.announce(res.redis, account, events.task(task), events.tasks(connection_id))
