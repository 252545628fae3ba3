"""Shipping by the seller: parcels, warnings, refusals, changes of the number (6.2, 6.3, 6.5, 6.6; S93, S94, S103)."""

from typing import Any

import pytest

from sandbox.tiktok_shop.order_codes import ORDER_CODES
from sandbox.tiktok_shop.orders.carriers import FORMATS, number_for, possible
from sandbox.tiktok_shop.seed import SELLER_EXPRESS, SHIPPING_PROVIDERS
from tests.sandbox.order_cast import FEDEX, HOUR, UPS, UPS_NUMBER, USPS, Shopkeeper, shopkeeper
from tests.sandbox.tiktok_client import Json

OTHER_NUMBER = "1Z12345E0205271688"
TRACKING = {"tracking_number": UPS_NUMBER, "shipping_provider_id": UPS}


async def test_shipping_answers_the_package_and_tells_the_app() -> None:
    """S94: AWAITING_COLLECTION, with number and carrier on order and lines."""
    async with shopkeeper() as shop:
        order = shop.order()
        got = await shop.ship(order)
        assert set(got) == {"order_id", "order_line_item_ids", "package_id"}
        assert got["order_line_item_ids"] == [u.id for u in order.units]
        read = await shop.read_order(order)
        assert (read["tracking_number"], read["shipping_provider"]) == (UPS_NUMBER, "UPS")
        assert read["packages"] == [{"id": got["package_id"]}]
        assert {line["package_id"] for line in read["line_items"]} == {got["package_id"]}
        assert {line["tracking_number"] for line in read["line_items"]} == {UPS_NUMBER}
        assert shop.told(1)[-1]["order_status"] == "AWAITING_COLLECTION"
        assert shop.stock() == (23, 0)


@pytest.mark.parametrize(
    ("number", "carrier", "warning"),
    [
        (UPS_NUMBER, UPS, ""),
        (UPS_NUMBER, USPS, "Did you mean UPS?"),
        ("NOBODYS1", UPS, "No shipping provider"),
        ("9261290100130435082879", USPS, "more than one"),
        ("1Z999AA10123456785", UPS, "No shipping provider"),  # the check digit is wrong
    ],
)
async def test_a_doubt_is_a_warning_and_the_parcel_goes(number: str, carrier: str, warning: str) -> None:
    async with shopkeeper() as shop:
        order = shop.order()
        got = await shop.ship(order, number, carrier)
        assert warning in got.get("warning", {"message": ""})["message"]
        assert ("warning" in got) == bool(warning)
        assert (await shop.read_order(order))["status"] == "AWAITING_COLLECTION"


async def test_carriers_numbers_are_told_apart() -> None:
    for name in FORMATS:
        number = number_for(name, "576123456789012345")
        assert name in possible(number), (name, number)
    for number, name in (
        ("LX123456789US", "USPS"),
        ("TBA123456789012", "Amazon Shipping"),
        ("C12345678901234", "OnTrac"),
    ):
        assert possible(number) == [name]
    assert possible("9400111899223817469541") == ["USPS"]
    assert possible("9400111899223817469540") == []  # the check digit is wrong


def held(shop: Shopkeeper) -> Any:
    return shop.order("paid")


def shipped(shop: Shopkeeper) -> Any:
    order = shop.order()
    shop.desk.ship(order.id, tracking_number=OTHER_NUMBER, carrier="UPS")
    return order


def cancelled(shop: Shopkeeper) -> Any:
    return shop.desk.cancel(shop.order().id, "system")


def in_dispute(shop: Shopkeeper) -> Any:
    return shop.desk.after_sale(shop.order().id, is_open=True)


def half_shipped(shop: Shopkeeper) -> Any:
    order = shop.order()
    shop.desk.ship(order.id, tracking_number=OTHER_NUMBER, carrier="UPS", unit_ids=[order.units[0].id])
    return order


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (held, 21011044),
        (lambda shop: shop.order("unpaid"), 21011012),
        (cancelled, 21011003),
        (shipped, 21011006),
        (in_dispute, 21011007),
        (lambda shop: shop.order(fulfilment="TIKTOK"), 21008025),
        (lambda shop: shop.order(shipping_type="TIKTOK"), 21011004),
    ],
)
async def test_an_order_that_cannot_be_shipped(make: Any, code: int) -> None:
    """S109: a number typed during the hold is refused, and must be kept by whoever has it."""
    async with shopkeeper() as shop:
        order = make(shop)
        before = (await shop.read_order(order))["update_time"]
        assert await shop.ship_code(order) == code
        assert (await shop.read_order(order))["update_time"] == before


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"number": "1Z 999 AA1"}, 21004012),
        ({"number": "1Z-999"}, 21004012),
        ({"number": " "}, 21011022),
        ({"carrier": "7117858858072016600"}, 21011022),
        ({"carrier": SHIPPING_PROVIDERS[SELLER_EXPRESS][0]["id"]}, 21011022),  # ids belong to a delivery option
        ({"order_line_item_ids": ["577000000000000001"]}, 21011029),
        ({"order_line_item_ids": "same"}, 21001001),
        ({"order_line_item_ids": "first", "order_line_list": "first"}, 21001001),
    ],
)
async def test_a_parcel_that_cannot_be_sent(how: Json, code: int) -> None:
    async with shopkeeper() as shop:
        order = shop.order()
        first = order.units[0].id
        words: Json = {"same": [first, first], "first": [first]}
        sent = {k: words.get(v, v) if isinstance(v, str) else v for k, v in how.items()}
        if how.get("order_line_list") == "first":
            sent["order_line_list"] = [{"order_line_id": first}]
        assert await shop.ship_code(order, **sent) == code
        assert (await shop.read_order(order))["packages"] == []


async def test_what_is_shipped_is_not_shipped_again() -> None:
    async with shopkeeper() as shop:
        order = half_shipped(shop)
        first, second = (u.id for u in order.units)
        assert await shop.ship_code(order, order_line_item_ids=[first]) == 21011020
        assert await shop.ship_code(order, OTHER_NUMBER, order_line_item_ids=[second]) == 21011025  # the same number
        shop.desk.cancel(order.id, "seller", "seller_cancel_reason_out_of_stock", [second])
        assert await shop.ship_code(order, order_line_item_ids=[second]) == 21011006


async def test_a_number_belongs_to_one_recipient_and_twenty_orders() -> None:
    async with shopkeeper() as shop:
        await shop.ship(shop.order(quantity=1))
        stranger = shop.order(quantity=1)
        assert await shop.ship_code(stranger) == 21034012
        neighbour: Any = {"buyer": {"user_id": "7021000000000000001"}}
        for _ in range(20):
            await shop.ship(shop.order(quantity=1, **neighbour), OTHER_NUMBER)
        assert await shop.ship_code(shop.order(quantity=1, **neighbour), OTHER_NUMBER) == 21011026


async def test_orders_that_are_not_there() -> None:
    async with shopkeeper() as shop:
        order = shop.order()
        tiktok = shop.world.tiktok
        other = next(s for s in tiktok.shops.values() if s is not tiktok.main)
        other.orders[order.id] = tiktok.main.orders.pop(order.id)
        assert await shop.ship_code(order) == 21011028
        del other.orders[order.id]
        assert await shop.ship_code(order) == 21011001
        assert await shop.code("POST", shop.ship_path(order), {"tracking_number": "X"}) == 36009004


async def test_a_strict_platform_refuses_what_it_doubts() -> None:
    async with shopkeeper(strict_tracking=True) as shop:
        order = shop.order()
        assert await shop.ship_code(order, UPS_NUMBER, USPS) == 21004015
        assert await shop.ship_code(order, "NOBODYS1") == 11028006
        assert await shop.ship_code(order) == 0


@pytest.mark.parametrize("code", sorted(c for c in ORDER_CODES if c // 1_000_000 in (11, 21)))
async def test_any_refusal_can_be_played_once(code: int) -> None:
    """Every code of the endpoint pages, also those whose causes nobody outside knows: one call is refused with it."""
    async with shopkeeper() as shop:
        order = shop.order()
        body = {"path": f"POST {shop.ship_path(order)}", "code": code}
        assert (await shop.http.post("/_sandbox/api/tiktok/refuse", json=body)).status_code == 200
        refused = (await shop.send("POST", shop.ship_path(order), {**TRACKING})).json()
        assert (refused["code"], refused["message"]) == (code, ORDER_CODES[code])
        assert (await shop.read_order(order))["packages"] == []
        assert await shop.ship_code(order) == 0


async def test_a_pending_request_is_rejected_by_the_parcel() -> None:
    """S115: in the US shipping is the answer “no”."""
    async with shopkeeper() as shop:
        order = shop.order()
        shop.desk.ask_to_cancel(order.id)
        assert (await shop.read_order(order))["is_buyer_request_cancel"] is True
        await shop.ship(order)
        read = await shop.read_order(order)
        assert (read["status"], read["is_buyer_request_cancel"]) == ("AWAITING_COLLECTION", False)
        assert [t["cancel_status"] for t in shop.told(11)] == [
            "CANCELLATION_REQUEST_PENDING",
            "CANCELLATION_REQUEST_CANCELLED",
        ]


async def test_split_parcels_are_told() -> None:
    async with shopkeeper() as shop:
        order = shop.order()
        first, second = (u.id for u in order.units)
        one = await shop.ship(order, order_line_item_ids=[first])
        two = await shop.ship(order, OTHER_NUMBER, order_line_item_ids=[second])
        last = shop.told(4)[-1]
        assert (last["sc_type"], last["role_type"]) == ("SPLIT", "ROLE_SELLER")
        assert [p["package_id"] for p in last["package_list"]] == [one["package_id"], two["package_id"]]
        assert {tuple(p["order_id_list"]) for p in last["package_list"]} == {(order.id,)}
        assert (await shop.read_order(order))["split_or_combine_tag"] == "SPLIT"


def update(order: Any, package: str = "") -> str:
    if package:
        return f"/fulfillment/202309/packages/{package}/shipping_info/update"
    return f"/fulfillment/202309/orders/{order.id}/shipping_info/update"


@pytest.mark.parametrize(("by_package", "again", "late"), [(False, 21011049, 21011049), (True, 21011051, 21011050)])
async def test_a_number_is_changed_once_and_within_three_days(by_package: bool, again: int, late: int) -> None:
    async with shopkeeper() as shop:
        order, tardy = shop.order(), shop.order()
        got = await shop.ship(order)
        later = await shop.ship(tardy, OTHER_NUMBER)
        path = update(order, got["package_id"] if by_package else "")
        body = {"tracking_number": "123456789012", "shipping_provider_id": FEDEX}
        assert await shop.data("POST", path, body) == {}
        read = await shop.read_order(order)
        assert (read["tracking_number"], read["shipping_provider"]) == ("123456789012", "FedEx")
        assert await shop.code("POST", path, body) == again
        await shop.later(72 * HOUR + 60)
        path = update(tardy, later["package_id"] if by_package else "")
        assert await shop.code("POST", path, {**body, "tracking_number": "123456789013"}) == late


@pytest.mark.parametrize(
    ("make", "of_order", "of_package"),
    [
        (lambda shop: shop.order(), 21011043, None),
        (shipped, 0, 0),
        (lambda shop: shop.order(fulfilment="TIKTOK"), 21011004, None),
        (lambda shop: shop.order(shipping_type="TIKTOK"), 21011004, None),
        (lambda shop: shop.desk.cancel(shipped(shop).id, "system"), 21011041, 21011042),
        (lambda shop: shop.desk.deliver(shop.desk.collect(shipped(shop).id).id), 21011030, 21011030),
        (lambda shop: shop.desk.after_sale(shipped(shop).id, is_open=True), 21011007, 21011007),
    ],
)
async def test_when_a_number_cannot_be_changed(make: Any, of_order: int, of_package: int | None) -> None:
    async with shopkeeper() as shop:
        order = make(shop)
        body = {"tracking_number": UPS_NUMBER, "shipping_provider_id": UPS}
        if of_package is not None:
            path = update(order, order.packages[0])
            wrong = {**body, "shipping_provider_id": "1"}
            assert await shop.code("POST", path, wrong if of_package == 0 else body) == (of_package or 21011022)
        assert await shop.code("POST", update(order), body) == of_order


async def test_a_split_order_changes_package_by_package() -> None:
    async with shopkeeper() as shop:
        order = half_shipped(shop)
        await shop.ship(order)
        body = {"tracking_number": "123456789012", "shipping_provider_id": FEDEX}
        assert await shop.code("POST", update(order), body) == 21011049
        assert await shop.code("POST", update(order, order.packages[0]), body) == 0
        assert await shop.code("POST", update(order, "115200000000000001"), body) == 21011001


async def test_packages_are_read_and_found() -> None:
    async with shopkeeper() as shop:
        order = shop.order(message="Ring twice")
        package = (await shop.ship(order))["package_id"]
        detail = await shop.data("GET", f"/fulfillment/202309/packages/{package}")
        assert detail["package_id"] == package
        assert package.startswith("1152")
        assert (detail["package_status"], detail["note_tag"]) == ("PROCESSING", "BUYER_NOTED")
        assert detail["shipping_type"] == "SELLER"
        assert detail["order_line_item_ids"] == [u.id for u in order.units]
        assert detail["recipient_address"]["postal_code"] == order.buyer["postal_code"]
        shop.world.advance(60)
        other = (await shop.ship(shop.order(quantity=1), OTHER_NUMBER))["package_id"]
        shop.desk.collect(order.id)
        path = "/fulfillment/202309/packages/search"

        async def found(body: Json, **query: str) -> list[str]:
            data = await shop.data("POST", path, body, query={"page_size": "50", **query})
            return [p["id"] for p in data["packages"]]

        assert await found({}) == [other, package]
        assert await found({}, sort_field="update_time", sort_order="ASC") == [package, other]
        assert await found({"package_status": "FULFILLING"}) == [package]
        assert await found({"create_time_lt": detail["create_time"] + 1}) == [package]
        assert await shop.code("POST", path, {}, query={"page_size": "51"}) == 36009004
        assert await shop.code("POST", path, {}) == 36009004  # page_size is mandatory here


async def test_the_carriers_news_come_newest_first() -> None:
    async with shopkeeper() as shop:
        order = shop.order()
        path = f"/fulfillment/202309/orders/{order.id}/tracking"
        assert await shop.data("GET", path) == {"tracking": []}
        for step in (shop.desk.ship, shop.desk.collect, shop.desk.deliver):
            step(order.id)
            shop.world.advance(30)
        events = (await shop.data("GET", path))["tracking"]
        assert events[0]["action_code"] == 30901
        stamps = [e["update_time_millis"] for e in events]
        assert stamps == sorted(stamps, reverse=True)
        assert stamps[0] > 1_700_000_000_000  # milliseconds
