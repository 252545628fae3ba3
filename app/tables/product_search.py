"""Searching the list without depending on how common a word is.

A common word has a page full of matches among the newest products; a rare one is found by the text index, which knows
no order and would bring up all matches of a common word. So the newest products are looked at first. Small catalogues
are looked at whole: the index is shared by all accounts, and a word may be common in others.
"""

from dataclasses import dataclass, replace

import asyncpg

from app.domain.selection import Selection
from app.tables.product_tally import live_count
from app.tables.selections import where, words

GLANCE, LOOK = 300, 6_000

# Whatever it thinks of the connection's size, PostgreSQL shall walk along an index in the list's order.
_ALONG_THE_LIST = "SET LOCAL enable_bitmapscan TO off; SET LOCAL enable_sort TO off"
# To start parallel workers takes longer than to find some rows.
_THROUGH_THE_INDEX = """SET LOCAL enable_bitmapscan TO on; SET LOCAL enable_sort TO on;
    SET LOCAL max_parallel_workers_per_gather TO 0"""


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a page begins: behind `id` in the list, newest first, or in front of it when reading `back`."""

    id: int
    back: bool

    def page(self, column: str = "p.id") -> str:
        """The condition on a product's place in the list."""
        return f"{column} {'>' if self.back else '<'} $2"

    def order(self, column: str = "p.id") -> str:
        """The order of reading."""
        return f"{column} {'ASC' if self.back else 'DESC'}"


def condition(selection: Selection, first: int) -> tuple[str, list[object]]:
    """The selection on `product p`, with products deleted in the source only where they are asked for (S25)."""
    text, arguments = where(selection, first)
    return (text if selection.shown == "deleted" else f"p.deleted_at IS NULL AND {text}"), arguments


async def near(
    db: asyncpg.Connection, connection_id: int, selection: Selection, edge: Edge, limit: int
) -> list[int] | None:
    """The first `limit` ids that match, in reading order; None when too far apart: then the text index finds them.

    Call it in a transaction of its own, which it tells PostgreSQL how to plan: also for the statement that follows.
    """
    await db.execute(_ALONG_THE_LIST)
    for window in (GLANCE, LOOK):
        row = await _look(db, connection_id, selection, edge, limit, window)
        ids: list[int] = row["ids"]
        if len(ids) == limit or row["looked_at"] < window:
            return ids
        if row["size"] > LOOK and len(ids) * LOOK < limit * window:
            break
    await db.execute(_THROUGH_THE_INDEX)
    return None


async def count(db: asyncpg.Connection, connection_id: int, selection: Selection, cap: int | None) -> int:
    """How many products a search finds, counted up to `cap`; a second or two for a million of them."""
    if await live_count(db, connection_id) <= LOOK:
        text, arguments = condition(replace(selection, search=""), 3)
        asked = words(selection.search)
        text, plain = f"{text} AND {_matches(asked, 3 + len(arguments))}", ""
        arguments += asked
    else:
        text, arguments = condition(selection, 3)
        plain = "+ 0"
    async with db.transaction():
        await db.execute(_THROUGH_THE_INDEX)
        return int(
            await db.fetchval(
                f"""SELECT count(*) FROM (
                        SELECT FROM product p WHERE p.connection {plain} = $1 AND {text} LIMIT $2) AS found""",  # noqa: S608
                connection_id,
                cap,
                *arguments,
            )
        )


def _matches(asked: list[str], first: int) -> str:
    """Each word asked for begins a word of `search`; the same as tsquery, for rows that are read anyway."""
    return " AND ".join(f"strpos(' ' || search, ' ' || ${first + number}::text) > 0" for number in range(len(asked)))


async def _look(
    db: asyncpg.Connection, connection_id: int, selection: Selection, edge: Edge, limit: int, window: int
) -> asyncpg.Record:
    text, arguments = condition(replace(selection, search=""), 5)
    asked = words(selection.search)
    matches = _matches(asked, 5 + len(arguments))
    return await db.fetchrow(
        f"""WITH near AS MATERIALIZED (
                SELECT p.id, p.search FROM product p WHERE p.connection = $1 AND {edge.page()} AND {text}
                ORDER BY {edge.order()} LIMIT $4)
            SELECT (SELECT count(*) FROM near) AS looked_at,
                ARRAY(SELECT id FROM near WHERE {matches} ORDER BY {edge.order("id")} LIMIT $3) AS ids,
                (SELECT coalesce(sum(n), 0)::bigint FROM product_tally
                 WHERE connection = $1 AND what LIKE 'state:%') AS size""",  # noqa: S608 - no text from outside
        connection_id,
        edge.id,
        limit,
        window,
        *arguments,
        *asked,
    )
