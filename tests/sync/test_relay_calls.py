"""How many calls many orders cost, counted at both shops: as few as there can be, however many webhooks come (P-3)."""

from app.sync import orders
from bench.running import relay_calls
from sandbox.panel import actions, order_actions
from tests.shops import Shops

ORDERS = 600
MOST = 1.15  # of the least there can be


async def plenty(shops: Shops, connection_id: int) -> str:
    """A SKU that both shops have plenty of."""
    row = (
        await shops.rows(
            """SELECT s.remote_id, p.source_id FROM listing_sku s JOIN listing l ON l.id = s.listing
               JOIN product p ON p.id = l.product
               WHERE s.connection = $1 AND s.stock_sent > 0 AND p.variant_count = 1 ORDER BY s.id LIMIT 1""",
            connection_id,
        )
    )[0]
    actions.change_product(shops.world, row["source_id"], {"quantity": 5 * ORDERS})
    await shops.deliver()
    await orders.send_stock(shops.res, connection_id)
    return str(row["remote_id"])


async def test_many_orders_at_once_are_hardly_more_calls_than_there_must_be(shops: Shops, listed: int) -> None:
    """Issue: at most 1.15 times the least, and each order in Ecwid once."""
    sku = await plenty(shops, listed)
    shops.world.journal.clear()
    order_actions.place(shops.world, {"sku": sku, "stage": "ready", "count": ORDERS})
    await shops.deliver()
    await orders.relay(shops.res, listed)
    await shops.deliver()  # the echo of what Weft wrote
    assert await shops.value("SELECT count(*) FROM sales_order WHERE referenced_at IS NOT NULL") == ORDERS
    made, least = relay_calls.count(shops.world), relay_calls.least(ORDERS)
    assert made.total() <= MOST * sum(least.values()), made
    assert not [call for call in relay_calls.others(shops.world) if "/orders" in call], "an echo is not read again"
