"""Which carrier, or which question (S103–S109, S141)."""

from decimal import Decimal

import pytest

from app.domain.carriers import detect
from app.domain.fulfilment import AskCarrier, Carrier, Hold, NeedsNumber, Ship, decide_shipment
from app.domain.orders import OrderStatus, SourceOrder

UPS, USPS, DHL, DHL_ECOMMERCE = (
    Carrier("1", "UPS"),
    Carrier("2", "USPS"),
    Carrier("3", "DHL"),
    Carrier("4", "DHL eCommerce"),
)
ALL = (UPS, USPS, DHL, DHL_ECOMMERCE)
READY = OrderStatus.AWAITING_SHIPMENT


def shipped(number: str = "X123", carrier: str = "", method: str = "", status: str = "SHIPPED") -> SourceOrder:
    return SourceOrder(
        id="XJ12H",
        internal_id=1,
        payment_status="PAID",
        fulfilment_status=status,
        total=Decimal("27.27"),
        tracking_number=number,
        carrier=carrier,
        shipping_method=method,
    )


def test_the_sellers_own_pair_wins_without_case_and_blanks() -> None:
    """S141"""
    decision = decide_shipment(READY, shipped(carrier="  Dhl  PAKET "), ALL, {"dhl paket": "DHL eCommerce"}, ())
    assert decision == Ship(DHL_ECOMMERCE, "mapping")


def test_dhl_and_dhl_ecommerce_are_two_carriers() -> None:
    assert decide_shipment(READY, shipped(carrier="dhl"), ALL, {}, ()) == Ship(DHL, "mapping")


def test_a_number_that_fits_one_carrier_names_it() -> None:
    """S108"""
    assert decide_shipment(READY, shipped(), ALL, {}, ("UPS",)) == Ship(UPS, "number")


def test_a_number_that_fits_none_or_two_is_one_question() -> None:
    """S104, S108"""
    assert decide_shipment(READY, shipped(), ALL, {}, ()) == AskCarrier(())
    assert decide_shipment(READY, shipped(), ALL, {}, ("UPS", "USPS")) == AskCarrier((UPS, USPS))


def test_tracking_typed_during_the_hold_is_kept() -> None:
    """S109"""
    assert decide_shipment(OrderStatus.ON_HOLD, shipped(), ALL, {}, ("UPS",)) == Hold()


def test_shipped_before_tiktok_takes_it_is_not_forgotten() -> None:
    """S109: Ecwid says "shipped" once; the number is asked for when the hold ends."""
    for status in (OrderStatus.UNPAID, OrderStatus.ON_HOLD, OrderStatus.UNKNOWN):
        assert decide_shipment(status, shipped(number=""), ALL, {}, ()) == Hold()


def test_shipped_without_a_number_needs_one() -> None:
    assert decide_shipment(READY, shipped(number=""), ALL, {}, ()) == NeedsNumber()


@pytest.mark.parametrize("status", [OrderStatus.AWAITING_COLLECTION, OrderStatus.DELIVERED, OrderStatus.CANCELLED])
def test_nothing_is_told_when_tiktok_takes_nothing(status: OrderStatus) -> None:
    assert decide_shipment(status, shipped(), ALL, {}, ("UPS",)) is None


def test_nothing_happens_before_ecwid_ships() -> None:
    assert decide_shipment(READY, shipped(number="", status="PROCESSING"), ALL, {}, ()) is None


@pytest.mark.parametrize(
    ("number", "carrier"),
    [
        ("1Z5R89390357567127", "UPS"),
        ("1Z 879E 9303 4683 4440", "UPS"),
        ("9205590164917312751089", "USPS"),
        ("420221539101026837331000039521", "USPS"),
        ("EA123456785US", "USPS"),
        ("986578788855", "FedEx"),
        ("3318810025", "DHL"),
        ("TBA123456789012", "Amazon Logistics"),
        ("D10011354453707", "OnTrac"),
    ],
)
def test_published_formats_with_their_check_digits(number: str, carrier: str) -> None:
    """S108"""
    assert detect(number) == (carrier,)


@pytest.mark.parametrize(
    "number", ["", "1Z5R89390357567128", "9205590164917312751088", "986578788856", "3318810026", "hello", "12345"]
)
def test_a_wrong_check_digit_is_no_guess(number: str) -> None:
    assert detect(number) == ()
