"""The order list: half-open windows, sort, tokens bound to their filters, and the leak at the edges (5.1; S142)."""

import time
from typing import Any

import pytest

from sandbox.tiktok_shop.orders.placing import read_basket
from tests.sandbox.order_cast import HOUR, Shopkeeper, shopkeeper
from tests.sandbox.tiktok_client import Json

SEARCH = "/order/202309/orders/search"


async def pages(shop: Shopkeeper, body: Json, **query: str) -> list[str]:
    seen: list[str] = []
    token = ""
    while True:
        asked = {"page_size": "2", **query, **({"page_token": token} if token else {})}
        data = await shop.data("POST", SEARCH, body, query=asked)
        assert len(data.get("orders", [])) <= 2
        seen += [o["id"] for o in data["orders"]]
        token = data.get("next_page_token", "")
        if not token:
            return seen
        assert set("+/=") <= set(token)


async def five(shop: Shopkeeper) -> list[str]:
    """Five orders, a minute apart."""
    ids = []
    for _ in range(5):
        ids.append(shop.order(quantity=1).id)
        shop.world.advance(60)
    return ids


async def test_pages_hold_whole_orders_newest_first() -> None:
    async with shopkeeper() as shop:
        ids = await five(shop)
        assert await pages(shop, {}) == ids[::-1]
        assert await pages(shop, {}, sort_order="ASC", sort_field="update_time") == ids
        data = await shop.data("POST", SEARCH, {}, query={"page_size": "1"})
        assert data["total_count"] == 5
        assert data["orders"][0] == await shop.read_order(ids[4])


async def test_a_window_holds_its_first_second_and_not_its_last() -> None:
    async with shopkeeper() as shop:
        ids = await five(shop)
        first, last = [(await shop.read_order(i))["update_time"] for i in (ids[1], ids[3])]
        window = {"update_time_ge": first, "update_time_lt": last}
        assert await pages(shop, window, sort_order="ASC") == ids[1:3]
        assert await shop.found({"create_time_ge": first + 1}, sort_order="ASC") == ids[2:]
        assert await shop.found({"create_time_lt": first}) == ids[:1]
        assert await shop.found({"update_time_ge": last, "update_time_lt": last}) == []


async def test_paging_misses_nobody_while_orders_change() -> None:
    """What moves to the end of an ascending list is met again there; nobody else is skipped."""
    async with shopkeeper() as shop:
        ids = await five(shop)
        asked = {"page_size": "2", "sort_field": "update_time", "sort_order": "ASC"}
        first = await shop.data("POST", SEARCH, {}, query=asked)
        shop.desk.ship(ids[0])
        rest = await pages(shop, {}, page_token=first["next_page_token"], **asked)
        assert rest == [*ids[2:], ids[0]]


async def test_page_token_belongs_to_its_filters() -> None:
    async with shopkeeper() as shop:
        await five(shop)
        token = (await shop.data("POST", SEARCH, {}, query={"page_size": "1"}))["next_page_token"]
        for body, query in (({"order_status": "UNPAID"}, {}), ({}, {"sort_order": "ASC"})):
            asked = {"page_size": "1", "page_token": token, **query}
            assert await shop.code("POST", SEARCH, body, query=asked) == 36009004
        assert await shop.code("POST", SEARCH, {}, query={"page_size": "1", "page_token": token}) == 0
        assert await shop.code("POST", SEARCH, {}, query={"page_size": "1", "page_token": "x+/="}) == 36009004


async def test_filters() -> None:
    async with shopkeeper() as shop:
        unpaid, held, ready = (shop.order(stage, quantity=1) for stage in ("unpaid", "paid", "ready"))
        tiktok = shop.order(quantity=1, shipping_type="TIKTOK")
        shop.desk.ask_to_cancel(ready.id)
        for body, ids in (
            ({"order_status": "UNPAID"}, [unpaid.id]),
            ({"order_status": "ON_HOLD"}, [held.id]),
            ({"shipping_type": "TIKTOK"}, [tiktok.id]),
            ({"is_buyer_request_cancel": True}, [ready.id]),
            ({"buyer_user_id": held.buyer["user_id"]}, [held.id]),
            ({"warehouse_ids": ["1"]}, []),
            ({"warehouse_ids": [held.warehouse_id, "1"], "order_status": "ON_HOLD"}, [held.id]),
        ):
            assert await shop.found(body) == ids, body


async def test_an_empty_result_is_empty() -> None:
    async with shopkeeper() as shop:
        assert await shop.data("POST", SEARCH, {}) == {"total_count": 0, "orders": []}


@pytest.mark.parametrize(
    ("body", "query"),
    [
        ({"order_status": "CANCEL"}, {}),
        ({"shipping_type": "BOTH"}, {}),
        ({"warehouse_ids": ["1"] * 101}, {}),
        ({"update_time_ge": "5"}, {}),
        ({}, {"page_size": "101"}),
        ({}, {"page_size": "0"}),
        ({}, {"sort_field": "paid_time"}),
        ({}, {"sort_order": "UP"}),
    ],
)
async def test_wrong_questions_are_refused(body: Json, query: Json) -> None:
    async with shopkeeper() as shop:
        assert await shop.code("POST", SEARCH, body, query={"page_size": "10", **query}) == 36009004


async def test_the_list_leaks_at_its_edges_when_it_lags() -> None:
    """An order that changed meanwhile is found by its old time, and shown with the new one (pitfall 15)."""
    async with shopkeeper() as shop:
        order = shop.order()
        before = (await shop.read_order(order))["update_time"]
        shop.world.advance(HOUR)
        shop.world.tiktok.switches.stale_seconds = 5.0
        shop.desk.ship(order.id)
        window: Any = {"update_time_ge": before, "update_time_lt": before + 60}
        data = await shop.data("POST", SEARCH, window)
        (row,) = data["orders"]
        assert row["update_time"] >= before + HOUR
        assert row["status"] == "AWAITING_COLLECTION"
        late = {"update_time_ge": before + 60}
        assert await shop.found(late) == []  # missed at the near edge
        new = shop.order(quantity=1)
        assert new.id not in await shop.found()
        shop.world.advance(6)
        assert set(await shop.found(late)) == {order.id, new.id}


async def test_ten_thousand_orders_are_placed_and_found_quickly() -> None:
    async with shopkeeper(calls_per_second=0) as shop:
        for row in shop.world.tiktok.main.products.values():
            row.content["skus"][0]["inventory"][0]["quantity"] = 99_999
        begun = time.perf_counter()
        placed = shop.desk.place(read_basket({"sku": "EM-012"}), stage="ready", count=10_000, quiet=True)
        assert len(shop.world.webhooks.held) == 0
        query = {"page_size": "100", "sort_field": "update_time", "sort_order": "ASC"}
        data = await shop.data("POST", SEARCH, {}, query=query)
        assert time.perf_counter() - begun < 20  # seconds; about 2 here, on one core
        assert (len(placed), data["total_count"], len(data["orders"])) == (10_000, 10_000, 100)
        assert shop.stock() == (99_999 - 10_000, 10_000)
