"""What TikTok has after a sale, or after an order that came and went: the pure rules, and the same as SQL."""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

from app.domain.stock_follow import after_sale, may_be_off
from app.resources import Resources
from app.sync import stock
from app.sync.stock import Sale, Undone
from app.tables.engine import connection, transaction
from tests.cast import Cast
from tests.sync.test_order_reasons import link

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SENT_AT = (None, NOON)
SENT = (None, 0, 3, 9)
PLACED = tuple(NOON + timedelta(seconds=seconds) for seconds in (-600, -61, -60, 0, 60, 61, 600))


async def _set(res: Resources, connection_id: int, sent: int | None, sent_at: datetime | None) -> None:
    async with connection(res.db) as db:
        await db.execute(
            "UPDATE listing_sku SET stock_sent = $2, stock_sent_at = $3, dirty_at = NULL WHERE connection = $1",
            connection_id,
            sent,
            sent_at,
        )


async def _sku(res: Resources, connection_id: int) -> Any:
    async with connection(res.db) as db:
        return await db.fetchrow("SELECT * FROM listing_sku WHERE connection = $1", connection_id)


async def test_after_a_sale_tiktok_has_what_the_rule_says(resources: Resources, cast: Cast) -> None:
    """S86: a figure that nobody knows stays unknown: taken for 0, a 0 would not be sent, and what is gone is sold."""
    await link(resources, cast.connection_id)
    for sent, sent_at, placed_at in product(SENT, SENT_AT, PLACED):
        await _set(resources, cast.connection_id, sent, sent_at)
        async with transaction(resources.db) as db:
            await stock.sold_on_channel(db, cast.connection_id, [Sale("7001", 2, placed_at)])
        found = await _sku(resources, cast.connection_id)
        assert found["stock_sent"] == after_sale(sent, sent_at, placed_at, 2), (sent, sent_at, placed_at)
        assert found["dirty_at"] is not None


async def test_the_sales_of_a_page_are_taken_off_together(resources: Resources, cast: Cast) -> None:
    """S86: as if one order had come after the other; one that is too near to the sending makes all unknown."""
    await link(resources, cast.connection_id)
    for first, second in product(PLACED, PLACED):
        await _set(resources, cast.connection_id, 9, NOON)
        async with transaction(resources.db) as db:
            sales = [Sale("7001", 2, first), Sale("7001", 3, second), Sale("unknown", 1, first)]
            await stock.sold_on_channel(db, cast.connection_id, sales)
        one_by_one = after_sale(after_sale(9, NOON, first, 2), NOON, second, 3)
        assert (await _sku(resources, cast.connection_id))["stock_sent"] == one_by_one, (first, second)


async def test_an_order_that_came_and_went_leaves_the_figure_or_makes_it_unknown(
    resources: Resources, cast: Cast
) -> None:
    """S86: a figure sent between the sale and the cancellation was reckoned without the order."""
    await link(resources, cast.connection_id)
    for placed_at, cancelled_at in product(PLACED, PLACED):
        if cancelled_at < placed_at:
            continue
        await _set(resources, cast.connection_id, 9, NOON)
        async with transaction(resources.db) as db:
            await stock.sold_and_put_back(db, cast.connection_id, [Undone("7001", placed_at, cancelled_at)])
        found = (await _sku(resources, cast.connection_id))["stock_sent"]
        assert (found is None) == may_be_off(NOON, placed_at, cancelled_at), (placed_at, cancelled_at)
