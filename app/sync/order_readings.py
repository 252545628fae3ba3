"""Refresh one order: both shops are read now, and the answer is there when the page comes back (S92)."""

from app.domain.words import N_
from app.errors import Conflict
from app.platforms.errors import AccessGone
from app.resources import Resources
from app.sync import order_cancellations, source_orders
from app.sync.grants import access_gone
from app.sync.order_access import open_order_channel, open_order_source
from app.tables.engine import connection


async def read_again(res: Resources, connection_id: int, order_id: int) -> None:
    """Read one order on TikTok and, once it is there, in Ecwid. Raises PlatformError, or Conflict without access."""
    async with connection(res.db) as db:
        row = await db.fetchrow(
            "SELECT remote_id, source_order_id FROM sales_order WHERE connection = $1 AND id = $2",
            connection_id,
            order_id,
        )
    if row is None:
        return
    try:
        channel = await open_order_channel(res, connection_id)
        await order_cancellations.look_at(res, channel, connection_id, (row["remote_id"],))
        if row["source_order_id"]:
            source = await open_order_source(res, connection_id)
            await source_orders.look_at(res, source, connection_id, {row["source_order_id"]: res.now()})
    except AccessGone as gone:
        await access_gone(res, connection_id, gone.platform, gone.reason)
        raise Conflict(
            N_("The connection is not in step any more. Reauthorise it, then read the order again.")
        ) from gone
