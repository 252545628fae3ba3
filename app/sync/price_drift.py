"""Once a day: is TikTok's price of each SKU what Weft sent? Nobody tells when it is changed in Seller Center (S57)."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from app.platforms.order_roles import OrderChannel
from app.resources import Resources
from app.sync.updates import What, resend
from app.tables.engine import connection

EVERY = timedelta(days=1)
# Of one search, and of one round of the gap guard: a hundred and forty rounds a day are 40,000 SKUs.
AT_ONCE, EACH_ROUND = 10, 300


async def check(res: Resources, channel: OrderChannel, connection_id: int) -> int:
    """Compare those that were not compared for longest; what differs is sent again. How many. Raises PlatformError."""
    async with connection(res.db) as db:
        rows = await db.fetch(
            f"""SELECT id, remote_id, price_sent FROM listing_sku
                WHERE connection = $1 AND price_sent IS NOT NULL AND NOT price_locked
                  AND (price_checked_at IS NULL OR price_checked_at <= $2)
                ORDER BY price_checked_at NULLS FIRST, id LIMIT {EACH_ROUND}""",  # noqa: S608 - a constant only
            connection_id,
            res.now() - EVERY,
        )
    theirs: dict[str, Decimal] = {}
    for first in range(0, len(rows), AT_ONCE):
        theirs |= await channel.prices(tuple(row["remote_id"] for row in rows[first : first + AT_ONCE]))
    different = await _written_down(res, {row["id"]: row["price_sent"] for row in rows}, theirs)
    return await resend(res, connection_id, different, What.PRICE)


async def _written_down(res: Resources, sent: Mapping[int, Decimal], theirs: Mapping[str, Decimal]) -> list[int]:
    """Those were compared now. Returns the SKUs whose price TikTok has otherwise, unless it was sent anew meanwhile."""
    async with connection(res.db) as db:
        rows = await db.fetch(
            """UPDATE listing_sku s SET price_checked_at = $5
               FROM unnest($1::bigint[], $2::numeric[]) AS v (id, sent)
               LEFT JOIN listing_sku k USING (id)
               LEFT JOIN unnest($3::text[], $4::numeric[]) AS t (remote_id, price) ON t.remote_id = k.remote_id
               WHERE s.id = v.id RETURNING s.id, s.price_sent = v.sent AND t.price <> v.sent AS differs""",
            list(sent),
            list(sent.values()),
            list(theirs),
            list(theirs.values()),
            res.now(),
        )
    return [row["id"] for row in rows if row["differs"]]
