"""Attributes of a product come from its product type; BRAND and UPC can be written by alias (4.4)."""

from __future__ import annotations

from typing import Any

from sandbox.ecwid.errors import wrong
from sandbox.ecwid.wire import Record

ALIASES = ("BRAND", "UPC", "PRICE_PER_UNIT", "UNITS_IN_PRODUCT")


def merged(current: list[Record], sent: list[Any], product_type: Record) -> list[Record]:
    """`current` with the sent values in their place; an empty value takes one away, an empty list all of them."""
    if not sent:
        return []
    values = {a["id"]: a["value"] for a in current}
    for row in sent:
        definition = _definition(row, product_type)
        values[definition["id"]] = str(row.get("value") or "")
    return [{**d, "value": values[d["id"]]} for d in product_type["attributes"] if values.get(d["id"])]


def kept(current: list[Record], product_type: Record) -> list[Record]:
    """What is left of the attributes after the product moved to another type."""
    values = {a["id"]: a["value"] for a in current} | {a["name"]: a["value"] for a in current}
    found = [(d, values.get(d["id"]) or values.get(d["name"])) for d in product_type["attributes"]]
    return [{**d, "value": value} for d, value in found if value]


def _definition(row: Any, product_type: Record) -> Record:
    if not isinstance(row, dict):
        raise wrong("Field Product.attributes is expected to be a list of objects")
    known: list[Record] = product_type["attributes"]
    wanted = [
        d
        for d in known
        if d["id"] == row.get("id")
        or (row.get("alias") in ALIASES and d["type"] == row["alias"])
        or ("id" not in row and "alias" not in row and d["name"] == row.get("name"))
    ]
    if not wanted:
        raise wrong(f"Wrong attribute: {row.get('id') or row.get('alias') or row.get('name')}")
    return wanted[0]
