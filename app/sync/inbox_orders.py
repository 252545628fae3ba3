"""What webhooks of orders, cancellations and stock ask for. Read again, never believed (S110, S111)."""

from collections.abc import Iterable

from app.resources import Resources
from app.sync import order_cancellations, order_intake, source_orders, stock
from app.sync.order_access import open_order_channel, open_order_source
from app.tables.engine import connection

TOPICS = frozenset({"order.changed", "cancellation.changed", "source_order.changed", "stock.changed"})


async def look_again(res: Resources, topic: str, connection_id: int, subjects: Iterable[str]) -> None:
    """Read these subjects from their platform. Raises PlatformError."""
    ids = _ids(subjects)
    if topic == "source_order.changed":
        source = await open_order_source(res, connection_id)
        for order_id in ids:
            await source_orders.look_at(res, source, connection_id, order_id)
    elif topic == "stock.changed":
        await _stock_moved(res, connection_id, ids)
    else:
        channel = await open_order_channel(res, connection_id)
        if topic == "cancellation.changed":
            await order_cancellations.look_at(res, channel, connection_id, ids)
        else:
            await order_intake.look_at(res, channel, connection_id, ids)


def _ids(subjects: Iterable[str]) -> list[str]:
    """One subject may name several orders: the parcels of one webhook."""
    return list(dict.fromkeys(id_ for subject in subjects for id_ in subject.split(",") if id_))


async def _stock_moved(res: Resources, connection_id: int, sku_ids: list[str]) -> None:
    """Somebody changed stock on TikTok: Ecwid's figure is sent again, even where we believe it is there (S57)."""
    async with connection(res.db) as db:
        moved = await stock.doubt(db, connection_id, sku_ids)
    if moved:
        await res.bell.ring("send_stock", connection_id=connection_id)
