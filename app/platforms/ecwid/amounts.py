"""The store's units: money to the currency's precision, weights to grams, lengths to millimetres."""

from decimal import ROUND_HALF_UP, Decimal

from app.platforms.ecwid import wire

_GRAMS = {"CARAT": 0.2, "GRAM": 1.0, "OUNCE": 28.349523125, "POUND": 453.59237, "KILOGRAM": 1000.0}
_MILLIMETRES = {"MM": 1.0, "CM": 10.0, "IN": 25.4, "YD": 914.4}
_ZERO = Decimal(0)


class Amounts:
    """Reads one store's numbers. Whole grams and millimetres to the nearest; what is there is never 0."""

    def __init__(self, currency_precision: int = 2, weight_unit: str = "GRAM", dimensions_unit: str = "CM") -> None:
        self._cent = Decimal(1).scaleb(-currency_precision)
        # An unknown unit gives "not set": a wrong weight would be believed.
        self._grams = _GRAMS.get(weight_unit)
        self._millimetres = _MILLIMETRES.get(dimensions_unit)

    @classmethod
    def of(cls, units: wire.FormatsAndUnits | None) -> "Amounts":
        """Read the units of the profile. Page: store-profile/get-store-profile."""
        if units is None:
            return cls()
        precision = units.currency_precision
        return cls(
            2 if precision is None or not 0 <= precision <= 4 else precision,
            units.weight_unit or "GRAM",
            units.dimensions_unit or "CM",
        )

    def money(self, amount: Decimal | None) -> Decimal:
        """Round away the noise of doubles, 14.989999999999998 (platform-facts E2). ArithmeticError when absurd."""
        return _ZERO if amount is None else amount.quantize(self._cent, ROUND_HALF_UP)

    def grams(self, weight: float | None) -> int | None:
        """Whole grams, or None where nobody weighed it."""
        if not weight or weight < 0 or self._grams is None:
            return None
        return int(weight * self._grams + 0.5) or 1

    def millimetres(self, length: float) -> int:
        """Whole millimetres; 0 where it cannot be said."""
        if length <= 0 or self._millimetres is None:
            return 0
        return int(length * self._millimetres + 0.5) or 1
