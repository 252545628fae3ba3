"""Cancelled units and Ecwid's stock: moved by a difference, written down first, never sent twice (S116, S167)."""

from collections import defaultdict
from dataclasses import dataclass

import asyncpg

from app.domain.restock import stock_move
from app.domain.words import N_
from app.platforms.errors import AccessGone, NotExecuted, PlatformError
from app.platforms.order_roles import OrderSource
from app.resources import Resources
from app.sync import order_events
from app.tables.engine import connection, transaction

# Far longer than a call may take: whoever began a move before that died with it.
DIED_SECONDS = 120
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Move:
    """The units of one SKU in one order, and by how much they move its stock together."""

    order: int
    sku: str
    source_id: int
    combination_id: int
    units: tuple[int, ...]
    delta: int


async def move_due(res: Resources, source: OrderSource, connection_id: int) -> int:
    """Move the stock of what was cancelled. Returns how many moves were made. Raises AccessGone."""
    async with transaction(res.db) as db:
        await _settle_the_dead(db, connection_id)
        moves = await _claim(db, connection_id)
    for number, move in enumerate(moves):
        try:
            await _send(res, source, connection_id, move)
        except AccessGone:
            for rest in moves[number:]:
                await _settle(res, rest, done=False)
            raise
    return len(moves)


async def _claim(db: asyncpg.Connection, connection_id: int) -> list[Move]:
    """Decide for each cancelled unit, and write the move down. The setting of the day it was cancelled counts."""
    await db.execute(
        """UPDATE order_unit u SET restock = c.restock_cancelled FROM connection c
           WHERE c.id = u.connection AND u.connection = $1 AND u.restock IS NULL AND u.status = 'CANCELLED'
             AND u.booked_at IS NOT NULL""",
        connection_id,
    )
    rows = await db.fetch(
        f"""SELECT u.id, u.sales_order, u.sku_id, u.restock, u.moved, o.source_payment, p.source_id, s.combination_id
            FROM order_unit u JOIN sales_order o ON o.id = u.sales_order
            JOIN listing_sku s ON s.connection = u.connection AND s.remote_id = u.sku_id
            JOIN listing l ON l.id = s.listing JOIN product p ON p.id = l.product
            JOIN connection c ON c.id = u.connection
            WHERE u.connection = $1 AND u.status = 'CANCELLED' AND u.booked_at IS NOT NULL AND u.moving IS NULL
              AND o.wanted_payment = '' AND (NOT o.fulfilled_by_channel OR c.fbt_takes_stock)
              AND u.restock::int - (o.source_payment IN ('CANCELLED', 'REFUNDED'))::int <> u.moved
            ORDER BY u.id LIMIT {_BATCH} FOR UPDATE OF u SKIP LOCKED""",  # noqa: S608 - a constant only
        connection_id,
    )
    moves = _grouped(rows)
    for move in moves:
        await db.execute(
            "UPDATE order_unit SET moving = $2, restocked_at = now() WHERE id = ANY($1::bigint[])",
            list(move.units),
            move.delta // len(move.units),
        )
    return moves


def _grouped(rows: list[asyncpg.Record]) -> list[Move]:
    groups: dict[tuple[int, str, int, int, int], list[int]] = defaultdict(list)
    for row in rows:
        delta = stock_move(wanted=row["restock"], source_payment=row["source_payment"], moved=row["moved"])
        key = row["sales_order"], row["sku_id"], row["source_id"], row["combination_id"], delta
        groups[key].append(row["id"])
    return [Move(*key[:4], tuple(units), key[4] * len(units)) for key, units in groups.items()]


async def _send(res: Resources, source: OrderSource, connection_id: int, move: Move) -> None:
    try:
        await source.add_stock(move.source_id, move.combination_id, move.delta)
    except AccessGone:
        raise
    except NotExecuted:
        await _settle(res, move, done=False)
    except PlatformError as error:
        async with transaction(res.db) as db:
            await _doubt(db, connection_id, move.order, move.units, error.detail)
    else:
        await _settle(res, move, done=True)
        async with connection(res.db) as db:
            sentence = N_("Ecwid’s stock moved by %(delta)s")
            params = {"delta": f"{move.delta:+d}"}
            await order_events.note(db, connection_id, move.order, sentence, tone="success", params=params)


async def _settle(res: Resources, move: Move, *, done: bool) -> None:
    async with connection(res.db) as db:
        await db.execute(
            """UPDATE order_unit SET moved = CASE WHEN $2 THEN moved + moving ELSE moved END, moving = NULL
               WHERE id = ANY($1::bigint[]) AND moving IS NOT NULL""",
            list(move.units),
            done,
        )


async def _settle_the_dead(db: asyncpg.Connection, connection_id: int) -> None:
    rows = await db.fetch(
        """SELECT sales_order, array_agg(id) AS units FROM order_unit
           WHERE connection = $1 AND moving IS NOT NULL AND restocked_at < now() - make_interval(secs => $2)
           GROUP BY sales_order""",
        connection_id,
        float(DIED_SECONDS),
    )
    for row in rows:
        await _doubt(db, connection_id, row["sales_order"], tuple(row["units"]), "")


async def _doubt(db: asyncpg.Connection, connection_id: int, order: int, units: tuple[int, ...], detail: str) -> None:
    """Perhaps moved. A difference that is sent twice is a wrong figure, so it is not: the seller is told."""
    await db.execute(
        "UPDATE order_unit SET moved = moved + moving, moving = NULL WHERE id = ANY($1::bigint[])", list(units)
    )
    sentence = N_("Weft cannot know whether Ecwid’s stock was moved after the cancellation. Please look at it.")
    await order_events.note(db, connection_id, order, sentence, tone="warning", detail=detail)
