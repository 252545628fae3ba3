"""What is written into Ecwid: the buyer's own figures, nothing that Ecwid would mail, and an id to find it by (S96)."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.orders import Address, OrderPolicy
from app.domain.relay import Create, decide_order
from app.platforms.ecwid.order_payloads import order_body
from app.platforms.ecwid.states import state_code
from app.platforms.tiktok_shop import order_wire as tiktok
from app.platforms.tiktok_shop.order_parse import order
from tests.platforms.order_samples import LINKS, ORDER_ID, draft, order_row, unit

_numbers = msgspec.json.Encoder(decimal_format="number")


def relayed(row: dict[str, Any], **policy: Any) -> dict[str, Any]:
    """TikTok's order all the way to the body for Ecwid."""
    decision = decide_order(order(msgspec.convert(row, tiktok.OrderRow)), LINKS, OrderPolicy(**policy))
    assert isinstance(decision, Create)
    return order_body(decision.draft)


def adds_up(body: dict[str, Any]) -> Decimal:
    lines = sum((item["price"] * item["quantity"] for item in body["items"]), Decimal(0))
    assert lines == body["subtotal"]
    fees = body.get("handlingFee", {}).get("value", Decimal(0))
    return Decimal(lines + body["shippingOption"]["shippingRate"] + body["tax"] + fees - body.get("discount", 0))


def test_parts_add_up_to_what_the_buyer_paid() -> None:
    """S96: to the cent, with delivery fee and insurance as a fee of its own."""
    body = relayed(order_row())
    assert body["total"] == adds_up(body) == Decimal("42.85")
    assert body["handlingFee"]["value"] == Decimal("1.93")
    assert (body["subtotal"], body["tax"]) == (Decimal("32.48"), Decimal("3.45"))


def test_equal_units_are_one_line_and_others_are_not() -> None:
    """TikTok lists each unit on its own (pitfall 11); a price of its own is a line of its own."""
    cheaper = unit(4, sale_price="7.99")
    body = relayed(order_row(line_items=[unit(1), unit(2), cheaper]))
    assert [(item["quantity"], item["price"], item["tax"]) for item in body["items"]] == [
        (2, Decimal("9.99"), Decimal("1.84")),
        (1, Decimal("7.99"), Decimal("0.92")),
    ]


def test_tiktoks_own_discount_is_added_back_only_when_asked_for() -> None:
    """B10: what TikTok pays to the seller."""
    body = relayed(order_row(), discount_policy="with_platform_discount")
    assert [item["price"] for item in body["items"]] == [Decimal("10.39"), Decimal("12.90")]
    assert body["total"] == adds_up(body) == Decimal("42.85") + Decimal("1.20") + Decimal("1.00")


def test_list_prices_are_written_without_any_discount() -> None:
    """B10: neither in a line nor as a discount of the order; the body still adds up."""
    body = relayed(order_row(), discount_policy="list_price")
    assert [item["price"] for item in body["items"]] == [Decimal("10.99"), Decimal("13.50")]
    assert "discount" not in body
    assert body["total"] == adds_up(body)


@given(
    prices=st.lists(st.integers(1, 760_000), min_size=1, max_size=6),
    shipping=st.integers(0, 5_000),
    tax=st.integers(0, 90_000),
    fee=st.integers(0, 99),
)
def test_any_order_keeps_its_total(prices: list[int], shipping: int, tax: int, fee: int) -> None:
    """S96: no rounding of ours on the way."""

    def dollars(cents: int) -> str:
        return f"{cents // 100}.{cents % 100:02d}"

    paid = {
        "currency": "USD",
        "sub_total": dollars(sum(prices)),
        "shipping_fee": dollars(shipping),
        "tax": dollars(tax),
        "retail_delivery_fee": dollars(fee),
        "total_amount": dollars(sum(prices) + shipping + tax + fee),
    }
    lines = [unit(n, sale_price=dollars(price)) for n, price in enumerate(prices)]
    body = relayed(order_row(payment=paid, line_items=lines))
    assert body["total"] == adds_up(body)
    sent = msgspec.json.decode(_numbers.encode(body))
    assert round(sent["total"] * 100) == sum(prices) + shipping + tax + fee


def test_money_travels_as_the_digits_it_is() -> None:
    """A float would print 27.269999999999996 (platform-facts E2)."""
    text = _numbers.encode(order_body(draft(total=Decimal("27.27"), sub_total=Decimal("19.90")))).decode()
    assert '"total":27.27' in text
    assert '"subtotal":19.90' in text


def test_ecwid_writes_to_no_buyer_and_keeps_the_tracking_field() -> None:
    """S96, and platform-facts E9."""
    body = order_body(draft())
    assert body["disableAllCustomerNotifications"] is True
    assert body["acceptMarketing"] is False
    assert body["externalFulfillment"] is False
    assert "externalOrderId" not in body


def test_tiktok_order_id_can_be_found_and_seen() -> None:
    """S96: the keyword index covers both fields; the extra field is for eyes."""
    body = order_body(draft())
    assert body["externalTransactionId"] == ORDER_ID
    assert ORDER_ID in body["privateAdminNotes"]
    assert body["refererId"] == "TikTok Shop"
    (field,) = body["orderExtraFields"]
    assert (field["value"], field["customerInputType"]) == (ORDER_ID, "")


def test_line_names_product_variation_and_choice() -> None:
    """Without both ids Ecwid would not take the stock (platform-facts E10)."""
    (item,) = order_body(draft())["items"]
    assert (item["productId"], item["combinationId"], item["sku"]) == (692730761, 421616046, "SOCK-RED-M")
    first = item["selectedOptions"][0]
    assert (first["name"], first["value"], first["type"]) == ("Color", "Red", "CHOICE")
    assert first["selections"] == [
        {"selectionTitle": "Red", "selectionModifier": 0, "selectionModifierType": "ABSOLUTE"}
    ]


def test_product_without_variations_has_no_combination() -> None:
    body = relayed(order_row())
    assert "combinationId" not in body["items"][1]
    assert "selectedOptions" not in body["items"][1]


def test_what_tiktok_keeps_and_ships_takes_no_stock() -> None:
    """S139: a line without ids is text to Ecwid's stock."""
    body = order_body(draft(takes_stock=False, shipped_by_channel=True, fulfilment_status="SHIPPED"))
    assert "productId" not in body["items"][0]
    assert "combinationId" not in body["items"][0]
    assert body["items"][0]["sku"] == "SOCK-RED-M"
    assert "Shipped by TikTok" in body["privateAdminNotes"]
    assert body["fulfillmentStatus"] == "SHIPPED"


def test_two_lines_of_a_street_are_one_field() -> None:
    """platform-facts E9."""
    person = order_body(draft())["shippingPerson"]
    assert person["street"] == "1199 Coleman Ave\nSuite 100"
    assert (person["city"], person["stateOrProvinceCode"], person["countryCode"]) == ("San Jose", "CA", "US")


def test_masked_address_is_written_as_it_is() -> None:
    masked = Address("D***", "(+1)213-***-0134", "1*** Coleman Ave", "", "San Jose", "California", "951**", "US")
    person = order_body(draft(address=masked))["shippingPerson"]
    assert (person["street"], person["name"]) == ("1*** Coleman Ave", "D***")
    assert person["stateOrProvinceCode"] == "CA"


def test_order_without_an_address_has_none() -> None:
    """On hold TikTok tells no address; empty fields would overwrite nothing later, but look like one now."""
    assert "shippingPerson" not in order_body(draft(address=Address()))


@pytest.mark.parametrize(
    ("country", "state", "code"),
    [
        ("US", "California", "CA"),
        ("US", " district of columbia ", "DC"),
        ("US", "Puerto Rico", "PR"),
        ("US", "CA", "CA"),
        ("US", "C***", "C***"),
        ("CA", "Ontario", "Ontario"),
        ("US", "", ""),
    ],
)
def test_state_is_written_as_its_code(country: str, state: str, code: str) -> None:
    assert state_code(country, state) == code


def test_moment_of_the_order_is_told_in_utc() -> None:
    there = datetime(2026, 11, 18, 4, 26, 40, tzinfo=timezone(timedelta(hours=-8)))
    assert order_body(draft(created_at=there))["createDate"] == "2026-11-18 12:26:40 +0000"


def test_buyers_message_and_a_discount_go_along() -> None:
    body = order_body(draft(message="Ring twice", discount=Decimal("1.50")))
    assert (body["orderComments"], body["discount"]) == ("Ring twice", Decimal("1.50"))
    assert "orderComments" not in order_body(draft())
    assert "handlingFee" not in order_body(draft())


def test_line_without_an_sku_stays_a_line() -> None:
    line = replace(draft().lines[0], sku="")
    assert "sku" not in order_body(draft(lines=(line,)))["items"][0]
