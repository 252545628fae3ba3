"""Many orders at once: few calls, and nobody stands in another's way (S92)."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.sync import inbox_orders, order_intake
from app.sync.order_access import open_order_channel
from sandbox.panel import order_actions
from tests.shops import Shops
from tests.sync.test_relay_calls import plenty
from tests.waiting import PATIENCE


async def test_a_full_claim_of_webhooks_is_one_call(shops: Shops, listed: int) -> None:
    """A sweep begins minutes ago: on a busy day it would read thousands of orders again for these fifty."""
    [sku] = await shops.rows("SELECT * FROM listing_sku WHERE stock_sent BETWEEN 50 AND 900 ORDER BY id LIMIT 1")
    ids = order_actions.place(shops.world, {"sku": sku["remote_id"], "stage": "ready", "count": 50})
    before = shops.world.journal.total
    channel = await open_order_channel(shops.res, listed)
    assert await order_intake.look_at(shops.res, channel, listed, dict.fromkeys(ids, shops.res.now())) == 50
    assert [call.path for call in list(shops.world.journal.calls)[before:]] == ["/order/202507/orders"]


async def test_orders_that_name_skus_in_any_order_lock_them_in_one(shops: Shops, listed: int) -> None:
    """S92: pages that lock each other's SKUs stop each other again and again, and nothing is taken on a busy day."""
    low, high = await shops.rows("SELECT * FROM listing_sku WHERE stock_sent BETWEEN 5 AND 900 ORDER BY id LIMIT 2")
    ids = tuple(order_actions.place(shops.world, {"sku": sku["remote_id"], "stage": "ready"})[0] for sku in (high, low))
    page = await (await open_order_channel(shops.res, listed)).orders_by_id(ids)
    assert shops.res.db.pool is not None
    async with shops.res.db.pool.acquire() as other, other.transaction():
        await other.execute("SELECT FROM listing_sku WHERE id = $1 FOR UPDATE", low["id"])
        taking = asyncio.create_task(order_intake.take(shops.res, listed, page))
        async with asyncio.timeout(PATIENCE):
            while not await shops.value("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"):
                await asyncio.sleep(0.01)
        # They wait for the first one without holding the second.
        await other.execute("SELECT FROM listing_sku WHERE id = $1 FOR UPDATE NOWAIT", high["id"])
    assert await taking == 2


async def test_a_flood_is_read_from_its_first_order_on(shops: Shops, listed: int) -> None:
    """S92: a page a hundred, and not what was read before; what is too late for a search is read by its id."""
    place = {"sku": await plenty(shops, listed), "stage": "ready"}
    [late] = order_actions.place(shops.world, place)
    order_actions.place(shops.world, place | {"count": 150})
    shops.world.advance(60)
    ids = order_actions.place(shops.world, place | {"count": 60})
    now = datetime.fromtimestamp(shops.world.now(), UTC)
    res = replace(shops.res, now=lambda: now)
    before = shops.world.journal.total
    news = dict.fromkeys(ids, now) | {late: now - timedelta(hours=1)}
    assert await order_intake.look_at(res, await open_order_channel(res, listed), listed, news) == 61
    assert [call.path for call in list(shops.world.journal.calls)[before:]] == [
        "/order/202309/orders/search",
        "/order/202507/orders",
    ]


async def test_what_the_search_leaves_out_is_read_by_its_id(shops: Shops, listed: int) -> None:
    """S92: TikTok's windows leak at their edges, and a search may lag."""
    ids = order_actions.place(shops.world, {"sku": await plenty(shops, listed), "stage": "ready", "count": 60})
    soon = datetime.fromtimestamp(shops.world.now(), UTC) + timedelta(minutes=1)
    # Their own times say otherwise than the search does.
    assert (
        await order_intake.look_at(
            shops.res, await open_order_channel(shops.res, listed), listed, dict.fromkeys(ids, soon)
        )
        == 60
    )


async def test_news_are_read_unless_a_reading_well_after_them_is_known(shops: Shops, listed: int) -> None:
    """S92: TikTok's times are whole seconds; two changes of one second have one time, and the second one counts."""
    [sku] = await shops.rows("SELECT * FROM listing_sku WHERE stock_sent BETWEEN 5 AND 900 ORDER BY id LIMIT 1")
    [order] = order_actions.place(shops.world, {"sku": sku["remote_id"], "stage": "ready"})
    changed_at = datetime.fromtimestamp(int(shops.world.now()), UTC)

    async def calls(asked_after: timedelta) -> int:
        await shops.rows("UPDATE sales_order SET seen_at = $1", changed_at + asked_after)
        before = shops.world.journal.total
        await inbox_orders.look_again(shops.res, "order.changed", listed, {order: changed_at})
        return shops.world.journal.total - before

    assert await calls(timedelta(0)) == 1, "nobody knows it"
    assert await calls(timedelta(seconds=2)) == 1, "it was read in the second in which it changed, or the next"
    assert await calls(timedelta(seconds=3)) == 0
    await shops.rows("UPDATE sales_order SET remote_updated_at = $1", changed_at - timedelta(seconds=1))
    assert await calls(timedelta(minutes=1)) == 1, "what is known is older"
