"""The platforms opened for orders, stock and fulfilment, with the same grants as for everything else."""

from app.platforms.order_roles import OrderChannel, OrderSource
from app.platforms.registry import ECWID, TIKTOK_SHOP, open_orders_channel_with, open_orders_source_with
from app.resources import Resources
from app.sync.grants import healthy_grant, token_source


async def open_order_source(res: Resources, connection_id: int) -> OrderSource:
    """The connection's Ecwid store. Raises AccessGone when we hold no healthy grant."""
    grant = await healthy_grant(res, connection_id, ECWID)
    return open_orders_source_with(res.settings, res.http, grant["shop_id"], token_source(res, grant))


async def open_order_channel(res: Resources, connection_id: int) -> OrderChannel:
    """The connection's TikTok shop. Raises AccessGone when we hold no healthy grant."""
    grant = await healthy_grant(res, connection_id, TIKTOK_SHOP)
    return open_orders_channel_with(res.settings, res.http, grant["shop_id"], grant["cipher"], token_source(res, grant))
