"""Refresh Orders, Sync Missed Orders and Resend shipping information as tasks (S92, S124, S142).

The order lane does the work whether there is a task or not. The task says how far it is, read from the orders, and ends
when the lane has nothing left of it. Who dies on the way leaves a task that is looked after every few seconds.
"""

import json

import asyncpg

from app import events
from app.domain.tasks import Kind
from app.resources import Resources
from app.sync.tasks import RUN_STATE
from app.tables import order_tasks
from app.tables.engine import connection, transaction
from app.tables.task_claims import begin_tending


async def start_refresh(res: Resources, account: int, connection_id: int, user: int | None) -> int:
    """Both shops are read now; two clicks, two tabs or two people get the same task. Returns its id."""
    task = None
    while task is None:  # the one that was under way may end between the two statements
        async with connection(res.db) as db:
            task = await db.fetchval(
                f"""INSERT INTO task (account, connection, kind, parameters, started_by, counts, run_state)
                    VALUES ($1, $2, '{Kind.REFRESH_ORDERS}', '{{}}', $3, '{{}}', {RUN_STATE})
                    ON CONFLICT (connection) WHERE kind = 'refresh_orders'
                        AND run_state IN ('queued', 'running', 'paused')
                    DO NOTHING RETURNING id""",  # noqa: S608 - constants only
                account,
                connection_id,
                user,
            ) or await db.fetchval(
                """SELECT id FROM task WHERE connection = $1 AND kind = 'refresh_orders'
                   AND run_state IN ('queued', 'running', 'paused')""",
                connection_id,
            )
    await res.bell.ring("sweep_orders", connection_id=connection_id)
    await events.announce(res.redis, account, events.tasks(connection_id))
    return int(task)


async def begin_refresh(res: Resources, connection_id: int) -> list[int]:
    """The gap guard begins to read: what was asked for until now is over when it is. Returns those tasks."""
    async with connection(res.db) as db:
        rows = await db.fetch(
            """UPDATE task SET run_state = 'running', heartbeat_at = now(),
                   started_at = coalesce(started_at, created_at)
               WHERE connection = $1 AND kind = 'refresh_orders' AND run_state IN ('queued', 'running')
               RETURNING id""",
            connection_id,
        )
    return [row["id"] for row in rows]


async def begin_what_came_meanwhile(res: Resources, connection_id: int) -> None:
    """Who asked while the gap guard was reading found it busy: it begins again at once."""
    async with connection(res.db) as db:
        waits = await db.fetchval(
            """SELECT EXISTS (
                   SELECT FROM task WHERE connection = $1 AND kind = 'refresh_orders' AND run_state = 'queued')""",
            connection_id,
        )
    if waits:
        await res.bell.ring("sweep_orders", connection_id=connection_id)


async def end_refresh(res: Resources, tasks: list[int], changed: int) -> None:
    """Both shops were read; `changed` orders are not what they were, some of them new."""
    for task in tasks:
        async with transaction(res.db) as db:
            row = await db.fetchrow("SELECT * FROM task WHERE id = $1 AND run_state = 'running' FOR UPDATE", task)
            if row is None:
                continue
            new = await db.fetchval(
                """SELECT count(*) FROM sales_order o WHERE o.connection = $1 AND o.seen_at >= $2
                   AND NOT EXISTS (SELECT FROM order_event e WHERE e.sales_order = o.id AND e.at < $2)""",
                row["connection"],
                row["started_at"],
            )
            await _end(db, row, {"changed": max(0, changed - new), "new": new}, "ok")
        await _announce(res, row)


async def put_off_refresh(res: Resources, tasks: list[int]) -> None:
    """A shop did not answer: the task says that it is asked again."""
    for task in tasks:
        async with connection(res.db) as db:
            row = await db.fetchrow(
                "UPDATE task SET now = 'waiting' WHERE id = $1 AND run_state = 'running' RETURNING *", task
            )
        if row is not None:
            await _announce(res, row)


async def look_after(res: Resources, connection_id: int, kind: Kind) -> None:
    """The lane has been at work: tasks of this kind see how far they are."""
    async with connection(res.db) as db:
        tasks = await order_tasks.to_look_after(db, connection_id, kind)
    for task in tasks:
        await tend(res, task)


async def tend(res: Resources, task: int) -> None:
    """A look at one task: what of it the lane has done, and whether it is over."""
    async with transaction(res.db) as db:
        row = await begin_tending(db, task) or await _tried_again(db, task)
        if row is None:
            return
        if row["kind"] != Kind.REFRESH_ORDERS and not await _count(db, row):
            return
    if row["kind"] == Kind.REFRESH_ORDERS:
        if row["now"] != "waiting":  # or the gap guard's own time comes first
            await res.bell.ring("sweep_orders", connection_id=row["connection"])
        return
    await _announce(res, row)


async def _tried_again(db: asyncpg.Connection, task: int) -> asyncpg.Record | None:
    """A task that has ended while some of its orders are tried again by themselves."""
    return await db.fetchrow(
        """SELECT * FROM task WHERE id = $1 AND run_state = 'finished' AND (counts ->> 'waiting')::int > 0
           FOR UPDATE""",
        task,
    )


async def _count(db: asyncpg.Connection, row: asyncpg.Record) -> bool:
    """Write down how far it is. False when nothing has changed."""
    counts = (await order_tasks.counts(db, [row["id"]]))[row["id"]]
    if counts == json.loads(row["counts"]):
        return False
    if not counts["to_do"]:
        good = counts["done"] + counts["waiting"]
        await _end(db, row, counts, "ok" if not counts["needs_you"] else "partly" if good else "none")
        return True
    await db.execute("UPDATE task SET counts = $2 WHERE id = $1", row["id"], json.dumps(counts))
    return True


async def _end(db: asyncpg.Connection, row: asyncpg.Record, counts: dict[str, int], outcome: str) -> None:
    await db.execute(
        """UPDATE task SET run_state = 'finished', outcome = $3, counts = $2, now = '',
               sent_at = coalesce(sent_at, now()), finished_at = coalesce(finished_at, now()) WHERE id = $1""",
        row["id"],
        json.dumps(counts),
        outcome,
    )


async def _announce(res: Resources, row: asyncpg.Record) -> None:
    await events.announce(res.redis, row["account"], events.task(row["id"]), events.tasks(row["connection"]))
