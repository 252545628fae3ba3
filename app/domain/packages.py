"""The default package: typed in either system, kept in mm and g, sent as whole integers (S46, S133, S134)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.domain import units
from app.domain.words import N_

SIDES = ("length", "height", "width")
FIELDS = (*SIDES, "weight")
UNITS = {"metric": ("cm", "g"), "imperial": ("in", "lb")}
# Larger than anything TikTok ships; guards the arithmetic, not the business.
MOST = {"cm": 1000, "in": 400, "g": 200_000, "lb": 440}

_NUMBER = re.compile(r"\d{1,6}([.,]\d{1,4})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Package:
    """Whole millimetres and grams, and the system they were typed in."""

    length_mm: int
    width_mm: int
    height_mm: int
    weight_g: int
    system: str

    def whole(self, system: str) -> dict[str, units.Rounded]:
        """Each measure as a whole number of the system's unit, rounded up."""
        side, weight = UNITS[system]
        sides = {"length": self.length_mm, "height": self.height_mm, "width": self.width_mm}
        found = {name: units.whole_length(mm, side) for name, mm in sides.items()}
        grams = int(units.weight(self.weight_g, weight, 0))
        return {**found, "weight": units.Rounded(grams, weight, False)}


@dataclass(frozen=True, slots=True)
class Typed:
    """What came of four typed values: the package, or what is wrong with which; and what was rounded up."""

    package: Package | None
    errors: Mapping[str, tuple[str, Mapping[str, str | int]]]
    rounded: frozenset[str] = frozenset()


def read(values: Mapping[str, str], system: str) -> Typed:
    """Read what a seller typed. Decimals are rounded up to whole units, and the page says so."""
    side_unit, weight_unit = UNITS[system]
    errors: dict[str, tuple[str, Mapping[str, str | int]]] = {}
    whole: dict[str, units.Rounded] = {}
    for name in FIELDS:
        unit = weight_unit if name == "weight" else side_unit
        text = values.get(name, "").strip()
        number = Decimal(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None
        if number is None:
            errors[name] = (N_("Type a number, for example 12."), {})
        elif number <= 0:
            errors[name] = (N_("It must be more than 0."), {})
        elif number > MOST[unit]:
            errors[name] = (N_("It is at most %(most)s %(unit)s."), {"most": MOST[unit], "unit": unit})
        else:
            whole[name] = units.rounded_up(number, unit)
    if errors:
        return Typed(None, errors)
    sides = {name: units.to_millimetres(Decimal(whole[name].value), side_unit) for name in SIDES}
    grams = units.to_grams(Decimal(whole["weight"].value), weight_unit)
    package = Package(sides["length"], sides["width"], sides["height"], grams, system)
    return Typed(package, {}, frozenset(name for name, r in whole.items() if r.was_rounded))
