"""Weight and size of a package: strings, whole centimetres or inches, one system of units (platform-facts T6, T18)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from sandbox.tiktok_shop.errors import Problem, problem
from sandbox.tiktok_shop.records import Json

_DECIMALS = {"KILOGRAM": 3, "POUND": 2}
_METRIC = {"KILOGRAM": True, "POUND": False, "CENTIMETER": True, "INCH": False}
_SIDES = {"length": 12052005, "width": 12052004, "height": 12052003}
_NUMBER = re.compile(r"\d+(?:\.(\d+))?")


def package_problems(content: Json, *, dimensions_required: bool) -> Iterator[Problem]:
    weight, size = content.get("package_weight"), content.get("package_dimensions")
    if weight is None:
        yield problem(12019011)
    else:
        yield from _weight_problems(weight)
    if size is None:
        if dimensions_required:
            yield problem(12019012)
        return
    yield from _size_problems(size)
    if weight and _METRIC.get(weight["unit"]) != _METRIC.get(size["unit"]):
        yield problem(12052915)


def _weight_problems(weight: Json) -> Iterator[Problem]:
    if weight["unit"] not in _DECIMALS:
        yield problem(12052916)
        return
    number = _NUMBER.fullmatch(weight["value"])
    if number is None or len(number[1] or "") > _DECIMALS[weight["unit"]]:
        yield problem(12052006)
    elif Decimal(weight["value"]) == 0:
        yield problem(12052181)


def _size_problems(size: Json) -> Iterator[Problem]:
    if size["unit"] not in ("CENTIMETER", "INCH"):
        yield problem(12052916)
    for side, code in _SIDES.items():
        text = size.get(side, "")
        # Whole numbers only: the announced two decimals are not in the reference text (platform-facts T18).
        if not text.isascii() or not text.isdigit() or int(text) == 0:
            yield problem(code)
