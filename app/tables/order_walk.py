"""A page of orders by the indexes of the list: band after band until it is full, so any page costs the same."""

from collections.abc import Sequence

import asyncpg

from app.domain.order_selection import OrderSelection
from app.tables import order_conditions as is_
from app.tables.order_bands import Band
from app.tables.order_places import CANCELLATION, COLUMNS, Place


async def walk(
    db: asyncpg.Connection,
    connection_id: int,
    selection: OrderSelection,
    bands: Sequence[Band],
    words: Sequence[is_.Word] = (),
    *,
    place: Place | None,
    backwards: bool,
    limit: int,
) -> list[asyncpg.Record]:
    """The first `limit` rows behind `place`, in front of it when `backwards`, in reading order.

    With `words` only rows that have them: good while many have, for all others are read and left out.
    """
    numbers = range(len(bands))
    if place is not None:
        numbers = range(min(place.band, len(bands) - 1), -1, -1) if backwards else range(place.band, len(bands))
    found: list[asyncpg.Record] = []
    for number in numbers:
        if len(found) >= limit or not bands[number].may_hold(selection.shown):
            continue
        start = place if place is not None and number == place.band else None
        found += await _band(db, connection_id, selection, number, bands[number], words, start, backwards, limit)
    return found[:limit]


async def _band(
    db: asyncpg.Connection,
    connection_id: int,
    selection: OrderSelection,
    number: int,
    band: Band,
    words: Sequence[is_.Word],
    start: Place | None,
    backwards: bool,
    limit: int,
) -> list[asyncpg.Record]:
    upwards = band.ascending != backwards
    sign, direction = (">", "ASC") if upwards else ("<", "DESC")
    parts, arguments = is_.shelves(selection, words, 2)
    edge = "TRUE"
    if start is not None:
        at, id_ = len(arguments) + 2, len(arguments) + 3
        edge, arguments = f"({band.key}, o.id) {sign} (${at}, ${id_})", [*arguments, start.at, start.id]
    # Orders that were put away have indexes of their own.
    each = " UNION ALL ".join(
        f"""(SELECT {COLUMNS}, {number} AS band, {band.key} AS key FROM sales_order o {CANCELLATION}
            WHERE o.connection = $1 AND {text} AND {band.condition} AND {edge}
            ORDER BY {band.key} {direction}, o.id {direction} LIMIT {limit})"""  # noqa: S608 - no text from outside
        for text in parts
    )
    together = each if len(parts) == 1 else f"{each} ORDER BY key {direction}, id {direction} LIMIT {limit}"
    rows: list[asyncpg.Record] = await db.fetch(together, connection_id, *arguments)
    return rows
