"""The Orders tab: one page by key in the order of the ship-by clock, exact counts, and what Home says of orders."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

import asyncpg
from piccolo.engine.postgres import PostgresEngine

from app.domain.order_selection import BY_NEWEST, STATUSES, OrderSelection
from app.tables import order_conditions as is_
from app.tables.engine import connection
from app.tables.order_bands import BY_TIME_LEFT, BY_TIME_PLACED
from app.tables.order_places import PAGE, OrderPageRows, Place, page_from
from app.tables.order_search import search
from app.tables.order_walk import walk


async def page_of(
    db: asyncpg.Connection,
    connection_id: int,
    selection: OrderSelection,
    query: str,
    *,
    before: Place | None = None,
    after: Place | None = None,
    limit: int = PAGE,
) -> OrderPageRows:
    """One page behind `after` or in front of `before`. `query` is the search as order_records.tsquery makes it.

    Bands are asked one after the other until the page is full, each by its index: whatever its place, a page costs
    the same.
    """
    bands = BY_TIME_PLACED if selection.sort == BY_NEWEST else BY_TIME_LEFT
    place, backwards = (before, True) if before is not None and after is None else (after, False)
    if query:
        return await search(db, connection_id, selection, query, bands, place=place, backwards=backwards, limit=limit)
    found = await walk(db, connection_id, selection, bands, place=place, backwards=backwards, limit=limit + 1)
    return page_from(found, limit, place, backwards=backwards)


async def every(
    engine: PostgresEngine, connection_id: int, selection: OrderSelection, query: str, *, batch: int = 1_000
) -> AsyncIterator[Sequence[asyncpg.Record]]:
    """All orders of a selection, batch by batch. No connection is held between two of them: a reader may be slow."""
    after = None
    while True:
        async with connection(engine) as db:
            found = await page_of(db, connection_id, selection, query, after=after, limit=batch)
        if found.rows:
            yield found.rows
        after = found.on
        if after is None:
            return


async def counts(db: asyncpg.Connection, connection_id: int) -> dict[str, int]:
    """How many orders: by TikTok's status in lower case, "" for all, "needs_you", "archived", and Home's groups.

    What Weft could not read needs somebody and is no order yet: it is in "needs_you" alone.
    """
    tally = await db.fetch(
        "SELECT what, sum(n)::bigint AS n FROM order_tally WHERE connection = $1 GROUP BY what", connection_id
    )
    counted = {row["what"]: row["n"] for row in tally}
    archived = counted.pop("archived", 0)
    found = {status.value.lower(): 0 for status in STATUSES} | {what.lower(): n for what, n in counted.items()}
    rest = await db.fetchrow(
        f"""SELECT
                (SELECT count(*) FROM sales_order o WHERE connection = $1 AND archived_at IS NULL AND {is_.NEEDS_YOU})
                    + (SELECT count(*) FROM unreadable_order WHERE connection = $1) AS needs_you,
                (SELECT count(*) FROM sales_order o WHERE connection = $1 AND archived_at IS NULL AND {is_.UNSYNCED})
                    AS unsynced""",  # noqa: S608 - constants only
        connection_id,
    )
    to_do = sum(found.get(status.lower(), 0) for status in is_.OPEN_STATUSES)
    fulfilled = sum(found[status.lower()] for status in is_.FULFILLED_STATUSES)
    return {
        **found,
        **dict(rest),
        "archived": archived,
        "": sum(counted.values()),
        "fulfilled": fulfilled,
        "unfulfilled": to_do - rest["unsynced"],
    }


async def needs(db: asyncpg.Connection, connection_id: int, hurry: datetime, soon: datetime) -> asyncpg.Record:
    """What of the orders needs the seller, for Home: how many of each, and the most urgent one where it helps.

    What must be dispatched before `hurry` is urgent, and what must be before `soon` comes next.
    """
    row: asyncpg.Record = await db.fetchrow(
        f"""SELECT count(*) FILTER (WHERE {is_.NOT_ON_CHANNEL}) AS not_on_channel,
                min(o.ship_by) FILTER (WHERE {is_.NOT_ON_CHANNEL}) AS not_on_channel_by,
                count(*) FILTER (WHERE relay = 'needs_linking') AS linking,
                count(*) FILTER (WHERE relay = 'needs_you') AS questions,
                count(*) FILTER (WHERE {is_.TO_DISPATCH} AND ship_by < $2) AS urgent,
                min(ship_by) FILTER (WHERE {is_.TO_DISPATCH} AND ship_by < $2) AS urgent_by,
                count(*) FILTER (WHERE {is_.TO_DISPATCH} AND ship_by >= $2 AND ship_by < $3) AS soon,
                min(ship_by) FILTER (WHERE {is_.TO_DISPATCH} AND ship_by >= $2 AND ship_by < $3) AS soon_by,
                (SELECT count(*) FROM cancellation WHERE connection = $1 AND state = 'pending') AS asking,
                (SELECT min(deadline) FROM cancellation WHERE connection = $1 AND state = 'pending') AS asking_until,
                (SELECT count(*) FROM unreadable_order WHERE connection = $1) AS unreadable
            FROM sales_order o WHERE connection = $1 AND archived_at IS NULL
              AND (relay IN ('needs_linking', 'needs_you') OR status IN {is_.TO_SHIP})""",  # noqa: S608 - constants only
        connection_id,
        hurry,
        soon,
    )
    return row


async def late_dispatch(db: asyncpg.Connection, connection_id: int, since: datetime, now: datetime) -> tuple[int, int]:
    """Our own estimate (B4): how many orders that were due between the two were dispatched late, and of how many.

    Late is what TikTok calls shipped after its time, and what is not, or not wholly, shipped yet.
    """
    row = await db.fetchrow(
        f"""SELECT count(*) FILTER (WHERE status IN {is_.TO_SHIP}
                   OR coalesce((facts ->> 'shipped_at')::timestamptz, shipped_at) > ship_by) AS late, count(*) AS due
           FROM sales_order WHERE connection = $1 AND ship_by >= $2 AND ship_by < $3 AND NOT fulfilled_by_channel
             AND archived_at IS NULL AND placed_at >= $2::timestamptz - interval '14 days'
             AND status NOT IN ('CANCELLED', 'UNPAID', 'ON_HOLD')""",  # noqa: S608 - constants only
        connection_id,
        since,
        now,
    )
    return row["late"], row["due"]


async def to_resend(
    db: asyncpg.Connection, connection_id: int, selection: OrderSelection, query: str, limit: int = 5_000
) -> list[int]:
    """Orders of the filter that have a tracking number and wait to be dispatched on TikTok."""
    text, arguments = is_.where(selection, query, 2)
    rows = await db.fetch(
        f"""SELECT o.id FROM sales_order o WHERE o.connection = $1 AND {text} AND {is_.TO_DISPATCH}
            AND o.tracking_number <> '' ORDER BY o.ship_by NULLS LAST, o.id LIMIT {limit}""",  # noqa: S608
        connection_id,
        *arguments,
    )
    return [row["id"] for row in rows]
