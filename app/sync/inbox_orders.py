"""What webhooks of orders, cancellations and stock ask for. Read again, never believed (S110, S111)."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from app.resources import Resources
from app.sync import order_cancellations, order_intake, source_orders, stock
from app.sync.order_access import open_order_channel, open_order_source
from app.tables.engine import connection

TOPICS = frozenset({"order.changed", "cancellation.changed", "source_order.changed", "stock.changed"})

# TikTok's times are whole seconds: what happened in the second of a reading may not be in it.
WELL_AFTER = timedelta(seconds=2)


async def look_again(res: Resources, topic: str, connection_id: int, subjects: Mapping[str, datetime]) -> None:
    """Read these subjects, with the time of their latest news, from their platform. Raises PlatformError."""
    ids = _ids(subjects)
    if topic == "source_order.changed":
        source = await open_order_source(res, connection_id)
        await source_orders.look_at(res, source, connection_id, subjects)
    elif topic == "stock.changed":
        await _stock_moved(res, connection_id, ids)
    else:
        channel = await open_order_channel(res, connection_id)
        if topic == "cancellation.changed":
            await order_cancellations.look_at(res, channel, connection_id, ids)
        else:
            await order_intake.look_at(res, channel, connection_id, await _unread(res, connection_id, subjects))


def _ids(subjects: Iterable[str]) -> list[str]:
    """One subject may name several orders: the parcels of one webhook."""
    return list(dict.fromkeys(id_ for subject in subjects for id_ in subject.split(",") if id_))


async def _unread(res: Resources, connection_id: int, subjects: Mapping[str, datetime]) -> dict[str, datetime]:
    """The orders whose news nobody has read, with their times: the row is older, or was read too soon after them.

    The webhooks of a thousand orders come in over some seconds; the first reading of them has read all.
    """
    news = [(id_, at) for subject, at in subjects.items() for id_ in subject.split(",") if id_]
    async with connection(res.db) as db:
        rows = await db.fetch(
            """SELECT n.id, max(n.at) AS at FROM unnest($2::text[], $3::timestamptz[]) AS n (id, at)
               WHERE NOT EXISTS (
                   SELECT FROM sales_order o WHERE o.connection = $1 AND o.remote_id = n.id
                     AND o.remote_updated_at >= n.at AND o.seen_at > n.at + make_interval(secs => $4))
               GROUP BY n.id""",
            connection_id,
            [id_ for id_, _ in news],
            [at for _, at in news],
            WELL_AFTER.total_seconds(),
        )
    return {row["id"]: row["at"] for row in rows}


async def _stock_moved(res: Resources, connection_id: int, sku_ids: list[str]) -> None:
    """Somebody changed stock on TikTok: Ecwid's figure is sent again, even where we believe it is there (S57)."""
    async with connection(res.db) as db:
        moved = await stock.doubt(db, connection_id, sku_ids)
    if moved:
        await res.bell.ring("send_stock", connection_id=connection_id)
