"""Once an hour: is TikTok’s stock what Weft sent? Stock webhooks are optional, and any webhook can be lost (S57)."""

from collections.abc import Mapping
from datetime import timedelta

from app.platforms.order_roles import OrderChannel
from app.resources import Resources
from app.sync.updates import What, resend
from app.tables.engine import connection

EVERY = timedelta(hours=1)
# SKUs of one inventory search.
PAGE = 600


async def theirs_if_due(res: Resources, channel: OrderChannel, connection_id: int) -> Mapping[str, int]:
    """TikTok's stock by SKU id, or nothing when it was compared within the hour. Raises PlatformError.

    Read before the orders are: an order between both readings then looks like a difference and costs a call; the other
    way round it would be put back on sale.
    """
    async with connection(res.db) as db:
        due = await db.fetchval(
            "SELECT drift_checked_at IS NULL OR drift_checked_at <= $2 FROM connection WHERE id = $1",
            connection_id,
            res.now() - EVERY,
        )
    theirs: dict[str, int] = {}
    after = 0
    while due:
        async with connection(res.db) as db:
            rows = await db.fetch(
                f"""SELECT id, remote_id FROM listing_sku WHERE connection = $1 AND id > $2 AND stock_sent IS NOT NULL
                    ORDER BY id LIMIT {PAGE}""",  # noqa: S608 - a constant only
                connection_id,
                after,
            )
        if not rows:
            break
        after = rows[-1]["id"]
        theirs |= await channel.stock(tuple(row["remote_id"] for row in rows))
    return theirs


async def put_right(res: Resources, connection_id: int, theirs: Mapping[str, int]) -> int:
    """Send again what differs, as a task that the seller sees (S124). Returns how many SKUs differ."""
    async with connection(res.db) as db:
        rows = await db.fetch(
            """SELECT s.id FROM listing_sku s
               JOIN unnest($2::text[], $3::int[]) AS t (remote_id, quantity) ON t.remote_id = s.remote_id
               WHERE s.connection = $1 AND s.stock_sent <> t.quantity""",
            connection_id,
            list(theirs.keys()),
            list(theirs.values()),
        )
        if theirs:
            await db.execute("UPDATE connection SET drift_checked_at = $2 WHERE id = $1", connection_id, res.now())
    return await resend(res, connection_id, [row["id"] for row in rows], What.STOCK)
