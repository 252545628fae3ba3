"""The SKUs of a listing and their sales attributes, the axes a buyer chooses by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from sandbox.tiktok_shop.attributes import SALES
from sandbox.tiktok_shop.checks.text import breaks_rules
from sandbox.tiktok_shop.errors import Problem, problem
from sandbox.tiktok_shop.records import Json

MOST, MOST_AXES, AXIS_LONGEST, VALUE_LONGEST, SKU_LONGEST, MOST_EXTRA_PICTURES = 300, 3, 20, 50, 50, 8
_BUILT_IN = {a.id: a for a in SALES}


def axis_key(axis: Json) -> str:
    """What makes an axis the same on two SKUs; an id wins over a name."""
    return str(axis.get("id") or f"name:{axis.get('name', '')}")


def value_key(axis: Json) -> str:
    return str(axis.get("value_id") or f"name:{axis.get('value_name', '')}")


def sku_problems(skus: list[Json], known: Mapping[str, set[str]]) -> Iterator[Problem]:
    """`known`: axis id → value ids that this product was given by the platform before."""
    if not skus:
        yield problem(12052902)
    if len(skus) > MOST:
        yield problem(12052050)
    for sku in skus:
        name = sku.get("seller_sku", "")
        if len(name) > SKU_LONGEST:
            yield problem(12052054)
        if any(c.isspace() for c in name):
            yield problem(12019059)
        for axis in sku.get("sales_attributes", ()):
            yield from _axis_problems(axis, known)
    yield from _together_problems([sku.get("sales_attributes", []) for sku in skus])


def _together_problems(axes: list[list[Json]]) -> Iterator[Problem]:
    """Rules that look at all SKUs: same axes everywhere, every combination once."""
    if any(len(a) > MOST_AXES for a in axes):
        yield problem(12052525)
    if any(max(Counter(map(axis_key, a)).values(), default=1) > 1 for a in axes):
        yield problem(12052244)
    if len({frozenset(map(axis_key, a)) for a in axes}) > 1 or (len(axes) > 1 and not all(axes)):
        yield problem(12052550)
    combinations = Counter(frozenset((axis_key(x), value_key(x)) for x in a) for a in axes)
    if len(axes) > 1 and max(combinations.values()) > 1:
        yield problem(12052560)
    yield from _picture_axis_problems([x for a in axes for x in a])


def _picture_axis_problems(axes: list[Json]) -> Iterator[Problem]:
    """Pictures stand on one axis, and there for each of its values (create-product-202309)."""
    pictured = {(axis_key(x), value_key(x)) for x in axes if x.get("sku_img")}
    names = {axis for axis, _ in pictured}
    if len(names) > 1:
        yield problem(12052528)
    if any(axis_key(x) in names and (axis_key(x), value_key(x)) not in pictured for x in axes):
        yield problem(12052522)


def _axis_problems(axis: Json, known: Mapping[str, set[str]]) -> Iterator[Problem]:
    id_, name = axis.get("id", ""), axis.get("name", "")
    if id_:
        if id_ not in _BUILT_IN and id_ not in known:
            yield problem(12052527)
    elif not name.strip():
        yield problem(12052241)
    elif len(name) > AXIS_LONGEST:
        yield problem(12052242)
    elif breaks_rules(name):
        yield problem(12052933)
    yield from _value_problems(axis, known)
    extra = axis.get("supplementary_sku_images", [])
    if extra and not axis.get("sku_img"):
        yield problem(12052357)
    if len(extra) > MOST_EXTRA_PICTURES:
        yield problem(12052356)


def _value_problems(axis: Json, known: Mapping[str, set[str]]) -> Iterator[Problem]:
    value_id, name = axis.get("value_id", ""), axis.get("value_name", "")
    if value_id:
        built_in = _BUILT_IN.get(axis.get("id", ""))
        given = known.get(axis.get("id", ""), set())
        if value_id not in given and not (built_in and built_in.value_name(value_id)):
            yield problem(12052529)
    elif not name.strip():
        yield problem(12052248, property_type="sales attribute")
    elif len(name) > VALUE_LONGEST:
        yield problem(12052249, property_type="sales attribute", max_limit=VALUE_LONGEST, property_value_name=name)
    elif breaks_rules(name):
        yield problem(12052934)


def sku_picture_problems(skus: list[Json], pictures: Mapping[str, Json]) -> Iterator[Problem]:
    for sku in skus:
        for axis in sku.get("sales_attributes", ()):
            images = [axis["sku_img"]] if axis.get("sku_img") else []
            for image in (*images, *axis.get("supplementary_sku_images", ())):
                if image["uri"] not in pictures:
                    yield problem(12052520)
