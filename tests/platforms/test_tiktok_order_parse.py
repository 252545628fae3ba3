"""TikTok's orders as ours: sparse objects, other spellings, ids no float can hold (platform-facts T2, T10 to T12)."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.orders import Order, OrderStatus
from app.platforms.tiktok_shop import order_wire as wire
from app.platforms.tiktok_shop.order_parse import order
from tests.platforms.order_samples import ORDER_ID, order_row, unit


def read(row: dict[str, Any]) -> Order:
    return order(msgspec.json.decode(msgspec.json.encode(row), type=wire.OrderRow))


def test_whole_order_is_read() -> None:
    found = read(order_row())
    assert (found.id, found.status) == (ORDER_ID, OrderStatus.AWAITING_SHIPMENT)
    assert found.created_at == datetime.fromtimestamp(1795000000, UTC)
    assert found.updated_at == datetime.fromtimestamp(1795003700, UTC)
    assert found.ship_by == datetime.fromtimestamp(1795260000, UTC)
    assert found.cancels_at == datetime.fromtimestamp(1795600000, UTC)
    assert len(found.units) == 3
    assert found.units[0].sale_price == Decimal("9.99")
    assert found.units[0].tax == Decimal("0.92")
    assert found.money.total == Decimal("42.85")
    assert found.money.insurance == Decimal("1.64")
    assert found.money.shipping_platform_discount == Decimal("1.00")
    assert not found.fulfilled_by_channel
    assert found.packages == ()


def test_sparse_order_is_read() -> None:
    """A live capture of July 2026 has no more than this: what is left out is empty or worked out."""
    found = read(
        {
            "id": "577958834469439754",
            "status": "CANCELLED",
            "create_time": 1695873653,
            "update_time": 1696306119,
            "cancel_time": 1696306119,
            "cancel_reason": "Không thể giao hàng đến địa chỉ khách hàng",
            "line_items": [
                {
                    "id": "577958834469570826",
                    "sku_id": "1729700293904534135",
                    "sale_price": "168000",
                    "package_id": "1153486604836964618",
                    "tracking_number": "3220279504",
                }
            ],
            "payment": {"currency": "VND", "total_amount": "657000"},
            "shipping_provider": "GHTK",
        }
    )
    assert found.money.sub_total == Decimal(168000)
    assert found.money.tax == found.money.shipping_fee == 0
    assert found.units[0].original_price == Decimal(168000)
    assert found.units[0].status is OrderStatus.CANCELLED  # the unit says nothing: what the order says
    assert found.packages == ("1153486604836964618",)
    assert found.tracking_number == "3220279504"
    assert found.address is None
    assert found.paid_at is None


@pytest.mark.parametrize("nothing", [{}, {"status": None, "payment": None, "line_items": None, "packages": None}])
def test_order_of_an_id_alone_is_read(nothing: dict[str, Any]) -> None:
    found = read({"id": ORDER_ID} | nothing)
    assert (found.id, found.status, found.units) == (ORDER_ID, OrderStatus.UNKNOWN, ())
    assert found.created_at.tzinfo is UTC


def test_numbers_beyond_two_to_the_53_stay_exact() -> None:
    row = order_row(id=576461413038785753, line_items=[unit(1, id=577086512123755123, sku_id=1729592969712207013)])
    found = read(row)
    assert found.id == "576461413038785753"
    assert (found.units[0].id, found.units[0].sku_id) == ("577086512123755123", "1729592969712207013")


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("CANCEL", OrderStatus.CANCELLED),
        ("CANCELLED", OrderStatus.CANCELLED),
        ("PARTIALLY_SHIPPING", OrderStatus.PARTIALLY_SHIPPING),
        ("ON_HOLD", OrderStatus.ON_HOLD),
        ("SOMETHING_NEW", OrderStatus.UNKNOWN),
        ("", OrderStatus.UNKNOWN),
    ],
)
def test_statuses_in_every_spelling(word: str, status: OrderStatus) -> None:
    assert read(order_row(status=word)).status is status


@pytest.mark.parametrize(
    ("payment", "tax"),
    [
        ({"tax": "2.30"}, "2.30"),
        ({"product_tax": "1.84", "shipping_fee_tax": "0.46"}, "2.30"),
        ({"product_tax": "1.84"}, "1.84"),
        ({"tax": 2.3}, "2.3"),
        ({"tax": ""}, "0"),
        ({}, "0"),
    ],
)
def test_tax_whatever_part_of_it_is_told(payment: dict[str, Any], tax: str) -> None:
    assert read(order_row(payment={"currency": "USD", "total_amount": "27.27"} | payment)).money.tax == Decimal(tax)


def test_delivery_fee_may_stand_with_the_units() -> None:
    lines = [unit(1, retail_delivery_fee="0.28"), unit(2)]
    assert read(order_row(payment={"currency": "USD"}, line_items=lines)).money.delivery_fee == Decimal("0.28")


def test_price_is_worked_out_where_it_is_left_out() -> None:
    line = unit(1)
    del line["sale_price"]
    assert read(order_row(line_items=[line])).units[0].sale_price == Decimal("9.99")


@pytest.mark.parametrize("amount", ["a lot", "NaN", "Infinity", "1,50"])
def test_amount_that_nobody_can_read_is_no_amount(amount: str) -> None:
    with pytest.raises(ArithmeticError):
        read(order_row(payment={"total_amount": amount}))


@pytest.mark.parametrize(
    ("fulfilment", "by_channel"),
    [
        ("FULFILLMENT_BY_SELLER", False),
        ("FULFILLMENT_BY_TIKTOK", True),
        ("FULFILLMENT_BY_DILAYANI_TOKOPEDIA", True),
        (None, False),
    ],
)
def test_who_ships_it(fulfilment: str | None, by_channel: bool) -> None:
    """S138."""
    assert read(order_row(fulfillment_type=fulfilment)).fulfilled_by_channel is by_channel


def address(**changes: Any) -> Any:
    return read(order_row(recipient_address=order_row()["recipient_address"] | changes)).address


def test_state_and_city_stand_in_the_districts() -> None:
    """5.4: L1 is the state and L3 the city; L2 is the county, which no parcel needs."""
    found = address()
    assert (found.city, found.state, found.country, found.postal_code) == ("San Jose", "California", "US", "95110")
    assert (found.line1, found.line2, found.name) == ("1199 Coleman Ave", "Suite 100", "David Kong")


@pytest.mark.parametrize("code", ["CA", "US-CA"])
def test_code_of_the_state_wins_over_its_name(code: str) -> None:
    districts = [
        {"address_level": "L1", "address_name": "California", "iso_code": code},
        {"address_level": "L3", "address_name": "San Jose"},
    ]
    assert address(district_info=districts).state == "CA"


def test_masked_text_is_kept_as_it_is() -> None:
    found = address(name="D***", phone_number="(+1)213-***-0134", address_line1="1*** Coleman Ave", postal_code="951**")
    assert (found.name, found.line1, found.postal_code) == ("D***", "1*** Coleman Ave", "951**")


def test_address_on_hold_is_none() -> None:
    """5.4: empty altogether, with the country at most."""
    empty = dict.fromkeys(("name", "phone_number", "full_address", "postal_code", "address_line1", "address_line2"), "")
    assert address(**empty, address_detail="", district_info=[]) is None
    assert read(order_row(recipient_address=None)).address is None
    assert read(order_row(recipient_address={})).address is None


def test_name_in_two_parts_and_a_street_in_one() -> None:
    found = address(name=None, first_name="David", last_name=None, address_line1="", address_line2="")
    assert (found.name, found.line1) == ("David", "1199 Coleman Ave Suite 100")


def test_special_orders_are_told_apart() -> None:
    found = read(order_row(is_sample_order=True, is_replacement_order=None, is_exchange_order=True))
    assert (found.is_sample, found.is_replacement, found.is_exchange) == (True, False, True)


def test_who_cancelled_may_stand_with_the_units() -> None:
    lines = [unit(1), unit(2, display_status="CANCELLED", cancel_user="SELLER", cancel_reason="Out of stock")]
    found = read(order_row(line_items=lines))
    assert (found.cancelled_by, found.cancel_reason) == ("SELLER", "Out of stock")
    assert [line.status for line in found.units] == [OrderStatus.AWAITING_SHIPMENT, OrderStatus.CANCELLED]


def test_parcels_are_named_once() -> None:
    lines = [unit(1, package_id="1153"), unit(2, package_id="1154")]
    found = read(order_row(packages=[{"id": "1153"}, {"id": ""}], line_items=lines))
    assert found.packages == ("1153", "1154")


def test_times_may_be_text_and_zero_is_none() -> None:
    found = read(order_row(rts_sla_time="1795260000", cancel_order_sla_time=0, shipping_due_time=1795700000))
    assert found.ship_by == datetime.fromtimestamp(1795260000, UTC)
    assert found.cancels_at == datetime.fromtimestamp(1795700000, UTC)
    assert found.shipped_at is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(
    whole=st.dictionaries(st.sampled_from(wire.OrderRow.__struct_fields__), JSON, max_size=3),
    payment=st.dictionaries(st.sampled_from(wire.Payment.__struct_fields__), JSON, max_size=3),
    line=st.dictionaries(st.sampled_from(wire.LineItem.__struct_fields__), JSON, max_size=3),
)
def test_whatever_comes_ends_in_an_order_or_an_error_we_know(
    whole: dict[str, Any], payment: dict[str, Any], line: dict[str, Any]
) -> None:
    """R-14: what `orders.py` catches is all there is to catch."""
    plain = order_row(payment=order_row()["payment"] | payment, line_items=[unit(1, **line)])
    try:
        found = read(plain | whole)
    except (msgspec.ValidationError, ValueError, ArithmeticError):
        return
    assert found.created_at.tzinfo is UTC
    assert all(amount.is_finite() for amount in (found.money.total, found.money.sub_total, found.money.tax))
