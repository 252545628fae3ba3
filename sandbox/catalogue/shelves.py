"""Categories and product types of the store, in the order of goods.txt."""

from __future__ import annotations

from typing import Any

from sandbox.catalogue.goods import GOODS

Record = dict[str, Any]
FIRST_CATEGORY, FIRST_CLASS, FIRST_ATTRIBUTE = 172_400_100, 58_210_400, 201_437_900
EXTRA = ("Toys & Games", "Baby", "Gifts", "Pantry")
HIDDEN = "Last season"  # a disabled category


def _paths() -> list[str]:
    """Every category's path, parents before children."""
    found: dict[str, None] = {}
    for shelf in [g.shelf for g in GOODS] + list(EXTRA) + [HIDDEN]:
        parts = shelf.split(" > ")
        for depth in range(1, len(parts) + 1):
            found[" > ".join(parts[:depth])] = None
    return list(found)


CATEGORY_IDS = {path: FIRST_CATEGORY + i * 7 for i, path in enumerate(_paths())}
TYPES = list(dict.fromkeys(g.product_type for g in GOODS))
CLASS_IDS = {"": 0} | {name: FIRST_CLASS + i * 3 for i, name in enumerate(TYPES)}


def categories() -> list[Record]:
    made = []
    for order, (path, number) in enumerate(CATEGORY_IDS.items()):
        parent, _, name = path.rpartition(" > ")
        record = {"id": number, "name": name, "orderBy": 10 * (order + 1), "enabled": name != HIDDEN, "description": ""}
        made.append(record | ({"parentId": CATEGORY_IDS[parent]} if parent else {}))
    return made


def classes() -> list[Record]:
    """Id 0 is "General": it has no name and always exists."""
    made: list[Record] = []
    for order, (name, number) in enumerate(CLASS_IDS.items()):
        first = FIRST_ATTRIBUTE + order * 10
        attributes = [
            {"id": first, "name": "UPC", "type": "UPC", "show": "DESCR"},
            {"id": first + 1, "name": "Brand", "type": "BRAND", "show": "DESCR"},
        ]
        if name:
            attributes.append({"id": first + 2, "name": "Material", "type": "CUSTOM", "show": "DESCR"})
            attributes.append({"id": first + 3, "name": "Made in", "type": "CUSTOM", "show": "DESCR"})
        made.append({"id": number, **({"name": name} if name else {}), "attributes": attributes})
    return made


_ATTRIBUTES = {c["id"]: c["attributes"] for c in classes()}


def attribute_rows(product_type: str, values: dict[str, str]) -> list[Record]:
    """`values` by attribute name, as a product of this type answers them."""
    return [{**d, "value": values[d["name"]]} for d in _ATTRIBUTES[CLASS_IDS[product_type]] if values.get(d["name"])]
