"""Tasks as their pages list them: always a handful of queries, whatever the number of tasks or items."""

from collections.abc import Iterable

import asyncpg

from app.domain.tasks import Tally

PAGE = 25
ITEMS_PAGE = 50
TAIL = 12
_CAUSES, _NAMED = 20, 5

# The three words of S126 (see states.TASK_WORDS) as conditions.
SHOWN = {
    "": "true",
    "running": "t.run_state IN ('queued', 'running', 'paused')",
    "completed": "t.run_state IN ('finished', 'stopped')",
    "error": "t.run_state = 'died'",
}


async def page_of(
    db: asyncpg.Connection, connection_id: int, shown: str, *, before: int | None = None, after: int | None = None
) -> list[asyncpg.Record]:
    """One page and one row more, newest first; `before` goes to older ones, `after` back to newer ones."""
    condition, order = ("t.id < $2", "DESC") if after is None else ("t.id > $2", "ASC")
    rows: list[asyncpg.Record] = await db.fetch(
        f"""SELECT t.*, u.name AS who FROM task t LEFT JOIN person u ON u.id = t.started_by
            WHERE t.connection = $1 AND {SHOWN[shown]} AND {condition}
            ORDER BY t.id {order} LIMIT {PAGE + 1}""",  # noqa: S608 - constants only
        connection_id,
        after if after is not None else before if before is not None else 2**62,
    )
    return rows


async def counts(db: asyncpg.Connection, connection_id: int) -> dict[str, int]:
    """How many tasks under each word. Tasks are kept for 90 days, so there are never very many."""
    row = await db.fetchrow(
        f"""SELECT count(*) AS all_of_them,
                count(*) FILTER (WHERE {SHOWN["running"]}) AS running,
                count(*) FILTER (WHERE {SHOWN["completed"]}) AS completed,
                count(*) FILTER (WHERE {SHOWN["error"]}) AS error
            FROM task t WHERE t.connection = $1""",  # noqa: S608 - constants only
        connection_id,
    )
    return {"": row["all_of_them"], "running": row["running"], "completed": row["completed"], "error": row["error"]}


async def tallies(db: asyncpg.Connection, tasks: Iterable[int]) -> dict[int, Tally]:
    """The tallies of several pushes in one query."""
    rows = await db.fetch(
        "SELECT task, state, count(*) AS n FROM task_item WHERE task = ANY($1::bigint[]) GROUP BY task, state",
        list(tasks),
    )
    found: dict[int, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row["task"], {})[row["state"]] = row["n"]
    return {task: Tally.of(states) for task, states in found.items()}


async def one(db: asyncpg.Connection, connection_id: int, task: int) -> asyncpg.Record | None:
    """One task with who started it."""
    return await db.fetchrow(
        """SELECT t.*, u.name AS who FROM task t LEFT JOIN person u ON u.id = t.started_by
           WHERE t.connection = $1 AND t.id = $2""",
        connection_id,
        task,
    )


_ITEM = """SELECT i.*, p.title, coalesce(nullif(p.thumbnail, ''), p.pictures->>0) AS picture, l.remote_id
           FROM task_item i
           JOIN product p ON p.id = i.product LEFT JOIN listing l ON l.product = i.product"""


async def tail(db: asyncpg.Connection, task: int) -> list[asyncpg.Record]:
    """What happened last, newest first: items somebody has touched."""
    rows: list[asyncpg.Record] = await db.fetch(
        f"""{_ITEM} WHERE i.task = $1 AND NOT (i.state = 'queued' AND i.attempts = 0)
            ORDER BY i.changed_at DESC, i.id DESC LIMIT {TAIL}""",
        task,
    )
    return rows


async def items_of(
    db: asyncpg.Connection, task: int, state: str, *, before: int | None = None, after: int | None = None
) -> list[asyncpg.Record]:
    """One page of items and one more, in the order they are sent, perhaps of one state."""
    condition, order = ("i.id > $3", "ASC") if before is None else ("i.id < $3", "DESC")
    place = before if before is not None else after if after is not None else 0
    rows: list[asyncpg.Record] = await db.fetch(
        f"""{_ITEM} WHERE i.task = $1 AND ($2 = '' OR i.state = $2) AND {condition}
            ORDER BY i.id {order} LIMIT {ITEMS_PAGE + 1}""",
        task,
        state,
        place,
    )
    return rows


async def at_work(db: asyncpg.Connection, task: int) -> asyncpg.Record | None:
    """The item being handled right now."""
    return await db.fetchrow(
        f"{_ITEM} WHERE i.task = $1 AND i.state = 'sending' ORDER BY i.changed_at DESC LIMIT 1", task
    )


async def without_room(db: asyncpg.Connection, task: int) -> int:
    """How many items wait until the shop may list more."""
    return int(
        await db.fetchval(
            "SELECT count(*) FROM task_item WHERE task = $1 AND state = 'queued' AND doing = 'no_room'", task
        )
    )


async def causes(db: asyncpg.Connection, task: int) -> list[asyncpg.Record]:
    """Why products were refused: equal causes together, most frequent first, a few names each."""
    rows: list[asyncpg.Record] = await db.fetch(
        f"""SELECT cause, reason, fix, n, parameters, names, ids, mapping FROM (
                SELECT i.cause, min(i.reason) AS reason, min(i.fix) AS fix, count(*) AS n,
                    (array_agg(i.parameters ORDER BY i.id))[1] AS parameters,
                    (array_agg(p.title ORDER BY i.id))[1:{_NAMED}] AS names,
                    (array_agg(p.id ORDER BY i.id))[1:{_NAMED}] AS ids,
                    CASE WHEN min(p.category_mapping) = max(p.category_mapping) THEN min(p.category_mapping) END
                        AS mapping
                FROM task_item i JOIN product p ON p.id = i.product
                WHERE i.task = $1 AND i.state = 'refused' GROUP BY i.cause, i.parameters) AS groups
            ORDER BY n DESC, cause LIMIT {_CAUSES}""",  # noqa: S608 - constants only
        task,
    )
    return rows
