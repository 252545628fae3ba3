"""Measures are kept in grams and millimetres and shown as whole numbers, rounded up (S46, S134)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.units import rounded_up, to_grams, to_millimetres, weight, whole_length, whole_weight

whole = st.integers(1, 2_000)


@pytest.mark.parametrize(
    ("typed", "value", "was_rounded"), [("24", 24, False), ("24.0", 24, False), ("24.01", 25, True), ("0.2", 1, True)]
)
def test_typed_fraction_is_rounded_up_and_says_so(typed: str, value: int, was_rounded: bool) -> None:
    found = rounded_up(Decimal(typed), "cm")
    assert (found.value, found.unit, found.was_rounded) == (value, "cm", was_rounded)


@given(whole)
def test_whole_inches_come_back_as_they_were_typed(inches: int) -> None:
    back = whole_length(to_millimetres(Decimal(inches), "in"), "in")
    assert (back.value, back.was_rounded) == (inches, False)


@given(whole)
def test_whole_centimetres_come_back_as_they_were_typed(centimetres: int) -> None:
    back = whole_length(to_millimetres(Decimal(centimetres), "cm"), "cm")
    assert (back.value, back.was_rounded) == (centimetres, False)


@given(whole)
def test_whole_ounces_come_back_as_they_were_typed(ounces: int) -> None:
    assert whole_weight(to_grams(Decimal(ounces), "oz"), "oz").value == ounces


@given(st.integers(1, 100_000), st.sampled_from(["in", "cm"]))
def test_a_parcel_is_never_declared_smaller_than_it_is(millimetres: int, unit: str) -> None:
    declared = whole_length(millimetres, unit).value * {"in": Decimal("25.4"), "cm": Decimal(10)}[unit]
    assert declared >= millimetres - Decimal("0.5")


@given(st.integers(1, 500_000))
def test_a_weight_is_never_declared_as_zero_nor_lower(grams: int) -> None:
    pounds, kilograms = weight(grams, "lb", 2), weight(grams, "kg", 3)
    assert pounds >= Decimal("0.01")
    assert pounds * Decimal("453.59237") >= grams - Decimal("0.5")
    assert kilograms == Decimal(grams) / 1000


def test_a_pound_typed_is_a_pound_sent() -> None:
    assert str(weight(to_grams(Decimal(1), "lb"), "lb", 2)) == "1.00"


def test_something_that_weighs_is_never_nothing() -> None:
    assert to_grams(Decimal("0.01"), "oz") == 1
    assert to_millimetres(Decimal("0.01"), "in") == 1
    assert to_grams(Decimal(0), "kg") == 0
