"""TikTok's orders become rows, by webhook or by sweep, and their stock is not sold twice (S88–S92, S110, B3)."""

import asyncio
from typing import Any

import pytest

from app.domain.orders import RelayState
from app.resources import Resources
from app.sync import order_intake, orders
from app.sync.order_access import open_order_channel
from app.tables.engine import connection
from sandbox.panel import order_actions
from tests.cast import Cast
from tests.shops import Shops
from tests.web import ordered


async def a_sku(shops: Shops, connection_id: int) -> dict[str, Any]:
    """A live SKU of which several are left."""
    rows = await shops.rows(
        """SELECT s.* FROM listing_sku s JOIN listing l ON l.id = s.listing JOIN product p ON p.id = l.product
           WHERE s.connection = $1 AND p.sync_state = 'synced' AND s.stock_sent BETWEEN 5 AND 900
           ORDER BY s.id LIMIT 1""",
        connection_id,
    )
    return rows[0]


def order(shops: Shops, sku: dict[str, Any], **body: Any) -> str:
    """A buyer orders; the webhooks of it wait."""
    return order_actions.place(shops.world, {"sku": sku["remote_id"], "stage": "ready"} | body)[0]


async def row(shops: Shops, order_id: str) -> dict[str, Any]:
    rows = await shops.rows("SELECT * FROM sales_order WHERE remote_id = $1", order_id)
    assert len(rows) == 1
    return rows[0]


async def test_an_order_of_a_webhook_is_ready_to_be_written(shops: Shops, listed: int) -> None:
    """S88, S90: everything Ecwid will be told is known before Ecwid is called."""
    order_id = order(shops, await a_sku(shops, listed), quantity=2)
    await shops.deliver()
    found = await row(shops, order_id)
    assert found["relay"] == RelayState.QUEUED.value
    assert found["status"] == "AWAITING_SHIPMENT"
    assert await shops.value("SELECT count(*) FROM order_unit WHERE sales_order = $1", found["id"]) == 2


async def test_an_unpaid_order_waits_and_goes_on_when_it_is_paid(shops: Shops, listed: int) -> None:
    """S89: what is not paid is not written, and needs nobody to go on."""
    order_id = order(shops, await a_sku(shops, listed), stage="unpaid")
    await shops.deliver()
    assert (await row(shops, order_id))["relay"] != RelayState.QUEUED.value
    order_actions.act(shops.world, order_id, "pay", {})
    order_actions.act(shops.world, order_id, "end-hold", {})
    await shops.deliver()
    assert (await row(shops, order_id))["relay"] == RelayState.QUEUED.value


async def test_an_order_whose_webhook_was_lost_is_found_by_the_sweep(shops: Shops, listed: int) -> None:
    """S91, B5: webhooks only make it faster."""
    ids = [order(shops, await a_sku(shops, listed), quiet=True) for _ in range(3)]
    shops.world.webhooks.held.clear()
    await order_intake.sweep(shops.res, await open_order_channel(shops.res, listed), listed)
    assert {found["remote_id"] for found in await shops.rows("SELECT remote_id FROM sales_order")} == set(ids)


async def test_an_order_told_three_times_is_one_order(shops: Shops, listed: int) -> None:
    """S110: duplicates and webhooks out of order change nothing."""
    order_id = order(shops, await a_sku(shops, listed))
    held = list(shops.world.webhooks.held)
    for delivery in [*reversed(held), *held]:
        await shops.receive(delivery)
    await shops.deliver()
    await orders.guard(shops.res, listed)
    assert (await row(shops, order_id))["unit_count"] == 1
    assert await shops.value("SELECT count(*) FROM order_unit") == 1


async def test_an_order_that_several_meet_at_once_is_noted_once(resources: Resources, cast: Cast) -> None:
    """B5: webhook and sweep bring it at the same moment, and its passport says so in one line."""
    orders_found = [ordered.an_order(resources, number) for number in range(5)]
    await asyncio.gather(
        *(order_intake.take(resources, cast.connection_id, orders_found[::step]) for step in (1, -1, 1, -1))
    )
    async with connection(resources.db) as db:
        noted = await db.fetch("SELECT count(*) FROM order_event GROUP BY sales_order, sentence ORDER BY sentence")
    # TikTok's word of each, and that its SKU is not linked.
    assert [row["count"] for row in noted] == [1] * 10


async def test_units_sold_on_tiktok_are_not_offered_again(shops: Shops, listed: int) -> None:
    """B3, S55: TikTok takes what it sold off by itself; until Ecwid has booked it, Weft keeps it off too."""
    sku = await a_sku(shops, listed)
    order(shops, sku, quantity=2)
    await shops.deliver()
    before = await on_tiktok(shops, listed, sku)
    await shops.rows("UPDATE listing_sku SET dirty_at = now(), stock_sent = NULL WHERE id = $1", sku["id"])
    await orders.send_stock(shops.res, listed)
    assert await on_tiktok(shops, listed, sku) == before == sku["stock_sent"] - 2


@pytest.mark.parametrize("webhook", [68, 71])
async def test_stock_changed_in_seller_center_is_put_right(shops: Shops, listed: int, webhook: int) -> None:
    """S57: Ecwid's figure is the one that counts. Whichever webhook the app was switched on for tells of it."""
    sku = await a_sku(shops, listed)
    order_actions.switch(shops.world, {"stock_webhook": webhook})
    order_actions.change_sku(shops.world, sku["remote_id"], {"quantity": 77})
    await shops.deliver()
    await orders.send_stock(shops.res, listed)
    assert await on_tiktok(shops, listed, sku) == sku["stock_sent"]


async def test_stock_that_drifted_is_found_within_the_hour(shops: Shops, listed: int) -> None:
    """S57: without any webhook; what buyers ordered meanwhile is no drift, and is not offered again."""
    sku = await a_sku(shops, listed)
    order_actions.change_sku(shops.world, sku["remote_id"], {"quantity": 77})
    order(shops, sku, quantity=2)
    shops.world.webhooks.held.clear()
    await orders.guard(shops.res, listed)
    await orders.send_stock(shops.res, listed)
    assert await on_tiktok(shops, listed, sku) == sku["stock_sent"] - 2


async def on_tiktok(shops: Shops, connection_id: int, sku: dict[str, Any]) -> int:
    channel = await open_order_channel(shops.res, connection_id)
    return (await channel.stock((sku["remote_id"],)))[sku["remote_id"]]
