"""Cancelling: by seller, buyer, system and silence; refusals; stock; both webhooks (section 7; S86, S111-S116)."""

from decimal import Decimal
from typing import Any

import pytest

from sandbox.tiktok_shop.order_codes import ORDER_CODES
from tests.sandbox.order_cast import HOUR, Shopkeeper, shopkeeper
from tests.sandbox.tiktok_client import Json

CANCEL = "/return_refund/202602/cancellations"
SEARCH = f"{CANCEL}/search"
OUT_OF_STOCK, WRONG_PRICE = "seller_cancel_reason_out_of_stock", "seller_cancel_reason_wrong_price"
PENDING, COMPLETE = "CANCELLATION_REQUEST_PENDING", "CANCELLATION_REQUEST_COMPLETE"
PACKED = "seller_reject_apply_product_has_been_packed"


async def cancel(shop: Shopkeeper, order: Any, reason: str = WRONG_PRICE, **body: Any) -> Json:
    return await shop.data("POST", CANCEL, {"order_id": order.id, "cancel_reason": reason, **body})


async def cancel_code(shop: Shopkeeper, order: Any, reason: str = WRONG_PRICE, **body: Any) -> int:
    return await shop.code("POST", CANCEL, {"order_id": order.id, "cancel_reason": reason, **body})


async def found(shop: Shopkeeper, body: Json | None = None, **query: str) -> list[Json]:
    rows: list[Json] = (await shop.data("POST", SEARCH, body or {}, query=query))["cancellations"]
    return rows


async def asked(shop: Shopkeeper) -> tuple[Any, str]:
    """An order whose buyer wants out, and the request's id."""
    order = shop.order()
    shop.desk.ask_to_cancel(order.id)
    return order, order.cancellations[0]


async def answer(shop: Shopkeeper, id_: str, verb: str, body: Json | None = None, key: str = "") -> int:
    query = {"idempotency_key": key} if key else {}
    return await shop.code("POST", f"/return_refund/202309/cancellations/{id_}/{verb}", body or {}, query=query)


async def test_a_seller_cancels_the_whole_order() -> None:
    """S112, S116: done at once, refunded, and back on the shelf."""
    async with shopkeeper() as shop:
        order = shop.order(state="TX")
        got = await cancel(shop, order)
        assert got["cancel_status"] == COMPLETE
        read = await shop.read_order(order)
        assert (read["status"], read["cancellation_initiator"]) == ("CANCELLED", "SELLER")
        assert read["cancel_reason"] == "Pricing error"
        assert {(u["display_status"], u["cancel_user"]) for u in read["line_items"]} == {("CANCELLED", "SELLER")}
        assert shop.stock() == (25, 0)
        assert shop.told(1)[-1]["order_status"] == "CANCEL"
        (row,) = await found(shop, {"order_ids": [order.id]})
        assert (row["cancel_type"], row["role"], row["cancel_reason"]) == ("CANCEL", "SELLER", WRONG_PRICE)
        assert row["should_replenish_stock"] is True
        assert row["refund_amount"]["refund_total"] == read["payment"]["total_amount"]
        lines = [line["refund_amount"]["refund_total"] for line in row["cancel_line_items"]]
        assert sum(map(Decimal, lines)) == Decimal(read["payment"]["total_amount"])


async def test_out_of_stock_does_not_come_back() -> None:
    """S81: for every other reason TikTok adds the units back."""
    async with shopkeeper() as shop:
        order = shop.order()
        await cancel(shop, order, OUT_OF_STOCK)
        assert shop.stock() == (23, 0)
        assert (await found(shop))[0]["should_replenish_stock"] is False


async def test_single_units_are_cancelled_when_they_are_out_of_stock() -> None:
    """S116: US and UK only, and only for this reason."""
    async with shopkeeper() as shop:
        order = shop.order(quantity=3)
        first, second, third = (u.id for u in order.units)
        assert await cancel_code(shop, order, order_line_item_ids=[first]) == 25005010
        await cancel(shop, order, OUT_OF_STOCK, order_line_item_ids=[first])
        read = await shop.read_order(order)
        assert read["status"] == "AWAITING_SHIPMENT"
        assert [u["display_status"] for u in read["line_items"]].count("CANCELLED") == 1
        assert not [t for t in shop.told(1) if t["order_status"] == "CANCEL"]
        assert await cancel_code(shop, order, OUT_OF_STOCK, order_line_item_ids=[first]) == 25005011
        await cancel(shop, order, OUT_OF_STOCK, skus=[{"sku_id": order.units[0].sku_id, "quantity": 1}])
        await cancel(shop, order, OUT_OF_STOCK, order_line_list=[{"order_line_item_id": third}])
        read = await shop.read_order(order)
        assert read["status"] == "CANCELLED"
        assert second in [u["id"] for u in read["line_items"]]
        refunds = [Decimal(row["refund_amount"]["refund_total"]) for row in await found(shop)]
        assert sum(refunds) == Decimal(read["payment"]["total_amount"])  # shipping went back with the last one


async def test_the_rest_ships_when_a_part_is_cancelled() -> None:
    async with shopkeeper() as shop:
        order = shop.order()
        first, second = (u.id for u in order.units)
        await shop.ship(order, order_line_item_ids=[first])
        await cancel(shop, order, OUT_OF_STOCK, order_line_item_ids=[second])
        assert (await shop.read_order(order))["status"] == "AWAITING_COLLECTION"
        assert shop.told(1)[-1]["order_status"] == "AWAITING_COLLECTION"


async def test_a_seller_may_cancel_until_the_carrier_has_it() -> None:
    """US only; afterwards both sides disagree (S114)."""
    async with shopkeeper() as shop:
        order, gone = shop.order(), shop.order()
        await shop.ship(order)
        await cancel(shop, order)
        assert (await shop.read_order(order))["status"] == "CANCELLED"
        assert shop.world.tiktok.main.packages[order.packages[0]].status == "CANCELLED"
        assert shop.stock() == (23, 2)  # the two that were never collected are for sale again
        shop.desk.ship(gone.id)
        shop.desk.collect(gone.id)
        assert await cancel_code(shop, gone) == 25001045


def delivered(shop: Shopkeeper) -> Any:
    order = shop.order()
    for step in (shop.desk.ship, shop.desk.collect, shop.desk.deliver):
        step(order.id)
    return order


@pytest.mark.parametrize(
    ("make", "reason", "body", "code"),
    [
        (lambda shop: shop.order(), "because", {}, 25001014),
        (lambda shop: shop.order(), "ecom_order_to_ship_canceled_reason_better_price", {}, 25001015),
        (lambda shop: shop.order(), "system_cancel_unpaid_time_out", {}, 25001015),
        (lambda shop: shop.order(), "seller_cancel_reason_other", {}, 25001020),
        (lambda shop: shop.order(), "seller_cancel_unpaid_reason_out_of_stock", {}, 25001021),
        (lambda shop: shop.order("unpaid"), OUT_OF_STOCK, {}, 25001021),
        (lambda shop: shop.desk.ask_to_cancel(shop.order().id), OUT_OF_STOCK, {}, 25001011),
        (lambda shop: shop.desk.after_sale(shop.order().id, is_open=True), OUT_OF_STOCK, {}, 25001011),
        (lambda shop: shop.desk.cancel(shop.order().id, "system"), OUT_OF_STOCK, {}, 25001051),
        (lambda shop: shop.desk.complete(delivered(shop).id), OUT_OF_STOCK, {}, 25001051),
        (delivered, OUT_OF_STOCK, {}, 25001045),
        (lambda shop: shop.order(fulfilment="TIKTOK"), OUT_OF_STOCK, {}, 25020005),
        (lambda shop: shop.order(), OUT_OF_STOCK, {"order_id": "576000000000000001"}, 25020005),
        (lambda shop: shop.order(), OUT_OF_STOCK, {"order_line_item_ids": ["577000000000000001"]}, 25005011),
        (lambda shop: shop.order(), OUT_OF_STOCK, {"skus": [{"sku_id": "1", "quantity": 1}]}, 25005011),
        (lambda shop: shop.order(), OUT_OF_STOCK, {"skus": "three"}, 25005011),
        (lambda shop: shop.order(), OUT_OF_STOCK, {"skus": "three", "order_line_item_ids": ["1"]}, 25001001),
    ],
)
async def test_what_a_seller_may_not_cancel(make: Any, reason: str, body: Json, code: int) -> None:
    async with shopkeeper() as shop:
        order = make(shop)
        body = dict(body)
        if body.get("skus") == "three":
            body["skus"] = [{"sku_id": order.units[0].sku_id, "quantity": 3}]
        before = [c.status for c in shop.world.tiktok.main.cancellations.values()]
        assert await cancel_code(shop, order, reason, **body) == code
        assert [c.status for c in shop.world.tiktok.main.cancellations.values()] == before


@pytest.mark.parametrize("code", sorted(c for c in ORDER_CODES if c // 1_000_000 == 25))
async def test_any_refusal_can_be_played_once(code: int) -> None:
    async with shopkeeper() as shop:
        order = shop.order()
        refusal = {"path": "cancellations", "code": code}
        assert (await shop.http.post("/_sandbox/api/tiktok/refuse", json=refusal)).status_code == 200
        assert await cancel_code(shop, order) == code
        assert await cancel_code(shop, order) == 0


async def test_the_older_version_cancels_too() -> None:
    async with shopkeeper() as shop:
        order = shop.order("unpaid")
        body = {"order_id": order.id, "cancel_reason": "seller_cancel_unpaid_reason_out_of_stock"}
        got = await shop.data("POST", "/return_refund/202309/cancellations", body)
        assert got["cancel_status"] == COMPLETE
        assert (await found(shop))[0]["refund_amount"]["refund_total"] == "0"  # nothing had been paid


@pytest.mark.parametrize("stage", ["unpaid", "paid"])
async def test_buyers_need_nobodys_leave_at_first(stage: str) -> None:
    """ON_HOLD and UNPAID: approved by the platform, type CANCEL, role BUYER."""
    async with shopkeeper() as shop:
        order = shop.order(stage)
        shop.desk.ask_to_cancel(order.id)
        assert (await shop.read_order(order))["status"] == "CANCELLED"
        (row,) = await found(shop)
        assert (row["cancel_type"], row["cancel_status"], row["role"]) == ("CANCEL", COMPLETE, "BUYER")
        assert shop.stock() == (25, 0)
        assert [(t["cancellations_role"], t["cancel_status"]) for t in shop.told(11)] == [("BUYER", COMPLETE)]


async def test_a_request_has_a_deadline() -> None:
    """S115: 24 hours, in the search and nowhere else."""
    async with shopkeeper() as shop:
        order, id_ = await asked(shop)
        read = await shop.read_order(order)
        assert (read["status"], read["is_buyer_request_cancel"]) == ("AWAITING_SHIPMENT", True)
        (row,) = await found(shop, {"cancel_types": ["BUYER_CANCEL"], "cancel_status": [PENDING]})
        assert (row["cancel_id"], row["cancel_type"]) == (id_, "BUYER_CANCEL")
        assert row["seller_next_action_response"] == [
            {"action": "SELLER_RESPOND_CANCEL", "deadline": read["request_cancel_time"] + 24 * HOUR}
        ]
        assert id_.startswith("4035")
        assert shop.stock() == (23, 2)
        told = shop.told(11)[-1]
        assert (told["cancel_id"], told["cancel_status"], told["cancellations_role"]) == (id_, PENDING, "BUYER")
        assert "create_time" in told


async def test_the_same_event_comes_in_the_old_topic_too() -> None:
    async with shopkeeper() as shop:
        order, id_ = await asked(shop)
        shop.desk.answer(order.id, accept=True)
        old = shop.told(2)
        assert [(t["reverse_order_id"], t["reverse_order_status"]) for t in old] == [(id_, 1), (id_, 51), (id_, 100)]
        assert {(t["reverse_type"], t["reverse_user"], t["reverse_event_type"]) for t in old} == {(4, 1, "UNSUPPORTED")}
        assert len(shop.told(11)) == 3


async def test_accepting_cancels_and_refunds() -> None:
    """S113: in Weft or in Seller Center."""
    async with shopkeeper() as shop:
        order, id_ = await asked(shop)
        assert await answer(shop, id_, "approve") == 0
        assert (await shop.read_order(order))["status"] == "CANCELLED"
        assert [t["cancel_status"] for t in shop.told(11)] == [PENDING, "CANCELLATION_REQUEST_SUCCESS", COMPLETE]
        assert shop.stock() == (25, 0)
        assert await answer(shop, id_, "approve") == 25011012
        assert await answer(shop, id_, "reject", {"reject_reason": PACKED}) == 25020010


async def test_declining_leaves_the_order_as_it_is() -> None:
    async with shopkeeper() as shop:
        order, id_ = await asked(shop)
        assert await answer(shop, id_, "reject", {"reject_reason": PACKED, "comment": "Packed"}) == 0
        read = await shop.read_order(order)
        assert (read["status"], read["is_buyer_request_cancel"]) == ("AWAITING_SHIPMENT", False)
        for spelling in ("CANCELLATION_REQUEST_CANCEL", "CANCELLATION_REQUEST_CANCELLED"):
            assert len(await found(shop, {"cancel_status": [spelling]})) == 1  # both are documented
        assert await answer(shop, id_, "reject", {"reject_reason": PACKED}) == 25011011
        assert await answer(shop, id_, "approve") == 25020009
        shop.desk.ask_to_cancel(order.id)  # and they may ask again
        assert len(await found(shop)) == 2


async def test_one_key_one_answer() -> None:
    async with shopkeeper() as shop:
        _, id_ = await asked(shop)
        assert await answer(shop, id_, "approve", key="k1") == 0
        assert await answer(shop, id_, "approve", key="k1") == 0
        assert await answer(shop, id_, "approve", key="k2") == 25011012
        assert len(shop.told(11)) == 3
        assert await answer(shop, id_, "approve", key="x" * 256) == 25001001


@pytest.mark.parametrize(
    ("reason", "code"),
    [("because", 25001014), (OUT_OF_STOCK, 25001016), (None, 36009004)],
)
async def test_declining_needs_a_reason_of_its_own(reason: str | None, code: int) -> None:
    async with shopkeeper() as shop:
        _, id_ = await asked(shop)
        assert await answer(shop, id_, "reject", {"reject_reason": reason} if reason else {}) == code


async def test_only_requests_are_answered() -> None:
    async with shopkeeper() as shop:
        order, stranger = shop.order(), shop.order(quantity=1)
        id_ = (await cancel(shop, order))["cancel_id"]
        assert await answer(shop, id_, "approve") == 25020004
        assert await answer(shop, "403500000000000001", "approve") == 25007006
        tiktok = shop.world.tiktok
        other = next(s for s in tiktok.shops.values() if s is not tiktok.main)
        shop.desk.ask_to_cancel(stranger.id)
        other.cancellations[stranger.cancellations[0]] = tiktok.main.cancellations.pop(stranger.cancellations[0])
        assert await answer(shop, stranger.cancellations[0], "approve") == 25020005


async def test_silence_is_a_yes() -> None:
    """S115: after 24 hours the platform approves."""
    async with shopkeeper() as shop:
        order, _ = await asked(shop)
        shop.world.advance(24 * HOUR - 60)
        assert (await shop.read_order(order))["status"] == "AWAITING_SHIPMENT"
        shop.world.advance(61)
        assert (await shop.read_order(order))["status"] == "CANCELLED"


async def test_a_buyer_may_think_again() -> None:
    async with shopkeeper() as shop:
        order, _ = await asked(shop)
        with pytest.raises(ValueError, match="asked already"):
            shop.desk.ask_to_cancel(order.id)
        shop.desk.withdraw(order.id)
        assert shop.told(11)[-1]["cancel_status"] == "CANCELLATION_REQUEST_CANCELLED"
        shop.world.advance(24 * HOUR + 1)
        assert (await shop.read_order(order))["status"] == "AWAITING_SHIPMENT"


async def test_the_search_is_oldest_first_and_pages() -> None:
    async with shopkeeper() as shop:
        ids = []
        for _ in range(3):
            ids.append((await cancel(shop, shop.order(quantity=1)))["cancel_id"])
            shop.world.advance(60)
        assert [row["cancel_id"] for row in await found(shop)] == ids
        assert [row["cancel_id"] for row in await found(shop, sort_order="DESC", sort_field="update_time")] == ids[::-1]
        first = await shop.data("POST", SEARCH, {}, query={"page_size": "2"})
        assert first["total_count"] == 3
        assert set("+/=") <= set(first["next_page_token"])
        rest = await found(shop, page_size="2", page_token=first["next_page_token"])
        assert [row["cancel_id"] for row in rest] == ids[2:]
        assert await shop.code("POST", SEARCH, {"locale": "en"}, query={"page_token": "x"}) == 25001001
        edge = first["cancellations"][1]["create_time"]
        window = {"create_time_ge": edge, "create_time_lt": edge + 1}
        assert [row["cancel_id"] for row in await found(shop, window)] == ids[1:2]
        assert await found(shop, {"cancel_ids": ids[:1], "cancel_types": ["BUYER_CANCEL"]}) == []


async def test_reasons_are_offered_for_the_orders_status() -> None:
    async with shopkeeper() as shop:

        async def eligibility(order: Any) -> Json:
            path = f"/return_refund/202602/orders/{order.id}/aftersale_eligibility"
            data = await shop.data("GET", path, query={"initiate_aftersale_user": "SELLER", "request_types": "CANCEL"})
            line: Json = data["sku_eligibility"][0]["line_item_eligibility"][0]
            return line

        ready, unpaid = shop.order(quantity=1), shop.order("unpaid", quantity=1)
        line = await eligibility(ready)
        assert (line["eligible"], line["order_line_items_ids"]) == (True, [ready.units[0].id])
        assert OUT_OF_STOCK in line["available_reason_names"]
        assert "seller_cancel_unpaid_reason_wrong_price" in (await eligibility(unpaid))["available_reason_names"]
        shop.desk.ask_to_cancel(ready.id)
        line = await eligibility(ready)
        assert (line["eligible"], line["ineligible_code"]) == (False, 25001011)
        assert line["ineligible_reason"]


async def test_reject_reasons_are_the_four_of_the_us() -> None:
    async with shopkeeper() as shop:
        _, id_ = await asked(shop)
        path = "/return_refund/202309/reject_reasons"
        rows = (await shop.data("GET", path, query={"return_or_cancel_id": id_, "locale": "en-US"}))["reasons"]
        assert PACKED in {row["name"] for row in rows}
        assert len(rows) == 4
        assert await shop.code("GET", path) == 36009004
