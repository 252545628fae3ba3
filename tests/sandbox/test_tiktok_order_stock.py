"""Orders and stock: reserved on placing, released on cancelling, gone with the parcel (4.14, 8.3; S81, S86)."""

import contextlib
import json
import random
from typing import Any

import pytest

from sandbox.tiktok_shop.errors import Refused
from sandbox.tiktok_shop.orders.states import derived
from tests.sandbox.order_cast import Shopkeeper, shopkeeper
from tests.sandbox.tiktok_client import WAREHOUSE, Json


async def counted(shop: Shopkeeper, sku_id: str) -> tuple[int, int]:
    """(available, committed) as the API says."""
    data = await shop.data("POST", "/product/202309/inventory/search", {"sku_ids": [sku_id]})
    (row,) = data["inventory"][0]["skus"]
    warehouses = row["warehouse_inventory"]
    assert row["total_available_quantity"] == sum(w["available_quantity"] for w in warehouses)
    assert row["total_committed_quantity"] == sum(w["committed_quantity"] for w in warehouses)
    return row["total_available_quantity"], row["total_committed_quantity"]


async def set_stock(shop: Shopkeeper, order: Any, quantity: int) -> Json:
    path = f"/product/202309/products/{order.units[0].product_id}/inventory/update"
    sku = {"id": order.units[0].sku_id, "inventory": [{"warehouse_id": WAREHOUSE, "quantity": quantity}]}
    return await shop.data("POST", path, {"skus": [sku]})


async def test_stock_follows_the_order() -> None:
    async with shopkeeper() as shop:
        order = shop.order("unpaid", quantity=4)
        sku = order.units[0].sku_id
        assert await counted(shop, sku) == (21, 4)  # already while unpaid
        shop.desk.pay(order.id)
        shop.desk.end_hold(order.id)
        assert await counted(shop, sku) == (21, 4)
        await shop.ship(order, order_line_item_ids=[order.units[0].id])
        assert await counted(shop, sku) == (21, 3)
        shop.desk.cancel(order.id, "system", "platform_cancel", [order.units[1].id])
        assert await counted(shop, sku) == (22, 2)


async def test_an_absolute_number_is_what_is_for_sale() -> None:
    """A seller who sends 10 while 4 are reserved has 10 left to sell."""
    async with shopkeeper() as shop:
        order = shop.order(quantity=4)
        await set_stock(shop, order, 10)
        assert await counted(shop, order.units[0].sku_id) == (10, 4)
        shop.desk.cancel(order.id, "system")
        assert await counted(shop, order.units[0].sku_id) == (14, 0)


async def test_what_is_sold_out_cannot_be_bought() -> None:
    async with shopkeeper() as shop:
        order = shop.order(quantity=25)
        with pytest.raises(ValueError, match="only 0 of EM-012"):
            shop.order(quantity=1)
        assert await counted(shop, order.units[0].sku_id) == (0, 25)


@pytest.mark.parametrize(("kind", "owner"), [(68, "seller_id"), (71, "shop_id")])
async def test_every_movement_is_told_with_its_source(kind: int, owner: str) -> None:
    """68 and 71 have no event_type: a switch of the app, not a registration."""
    async with shopkeeper(stock_webhook=kind) as shop:
        order = shop.order(quantity=3)
        await set_stock(shop, order, 9)
        await set_stock(shop, order, 9)  # the same again is no change
        await shop.ship(order, order_line_item_ids=[order.units[0].id])
        shop.desk.cancel(order.id, "seller", "seller_cancel_reason_wrong_price")
        body = {"quantity": 5}
        assert (await shop.http.post("/_sandbox/api/tiktok/skus/EM-012", json=body)).status_code == 200
        told = shop.told(kind)
        details = [t["change_detail"][0] for t in told]
        assert [(d["trigger_source"], d["available_quantity_delta"]) for d in details] == [
            ("order_created", -3),
            ("api_sync", -13),
            ("order_shipped", 0),
            ("order_canceled", 2),
            ("order_canceled", 1),
            ("manual_adjustment", -7),
        ]
        assert all(t[owner] == shop.world.tiktok.main.id for t in told)
        last = told[-1]["quantity_snapshot_after_change"]
        assert (last["total_available_quantity"], last["total_committed_quantity"], last["total_quantity"]) == (5, 0, 5)
        assert len({t["event_id"] for t in told}) == len(told)
        (envelope, *_) = [b for d in shop.world.webhooks.held if (b := json.loads(d.body))["type"] == kind]
        assert ("shop_id" in envelope) == (kind == 71)


DEEDS = ("pay", "end_hold", "ask_to_cancel", "withdraw", "ship", "collect", "deliver", "complete", "lose")


@pytest.mark.parametrize("seed", range(4))
async def test_any_course_of_events_keeps_the_account(seed: int) -> None:
    """Whatever happens in whatever order: what is told adds up, reserved is what is open, and statuses are derived."""
    dice = random.Random(seed)
    async with shopkeeper(stock_webhook=71) as shop:
        orders: list[Any] = []
        for _ in range(250):
            if dice.random() < 0.15 or not orders:
                with contextlib.suppress(ValueError):  # sold out
                    orders.append(shop.order(dice.choice(("unpaid", "paid", "ready")), quantity=dice.randint(1, 3)))
            else:
                happen(shop, dice, dice.choice(orders))
            free, held = shop.stock()
            changes = [t["change_detail"][0] for t in shop.told(71)]
            assert free == 25 + sum(c["available_quantity_delta"] for c in changes) >= 0
            assert held == sum(c["committed_quantity_delta"] for c in changes)
            assert held == sum(len(order.open) for order in orders)
            assert all(order.status == derived(order) for order in orders)
        assert len({order.status for order in orders}) > 4


def happen(shop: Shopkeeper, dice: random.Random, order: Any) -> None:
    """One deed, legal or not; or a cancellation of some units."""
    unit = dice.choice(order.units).id
    reason = dice.choice(("seller_cancel_reason_out_of_stock", "seller_cancel_reason_wrong_price"))
    with contextlib.suppress(ValueError, Refused):
        deed = dice.choice((*DEEDS, "part", "seller", "system"))
        if deed == "part":
            shop.desk.ship(order.id, unit_ids=[unit], tracking_number=f"X{dice.random()}".replace(".", ""))
        elif deed == "seller":
            shop.desk.cancel(order.id, "seller", reason, dice.choice(([], [unit])))
        elif deed == "system":
            shop.desk.cancel(order.id, "system", "platform_cancel", dice.choice(([], [unit])))
        else:
            getattr(shop.desk, deed)(order.id)


async def test_without_the_switch_nobody_is_told() -> None:
    async with shopkeeper() as shop:
        await set_stock(shop, shop.order(), 3)
        assert shop.told(68, 71) == []


async def test_a_promotion_locks_the_price_and_not_the_stock() -> None:
    """S62 (12052038), and stock below what is there is refused under code 0 (12052393)."""
    async with shopkeeper() as shop:
        order = shop.order()
        product, sku = order.units[0].product_id, order.units[0].sku_id
        shop.world.tiktok.promote(product, on=True)
        price = {"skus": [{"id": sku, "price": {"amount": "9.99", "currency": "USD"}}]}
        path = f"/product/202309/products/{product}/prices/update"
        assert await shop.code("POST", path, price) == 12052038
        assert await set_stock(shop, order, 30) == {}
        (error,) = (await set_stock(shop, order, 1))["errors"]
        assert (error["code"], error["detail"]["sku_id"]) == (12052990, sku)
        assert error["detail"]["extra_errors"][0]["code"] == 12052393
        shop.world.tiktok.promote(product, on=False)
        assert await shop.code("POST", path, price) == 0


async def test_an_order_outlives_its_product() -> None:
    async with shopkeeper() as shop:
        order = shop.order()
        gone = {"product_ids": [order.units[0].product_id]}
        await shop.data("DELETE", "/product/202309/products", gone)
        with pytest.raises(ValueError, match="not on sale"):
            shop.order()
        assert (await shop.read_order(order))["line_items"][0]["product_name"] == "Enamel Camp Mug, 12 oz"
        await shop.ship(order)
