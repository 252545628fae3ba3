"""The product list: one page by key, and exact counts that do not count."""

from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg

from app.domain.selection import Selection
from app.tables import product_search
from app.tables.product_search import Edge, condition
from app.tables.product_tally import compact_tally, counts, live_count, mapping_counts
from app.tables.selections import words

__all__ = [
    "ProductPageRows",
    "compact_tally",
    "count_matching",
    "count_shown",
    "counts",
    "live_count",
    "mapping_counts",
    "page_of",
]

LIMIT = 50
# A page that only tells how many there are stops counting here: "10,000+".
MOST_COUNTED = 10_000
_LAST = 2**63 - 1
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


async def page_of(
    db: asyncpg.Connection,
    connection_id: int,
    selection: Selection,
    *,
    before_id: int | None = None,
    after_id: int | None = None,
    limit: int = LIMIT,
) -> ProductPageRows:
    """One page, older than `before_id` or newer than `after_id`, in a time that does not grow with the catalogue.

    Raises ValueError when `selection.shown` is no state we know.
    """
    start = before_id if after_id is None else after_id
    edge = Edge(_LAST if start is None else start, back=after_id is not None)
    if words(selection.search) and not selection.ids:
        async with db.transaction():
            rows = await _found(db, connection_id, selection, edge, limit + 1)
    else:
        rows = await _rows(db, connection_id, selection, edge, limit + 1)
    return _page(rows, limit, edge, is_first=before_id is None)


async def _found(
    db: asyncpg.Connection, connection_id: int, selection: Selection, edge: Edge, limit: int
) -> list[asyncpg.Record]:
    ids = await product_search.near(db, connection_id, selection, edge, limit)
    if ids is None:
        return await _rows(db, connection_id, selection, edge, limit, plain="+ 0")
    return await _rows(db, connection_id, Selection(ids=tuple(ids), shown=selection.shown), edge, limit) if ids else []


async def _rows(
    db: asyncpg.Connection, connection_id: int, selection: Selection, edge: Edge, limit: int, *, plain: str = ""
) -> list[asyncpg.Record]:
    """`plain` "+ 0" keeps PostgreSQL from walking through the list or the connection: the text index shall do it."""
    text, arguments = condition(selection, 4)
    rows: list[asyncpg.Record] = await db.fetch(
        f"""SELECT p.*, l.remote_id, l.status AS listing_status, l.audit_status,
                m.source_name AS mapping_source, m.remote_path AS mapping_path, m.remote_name AS mapping_name,
                m.state AS mapping_state
            FROM (SELECT {_ROW} FROM product p
                  WHERE p.connection {plain} = $1 AND {edge.page(f"p.id {plain}")} AND {text}
                  ORDER BY {edge.order(f"p.id {plain}")} LIMIT $3) p
            LEFT JOIN listing l ON l.connection = $1 AND l.product = p.id
            LEFT JOIN category_mapping m ON m.id = p.category_mapping
            ORDER BY p.id DESC""",  # noqa: S608 - no text from outside
        connection_id,
        edge.id,
        limit,
        *arguments,
    )
    return rows


def _page(rows: list[asyncpg.Record], limit: int, edge: Edge, *, is_first: bool) -> ProductPageRows:
    """The row over the limit only says that there is a further page in the direction of reading."""
    more = len(rows) > limit
    if edge.back:
        shown = rows[1:] if more else rows
        newer, older = more, True
    else:
        shown = rows[:limit]
        newer, older = not is_first, more
    return ProductPageRows(
        shown, shown[0]["id"] if shown and newer else None, shown[-1]["id"] if shown and older else None
    )


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
    if words(selection.search) and not selection.ids:
        return await product_search.count(db, connection_id, selection, cap)
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


async def count_shown(
    db: asyncpg.Connection, connection_id: int, selection: Selection, *, most: int = MOST_COUNTED
) -> tuple[int, bool]:
    """How many products a selection has, and whether there are more: what has to be counted is counted up to `most`."""
    if _tally_word(selection) is not None:
        return await count_matching(db, connection_id, selection), False
    counted = await count_matching(db, connection_id, selection, cap=most + 1)
    return min(counted, most), counted > most


def _tally_word(selection: Selection) -> str | None:
    """The word under which exactly these products are counted."""
    if selection.ids or selection.search:
        return None
    if selection.mapping is not None:
        return f"mapping:{selection.mapping}" if not selection.shown else None
    if selection.shown in ("", "unsent", "deleted"):
        return selection.shown or "all"
    return f"state:{selection.shown}"
