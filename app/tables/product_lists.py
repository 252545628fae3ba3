"""The product list: one page by key, and exact counts that do not count."""

from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg

from app.domain.selection import Selection
from app.tables.selections import where

LIMIT = 50
# Any number will do, as long as nobody else of Weft's takes it.
_TALLY_LOCK = 727_275

_ROW = """p.id, p.source_id, p.sku, p.title, p.price, p.quantity, p.kind, p.enabled, p.variant_count,
    coalesce(nullif(p.thumbnail, ''), p.pictures ->> 0) AS picture,
    p.sync_state, p.unsent_changes, p.deleted_at, p.source_updated_at, p.category_mapping,
    p.own_category_path, p.category ->> 'name' AS category_name, p.product_type ->> 'name' AS type_name"""


@dataclass(frozen=True, slots=True)
class ProductPageRows:
    """Products newest first, each with its listing and category mapping (columns of `page_of`).

    `newer` and `older` are the ids to ask for the pages beside this one (`after_id`, `before_id`), None at the ends.
    """

    rows: Sequence[asyncpg.Record]
    newer: int | None
    older: int | None


def condition(selection: Selection, first: int) -> tuple[str, list[object]]:
    """The selection on `product p`, with products deleted in the source only where they are asked for (S25)."""
    text, arguments = where(selection, first)
    return (text if selection.shown == "deleted" else f"p.deleted_at IS NULL AND {text}"), arguments


async def page_of(
    db: asyncpg.Connection,
    connection_id: int,
    selection: Selection,
    *,
    before_id: int | None = None,
    after_id: int | None = None,
    limit: int = LIMIT,
) -> ProductPageRows:
    """One page, older than `before_id` or newer than `after_id`, in one query whatever the size of the catalogue.

    Raises ValueError when `selection.shown` is no state we know.
    """
    text, arguments = condition(selection, 4)
    back = after_id is not None
    edge = "p.id > $2" if back else "p.id < $2"
    rows = await db.fetch(
        f"""SELECT p.*, l.remote_id, l.status AS listing_status, l.audit_status,
                m.source_name AS mapping_source, m.remote_path AS mapping_path, m.remote_name AS mapping_name,
                m.state AS mapping_state
            FROM (SELECT {_ROW} FROM product p WHERE p.connection = $1 AND {edge} AND {text}
                  ORDER BY p.id {"ASC" if back else "DESC"} LIMIT $3) p
            LEFT JOIN listing l ON l.connection = $1 AND l.product = p.id
            LEFT JOIN category_mapping m ON m.id = p.category_mapping
            ORDER BY p.id DESC""",  # noqa: S608 - no text from outside
        connection_id,
        after_id if back else _LAST if before_id is None else before_id,
        limit + 1,
        *arguments,
    )
    return _page(rows, limit, before_id=before_id, back=back)


_LAST = 2**63 - 1


def _page(rows: list[asyncpg.Record], limit: int, *, before_id: int | None, back: bool) -> ProductPageRows:
    """The row over the limit only says that there is a further page in the direction of reading."""
    more = len(rows) > limit
    if back:
        shown = rows[1:] if more else rows
        newer, older = more, True
    else:
        shown = rows[:limit]
        newer, older = before_id is not None, more
    return ProductPageRows(
        shown, shown[0]["id"] if shown and newer else None, shown[-1]["id"] if shown and older else None
    )


async def counts(db: asyncpg.Connection, connection_id: int) -> dict[str, int]:
    """How many products there are: by sync state, "unsent", "deleted", and "all" that are not deleted. Exact."""
    rows = await db.fetch(
        """SELECT what, sum(n)::bigint AS n FROM product_tally WHERE connection = $1 AND what NOT LIKE 'mapping:%'
           GROUP BY what""",
        connection_id,
    )
    found = {row["what"]: row["n"] for row in rows}
    states = {what.removeprefix("state:"): n for what, n in found.items() if what.startswith("state:")}
    return {
        **states,
        "unsent": found.get("unsent", 0),
        "deleted": found.get("deleted", 0),
        "all": sum(states.values()),
    }


async def mapping_counts(db: asyncpg.Connection, connection_id: int) -> dict[int, int]:
    """How many products each category mapping has; 0 is "No Ecwid category". Exact."""
    rows = await db.fetch(
        """SELECT substr(what, 9)::bigint AS mapping, sum(n)::bigint AS n FROM product_tally
           WHERE connection = $1 AND what LIKE 'mapping:%' GROUP BY what HAVING sum(n) <> 0""",
        connection_id,
    )
    return {row["mapping"]: row["n"] for row in rows}


async def live_count(db: asyncpg.Connection, connection_id: int) -> int:
    """How many products are not deleted in the source. Exact."""
    return (await counts(db, connection_id))["all"]


async def count_matching(
    db: asyncpg.Connection, connection_id: int, selection: Selection, *, cap: int | None = None
) -> int:
    """How many products a selection has. One without a search and with a single filter costs nothing.

    Else they are counted, which takes about a second for a million matches; `cap` ends the counting at that number.
    """
    word = _tally_word(selection)
    if word == "all":
        return await live_count(db, connection_id)
    if word is not None:
        tally = "SELECT coalesce(sum(n), 0)::bigint FROM product_tally WHERE connection = $1 AND what = $2"
        return int(await db.fetchval(tally, connection_id, word))
    text, arguments = condition(selection, 3)
    return int(
        await db.fetchval(
            f"""SELECT count(*) FROM (
                    SELECT FROM product p WHERE p.connection = $1 AND {text} LIMIT $2) AS found""",  # noqa: S608
            connection_id,
            cap,
            *arguments,
        )
    )


def _tally_word(selection: Selection) -> str | None:
    """The word under which exactly these products are counted."""
    if selection.ids or selection.search:
        return None
    if selection.mapping is not None:
        return f"mapping:{selection.mapping}" if not selection.shown else None
    if selection.shown in ("", "unsent", "deleted"):
        return selection.shown or "all"
    return f"state:{selection.shown}"


async def compact_tally(db: asyncpg.Connection) -> None:
    """Add up the tally's rows, in the caller's transaction; readers see the sums before or after, never between.

    Rows that others add meanwhile stay as they are. One at a time: a second one leaves at once.
    """
    if not await db.fetchval("SELECT pg_try_advisory_xact_lock($1)", _TALLY_LOCK):
        return
    await db.execute(
        """WITH taken AS (
               DELETE FROM product_tally WHERE (connection, what) IN (
                   SELECT connection, what FROM product_tally GROUP BY 1, 2 HAVING count(*) > 1 OR sum(n) = 0)
               RETURNING connection, what, n)
           INSERT INTO product_tally SELECT connection, what, sum(n) FROM taken GROUP BY 1, 2 HAVING sum(n) <> 0"""
    )
