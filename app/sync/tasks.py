"""Tasks are started by a person or the timetable, and done by whichever worker wakes up (S37, S124–S128)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from app import events
from app.domain.decisions import Finding
from app.domain.selection import Selection
from app.domain.tasks import STOPPABLE
from app.resources import Resources
from app.sync.task_ends import stop_paused
from app.tables import pull_memory
from app.tables.engine import again_after_deadlock, connection, transaction
from app.tables.selections import where

# A connection that is not in force takes tasks all the same; they wait until it is.
RUN_STATE = "(SELECT CASE state WHEN 'active' THEN 'queued' ELSE 'paused' END FROM connection WHERE id = $2)"


async def start_pull(
    res: Resources, account: int, connection_id: int, user: int | None, parameters: Mapping[str, str]
) -> int:
    """Start a pull and ring; two clicks, two tabs or two people get the same task. Returns its id."""
    task = None
    while task is None:  # the one that was under way may end between the two statements
        async with connection(res.db) as db:
            task = await db.fetchval(
                f"""INSERT INTO task (account, connection, kind, parameters, started_by, counts, run_state)
                    VALUES ($1, $2, 'pull', $3, $4, '{{}}', {RUN_STATE})
                    ON CONFLICT (connection) WHERE kind = 'pull' AND run_state IN ('queued', 'running', 'paused')
                    DO NOTHING RETURNING id""",  # noqa: S608 - a constant only
                account,
                connection_id,
                json.dumps(dict(parameters)),
                user,
            ) or await db.fetchval(
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
    queue = _Queue(account, connection_id, user, selection, retry_of)
    task = await again_after_deadlock(lambda: queue.fill(res))  # with a pull that writes the same products
    if task is None:
        return None
    await _ring(res, account, connection_id, task)
    await events.announce(res.redis, account, events.products(connection_id))
    return task


@dataclass(frozen=True, slots=True)
class _Queue:
    account: int
    connection: int
    user: int | None
    selection: Selection
    retry_of: int | None

    async def fill(self, res: Resources) -> int | None:
        condition, arguments = where(self.selection, 3)
        async with transaction(res.db) as db:
            task: int = await db.fetchval(
                f"""INSERT INTO task (account, connection, kind, parameters, started_by, counts, retry_of, run_state)
                    VALUES ($1, $2, 'push', $3, $4, '{{}}', $5, {RUN_STATE}) RETURNING id""",  # noqa: S608
                self.account,
                self.connection,
                json.dumps(self.selection.as_parameters()),
                self.user,
                self.retry_of,
            )
            status = await db.execute(
                f"""INSERT INTO task_item (task, connection, product)
                    SELECT $1, $2, p.id FROM product p
                    WHERE p.connection = $2 AND p.deleted_at IS NULL AND {condition} ORDER BY p.id
                    ON CONFLICT (product) WHERE state IN ('queued', 'sending') DO NOTHING""",  # noqa: S608
                task,
                self.connection,
                *arguments,
            )
            total = int(status.split()[-1])
            if not total:
                await db.execute("DELETE FROM task WHERE id = $1", task)
                return None
            await db.execute("UPDATE task SET total = $2 WHERE id = $1", task, total)
            await db.execute(
                """UPDATE product SET sync_state = 'queued'
                   WHERE id IN (SELECT product FROM task_item WHERE task = $1)""",
                task,
            )
        return task


async def refused_in(res: Resources, connection_id: int, task: int) -> Selection | None:
    """The products that were refused in `task`. None when there are none."""
    async with connection(res.db) as db:
        rows = await db.fetch(
            """SELECT product FROM task_item WHERE task = $1 AND connection = $2 AND state = 'refused'""",
            task,
            connection_id,
        )
    return Selection(ids=tuple(row["product"] for row in rows)) if rows else None


async def retry_failed(res: Resources, account: int, connection_id: int, user: int | None, task: int) -> int | None:
    """A new task with only what was refused in `task` (S128). None when nothing is left to retry."""
    selection = await refused_in(res, connection_id, task)
    if selection is None:
        return None
    return await start_push(res, account, connection_id, user, selection, retry_of=task)


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
                 AND kind = ANY($3::text[])
               RETURNING connection, run_state""",
            task,
            account,
            list(STOPPABLE),
        )
    if row is None:
        return
    if row["run_state"] == "paused":
        await stop_paused(res, task)
    await _ring(res, account, row["connection"], task)


async def end_pull(res: Resources, task: int, worker: str, *, run_state: str, finding: Finding | None = None) -> bool:
    """End a pull we hold: finished, stopped or died, with what the seller reads when it did not work out."""
    result = "ok" if run_state == "finished" else "none" if run_state == "died" else "partly"
    error = None
    if finding is not None:
        error = json.dumps(
            {"code": finding.code, "sentence": finding.sentence, "hint": finding.hint, "params": dict(finding.params),
             "fix": finding.fix, "who": finding.who, "their_text": finding.their_text}
        )  # fmt: skip
    async with transaction(res.db) as db:
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
        await pull_memory.forget(db, task)
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


async def _ring(res: Resources, account: int, connection_id: int, task: int) -> None:
    await res.bell.ring("run_task", task_id=task)
    await events.announce(res.redis, account, events.task(task), events.tasks(connection_id))
