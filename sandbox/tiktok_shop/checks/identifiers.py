"""Barcodes of SKUs (errors 12052591 to 12052600)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sandbox.tiktok_shop.errors import Problem, problem
from sandbox.tiktok_shop.records import Json

_LENGTHS = {"GTIN": {14}, "EAN": {8, 13, 14}, "UPC": {12}, "ISBN": {10, 13}, "JAN": {8, 13}}


def identifier_problems(skus: list[Json], submitted: Mapping[str, Json]) -> Iterator[Problem]:
    """`submitted`: SKU id → the code it was once submitted with, which may not change any more."""
    seen: set[str] = set()
    for sku in skus:
        given = sku.get("identifier_code") or {}
        code = given.get("code", "")
        old = submitted.get(sku.get("id", ""))
        if old and given and given != old:
            yield problem(12052593)
        if not code:
            continue
        if code in seen:
            yield problem(12052592)
        seen.add(code)
        yield from _code_problems(code, given.get("type", ""))


def _code_problems(code: str, kind: str) -> Iterator[Problem]:
    if kind not in _LENGTHS:
        yield problem(12052600)
    elif kind == "ISBN" and len(code) == 10:
        if not re.fullmatch(r"\d{9}X", code):
            yield problem(12052598)
    elif not re.fullmatch(r"\d+", code) or len(code) not in _LENGTHS[kind]:
        yield problem(12052591)
