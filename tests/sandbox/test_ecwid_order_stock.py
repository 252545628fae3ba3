"""What an order does to stock: once, only at the edges of its payment status (platform-facts E10; S86, S112, S116)."""

from __future__ import annotations

import itertools
import random
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.sandbox.ecwid_cast import Shop, open_shop
from tests.sandbox.ecwid_orders import place

GIVES_BACK = ("CANCELLED", "REFUNDED")


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with open_shop(products=3) as opened:
        yield opened


async def stock(shop: Shop, product: int) -> Any:
    return (await shop.call("GET", f"/products/{product}")).get("quantity")


async def pay(shop: Shop, order: str, status: str) -> None:
    await shop.call("PUT", f"/orders/{order}", {"paymentStatus": status})


@pytest.mark.parametrize(
    ("status", "left"),
    [("PAID", 7), ("AWAITING_PAYMENT", 10), ("INCOMPLETE", 10), ("CANCELLED", 10), ("PARTIALLY_REFUNDED", 10)],
)
async def test_only_paid_orders_take_stock(shop: Shop, status: str, left: int) -> None:
    product = await shop.create(quantity=10)
    await place(shop, product, 3, paymentStatus=status)
    assert await stock(shop, product) == left


async def test_the_weakest_fact_can_be_switched(shop: Shop) -> None:
    """Nobody outside knows whether AWAITING_PAYMENT takes stock (13.1)."""
    shop.world.ecwid.switches.awaiting_payment_takes_stock = True
    product = await shop.create(quantity=10)
    order = await place(shop, product, 3, paymentStatus="AWAITING_PAYMENT")
    assert await stock(shop, product) == 7
    await pay(shop, order, "PAID")
    assert await stock(shop, product) == 7  # not a second time


@pytest.mark.parametrize(
    ("way", "left"),
    [
        (("AWAITING_PAYMENT", "PAID"), 7),
        (("PAID", "CANCELLED"), 10),
        (("PAID", "REFUNDED"), 10),
        (("PAID", "PARTIALLY_REFUNDED"), 7),
        (("PAID", "PARTIALLY_REFUNDED", "REFUNDED"), 10),
        (("PAID", "CANCELLED", "REFUNDED"), 10),
        (("PAID", "CANCELLED", "PAID"), 7),
        (("PAID", "CANCELLED", "PAID", "CANCELLED"), 10),
        (("INCOMPLETE", "PAID"), 7),
        (("AWAITING_PAYMENT", "CANCELLED"), 10),
        (("PAID", "CUSTOM_PAYMENT_STATUS_1", "PAID"), 7),
    ],
)
async def test_stock_moves_at_the_edges(shop: Shop, way: tuple[str, ...], left: int) -> None:
    product = await shop.create(quantity=10)
    order = await place(shop, product, 3, paymentStatus=way[0])
    for status in way[1:]:
        await pay(shop, order, status)
    assert await stock(shop, product) == left


async def test_any_walk_through_the_statuses_keeps_the_account(shop: Shop) -> None:
    """Taken at most once and given back at most once, whatever the order of the statuses."""
    dice, product = random.Random(11), await shop.create(quantity=100)
    for start in ("PAID", "AWAITING_PAYMENT", "INCOMPLETE"):
        order, taken = await place(shop, product, 3, paymentStatus=start), start == "PAID"
        status = start
        for _ in range(25):
            before, status = status, dice.choice(("PAID", "AWAITING_PAYMENT", *GIVES_BACK, "PARTIALLY_REFUNDED"))
            await pay(shop, order, status)
            if status != before:
                taken = status not in GIVES_BACK and (taken or status == "PAID")
            assert await stock(shop, product) == (97 if taken else 100)
        await pay(shop, order, "CANCELLED")
        assert await stock(shop, product) == 100


async def test_other_changes_move_nothing(shop: Shop) -> None:
    product = await shop.create(quantity=10)
    order = await place(shop, product, 3)
    for body in (
        {"fulfillmentStatus": "RETURNED"},
        {"fulfillmentStatus": "WILL_NOT_DELIVER"},
        {"items": [{"name": "Mug", "productId": product, "quantity": 9}]},
        {"total": 1},
    ):
        await shop.call("PUT", f"/orders/{order}", body)
        assert await stock(shop, product) == 7
    await pay(shop, order, "CANCELLED")
    assert await stock(shop, product) == 10  # what was taken, not what the items say now
    await pay(shop, order, "PAID")
    await shop.call("DELETE", f"/orders/{order}")
    assert await stock(shop, product) == 1


async def test_an_item_that_learns_its_product_later_takes_nothing(shop: Shop) -> None:
    """Quantities of an existing order move no stock; only an edge of the payment status does."""
    product = await shop.create(quantity=10)
    order = await place(shop, 0, 3)
    await shop.call("PUT", f"/orders/{order}", {"items": [{"name": "Mug", "productId": product, "quantity": 3}]})
    assert await stock(shop, product) == 10


async def test_a_variation_with_its_own_stock_gives_it(shop: Shop) -> None:
    sizes = {"type": "SELECT", "name": "Size", "choices": [{"text": "S"}, {"text": "M"}]}
    product = await shop.create(quantity=10, sku="SHARED", options=[sizes])
    path = f"/products/{product}/combinations"
    own = await shop.call("POST", path, {"sku": "OWN", "quantity": 4, "options": [{"name": "Size", "value": "S"}]})
    shared = await shop.call("POST", path, {"options": [{"name": "Size", "value": "M"}]})

    def items(combination: int, quantity: int) -> list[dict[str, Any]]:
        return [{"name": "Shirt", "productId": product, "combinationId": combination, "quantity": quantity}]

    order = await place(shop, items=items(own["id"], 3) + items(shared["id"], 2))
    assert (await shop.call("GET", f"{path}/{own['id']}"))["quantity"] == 1
    assert await stock(shop, product) == 8
    await pay(shop, order, "REFUNDED")
    assert (await shop.call("GET", f"{path}/{own['id']}"))["quantity"] == 4
    assert await stock(shop, product) == 10
    await place(shop, items=items(1, 2))  # no such variation: nothing is taken
    assert await stock(shop, product) == 10


@pytest.mark.parametrize("missing", ["productId", "email"])
async def test_stock_needs_a_product_and_a_customer(shop: Shop, missing: str) -> None:
    """An item known by its SKU alone takes nothing, and neither does an order of nobody."""
    product = await shop.create(quantity=10, sku="MUG-1")
    if missing == "productId":
        await place(shop, 0, 3)
    else:
        await place(shop, product, 3, email=None)
    assert await stock(shop, product) == 10


async def test_unlimited_stays_unlimited_and_below_zero_is_allowed(shop: Shop) -> None:
    endless, few = await shop.create(unlimited=True), await shop.create(quantity=1)
    await place(shop, endless, 5)
    assert await stock(shop, endless) is None
    await place(shop, few, 3)
    assert await stock(shop, few) == -2


async def test_a_sale_is_told_once_for_each_product(shop: Shop) -> None:
    """One order = order.created and product.updated per product (8.4)."""
    one, two = await shop.create(quantity=5), await shop.create(quantity=5)
    shop.world.webhooks.held.clear()
    items = [{"name": "A", "productId": p, "quantity": 1} for p in (one, two, one)]
    order = await place(shop, items=items)
    assert (await stock(shop, one), await stock(shop, two)) == (3, 4)
    events = sorted((t["eventType"], t["entityId"]) for t in shop.told())
    number = (await shop.call("GET", f"/orders/{order}"))["internalId"]
    assert events == sorted([("order.created", number), ("product.updated", one), ("product.updated", two)])
    before = (await shop.call("GET", f"/products/{one}"))["updateTimestamp"]
    shop.world.advance(5)
    await place(shop, one, 1)
    assert (await shop.call("GET", f"/products/{one}"))["updateTimestamp"] > before


async def test_a_sale_and_a_delta_do_not_lose_each_other(shop: Shop) -> None:
    """S167."""
    product = await shop.create(quantity=20)
    for _ in itertools.repeat(None, 4):
        await place(shop, product, 2)
        await shop.call("PUT", f"/products/{product}/inventory", {"quantityDelta": -1})
    assert await stock(shop, product) == 8
