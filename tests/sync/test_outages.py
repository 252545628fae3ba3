"""Webhooks are lost, Weft or a shop is away for a day: everything is found, within 15 minutes (R-19, S60, B5)."""

import random
from typing import Any

import pytest

from app.platforms import tries
from sandbox.panel import actions, ecwid_order_actions, order_actions
from tests.days import Days
from tests.sync.test_orders_in_both_shops import ecwid_stock, in_ecwid, skus_for_sale, tiktok_stock

UPS = "1Z999AA10123456784"
SOON = {"minutes": 15}


class Shop:
    """What happens in both shops, and whether Weft and the other shop know."""

    def __init__(self, days: Days, skus: list[dict[str, Any]]) -> None:
        self.days, self.world, self.skus = days, days.shops.world, skus

    @classmethod
    async def of(cls, days: Days, connection_id: int) -> "Shop":
        # The cast has connections of its own, whose calls are none of this shop's.
        await days.shops.rows("UPDATE connection SET state = 'paused' WHERE id <> $1", connection_id)
        skus = await skus_for_sale(days.shops, connection_id, 5)
        for sku in skus:
            [where] = await days.shops.rows(
                """SELECT p.source_id, s.combination_id FROM listing_sku s JOIN listing l ON l.id = s.listing
                   JOIN product p ON p.id = l.product WHERE s.remote_id = $1""",
                sku["remote_id"],
            )
            sku |= where
        return cls(days, skus)

    def sell(self, number: int, stage: str = "ready", count: int = 1) -> list[str]:
        return order_actions.place(self.world, {"sku": self.skus[number]["remote_id"], "stage": stage, "count": count})

    def change_stock(self, number: int, quantity: int) -> None:
        sku = self.skus[number]
        actions.change_product(self.world, sku["source_id"], {"quantity": quantity}, self._variation(sku))

    def _variation(self, sku: dict[str, Any]) -> int:
        product = self.world.ecwid.products[sku["source_id"]]
        own = [one for one in product["combinations"] if one["id"] == sku["combination_id"] and one.get("sku")]
        return sku["combination_id"] if own else 0

    async def in_ecwid(self, order_id: str) -> str:
        return str(
            await self.days.shops.value("SELECT source_order_id FROM sales_order WHERE remote_id = $1", order_id)
        )

    async def status(self, order_id: str) -> str:
        return str(await self.days.shops.value("SELECT status FROM sales_order WHERE remote_id = $1", order_id))

    def on_tiktok(self, order_id: str) -> str:
        return str(order_actions.row(self.world, order_id)["status"])

    async def differences(self) -> dict[str, int]:
        """How many more Ecwid has than TikTok, by SKU: those that are sold and not in Ecwid yet."""
        both = {
            sku["remote_id"]: ecwid_stock(self.days.shops, sku) - tiktok_stock(self.days.shops, sku["remote_id"])
            for sku in self.skus
        }
        return {sku_id: difference for sku_id, difference in both.items() if difference}


async def a_days_news(shop: Shop, shipped: str, cancelled_here: str, cancelled_there: str) -> list[str]:
    """One of everything, in both shops. Returns the new orders."""
    new = shop.sell(0, count=2) + shop.sell(1)
    shop.change_stock(2, 3)
    ecwid_order_actions.sell(
        shop.world,
        {"product": shop.skus[3]["source_id"], "variation": shop._variation(shop.skus[3]), "quantity": 2},
    )
    actions.change_product(shop.world, shop.skus[4]["source_id"], {"name": "Newly named"})
    ecwid_order_actions.act(shop.world, await shop.in_ecwid(shipped), "ship", {"tracking_number": UPS})
    ecwid_order_actions.act(shop.world, await shop.in_ecwid(cancelled_here), "cancel", {})
    order_actions.act(shop.world, cancelled_there, "cancel", {"by": "system"})
    return new


async def is_all_known(shop: Shop, new: list[str], shipped: str, cancelled_here: str, cancelled_there: str) -> None:
    assert {order: in_ecwid(shop.days.shops)[order] for order in new} == dict.fromkeys(new, 1)
    assert shop.on_tiktok(shipped) == "AWAITING_COLLECTION"
    assert shop.on_tiktok(cancelled_here) == "CANCELLED"
    row = ecwid_order_actions.row(shop.world, await shop.in_ecwid(cancelled_there))
    assert (row["payment_status"], row["fulfilment_status"]) == ("CANCELLED", "WILL_NOT_DELIVER")
    assert await shop.days.shops.value(
        "SELECT title = 'Newly named' FROM product WHERE source_id = $1", shop.skus[4]["source_id"]
    )


async def test_a_day_without_weft_is_caught_up_within_a_quarter_of_an_hour(days: Days, listed: int) -> None:
    """Not one webhook arrived; what happened, happened at the day's beginning and at its end."""
    shop = await Shop.of(days, listed)
    olds = shop.sell(0) + shop.sell(1) + shop.sell(2)
    await days.run(**SOON)
    gone = shop.skus[4]["source_id"]
    days.lose_webhooks()

    early = await a_days_news(shop, *olds)
    await days.skip(hours=24)
    late = shop.sell(3) + shop.sell(0, "paid")
    asking = shop.sell(1)
    order_actions.act(shop.world, asking[0], "ask-to-cancel", {})
    assert days.lose_webhooks() > 10

    await days.run(**SOON)
    held = late.pop()
    await is_all_known(shop, early + late, *olds)
    assert await shop.status(held) == "ON_HOLD"
    assert await shop.differences() == {shop.skus[0]["remote_id"]: 1}
    assert (
        await days.shops.value(
            """SELECT c.state FROM cancellation c JOIN sales_order o ON o.id = c.sales_order WHERE o.remote_id = $1""",
            asking[0],
        )
        == "pending"
    )

    actions.delete_product(shop.world, gone)
    days.lose_webhooks()
    await days.run(**SOON)
    assert await days.shops.value("SELECT deleted_at IS NOT NULL FROM product WHERE source_id = $1", gone)


async def test_one_webhook_in_ten_is_lost_and_nothing_with_it(days: Days, listed: int) -> None:
    shop = await Shop.of(days, listed)
    for platform in ("ecwid", "tiktok"):
        shop.world.faults.turn_on(platform, "webhook_lost", probability=0.1)
    dice, orders = random.Random(11), list[str]()
    for _ in range(40):
        orders += shop.sell(dice.randrange(3), count=dice.randrange(1, 3))
        shop.change_stock(3 + dice.randrange(2), dice.randrange(20, 200))
        await days.shops.deliver()
        await days.run(seconds=30, step=15)
    assert any(record.state == "lost" for record in shop.world.webhooks.log)
    days.lose_webhooks()
    await days.run(**SOON)
    assert {order: in_ecwid(days.shops)[order] for order in orders} == dict.fromkeys(orders, 1)
    assert await shop.differences() == {}


async def test_a_day_without_tiktok_is_caught_up_within_a_quarter_of_an_hour(days: Days, listed: int) -> None:
    """Weft goes on asking, but not every second; and what Ecwid said meanwhile is told once TikTok is back."""
    shop = await Shop.of(days, listed)
    shop.world.faults.turn_on("tiktok", "down")
    new = shop.sell(0, count=2)
    shop.change_stock(2, 3)
    await days.shops.deliver()
    before = len(shop.world.journal.of("tiktok"))
    await days.run(minutes=2)
    assert 3 < len(shop.world.journal.of("tiktok")) - before < 60
    await days.skip(hours=23, minutes=58)
    days.lose_webhooks()
    shop.world.faults.all_off()

    await days.run(**SOON)
    assert {order: in_ecwid(days.shops)[order] for order in new} == dict.fromkeys(new, 1)
    assert await shop.differences() == {}


@pytest.mark.parametrize("fault", ["down", "drop_connection"])
async def test_a_day_without_ecwid_is_caught_up_within_a_quarter_of_an_hour(
    days: Days, listed: int, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S90, S96, S112, S137: an outage is no order's fault, and nothing is asked; whether Ecwid does nothing, or does
    everything and never answers."""
    monkeypatch.setattr(tries, "_JITTER", 0.0)
    shop = await Shop.of(days, listed)
    [there, shipped] = shop.sell(0, count=2)
    await days.run(**SOON)
    shop.world.faults.turn_on("ecwid", fault)
    # The first of them are sent before anybody knows that Ecwid is away.
    [early, doubtful, *later] = shop.sell(0, count=2) + shop.sell(1)
    await days.shops.deliver()
    await days.run(minutes=50, step=600)
    [pays, never_pays, never_there] = shop.sell(1, "unpaid", 2) + shop.sell(2)
    await days.shops.deliver()
    await days.run(minutes=50, step=600)
    for order in (there, doubtful, never_pays, never_there):
        order_actions.act(shop.world, order, "cancel", {"by": "system"})
    order_actions.act(shop.world, pays, "pay", {})
    await days.shops.deliver()
    await days.skip(hours=22)
    later += [pays, *shop.sell(2, count=2)]
    await days.run(minutes=20, step=600)
    days.lose_webhooks()
    shop.world.faults.all_off()

    await days.run(**SOON, step=15)
    paid = [shipped, early, *later]
    assert {order: in_ecwid(days.shops)[order] for order in paid} == dict.fromkeys(paid, 1)
    assert max(in_ecwid(days.shops).values()) == 1
    for order in (there, doubtful, never_pays, never_there):
        number = await shop.in_ecwid(order)
        assert not number or ecwid_order_actions.row(shop.world, number)["payment_status"] == "CANCELLED"
    assert not await days.shops.value("SELECT count(*) FROM sales_order WHERE relay NOT IN ('synced', 'cancelled')")
    assert await shop.differences() == {}
