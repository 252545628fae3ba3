"""The panel plays buyer, carrier, platform and owner: by forms for a person, by JSON for scripts (B19)."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from sandbox.panel.order_words import ASKED, BUTTONS
from tests.sandbox.order_cast import Shopkeeper, shopkeeper
from tests.sandbox.tiktok_client import Json


async def press(shop: Shopkeeper, action: str, **fields: Any) -> httpx.Response:
    return await shop.http.post(f"/_sandbox/do/{action}", data=fields)


async def api(shop: Shopkeeper, path: str, body: Json | None = None) -> Any:
    method = "GET" if body is None else "POST"
    answer = await shop.http.request(method, f"/_sandbox/api{path}", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def page(shop: Shopkeeper) -> str:
    return (await shop.http.get("/_sandbox/")).text


def newest(shop: Shopkeeper) -> Any:
    return next(reversed(shop.world.tiktok.main.orders.values()))


def sku(shop: Shopkeeper, seller_sku: str = "EM-012") -> str:
    for product in shop.world.tiktok.main.products.values():
        for row in product.content["skus"]:
            if row.get("seller_sku") == seller_sku:
                return str(row["id"])
    raise KeyError(seller_sku)


async def test_a_person_places_and_follows_an_order() -> None:
    async with shopkeeper() as shop:
        form = {"sku": sku(shop), "quantity": "3", "stage": "unpaid", "way": "SELLER", "count": "1"}
        form |= {"seller_discount": "2,50", "platform_discount": ""}
        assert (await press(shop, "place", **form)).status_code == 303
        order = newest(shop)
        assert (order.status, len(order.units)) == ("UNPAID", 3)
        assert sum(u.seller_discount for u in order.units) == 250
        text = await page(shop)
        assert order.id in text
        assert "Enamel Camp Mug, 12 oz × 3, $" in text
        for status, verb in (
            ("UNPAID", "pay"),
            ("ON_HOLD", "end-hold"),
            ("AWAITING_SHIPMENT", "ship"),
            ("AWAITING_COLLECTION", "collect"),
            ("IN_TRANSIT", "deliver"),
            ("DELIVERED", "complete"),
        ):
            assert order.status == status
            assert f'value="{verb}"' in await page(shop)
            assert (await press(shop, "order", id=order.id, verb=verb)).status_code == 303
        assert order.status == "COMPLETED"


async def test_every_button_shown_can_be_pressed() -> None:
    """No state offers what it then refuses."""
    async with shopkeeper() as shop:
        await api(shop, "/tiktok/skus/EM-012", {"quantity": 500})
        ways: dict[str, tuple[str, ...]] = {
            "UNPAID": (),
            "ON_HOLD": ("pay",),
            "AWAITING_SHIPMENT": ("pay", "end-hold"),
            "AWAITING_COLLECTION": ("pay", "end-hold", "ship"),
            "IN_TRANSIT": ("pay", "end-hold", "ship", "collect"),
            "DELIVERED": ("pay", "end-hold", "ship", "collect", "deliver"),
        }
        for fulfilment in ("SELLER", "TIKTOK"):
            for status, way in ways.items():
                for verb, _ in BUTTONS[status]:
                    order = shop.order("unpaid", quantity=1, fulfilment=fulfilment)
                    for step in way:
                        assert (await press(shop, "order", id=order.id, verb=step)).status_code == 303, step
                    assert order.status == status
                    answer = await press(shop, "order", id=order.id, verb=verb)
                    assert answer.status_code == 303, (fulfilment, status, verb)
        for verb, _ in ASKED:
            order = shop.desk.ask_to_cancel(shop.order(quantity=1).id)
            assert (await press(shop, "order", id=order.id, verb=verb)).status_code == 303


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("place", {"quantity": "1"}),
        ("place", {"sku": "EM-012", "quantity": "many", "count": "1"}),
        ("place", {"sku": "EM-012", "quantity": "99", "count": "1"}),
        ("place", {"sku": "EM-012", "quantity": "1", "count": "1", "seller_discount": "99"}),
        ("place", {"sku": "EM-012", "quantity": "1", "count": "0"}),
        ("order", {"id": "1", "verb": "pay"}),
        ("order", {"id": "", "verb": "fly"}),
        ("ecwid-order", {"id": "NOONE", "verb": "ship"}),
        ("change", {"product": "tiktok:1", "field": "quantity", "value": "1"}),
        ("change", {"product": "tiktok:EM-012", "field": "quantity", "value": "100000"}),
    ],
)
async def test_what_cannot_be_done_is_said_on_the_page(action: str, fields: dict[str, str]) -> None:
    async with shopkeeper() as shop:
        before = shop.world.tiktok.main.orders.copy()
        answer = await press(shop, action, **fields)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
        assert shop.world.tiktok.main.orders == before


async def test_the_ways_of_shipping_are_three() -> None:
    async with shopkeeper() as shop:
        seen = []
        for way in ("SELLER", "TIKTOK", "FBT"):
            await press(shop, "place", sku=sku(shop), quantity="1", stage="ready", way=way, count="1")
            order = newest(shop)
            seen.append((order.fulfilment, order.shipping_type))
        assert seen == [("SELLER", "SELLER"), ("SELLER", "TIKTOK"), ("TIKTOK", "TIKTOK")]


async def test_the_owner_ships_cancels_and_refunds_in_ecwid() -> None:
    """S103: “Mark as Shipped”, “Add tracking number”; no carrier can be chosen there."""
    async with shopkeeper() as shop:
        product = next(p for p in shop.world.ecwid.products.values() if not p["combinations"] and not p["unlimited"])
        sale = {"product": product["id"], "quantity": 2}
        ids = [(await api(shop, "/ecwid/orders", sale))["id"] for _ in range(3)]
        left = shop.world.ecwid.products[product["id"]]["quantity"]
        await press(shop, "ecwid-order", id=ids[0], verb="ship", tracking_number=" 1Z999AA10123456784 ")
        await press(shop, "ecwid-order", id=ids[1], verb="cancel", tracking_number="")
        await press(shop, "ecwid-order", id=ids[2], verb="refund", tracking_number="")
        rows = {row["id"]: row for row in await api(shop, "/ecwid/orders")}
        shipped, cancelled, refunded = (rows[i] for i in ids)
        assert (shipped["fulfilment_status"], shipped["tracking_number"]) == ("SHIPPED", "1Z999AA10123456784")
        assert (cancelled["payment_status"], refunded["payment_status"]) == ("CANCELLED", "REFUNDED")
        assert [row["stock_taken"] for row in (shipped, cancelled, refunded)] == [True, False, False]
        assert shop.world.ecwid.products[product["id"]]["quantity"] == left + 4
        text = await page(shop)
        assert all(i in text for i in ids)
        assert "Refunded" in text


async def test_the_json_twin_places_and_drives_orders() -> None:
    async with shopkeeper() as shop:
        made = await api(shop, "/tiktok/orders", {"sku": "EM-012", "stage": "ready", "count": 2, "quiet": True})
        assert len(made["ids"]) == 2
        assert shop.told(1) == []
        first, second = made["ids"]
        assert [row["id"] for row in await api(shop, "/tiktok/orders")] == [second, first]
        assert await api(shop, "/tiktok/orders?status=UNPAID") == []
        row = await api(shop, f"/tiktok/orders/{first}/ask-to-cancel", {"reason": ""})
        assert row["buyer_asks_to_cancel"] is True
        row = await api(shop, f"/tiktok/orders/{first}/answer", {"accept": False})
        assert (row["status"], row["buyer_asks_to_cancel"]) == ("AWAITING_SHIPMENT", False)
        number = {"tracking_number": "1Z999AA10123456784", "carrier": "UPS"}
        assert (await api(shop, f"/tiktok/orders/{first}/ship", number))["status"] == "AWAITING_COLLECTION"
        whole = await api(shop, f"/tiktok/orders/{first}")
        assert whole["packages"][0]["tracking_number"] == number["tracking_number"]
        assert [c["status"] for c in whole["cancellations"]] == ["CANCELLATION_REQUEST_CANCEL"]
        reason = {"by": "seller", "reason": "seller_cancel_reason_wrong_price"}
        assert (await api(shop, f"/tiktok/orders/{second}/cancel", reason))["status"] == "CANCELLED"
        assert (await api(shop, "/state"))["tiktok"]["orders"] == 2
        sizes = {row["seller_sku"]: row for row in await api(shop, "/tiktok/skus")}
        assert set(sizes) == {"EM-012", "SHIRT-S", "SHIRT-M"}
        assert (sizes["SHIRT-M"]["options"], sizes["SHIRT-M"]["price"]) == ("M", "24.95")
        switches = await api(shop, "/tiktok/switches", {"hold_seconds": 0, "stock_webhook": 71})
        assert (switches["hold_seconds"], switches["stock_webhook"]) == (0, 71)


async def test_a_product_listed_by_hand_is_known_to_no_app() -> None:
    """S89: such an order needs linking first."""
    async with shopkeeper() as shop:
        made = await api(
            shop, "/tiktok/products", {"title": "Handmade Basket", "sku": "BASKET", "price": 30, "quantity": 4}
        )
        read = await shop.read(made["product_id"])
        assert (read["status"], read["skus"][0]["seller_sku"]) == ("ACTIVATE", "BASKET")
        placed = await api(shop, "/tiktok/orders", {"items": [{"sku": "BASKET"}, {"sku": "EM-012"}]})
        lines = (await shop.read_order(placed["ids"][0]))["line_items"]
        assert [line["sku_id"] == made["sku_id"] for line in lines] == [True, False]
        picture = read["main_images"][0]["urls"][0].removeprefix(shop.world.tiktok_url)
        assert (await shop.http.get(picture)).headers["content-type"] == "image/png"


async def test_the_json_twin_of_ecwid_says_who_would_have_been_written_to() -> None:
    async with shopkeeper() as shop:
        body = {"email": "a@example.com", "paymentStatus": "PAID", "items": [{"name": "Hat"}]}
        loud = (await api(shop, "/ecwid/orders", body))["id"]
        await api(shop, "/ecwid/orders", {**body, "disableAllCustomerNotifications": True})
        assert [m["who"] for m in await api(shop, "/ecwid/mails")] == ["owner", "customer", "owner"]
        whole = await api(shop, f"/ecwid/orders/{loud}")
        assert whole["order"]["id"] == loud
        assert len(whole["mails"]) == 2
        changed = await shop.http.put(f"/_sandbox/api/ecwid/orders/{loud}", json={"total": 7})
        assert changed.json()["total"] == 7
        assert (await api(shop, f"/ecwid/orders/{loud}/pay", {}))["payment_status"] == "PAID"
        assert await api(shop, f"/ecwid/orders/{loud}/delete", {}) == {"ok": True}
        switches = await api(shop, "/ecwid/switches", {"awaiting_payment_takes_stock": True, "index_lag_seconds": 8})
        assert switches["awaiting_payment_takes_stock"] is True


async def test_the_json_twin_says_what_it_refuses() -> None:
    async with shopkeeper() as shop:
        order = shop.order("unpaid")
        for path, body in (
            ("/tiktok/orders", {}),
            ("/tiktok/orders", {"sku": "EM-012", "stage": "later"}),
            (f"/tiktok/orders/{order.id}/ship", {}),
            (f"/tiktok/orders/{order.id}/fly", {}),
            (f"/tiktok/orders/{order.id}/address", {"planet": "Mars"}),
            ("/tiktok/orders/1/pay", {}),
            ("/tiktok/switches", {"colour": 1}),
            ("/tiktok/refuse", {"path": "x", "code": 1}),
            ("/tiktok/products", {"title": "", "price": 1}),
            ("/tiktok/skus/EM-012", {"price": "free"}),
            ("/ecwid/orders", {"product": 1}),
            ("/ecwid/orders/NOONE/ship", {}),
            ("/ecwid/switches", {"colour": 1}),
        ):
            answer = await shop.http.post(f"/_sandbox/api{path}", json=body)
            assert (answer.status_code, set(answer.json())) == (422, {"error"}), path
            assert re.search(r"\w{2}", answer.json()["error"])
