"""Weights and lengths: grams and millimetres inside, whole integers of the seller's unit outside (S46, S134)."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

GRAMS = {"g": Decimal(1), "kg": Decimal(1000), "oz": Decimal("28.349523125"), "lb": Decimal("453.59237")}
MILLIMETRES = {"mm": Decimal(1), "cm": Decimal(10), "in": Decimal("25.4")}

# Inches, ounces and pounds do not fall on whole millimetres and grams. What is kept is therefore only known to half a
# millimetre or gram; without this allowance 2 in, kept as 51 mm, would come back as 3 in.
_HALF = Decimal("0.5")
_INEXACT = ("in", "oz", "lb")


@dataclass(frozen=True, slots=True)
class Rounded:
    """A whole number of `unit`, and whether rounding up changed the value."""

    value: int
    unit: str
    was_rounded: bool


def rounded_up(value: Decimal, unit: str) -> Rounded:
    """Round a typed measure up to whole `unit`s; the page says so when `was_rounded` (S134)."""
    whole = int(value.to_integral_value(ROUND_CEILING))
    return Rounded(whole, unit, whole != value)


def to_grams(value: Decimal, unit: str) -> int:
    """Give `value` in "g", "kg", "oz" or "lb" as whole grams: nearest, but something that weighs is never 0."""
    return _canonical(value * GRAMS[unit])


def to_millimetres(value: Decimal, unit: str) -> int:
    """Give `value` in "mm", "cm" or "in" as whole millimetres: nearest, but something with a length is never 0."""
    return _canonical(value * MILLIMETRES[unit])


def whole_length(millimetres: int, unit: str) -> Rounded:
    """Give a length as whole "cm" or "in", rounded up. Whole inches typed come back as typed."""
    exact = _known_at_least(millimetres, unit) / MILLIMETRES[unit]
    whole = max(1, int(exact.to_integral_value(ROUND_CEILING)))
    return Rounded(whole, unit, to_millimetres(Decimal(whole), unit) != millimetres)


def weight(grams: int, unit: str, places: int) -> Decimal:
    """Give a weight in `unit`, rounded up at `places` decimals, never 0 where there is weight."""
    step = Decimal(1).scaleb(-places)
    exact = _known_at_least(grams, unit) / GRAMS[unit]
    return max(step, exact.quantize(step, ROUND_CEILING)) if grams > 0 else Decimal(0)


def whole_weight(grams: int, unit: str) -> Rounded:
    """Give a weight as whole "g" or "oz", rounded up. Whole ounces typed come back as typed."""
    whole = int(weight(grams, unit, 0))
    return Rounded(whole, unit, to_grams(Decimal(whole), unit) != grams)


def _canonical(exact: Decimal) -> int:
    whole = int(exact.to_integral_value(ROUND_HALF_UP))
    return 1 if whole == 0 and exact > 0 else whole


def _known_at_least(canonical: int, unit: str) -> Decimal:
    return Decimal(canonical) - _HALF if unit in _INEXACT else Decimal(canonical)
