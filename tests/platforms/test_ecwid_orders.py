"""Orders of an Ecwid store are found, read, changed, and stock moves by difference (platform-facts E6, E8 to E10)."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.orders import Address, SourceOrder
from app.platforms.ecwid.order_parse import source_order
from app.platforms.ecwid.order_wire import ORDER, ORDER_FIELDS, Order
from app.platforms.errors import Gone, NotExecuted, Refused, Unknown
from tests.platforms.ecwid import Script, asked, cut_off, orders, page, query, said
from tests.platforms.order_samples import ORDER_ID

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


def item(number: int = 1, **changes: Any) -> dict[str, Any]:
    """One order as Ecwid has it."""
    plain = {
        "id": f"XJ{number:03d}",
        "internalId": 492512000 + number,
        "orderNumber": 492512000 + number,
        "paymentStatus": "PAID",
        "fulfillmentStatus": "AWAITING_PROCESSING",
        "total": 27.269999999999996,
        "externalTransactionId": ORDER_ID,
        "shippingOption": {"shippingMethodName": "Standard Shipping", "shippingCarrierName": " USPS "},
        "updateTimestamp": 1714541188,
        "updateDate": "2024-05-01 05:26:28 +0000",
    }
    return plain | changes


async def read(**changes: Any) -> SourceOrder:
    found = await orders(Script(said(item(**changes)))).order("XJ001")
    assert found is not None
    return found


async def test_order_is_read_whole() -> None:
    assert await read() == SourceOrder(
        id="XJ001",
        internal_id=492512001,
        payment_status="PAID",
        fulfilment_status="AWAITING_PROCESSING",
        total=Decimal("27.27"),
        channel_order_id=ORDER_ID,
        carrier="USPS",
        shipping_method="Standard Shipping",
        updated_at=datetime.fromtimestamp(1714541188, UTC),
    )


async def test_order_without_shipping_is_read() -> None:
    """6.7: pickup and digital orders have no shippingOption; everything else may be absent or null too."""
    found = await orders(Script(said({"id": 492512057, "total": None, "shippingOption": None}))).order("492512057")
    assert found is not None
    assert (found.id, found.carrier, found.total, found.updated_at) == ("492512057", "", Decimal(0), None)


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({"trackingNumber": " 9400 1 "}, "9400 1"),
        ({"shipments": [{"tracking": {"trackingNumber": "9400"}}]}, "9400"),
        ({"shipments": [{"tracking": {"tracking_number": "9400"}}]}, "9400"),
        ({"shipments": [{"tracking": None}, {}]}, ""),
        ({"trackingNumber": "1Z", "shipments": [{"tracking": {"trackingNumber": "9400"}}]}, "1Z"),
    ],
)
async def test_tracking_number_may_stand_with_a_label_bought_in_ecwid(changes: dict[str, Any], number: str) -> None:
    """6.6: two spellings of it."""
    assert (await read(**changes)).tracking_number == number


async def test_time_of_change_may_come_as_text_alone() -> None:
    assert (await read(updateTimestamp=None)).updated_at == datetime(2024, 5, 1, 5, 26, 28, tzinfo=UTC)
    assert (await read(updateTimestamp=None, updateDate="yesterday")).updated_at is None


async def test_nothing_about_the_stores_buyers_is_asked_for() -> None:
    """Issue 4, point 9: the minimum. No name, address, e-mail or line ever reaches us."""
    script = Script(said(item()))
    await orders(script).order("XJ001")
    assert query(script.requests[0]) == {"responseFields": ORDER_FIELDS}
    assert not {"email", "shippingPerson", "billingPerson", "items", "ipAddress"} & set(ORDER_FIELDS.split(","))


async def test_missing_order_is_none() -> None:
    gone = said({"errorMessage": "Order #XJ001 not found", "errorCode": "ORDER_NOT_FOUND"}, 404)
    assert await orders(Script(gone)).order("XJ001") is None


@pytest.mark.parametrize(
    ("order_id", "path"),
    [
        ("MYSTORE-X8UYE", "GET /orders/MYSTORE-X8UYE"),
        ("492512057", "GET /orders/492512057"),
        ("A/B#1+ü", "GET /orders/A%2FB%231%2B%C3%BC"),
        ("../products", "GET /orders/..%2Fproducts"),
    ],
)
async def test_prefix_of_any_letters_stays_one_part_of_the_path(order_id: str, path: str) -> None:
    """Store owners choose prefix and suffix; a plus would become a blank (2.4)."""
    script = Script(said(item()))
    await orders(script).order(order_id)
    assert asked(script) == [path]


@pytest.mark.parametrize("order_id", ["", ".", ".."])
async def test_no_id_is_no_order(order_id: str) -> None:
    script = Script(said(item()))
    assert await orders(script).order(order_id) is None
    assert script.requests == []


async def test_absurd_order_is_unknown() -> None:
    with pytest.raises(Unknown):
        await read(total=10**40)


async def test_relayed_order_is_found_by_its_exact_id() -> None:
    """S96, the second line: the keyword search also hits notes, SKUs and longer numbers."""
    others = [item(1, externalTransactionId=None), item(2, externalTransactionId=ORDER_ID + "1")]
    script = Script(page([*others, item(3)]))
    found = await orders(script).find_order(ORDER_ID)
    assert found is not None
    assert found.id == "XJ003"
    assert query(script.requests[0])["keywords"] == ORDER_ID


async def test_first_of_two_is_the_one() -> None:
    """Whoever looks finds the same one, whatever the order of the answers."""
    assert (found := await orders(Script(page([item(7), item(2)]))).find_order(ORDER_ID)) is not None
    assert found.id == "XJ002"


async def test_order_that_is_not_found_is_none() -> None:
    assert await orders(Script(page([]))).find_order(ORDER_ID) is None
    number = item(1, externalTransactionId=int(ORDER_ID))
    assert await orders(Script(page([number]))).find_order(ORDER_ID) is not None


async def changed(script: Script) -> list[str]:
    return [order.id async for found in orders(script).changed_orders(since=NOON) for order in found]


async def test_changed_orders_come_a_hundred_a_call() -> None:
    first, second = [item(n) for n in range(100)], [item(n) for n in range(100, 130)]
    script = Script(page(first, 130), page(second, 130))
    assert await changed(script) == [f"XJ{n:03d}" for n in range(130)]
    assert [query(request)["offset"] for request in script.requests] == ["0", "100"]
    assert query(script.requests[0])["updatedFrom"] == str(int(NOON.timestamp()))
    assert query(script.requests[0])["limit"] == "100"


async def test_orders_that_shift_are_neither_missed_nor_doubled() -> None:
    """There is no cursor (2.5): when one leaves the matches, those behind it move up by one."""
    script = Script(
        page([item(n) for n in range(100)], 201),
        page([item(n) for n in range(102, 202)], 200),
        page([item(n) for n in range(101, 201)], 200),
        page([item(n) for n in range(201, 202)], 200),
    )
    assert await changed(script) == [f"XJ{n:03d}" for n in [*range(100), *range(101, 201), 201]]
    assert [query(request)["offset"] for request in script.requests] == ["0", "100", "99", "199"]


async def test_order_nobody_can_read_does_not_hold_up_the_others() -> None:
    assert await changed(Script(page([item(1), item(2, total={"a": 1}), item(3)]))) == ["XJ001", "XJ003"]


async def test_nothing_changed_is_one_call() -> None:
    script = Script(page([]))
    assert await changed(script) == []
    assert len(script.requests) == 1


async def test_statuses_are_set_and_the_rest_is_left() -> None:
    """6.6: a partial update; S95."""
    script = Script(said({"updateCount": 1}))
    await orders(script).update_order("XJ001", payment_status="CANCELLED", fulfilment_status="WILL_NOT_DELIVER")
    await orders(script).update_order("XJ001", fulfilment_status="DELIVERED")
    assert asked(script) == ["PUT /orders/XJ001"] * 2
    assert script.body(0) == {"paymentStatus": "CANCELLED", "fulfillmentStatus": "WILL_NOT_DELIVER"}
    assert script.body(1) == {"fulfillmentStatus": "DELIVERED"}


async def test_address_that_becomes_known_is_filled_in() -> None:
    """platform-facts T12: an order on hold has none yet."""
    script = Script(said({"updateCount": 1}))
    await orders(script).update_order("XJ001", address=Address("David Kong", line1="1 Main St", city="Austin"))
    assert script.body() == {"shippingPerson": {"name": "David Kong", "street": "1 Main St", "city": "Austin"}}


async def test_nothing_to_set_is_no_call() -> None:
    script = Script(said({"updateCount": 1}))
    await orders(script).update_order("XJ001")
    assert script.requests == []


async def test_update_of_a_vanished_order_says_so() -> None:
    with pytest.raises(Gone):
        await orders(Script(said("", 404))).update_order("XJ001", payment_status="CANCELLED")


async def test_stock_moves_by_difference() -> None:
    """S167."""
    script = Script(said({"updateCount": 1, "warning": "Product has negative stock."}))
    await orders(script).add_stock(692730761, 0, -2)
    await orders(script).add_stock(692730761, 421616046, 3)
    assert asked(script) == [
        "PUT /products/692730761/inventory",
        "PUT /products/692730761/combinations/421616046/inventory",
    ]
    assert [script.body(n) for n in range(2)] == [{"quantityDelta": -2}, {"quantityDelta": 3}]


@pytest.mark.parametrize("lost", [cut_off, said("", 500), said("[", 200)])
async def test_stock_is_never_moved_twice(lost: Any) -> None:
    """4.7: there is no key for it, so an unknown outcome stays unknown."""
    script = Script(lost, said({"updateCount": 1}))
    with pytest.raises(Unknown):
        await orders(script).add_stock(692730761, 0, 1)
    assert len(script.requests) == 1


async def test_variation_without_an_sku_has_its_products_stock() -> None:
    """4.5: Ecwid refuses to move it there."""
    refused = said({"errorMessage": "SKU for combination is not set", "errorCode": "WRONG_PARAMETER"}, 400)
    script = Script(refused, said({"updateCount": 1}))
    await orders(script).add_stock(692730761, 421616046, 3)
    assert asked(script)[1] == "PUT /products/692730761/inventory"
    assert script.body(1) == {"quantityDelta": 3}


async def test_any_other_refusal_of_stock_stays_one() -> None:
    script = Script(said({"errorMessage": "Wrong numeric parameter"}, 400))
    with pytest.raises(Refused):
        await orders(script).add_stock(692730761, 421616046, 3)
    assert len(script.requests) == 1


async def test_block_is_not_a_dead_token() -> None:
    """Pitfall 14: a 403 that follows a 429."""
    script = Script(said("", 429, retry_after="0"), said("", 403))
    with pytest.raises(NotExecuted):
        await orders(script).order("XJ001")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(changes=st.dictionaries(st.sampled_from(Order.__struct_encode_fields__), JSON, max_size=4))
def test_whatever_comes_ends_in_an_order_or_an_error_we_know(changes: dict[str, Any]) -> None:
    """R-14: what `orders.py` catches is all there is to catch."""
    try:
        found = source_order(ORDER.decode(msgspec.json.encode(item() | changes)))
    except (msgspec.ValidationError, ValueError, ArithmeticError):
        return
    assert found.total.is_finite()
    assert found.updated_at is None or found.updated_at.tzinfo is UTC
