"""Money is rounded to what the currency has, and TikTok's price range is kept (S38)."""

from decimal import Decimal

import pytest

from app.domain import money


@pytest.mark.parametrize(
    ("amount", "currency", "sent"),
    [("9.995", "USD", "10.00"), ("9.994", "USD", "9.99"), ("1204", "USD", "1204.00"), ("100.5", "JPY", "101"),
     ("1.2345", "KWD", "1.235"), ("1E+3", "USD", "1000.00")],
)  # fmt: skip
def test_amount_is_rounded_half_up_to_the_smallest_coin(amount: str, currency: str, sent: str) -> None:
    assert money.plain(Decimal(amount), currency) == sent


@pytest.mark.parametrize(
    ("amount", "taken"),
    [("0.01", True), ("7600", True), ("7600.004", True), ("7600.01", False), ("0", False), ("0.004", False),
     ("-5", False)],
)  # fmt: skip
def test_price_range_of_a_us_shop(amount: str, taken: bool) -> None:
    assert money.in_range(Decimal(amount), "USD") is taken


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [("1204", "USD", "$1,204.00"), ("-6.08", "USD", "−$6.08"), ("12", "EUR", "EUR 12.00")],
)
def test_money_is_shown_as_people_write_it(amount: str, currency: str, shown: str) -> None:
    assert money.shown(Decimal(amount), currency) == shown
