"""What TikTok has otherwise than Weft sent it is found without any webhook, and sent again as a task (S57, S124)."""

import json
from decimal import Decimal
from typing import Any

from app.sync import orders, price_drift
from app.sync.order_access import open_order_channel
from app.web.task_rows import summary
from sandbox.panel import order_actions
from tests.shops import Shops


async def tasks(shops: Shops, kind: str) -> list[dict[str, Any]]:
    return await shops.rows("SELECT * FROM task WHERE kind = $1 ORDER BY id", kind)


async def a_sku(shops: Shops) -> dict[str, Any]:
    [sku] = await shops.rows("SELECT * FROM listing_sku WHERE stock_sent BETWEEN 10 AND 900 ORDER BY id LIMIT 1")
    return sku


async def price_of(shops: Shops, listed: int, sku: dict[str, Any]) -> Decimal:
    channel = await open_order_channel(shops.res, listed)
    return (await channel.prices((sku["remote_id"],)))[sku["remote_id"]]


async def test_stock_that_drifted_is_sent_again_by_the_timetable(shops: Shops, listed: int) -> None:
    """S124: the seller sees that it happened, and how many SKUs it was."""
    sku = await a_sku(shops)
    order_actions.change_sku(shops.world, sku["remote_id"], {"quantity": 77})
    shops.world.webhooks.held.clear()
    await orders.guard(shops.res, listed)
    await orders.send_stock(shops.res, listed)
    [task] = await tasks(shops, "update_stock")
    assert (json.loads(task["parameters"])["drifted"], task["started_by"], task["total"]) == (1, None, 1)
    assert (task["run_state"], task["outcome"]) == ("finished", "ok")
    row: Any = task
    assert summary(row) == "Stock of 1 SKU that had drifted"
    assert not await tasks(shops, "update_price")


async def test_a_price_changed_in_seller_center_is_put_right_within_a_day(shops: Shops, listed: int) -> None:
    """S57: Ecwid's price is the one that counts; nobody tells of another, so all are compared once a day."""
    sku = await a_sku(shops)
    order_actions.change_sku(shops.world, sku["remote_id"], {"price": "3.33"})
    assert await price_of(shops, listed, sku) == Decimal("3.33")
    await orders.guard(shops.res, listed)
    await orders.send_stock(shops.res, listed)
    assert await price_of(shops, listed, sku) == sku["price_sent"]
    [task] = await tasks(shops, "update_price")
    assert (json.loads(task["parameters"])["drifted"], task["started_by"]) == (1, None)
    assert (task["run_state"], task["outcome"]) == ("finished", "ok")


async def test_prices_are_compared_once_a_day_and_ten_a_call(shops: Shops, listed: int) -> None:
    """P-3: what was compared today is not asked for again, and what a promotion locks has its own tries."""
    channel = await open_order_channel(shops.res, listed)
    await shops.rows("UPDATE listing_sku SET price_locked = true WHERE id = (SELECT min(id) FROM listing_sku)")
    compared = await shops.value("SELECT count(*) FROM listing_sku WHERE price_sent IS NOT NULL AND NOT price_locked")
    before = shops.world.journal.total
    assert await price_drift.check(shops.res, channel, listed) == 0
    assert shops.world.journal.total - before == -(-compared // 10)
    assert await price_drift.check(shops.res, channel, listed) == 0
    assert shops.world.journal.total - before == -(-compared // 10)
