"""One page of what a search finds, and how much it finds: in one walk over all of it, whatever its place.

Without a search each band has an index that gives its rows in order (order_lists); a search has none of that, and
asking it once for each band would find everything four times.
"""

from collections.abc import Sequence

import asyncpg

from app.domain.order_selection import OrderSelection
from app.tables import order_conditions as is_
from app.tables.order_bands import Band
from app.tables.order_places import CANCELLATION, COLUMNS, OrderPageRows, Place, page_from


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
    """The page behind `place` (in front of it when `backwards`), in the order of `bands`, and the exact total."""
    text, arguments = is_.where(selection, query, 2)
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


def _case(bands: Sequence[Band], what: str) -> str:
    """A CASE over the bands: their number, key or direction (1 up, -1 down). Every order is in exactly one."""
    values = {
        "number": [str(number) for number in range(len(bands))],
        "key": [band.key for band in bands],
        "up": ["1" if band.ascending else "-1" for band in bands],
    }[what]
    whens = " ".join(f"WHEN {band.condition} THEN {value}" for band, value in zip(bands, values, strict=True))
    return f"CASE {whens} END"
