"""Orders in the rehearsal store: ids, writes, search, webhooks, mails (platform-facts E8 to E10; S90, S95, S96)."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.sandbox.ecwid_cast import SCOPES, Shop, open_shop
from tests.sandbox.ecwid_orders import TIKTOK_ID, an_order, place


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with open_shop(products=5) as opened:
        yield opened


async def found(shop: Shop, **query: Any) -> list[str]:
    return [o["id"] for o in (await shop.call("GET", "/orders", params=query))["items"]]


async def test_create_answers_the_hidden_number_as_id(shop: Shop) -> None:
    """The trap of 6.1: `id` is an int here and a string everywhere else."""
    made = await shop.call("POST", "/orders", an_order())
    assert set(made) == {"id", "orderId"}
    assert isinstance(made["id"], int)
    assert made["id"] < 2**31
    assert re.fullmatch(r"[A-Z0-9]{5}", made["orderId"])
    read = await shop.call("GET", f"/orders/{made['orderId']}")
    assert (read["id"], read["internalId"], read["orderNumber"]) == (made["orderId"], made["id"], made["id"])
    assert (read["vendorOrderNumber"], read["publicUid"]) == (made["orderId"], made["orderId"])
    assert await shop.call("GET", f"/orders/{made['id']}") == read  # both forms work
    assert await shop.call("GET", "/orders/last") == read


async def test_what_is_sent_is_kept_and_nothing_is_calculated(shop: Shop) -> None:
    sent = an_order(total=999.99, tax=0.01)
    read = await shop.call("GET", f"/orders/{await place(shop, total=999.99, tax=0.01)}")
    for name, value in sent.items():
        if name in ("items", "shippingPerson", "shippingOption", "createDate"):
            continue
        assert read[name] == value, name
    assert read["createDate"] == "2026-11-20 10:00:00 +0000"
    assert (read["subtotal"], read["total"]) == (25, 999.99)
    assert read["shippingPerson"]["street"] == "1 Main St\nApt 2"
    assert read["shippingPerson"]["lastName"] == "Roe"  # derived
    assert read["shippingPerson"]["countryName"] == "United States"
    (item,) = read["items"]
    assert (item["quantity"], item["price"], item["sku"]) == (2, 12.5, "MUG-1")
    assert read["customerId"]
    assert read["refundedAmount"] == 0


async def test_the_smallest_order_is_an_email(shop: Shop) -> None:
    """The official client's tests send no more; the defaults are not INCOMPLETE."""
    made = await shop.call("POST", "/orders", {"email": "someone@example.com"})
    read = await shop.call("GET", f"/orders/{made['orderId']}")
    assert (read["paymentStatus"], read["fulfillmentStatus"]) == ("AWAITING_PAYMENT", "AWAITING_PROCESSING")
    assert (read["items"], read["total"]) == ([], 0)
    named = await shop.call("POST", "/orders", {"items": [{"name": "Hat", "selectedOptions": [{"name": "Size"}]}]})
    assert (await shop.call("GET", f"/orders/{named['id']}"))["items"][0]["quantity"] == 1


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"paymentStatus": "QUEUED"}, "Status QUEUED is deprecated, use AWAITING_PAYMENT instead"),
        ({"fulfillmentStatus": "NEW"}, "Status NEW is deprecated, use AWAITING_PROCESSING instead"),
        ({"paymentStatus": "LOST"}, "paymentStatus is expected to be one of"),
        ({"total": "much"}, "Field Order.total is expected to be a number"),
        ({"items": {}}, "Field Order.items is expected to be a list"),
        ({"items": [{"quantity": 1}]}, "Field OrderItem.name is absent"),
        ({"items": [{"name": "Mug", "quantity": -1}]}, "OrderItem.quantity"),
        ({"items": ["Mug"]}, "list of objects"),
        ({"createDate": "yesterday"}, "createDate is expected to be a date"),
        ({"externalOrderId": "1"}, "requires externalFulfillment=true"),
        ({"orderExtraFields": [{"id": "a", "value": "x" * 256}]}, "at most 255"),
        ({"orderExtraFields": [{"id": f"f{i}", "value": "x" * 250} for i in range(40)]}, "too large"),
    ],
)
async def test_wrong_orders_are_refused_and_not_made(shop: Shop, body: dict[str, Any], text: str) -> None:
    answer = await shop.ask("POST", "/orders", {**an_order(), **body})
    assert (answer.status_code, answer.json()["errorCode"]) == (400, "WRONG_PARAMETER")
    assert text in answer.json()["errorMessage"]
    assert (await shop.call("GET", "/orders"))["total"] == 0
    assert shop.told() == []


async def test_dates_come_with_an_offset_or_a_zone(shop: Shop) -> None:
    for text in ("2026-12-10 12:22:52 UTC", "2026-12-10 07:22:52 -0500", "2026-12-10 12:22:52 +0000"):
        read = await shop.call("GET", f"/orders/{await place(shop, createDate=text)}")
        assert read["createDate"] == "2026-12-10 12:22:52 +0000"


async def test_unfinished_orders_hide_until_asked_for(shop: Shop) -> None:
    unfinished, paid = await place(shop, paymentStatus="INCOMPLETE"), await place(shop)
    assert await found(shop) == [paid]
    assert await found(shop, paymentStatus="INCOMPLETE") == [unfinished]
    assert set(await found(shop, paymentStatus="INCOMPLETE,PAID")) == {paid, unfinished}
    assert (await shop.ask("GET", "/orders", params={"paymentStatus": "OPEN"})).status_code == 400


async def test_search_filters(shop: Shop) -> None:
    product = await shop.create(quantity=9)
    first = await place(shop, product, createDate="2026-11-20 10:00:00 +0000")
    second = await place(
        shop,
        email="Other@Example.com",
        createDate="2026-11-21 10:00:00 +0000",
        total=5,
        paymentMethod="Card",
        fulfillmentStatus="SHIPPED",
        refererId="TikTok Shop",
        shippingOption={"shippingMethodName": "Courier"},
        acceptMarketing=True,
    )
    numbers = {o["id"]: o for o in (await shop.call("GET", "/orders"))["items"]}
    for query, ids in (
        ({}, [second, first]),  # newest first
        ({"ids": f"{first},{numbers[second]['internalId']}"}, [second, first]),
        ({"ids": "NOBODY"}, []),
        ({"email": "other@example.com"}, [second]),
        ({"customerId": numbers[first]["customerId"]}, [first]),
        ({"productId": product}, [first]),
        ({"productId": f"{product},1"}, [first]),
        ({"totalFrom": 10}, [first]),
        ({"totalTo": 5}, [second]),
        ({"createdFrom": "2026-11-21 10:00:00"}, [second]),
        ({"createdTo": "2026-11-21 10:00:00"}, [first]),  # this end is not included
        ({"paymentMethod": "Card"}, [second]),
        ({"fulfillmentStatus": "SHIPPED,DELIVERED"}, [second]),
        ({"refererId": "TikTok Shop"}, [second]),
        ({"shippingMethod": "Courier"}, [second]),
        ({"acceptMarketing": "true"}, [second]),
        ({"vendorOrderNumber": first}, [first]),
        ({"orderNumber": numbers[first]["internalId"]}, [first]),
        ({"keywords": TIKTOK_ID, "email": "other@example.com"}, [second]),
    ):
        assert await found(shop, **query) == ids, query


@pytest.mark.parametrize(
    "words",
    [TIKTOK_ID, "TikTok order", "buyer-576461413038785752@orders.example", "Austin", "mug-1", "TRACK9", "outside-7"],
)
async def test_keywords_reach_everything_an_order_says(shop: Shop, words: str) -> None:
    """S96: the TikTok id is found by externalTransactionId and privateAdminNotes."""
    order = await place(shop, trackingNumber="TRACK9", referenceTransactionId="outside-7")
    await place(
        shop,
        email="x@example.com",
        externalTransactionId="1",
        privateAdminNotes="none",
        items=[{"name": "Hat"}],
        shippingPerson={"city": "Reno"},
    )
    assert await found(shop, keywords=words) == [order]
    assert await found(shop, keywords=f"{words} nowhere") == []


async def test_search_lags_and_reading_by_id_does_not() -> None:
    """A search that finds nothing proves nothing."""
    async with open_shop(products=1, index_lag_seconds=8.0) as shop:
        order = await place(shop)
        assert (await shop.call("GET", f"/orders/{order}"))["id"] == order
        assert await found(shop, keywords=TIKTOK_ID) == []
        shop.world.advance(9)
        assert await found(shop, keywords=TIKTOK_ID) == [order]
        await shop.call("PUT", f"/orders/{order}", {"fulfillmentStatus": "SHIPPED"})
        assert await found(shop, fulfillmentStatus="SHIPPED") == []
        shop.world.ecwid.lag(0)
        await shop.call("PUT", f"/orders/{order}", {"trackingNumber": "T1"})
        assert await found(shop, fulfillmentStatus="SHIPPED") == [order]


async def test_changes_are_found_by_their_time(shop: Shop) -> None:
    order = await place(shop)
    shop.world.advance(100)
    since = int(shop.world.now())
    assert await found(shop, updatedFrom=since) == []
    await shop.call("PUT", f"/orders/{order}", {"trackingNumber": "1Z999AA10123456784", "fulfillmentStatus": "SHIPPED"})
    assert await found(shop, updatedFrom=since, updatedTo=since + 60) == [order]
    stats = await shop.call("GET", "/latest-stats")
    assert stats["ordersUpdated"] == (await shop.call("GET", f"/orders/{order}"))["updateDate"]


async def test_pages_hold_at_most_a_hundred(shop: Shop) -> None:
    for _ in range(3):
        await place(shop)
    page = await shop.call("GET", "/orders", params={"offset": 2, "limit": 2})
    assert (page["total"], page["count"], page["offset"], page["limit"]) == (3, 1, 2, 2)
    assert (await shop.call("GET", "/orders", params={"limit": 500}))["limit"] == 100
    cut = await shop.call("GET", "/orders", params={"responseFields": "total,items(id,email)"})
    assert set(cut["items"][0]) == {"id", "email"}


async def test_put_merges_and_null_keeps(shop: Shop) -> None:
    order = await place(shop)
    assert await shop.call("PUT", f"/orders/{order}", {"trackingNumber": "T1", "email": None}) == {"updateCount": 1}
    read = await shop.call("GET", f"/orders/{order}")
    assert (read["trackingNumber"], read["email"]) == ("T1", an_order()["email"])
    await shop.call("PUT", f"/orders/{order}", {"shippingPerson": {"city": "Dallas"}, "trackingNumber": ""})
    read = await shop.call("GET", f"/orders/{order}")
    assert (read["shippingPerson"]["city"], read["shippingPerson"]["name"]) == ("Dallas", "Jane Roe")
    assert read["trackingNumber"] == ""


async def test_items_are_replaced_as_a_list(shop: Shop) -> None:
    """The exception of 6.6: omitted items are gone, an `id` keeps one."""
    order = await place(shop, items=[{"name": "Mug", "price": 5, "quantity": 2}, {"name": "Hat", "price": 7}])
    mug = (await shop.call("GET", f"/orders/{order}"))["items"][0]
    await shop.call("PUT", f"/orders/{order}", {"items": [{"id": mug["id"], "quantity": 1}, {"name": "Sock"}]})
    items = (await shop.call("GET", f"/orders/{order}"))["items"]
    assert [(i["name"], i["quantity"], i["price"]) for i in items] == [("Mug", 1, 5), ("Sock", 1, 0)]
    assert items[0]["id"] == mug["id"] != items[1]["id"]


async def test_a_deleted_order_is_gone_and_listed_as_deleted(shop: Shop) -> None:
    order = await place(shop)
    number = (await shop.call("GET", f"/orders/{order}"))["internalId"]
    assert await shop.call("DELETE", f"/orders/{order}") == {"deleteCount": 1}
    for verb in ("GET", "PUT", "DELETE"):
        answer = await shop.ask(verb, f"/orders/{order}", {} if verb == "PUT" else None)
        assert (answer.status_code, answer.json()["errorCode"]) == (404, "ORDER_NOT_FOUND")
        assert answer.json()["errorMessage"] == f"Order #{order} not found"
    now = int(shop.world.now())
    gone = await shop.call("GET", "/orders/deleted", params={"from_date": now - 10, "to_date": now + 10})
    assert [(row["id"], row["orderId"]) for row in gone["items"]] == [(number, order)]
    assert (await shop.ask("GET", "/orders/last")).status_code == 404


async def test_webhooks_carry_old_and_new_statuses(shop: Shop) -> None:
    order = await place(shop)
    await shop.call("PUT", f"/orders/{order}", {"fulfillmentStatus": "SHIPPED", "trackingNumber": "T1"})
    await shop.call("PUT", f"/orders/{order}", {"trackingNumber": "T2"})
    number = (await shop.call("GET", f"/orders/{order}"))["internalId"]
    await shop.call("DELETE", f"/orders/{order}")
    created, shipped, renumbered, deleted = shop.told()
    assert [t["eventType"] for t in (created, shipped, deleted)] == ["order.created", "order.updated", "order.deleted"]
    assert {t["entityId"] for t in (created, shipped, renumbered, deleted)} == {number}  # the hidden one
    assert created["data"] == {
        "orderId": order,
        "newPaymentStatus": "PAID",
        "newFulfillmentStatus": "AWAITING_PROCESSING",
    }
    assert shipped["data"] == {
        "orderId": order,
        "oldPaymentStatus": "PAID",
        "newPaymentStatus": "PAID",
        "oldFulfillmentStatus": "AWAITING_PROCESSING",
        "newFulfillmentStatus": "SHIPPED",
    }
    assert renumbered["data"]["oldFulfillmentStatus"] == renumbered["data"]["newFulfillmentStatus"] == "SHIPPED"
    assert deleted["data"] == {"orderId": order}


async def test_each_call_needs_its_scope(shop: Shop) -> None:
    order = await place(shop)
    calls: tuple[tuple[str, str, Any, str], ...] = (
        ("GET", "/orders", None, "read_orders"),
        ("GET", "/orders/last", None, "read_orders"),
        ("GET", f"/orders/{order}", None, "read_orders"),
        ("GET", "/orders/deleted", None, "read_orders"),
        ("POST", "/orders", an_order(), "create_orders"),
        ("PUT", f"/orders/{order}", {}, "update_orders"),
        ("DELETE", f"/orders/{order}", None, "update_orders"),
    )
    for method, path, body, scope in calls:
        shop.token = shop.world.ecwid.grants.install([s for s in SCOPES if s != scope], shop.world.now())
        answer = await shop.ask(method, path, body)
        assert (answer.status_code, answer.json()["errorCode"]) == (403, "INSUFFICIENT_APP_SCOPE"), (method, path)


async def test_buyers_are_left_in_peace_when_the_order_says_so(shop: Shop) -> None:
    """S96: suppressed mails stay suppressed through every change; the owner's still go."""
    for quiet in (True, False):
        order = await place(shop, disableAllCustomerNotifications=quiet)
        await shop.call("PUT", f"/orders/{order}", {"fulfillmentStatus": "SHIPPED"})
        await shop.call("PUT", f"/orders/{order}", {"paymentStatus": "CANCELLED"})
        mails = [m for m in shop.world.ecwid.orders.mails.rows if m["order"] == order]
        told = [m["subject"] for m in mails if m["who"] == "customer"]
        assert told == ([] if quiet else ["order confirmation", "order shipped", "order cancelled"])
        assert [m["subject"] for m in mails if m["who"] == "owner"] == ["new order"]


async def test_an_unknown_buyer_becomes_a_customer(shop: Shop) -> None:
    first, second = await place(shop, email="Ann@example.com"), await place(shop, email="ann@example.com")
    ids = {(await shop.call("GET", f"/orders/{o}"))["customerId"] for o in (first, second)}
    assert len(ids) == 1
    assert shop.world.ecwid.orders.customers["ann@example.com"]["orders"] == 2


async def test_orders_survive_a_snapshot(shop: Shop) -> None:
    order = await place(shop, await shop.create(quantity=5))
    snapshot = json.loads(json.dumps(shop.world.dump()))
    shop.world.reset()
    shop.world.load(snapshot)
    assert json.loads(json.dumps(shop.world.dump())) == snapshot
    assert (await shop.call("GET", f"/orders/{order}"))["id"] == order
    assert await found(shop, keywords=TIKTOK_ID) == [order]
    assert await place(shop) != order
