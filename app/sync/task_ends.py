"""Tasks end exactly once, pause with their connection and go on with it (S127, S128, B7)."""

import asyncpg

from app import events
from app.domain.tasks import UNDER_WAY, UPDATES, ItemState, Kind, Tally, outcome
from app.resources import Resources
from app.sync.product_states import restore_states
from app.sync.update_marks import unmark
from app.tables.engine import transaction
from app.tables.item_claims import IN_DOUBT


async def close_if_done(res: Resources, task: int) -> bool:
    """End a push or an update when nothing is left to send, or when it was stopped and nothing is on its way. Once."""
    async with transaction(res.db) as db:
        row = await db.fetchrow(
            "SELECT * FROM task WHERE id = $1 AND kind = ANY($2::text[]) FOR UPDATE", task, [Kind.PUSH, *UPDATES]
        )
        if row is None or row["run_state"] not in UNDER_WAY:
            return False
        tally = await tally_of(db, task)
        if row["stop_requested"] and (tally.due or (tally.queued and not tally.sending)):
            if row["kind"] == Kind.PUSH:
                # Nobody can find out what is in doubt while the connection is paused; the next push of it does.
                await _leave_unsent(db, task, also_in_doubt=row["run_state"] == "paused")
            else:
                await unmark(db, task)
            tally = await tally_of(db, task)
        if tally.to_do:
            return False
        await db.execute(
            """UPDATE task SET run_state = $2, outcome = $3, now = '', sent_at = now(), finished_at = now()
               WHERE id = $1""",
            task,
            "stopped" if tally.stopped else "finished",
            outcome(tally),
        )
    await events.announce(
        res.redis,
        row["account"],
        events.task(task),
        events.tasks(row["connection"]),
        events.products(row["connection"]),
    )
    return True


async def stop_paused(res: Resources, task: int) -> None:
    """Stop was pressed while the connection is paused: no worker will come by, so the task ends here."""
    if await close_if_done(res, task):
        return
    async with transaction(res.db) as db:
        await db.execute(
            """UPDATE task SET run_state = 'stopped', outcome = 'partly', now = '', sent_at = now(), finished_at = now()
               WHERE id = $1 AND kind = 'pull' AND run_state = 'paused'""",
            task,
        )


async def _leave_unsent(db: asyncpg.Connection, task: int, *, also_in_doubt: bool) -> None:
    """What a stopped task did not send goes back to what it was before it was queued."""
    which = "true" if also_in_doubt else f"NOT {IN_DOUBT}"
    rows = await db.fetch(
        f"""UPDATE task_item i SET state = 'stopped', doing = '', changed_at = now()
            WHERE i.task = $1 AND i.state = 'queued' AND {which} RETURNING i.product""",  # noqa: S608 - constants only
        task,
    )
    await restore_states(db, [row["product"] for row in rows])


async def recount(db: asyncpg.Connection, tasks: list[int]) -> None:
    """After TikTok ruled on something: the outcome of tasks that have ended follows their items.

    The lock comes first: two rulings at once would each miss what the other one changed. No counting either: a push
    of 20,000 is ruled on 20,000 times.
    """
    for task in tasks:
        ended = await db.fetchval(
            "SELECT run_state IN ('finished', 'stopped') FROM task WHERE id = $1 FOR UPDATE", task
        )
        if not ended:
            continue
        there = await db.fetch(
            """SELECT s.state FROM unnest($2::text[]) AS s (state)
               WHERE EXISTS (SELECT FROM task_item i WHERE i.task = $1 AND i.state = s.state)""",
            task,
            [state.value for state in ItemState],
        )
        await db.execute(
            "UPDATE task SET outcome = $2 WHERE id = $1", task, outcome(Tally.of({row["state"]: 1 for row in there}))
        )


async def tally_of(db: asyncpg.Connection, task: int) -> Tally:
    """Count a push or an update from its items."""
    rows = await db.fetch("SELECT state, count(*) AS n FROM task_item WHERE task = $1 GROUP BY state", task)
    return Tally.of({row["state"]: row["n"] for row in rows})


async def pause_tasks(db: asyncpg.Connection, connection_id: int) -> None:
    """The connection stops, for whatever reason: its tasks wait, nothing is lost."""
    await db.execute(
        """UPDATE task SET run_state = 'paused', lease_until = NULL, lease_by = '', heartbeat_at = NULL
           WHERE connection = $1 AND run_state IN ('queued', 'running')""",
        connection_id,
    )


async def resume_tasks(db: asyncpg.Connection, connection_id: int) -> list[int]:
    """The connection is back: paused tasks go on. Returns their ids, to be rung after the commit."""
    rows = await db.fetch(
        """UPDATE task SET run_state = 'queued', not_before = NULL WHERE connection = $1 AND run_state = 'paused'
           RETURNING id""",
        connection_id,
    )
    return [row["id"] for row in rows]
