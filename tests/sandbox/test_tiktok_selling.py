"""Search, activate, delete, stock and price in the stand-in (platform-facts T7 to T9)."""

from typing import Any

import pytest

from tests.sandbox.tiktok_client import (
    SECOND_WAREHOUSE,
    WAREHOUSE,
    Client,
    Json,
    a_sku,
    a_world,
    axis,
    seller,
)

SEARCH = "/product/202502/products/search"


async def found(client: Client, size: int = 100, **body: Any) -> list[str]:
    data = await client.data("POST", SEARCH, body, query={"page_size": str(size)})
    return [p["title"] for p in data["products"]]


async def change(client: Client, verb: str, *ids: str) -> Json:
    if verb == "delete":
        return await client.data("DELETE", "/product/202309/products", {"product_ids": list(ids)})
    return await client.data("POST", f"/product/202309/products/{verb}", {"product_ids": list(ids)})


async def status(client: Client, id_: str) -> str:
    return client.world.tiktok.find(id_)[1].status


async def stock(client: Client, id_: str, *skus: Json) -> Json:
    return await client.data("POST", f"/product/202309/products/{id_}/inventory/update", {"skus": list(skus)})


async def stock_code(client: Client, id_: str, *skus: Json) -> int:
    return await client.code("POST", f"/product/202309/products/{id_}/inventory/update", {"skus": list(skus)})


async def price_code(client: Client, id_: str, *skus: Json) -> int:
    return await client.code("POST", f"/product/202309/products/{id_}/prices/update", {"skus": list(skus)})


def sku_of(client: Client, id_: str, number: int = 0) -> Json:
    made: Json = client.world.tiktok.find(id_)[1].content["skus"][number]
    return made


def quantity(number: int, **more: Any) -> list[Json]:
    return [{"warehouse_id": WAREHOUSE, "quantity": number, **more}]


async def test_search_pages_newest_first() -> None:
    async with seller() as client:
        titles = [f"Mug number {i}" for i in range(5)]
        for title in titles:
            await client.create(title=title)
        seen: list[str] = []
        query = {"page_size": "2"}
        while True:
            page = await client.data("POST", SEARCH, {"status": "ALL"}, query=query)
            seen += [p["title"] for p in page["products"]]
            assert page["total_count"] == 5
            if "next_page_token" not in page:
                break
            assert set("+/=") <= set(page["next_page_token"])
            query["page_token"] = page["next_page_token"]
        assert seen == titles[::-1]


async def test_page_token_belongs_to_its_filters() -> None:
    async with seller() as client:
        for _ in range(2):
            await client.create()
        token = (await client.data("POST", SEARCH, {}, query={"page_size": "1"}))["next_page_token"]
        query = {"page_size": "1", "page_token": token}
        assert await client.code("POST", SEARCH, {"status": "PENDING"}, query=query) == 12019108


async def test_search_filters() -> None:
    async with seller() as client:
        live = await client.listed(title="Live mug", skus=[a_sku("LIVE")])
        client.world.advance(100)
        new = int(client.world.now())
        await client.create(title="New mug", skus=[a_sku("NEW")])
        made = int(client.world.now())
        assert await found(client, status="ACTIVATE") == ["Live mug"]
        assert await found(client, audit_status=["AUDITING"]) == ["New mug"]
        assert await found(client, seller_skus=["NEW", "NONE"]) == ["New mug"]
        assert await found(client, sku_ids=[sku_of(client, live)["id"]]) == ["Live mug"]
        assert await found(client, create_time_ge=new, create_time_le=made) == ["New mug"]
        assert await found(client, update_time_le=new - 50) == ["Live mug"]
        assert await found(client, listing_quality_tiers=["GOOD"]) == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"seller_skus": ["x"] * 11}, 12019027),
        ({"sku_ids": ["1"] * 11}, 12019087),
        ({"create_time_ge": 5, "create_time_le": 4}, 12019118),
        ({"update_time_ge": -1}, 12019119),
        ({"status": "SOLD"}, 36009004),
    ],
)
async def test_search_limits(body: Json, code: int) -> None:
    async with seller() as client:
        assert await client.code("POST", SEARCH, body, query={"page_size": "10"}) == code


async def test_search_row_shows_key_properties_only() -> None:
    async with seller() as client:
        await client.create()
        row = (await client.data("POST", SEARCH, {}, query={"page_size": "1"}))["products"][0]
        assert row["skus"][0]["price"] == {"currency": "USD", "tax_exclusive_price": "18.00"}
        assert row["sales_regions"] == ["US"]
        assert "description" not in row


async def test_new_product_appears_after_the_index_lag() -> None:
    async with seller(a_world(index_lag_seconds=30.0)) as client:
        made = await client.create(title="New mug")
        assert await found(client) == []
        assert (await client.read(made["product_id"]))["title"] == "New mug"
        client.world.advance(31)
        assert await found(client) == ["New mug"]


async def test_status_goes_round() -> None:
    async with seller() as client:
        id_ = await client.listed()
        assert await change(client, "deactivate", id_) == {}
        assert await status(client, id_) == "SELLER_DEACTIVATED"
        sku = (await client.read(id_))["skus"][0]
        assert sku["status_info"] == {"status": "DEACTIVATED", "deactivation_source": "SELLER"}
        assert await change(client, "activate", id_) == {}
        assert await status(client, id_) == "PENDING"
        client.world.tiktok.rule(id_, approve=True)
        assert await status(client, id_) == "ACTIVATE"
        assert await change(client, "delete", id_) == {}
        assert await status(client, id_) == "DELETED"
        assert await client.code("GET", f"/product/202309/products/{id_}") == 12052901
        assert await change(client, "recover", id_) == {}
        assert await status(client, id_) == "SELLER_DEACTIVATED"


async def test_batch_hides_failures_under_code_0() -> None:
    async with seller() as client:
        live, pending = await client.listed(), (await client.create())["product_id"]
        got = await change(client, "deactivate", live, pending, "1729000000000000001")
        assert [(e["code"], e["detail"]) for e in got["errors"]] == [
            (12052901, {"product_id": pending}),
            (12052032, {"product_id": "1729000000000000001"}),
        ]
        assert await status(client, live) == "SELLER_DEACTIVATED"


async def test_activate_nests_its_failures() -> None:
    async with seller() as client:
        live = await client.listed()
        error = (await change(client, "activate", live))["errors"][0]
        assert error["code"] == 12052990
        assert error["detail"]["product_id"] == live
        assert error["detail"]["extra_errors"][0]["code"] == 12052901


async def test_batch_takes_twenty_of_ones_own() -> None:
    async with seller() as client:
        path, mine = "/product/202309/products/deactivate", await client.listed()
        assert await client.code("POST", path, {"product_ids": ["1"] * 21}) == 12019120
        assert await client.code("POST", path, {}) == 36009004
        await client.sign_in(answer="other_shop")
        assert (await change(client, "deactivate", mine))["errors"][0]["code"] == 12052048
        assert await status(client, mine) == "ACTIVATE"


async def test_frozen_product_cannot_be_deleted() -> None:
    async with seller() as client:
        id_ = await client.listed()
        client.world.tiktok.freeze(id_, "Counterfeit")
        assert (await change(client, "delete", id_))["errors"][0]["code"] == 12052901
        client.world.tiktok.unfreeze(id_)
        assert await status(client, id_) == "PLATFORM_DEACTIVATED"


async def test_stock_is_absolute_and_may_be_zero() -> None:
    async with seller() as client:
        id_ = await client.listed()
        sku = sku_of(client, id_)["id"]
        for number in (7, 0, 99_999):
            assert await stock(client, id_, {"id": sku, "inventory": quantity(number)}) == {}
            assert sku_of(client, id_)["inventory"] == quantity(number)
        row = (await client.data("POST", "/product/202309/inventory/search", {"product_ids": [id_]}))["inventory"][0]
        assert row["skus"][0]["total_available_quantity"] == 99_999
        by_sku = await client.data("POST", "/product/202309/inventory/search", {"sku_ids": [sku]})
        assert by_sku["inventory"] == [row]


async def test_warehouse_may_be_left_out_when_there_is_one() -> None:
    async with seller() as client:
        id_ = await client.listed()
        assert await stock(client, id_, {"id": sku_of(client, id_)["id"], "inventory": [{"quantity": 3}]}) == {}
        assert sku_of(client, id_)["inventory"] == quantity(3)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (quantity(100_000), 12052055),
        (quantity(-1), 12052055),
        ([{"warehouse_id": "1", "quantity": 1}], 12052097),
        ([{"warehouse_id": "7068517275539720042", "quantity": 1}], 12052530),
        ([{"warehouse_id": SECOND_WAREHOUSE, "quantity": 1}], 12052533),
        ([], 12019022),
    ],
)
async def test_stock_failures_come_by_sku_and_the_rest_is_set(rows: list[Json], code: int) -> None:
    async with seller() as client:
        skus = [a_sku(n, sales_attributes=[axis("Color", n)]) for n in ("Red", "Blue")]
        id_ = await client.listed(skus=skus)
        bad, good = sku_of(client, id_)["id"], sku_of(client, id_, 1)["id"]
        got = await stock(client, id_, {"id": bad, "inventory": rows}, {"id": good, "inventory": quantity(9)})
        error = got["errors"][0]
        assert (error["code"], error["detail"]["sku_id"]) == (12052990, bad)
        assert error["detail"]["extra_errors"][0]["code"] == code
        assert sku_of(client, id_, 0)["inventory"] == quantity(25)
        assert sku_of(client, id_, 1)["inventory"] == quantity(9)


async def test_all_warehouses_of_a_sku_must_be_named() -> None:
    async with seller() as client:
        two = [*quantity(5), {"warehouse_id": SECOND_WAREHOUSE, "quantity": 2}]
        id_ = await client.listed(skus=[a_sku(inventory=two)])
        sku = sku_of(client, id_)["id"]
        partly = await stock(client, id_, {"id": sku, "inventory": quantity(1)})
        assert partly["errors"][0]["detail"]["extra_errors"][0]["code"] == 12052533
        unnamed = await stock(client, id_, {"id": sku, "inventory": [{"quantity": 1}, {"quantity": 2}]})
        assert unnamed["errors"][0]["detail"]["extra_errors"][0]["code"] == 12019028
        assert await stock(client, id_, {"id": sku, "inventory": two[::-1]}) == {}


async def test_stock_call_is_refused_as_a_whole() -> None:
    async with seller() as client:
        id_, other = await client.listed(), await client.listed()
        own, foreign = sku_of(client, id_)["id"], sku_of(client, other)["id"]
        row = {"inventory": quantity(1)}
        assert await stock_code(client, id_) == 12052902
        assert await stock_code(client, id_, row) == 12052036
        assert await stock_code(client, id_, {"id": own, **row}, {"id": own, **row}) == 12052553
        assert await stock_code(client, id_, {"id": foreign, **row}) == 12052556
        assert await stock_code(client, "1729000000000000001", {"id": own, **row}) == 12052032
        client.world.tiktok.freeze(id_)
        assert await stock_code(client, id_, {"id": own, **row}) == 12052901


async def test_promotion_locks_the_price_and_holds_the_stock() -> None:
    """S62."""
    async with seller() as client:
        id_ = await client.listed()
        sku = sku_of(client, id_)["id"]
        client.world.tiktok.promote(id_, on=True)
        assert await price_code(client, id_, {"id": sku, "price": {"amount": "9.00", "currency": "USD"}}) == 12052038
        less = await stock(client, id_, {"id": sku, "inventory": quantity(1)})
        assert less["errors"][0]["detail"]["extra_errors"][0]["code"] == 12052393
        assert await stock(client, id_, {"id": sku, "inventory": quantity(30)}) == {}
        client.world.tiktok.promote(id_, on=False)
        assert await price_code(client, id_, {"id": sku, "price": {"amount": "9.00", "currency": "USD"}}) == 0
        assert sku_of(client, id_)["price"]["amount"] == "9.00"


@pytest.mark.parametrize(
    ("price", "code"),
    [
        ({"amount": "9.00", "currency": "EUR"}, 12052084),
        ({"amount": "nine", "currency": "USD"}, 12052073),
        ({"currency": "USD"}, 12052073),
        ({"amount": "7600.01", "currency": "USD"}, 12052570),
        ({"amount": "0.01", "currency": "USD"}, 0),
    ],
)
async def test_prices_have_limits(price: Json, code: int) -> None:
    async with seller() as client:
        id_ = await client.listed()
        assert await price_code(client, id_, {"id": sku_of(client, id_)["id"], "price": price}) == code


async def test_price_is_for_live_products_and_their_own_skus() -> None:
    async with seller() as client:
        pending, live = (await client.create())["product_id"], await client.listed()
        price = {"price": {"amount": "9.00", "currency": "USD"}}
        assert await price_code(client, pending, {"id": sku_of(client, pending)["id"], **price}) == 12052901
        assert await price_code(client, live, {"id": sku_of(client, pending)["id"], **price}) == 12052557
        twice = {"id": sku_of(client, live)["id"], **price}
        assert await price_code(client, live, twice, twice) == 12052553
        assert await price_code(client, live) == 36009004
        assert await price_code(client, "1729000000000000001", twice) == 12052032
