"""What names a buyer is kept no longer than it is needed (issue: buyers' data)."""

from datetime import timedelta
from typing import Any

import pytest

from app.platforms.registry import TIKTOK_SHOP
from app.resources import Resources
from app.sync import connections, order_buyers, orders
from app.sync.order_records import name_hashes
from app.tables.engine import connection
from sandbox.panel import order_actions
from tests.cast import Cast
from tests.shops import Shops
from tests.web import ordered


async def row_of(res: Resources, order: int) -> dict[str, Any]:
    async with connection(res.db) as db:
        return dict(await db.fetchrow("SELECT * FROM sales_order WHERE id = $1", order))


@pytest.mark.parametrize(
    ("status", "days", "kept"),
    [("DELIVERED", 31, False), ("CANCELLED", 31, False), ("DELIVERED", 29, True), ("IN_TRANSIT", 31, True)],
)
async def test_buyers_are_forgotten_after_the_settings_days(
    status: str, days: int, kept: bool, resources: Resources, cast: Cast
) -> None:
    """What is still on its way is kept: its parcel may come back. The name's hashes go, too."""
    order = await ordered.one(resources, cast.connection_id, 1, 9)
    await ordered.becomes(resources, order, status=status, placed_at=resources.now() - timedelta(days=days))
    [digest, *_] = name_hashes(resources.vault, ordered.BUYER.name)
    assert digest in (await row_of(resources, order))["search"]
    assert await order_buyers.forget(resources) == (0 if kept else 1)
    row = await row_of(resources, order)
    assert (row["buyer"] is not None, row["purged_at"] is None, digest in row["search"]) == (kept, kept, kept)


async def test_a_shop_that_took_back_its_consent_is_forgotten_and_comes_back_whole(
    shops: Shops, listed: int, cast: Cast
) -> None:
    """S159: no buyer is kept for a shop that left; an order that waited goes to Ecwid with its address all the same."""
    [sku] = await shops.rows("SELECT * FROM listing_sku WHERE stock_sent BETWEEN 10 AND 900 ORDER BY id LIMIT 1")
    [order] = order_actions.place(shops.world, {"sku": sku["remote_id"], "stage": "ready"})
    await shops.deliver()
    address = "SELECT buyer IS NOT NULL FROM sales_order"
    assert await shops.value(address)
    shops.world.tiktok.deauthorise()
    await shops.deliver()
    assert await order_buyers.forget(shops.res) == 1
    assert not await shops.value(address)

    await connections.finish_channel(shops.res, cast.alice.account_id, listed, await shops.consent(TIKTOK_SHOP))
    await orders.relay(shops.res, listed)
    assert await shops.value("SELECT relay FROM sales_order") == "queued", "without its buyer it is not written"
    await orders.guard(shops.res, listed)
    assert await shops.value(address)
    await orders.relay(shops.res, listed)
    number = await shops.value("SELECT source_order_id FROM sales_order WHERE remote_id = $1", order)
    assert shops.world.ecwid.orders.find(str(number))["shippingPerson"]["street"]
