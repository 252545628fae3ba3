"""Does a reading of a product contain what Ecwid booked for TikTok's orders? What it does not is held back (B3)."""

from datetime import timedelta

import asyncpg

from app.domain.stock_follow import BOOKING, SURELY_BOOKED
from app.platforms.roles import Source
from app.resources import Resources
from app.sync.products import refresh_product
from app.tables.engine import connection

# What was booked before is settled, or nothing settles it.
_RECENT = timedelta(days=2)

_SOLD = """u.status <> 'CANCELLED' AND o.relay NOT IN ('skipped', 'cancelled') AND NOT o.fulfilled_by_channel"""


def missing(read_at: str, updated_at: str) -> str:
    """The rule stock_follow.lacks() as SQL."""
    return f"""(u.booked_at > {read_at} OR (u.booked_at > {read_at} - interval '{SURELY_BOOKED.total_seconds()} seconds'
                AND u.booked_at > {updated_at} + interval '{BOOKING.total_seconds()} seconds'))"""


async def not_booked(
    db: asyncpg.Connection, connection_id: int, sku_ids: list[str], product: asyncpg.Record
) -> dict[str, int]:
    """Units sold on TikTok that the product's quantity, as it was read, cannot contain yet."""
    rows = await db.fetch(
        f"""SELECT u.sku_id, count(*) AS n FROM order_unit u JOIN sales_order o ON o.id = u.sales_order
            WHERE u.connection = $1 AND u.sku_id = ANY($2::text[]) AND {_SOLD}
              AND (u.booked_at IS NULL OR {missing("$3::timestamptz", "$4::timestamptz")})
            GROUP BY u.sku_id""",  # noqa: S608 - constants only
        connection_id,
        sku_ids,
        product["read_at"],
        product["source_updated_at"],
    )
    return {row["sku_id"]: row["n"] for row in rows}


async def read_back(res: Resources, source: Source, connection_id: int) -> int:
    """Read products again whose last reading may contain what was booked, or not. Returns how many.

    Such a reading was made while the orders were on their way to Ecwid; or no webhook told of the sale. Without another
    one those units would be held back although the quantity is without them. Raises PlatformError.
    """
    async with connection(res.db) as db:
        rows = await db.fetch(
            f"""SELECT DISTINCT p.source_id FROM order_unit u JOIN sales_order o ON o.id = u.sales_order
                JOIN listing_sku s ON s.connection = u.connection AND s.remote_id = u.sku_id
                JOIN listing l ON l.id = s.listing JOIN product p ON p.id = l.product
                WHERE u.connection = $1 AND u.booked_at > $2 AND {_SOLD} AND p.deleted_at IS NULL
                  AND {missing("p.read_at", "p.source_updated_at")}
                  AND (u.booked_at < $3 OR p.read_at BETWEEN u.booked_at - $4::interval AND u.booked_at)""",  # noqa: S608
            connection_id,
            res.now() - _RECENT,
            res.now() - SURELY_BOOKED,
            BOOKING,
        )
    for row in rows:
        await refresh_product(res, connection_id, source, row["source_id"])
    return len(rows)
