"""One page of what a search finds, and how much it finds, without depending on how common a word is.

A rare word is found by the text index, which knows no order and would bring up all matches of a common one: all that
it finds is put in order, whatever the page's place. A common word has a page full of matches wherever the list is
opened, so the list's own indexes are walked along, and counting ends somewhere.
"""

from collections.abc import Sequence
from dataclasses import replace

import asyncpg

from app.domain.order_selection import OrderSelection
from app.tables import order_conditions as is_
from app.tables.order_bands import Band
from app.tables.order_places import CANCELLATION, COLUMNS, PAGE, OrderPageRows, Place, page_from
from app.tables.order_walk import walk

# So many of the newest orders are looked at, to see whether a page's worth of them has the words.
GLANCE = 300
# Of a common word: "1,000+".
MOST_COUNTED = 1_000


async def search(
    db: asyncpg.Connection,
    connection_id: int,
    selection: OrderSelection,
    query: str,
    bands: Sequence[Band],
    *,
    place: Place | None,
    backwards: bool,
    limit: int,
) -> OrderPageRows:
    """The page behind `place` (in front of it when `backwards`), in the order of `bands`, and how much is found."""
    words = is_.words_of(query)
    looked_at, matches = await _glance(db, connection_id, selection, words) if words else (GLANCE, 0)
    if matches > PAGE:
        rows = await walk(db, connection_id, selection, bands, words, place=place, backwards=backwards, limit=limit + 1)
        counted = await _count(db, connection_id, selection, words)
        page = page_from(rows, limit, place, backwards=backwards, total=min(counted, MOST_COUNTED))
        return replace(page, more=counted > MOST_COUNTED)
    text, arguments = is_.where(selection, query, 2)
    if looked_at < GLANCE and selection.shown:
        # The filter leaves few: no index over the words of all accounts is needed.
        [text], arguments = is_.shelves(selection, words, 2)
    edge, direction = "TRUE", "DESC" if backwards else "ASC"
    if place is not None:
        first, up = len(arguments) + 2, 1 if bands[min(place.band, len(bands) - 1)].ascending else -1
        edge = f"(band, rank, tie) {'<' if backwards else '>'} (${first}, ${first + 1}, ${first + 2})"
        arguments = [*arguments, place.band, up * place.micros, up * place.id]
    rows = await db.fetch(
        f"""WITH found AS MATERIALIZED (
                SELECT id, band, key, up * (extract(epoch FROM key) * 1000000)::bigint AS rank, up * id AS tie FROM (
                    SELECT o.id, {_case(bands, "number")} AS band, {_case(bands, "key")} AS key,
                        {_case(bands, "up")} AS up
                    FROM sales_order o WHERE o.connection = $1 AND {text}) AS matching)
            SELECT (SELECT count(*) FROM found) AS matches, f.band, f.key, {COLUMNS}
            FROM (SELECT * FROM found WHERE {edge}
                  ORDER BY band {direction}, rank {direction}, tie {direction} LIMIT {limit + 1}) f
            JOIN sales_order o ON o.id = f.id {CANCELLATION}
            ORDER BY f.band {direction}, f.rank {direction}, f.tie {direction}""",  # noqa: S608 - constants only
        connection_id,
        *arguments,
    )
    total = rows[0]["matches"] if rows else 0
    return page_from(rows, limit, place, backwards=backwards, total=total)


async def _glance(
    db: asyncpg.Connection, connection_id: int, selection: OrderSelection, words: Sequence[is_.Word]
) -> tuple[int, int]:
    """How many of the newest orders were looked at, and how many of those have the words."""
    plain, _ = is_.where(selection, "", 2)
    parts, arguments = is_.shelves(selection, words, 2)
    matching = parts[0].removeprefix(f"{plain} AND ")
    row = await db.fetchrow(
        f"""WITH newest AS MATERIALIZED (
                SELECT o.* FROM sales_order o WHERE o.connection = $1 AND {plain}
                ORDER BY o.placed_at DESC, o.id DESC LIMIT {GLANCE})
            SELECT count(*) AS looked_at, count(*) FILTER (WHERE {matching}) AS matches
            FROM newest o""",  # noqa: S608 - constants only
        connection_id,
        *arguments,
    )
    return row["looked_at"], row["matches"]


async def _count(
    db: asyncpg.Connection, connection_id: int, selection: OrderSelection, words: Sequence[is_.Word]
) -> int:
    """How many have the words, counted a little further than MOST_COUNTED."""
    parts, arguments = is_.shelves(selection, words, 2)
    counts = " + ".join(
        f"""(SELECT count(*) FROM (SELECT FROM sales_order o WHERE o.connection = $1 AND {text}
            ORDER BY o.placed_at DESC, o.id DESC LIMIT {MOST_COUNTED + 1}) AS found)"""  # noqa: S608 - constants only
        for text in parts
    )
    return int(await db.fetchval(f"SELECT {counts}", connection_id, *arguments))


def _case(bands: Sequence[Band], what: str) -> str:
    """A CASE over the bands: their number, key or direction (1 up, -1 down). Every order is in exactly one."""
    values = {
        "number": [str(number) for number in range(len(bands))],
        "key": [band.key for band in bands],
        "up": ["1" if band.ascending else "-1" for band in bands],
    }[what]
    whens = " ".join(f"WHEN {band.condition} THEN {value}" for band, value in zip(bands, values, strict=True))
    return f"CASE {whens} END"
