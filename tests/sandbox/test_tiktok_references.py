"""External order references: TikTok is told which Ecwid order an order became (platform-facts T10; S96)."""

from typing import Any

from tests.sandbox.order_cast import Shopkeeper, shopkeeper
from tests.sandbox.tiktok_client import Json

ADD = "/order/202406/orders/external_orders"
OMS = "ORDER_MANAGEMENT_SYSTEM"


def reference(order_id: str, theirs: str = "XJ12H", **more: Any) -> Json:
    return {"id": order_id, "external_order": {"id": theirs, "platform": OMS, "line_items": [], **more}}


async def written(shop: Shopkeeper, order_id: str, platform: str = OMS) -> list[Json]:
    path = f"/order/202406/orders/{order_id}/external_orders"
    rows: list[Json] = (await shop.data("GET", path, query={"platform": platform}))["external_orders"]
    return rows


async def test_a_reference_is_written_read_found_and_overwritten() -> None:
    async with shopkeeper() as shop:
        order = shop.order()
        assert await written(shop, order.id) == []
        lines = [{"id": "11", "origin_id": order.units[0].id}]
        assert await shop.data("POST", ADD, {"orders": [reference(order.id, line_items=lines)]}) == {}
        assert await written(shop, order.id) == [{"id": "XJ12H", "platform": OMS, "line_items": lines}]
        assert await written(shop, order.id, "SHOPIFY") == []
        await shop.data("POST", ADD, {"orders": [reference(order.id, "NEW01")]})
        assert [row["id"] for row in await written(shop, order.id)] == ["NEW01"]
        path = "/order/202406/orders/external_order_search"
        query = {"platform": OMS, "external_order_id": "NEW01"}
        (row,) = (await shop.data("POST", path, {}, query=query))["orders"]
        assert (row["id"], row["external_order"]["id"]) == (order.id, "NEW01")
        assert (await shop.data("POST", path, {}, query={**query, "external_order_id": "XJ12H"}))["orders"] == []


async def test_foreign_orders_come_back_under_code_0_with_a_string_code() -> None:
    async with shopkeeper() as shop:
        order = shop.order()
        data = await shop.data("POST", ADD, {"orders": [reference("576000000000000001"), reference(order.id, "OK001")]})
        detail = {"order_id": "576000000000000001", "external_order": {"id": "XJ12H", "platform": OMS}}
        assert data["errors"] == [{"code": "36020001", "message": "Invalid order_id", "detail": detail}]
        assert [row["id"] for row in await written(shop, order.id)] == ["OK001"]


async def test_a_hundred_at_once_and_only_known_platforms() -> None:
    async with shopkeeper() as shop:
        order = shop.order()
        line = {"id": "1", "origin_id": order.units[0].id}
        wrong: list[Json] = [
            {"orders": [reference(order.id)] * 101},
            {"orders": []},
            {"orders": [reference(order.id, platform="ECWID")]},
            {"orders": [reference(order.id, line_items=[line] * 101)]},
            {"orders": [{"id": order.id}]},
        ]
        for body in wrong:
            assert await shop.code("POST", ADD, body) == 36009004
        assert await shop.code("POST", ADD, {"orders": [reference(order.id)] * 100}) == 0
        path = f"/order/202406/orders/{order.id}/external_orders"
        assert await shop.code("GET", path) == 36009004


async def test_reading_and_writing_are_scopes_of_their_own() -> None:
    async with shopkeeper() as shop:
        order = shop.order()
        for scope, method, path in (
            ("seller.order.ext_ref.write", "POST", ADD),
            ("seller.order.ext_ref.read", "GET", f"/order/202406/orders/{order.id}/external_orders"),
            ("seller.order.info", "POST", "/order/202309/orders/search"),
            ("seller.fulfillment.basic", "POST", f"/fulfillment/202309/orders/{order.id}/packages"),
            ("seller.logistics", "GET", f"/fulfillment/202309/orders/{order.id}/tracking"),
            ("seller.return_refund.basic", "POST", "/return_refund/202602/cancellations"),
        ):
            shop.world.tiktok.switches.withheld_scope = scope
            await shop.sign_in()
            assert await shop.code(method, path, {} if method == "POST" else None) == 105005
