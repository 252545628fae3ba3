"""Product attributes: those the category knows, those it demands, and those that depend on others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from sandbox.tiktok_shop.attributes import Attribute, attribute_of, attributes_of
from sandbox.tiktok_shop.categories import Category
from sandbox.tiktok_shop.checks.text import breaks_rules
from sandbox.tiktok_shop.errors import Problem, problem
from sandbox.tiktok_shop.records import Json

LONGEST = 2000
_WORD = "product attribute"
_POSITIVE = re.compile(r"(?!0+(?:\.0+)?$)\d+(?:\.\d+)?")


def chosen(given: list[Json]) -> dict[str, set[str]]:
    """Attribute id → ids of the chosen built-in values."""
    return {a.get("id", ""): {v["id"] for v in a.get("values", ()) if v.get("id")} for a in given}


def property_problems(category: Category, given: list[Json]) -> Iterator[Problem]:
    ids = Counter(a.get("id", "") for a in given)
    if ids[""]:
        yield problem(12052241)
    if max(ids.values(), default=1) > 1:
        yield problem(12052254)
    for entry in given:
        attribute = attribute_of(category, entry.get("id", ""))
        if attribute is None or attribute.type == "SALES_PROPERTY":
            if entry.get("id"):
                yield problem(12052247)
            continue
        yield from _values_problems(attribute, entry.get("values", []))
    yield from _demanded(category, chosen(given))


def _values_problems(attribute: Attribute, values: list[Json]) -> Iterator[Problem]:
    if not values or any(not v.get("id") and not v.get("name", "").strip() for v in values):
        yield problem(12052248, property_type=_WORD)
    if len(values) > 1 and not attribute.multiple:
        yield problem(12052246, property_type=_WORD, property_id=attribute.id)
    if max(Counter(v["id"] for v in values if v.get("id")).values(), default=1) > 1:
        yield problem(12052253)
    names = Counter(v["name"] for v in values if v.get("name") and not v.get("id"))
    if max(names.values(), default=1) > 1:
        yield problem(12052251)
    for value in values:
        if value.get("id"):
            if attribute.value_name(value["id"]) is None:
                yield problem(12052529)
        elif value.get("name"):
            yield from _own_words(attribute, value["name"])


def _own_words(attribute: Attribute, name: str) -> Iterator[Problem]:
    if not attribute.customizable:
        yield problem(12052247)
    elif attribute.numeric and not _POSITIVE.fullmatch(name):
        yield problem(12052256, property_name=attribute.name)
    elif len(name) > LONGEST:
        yield problem(12052249, property_type=_WORD, max_limit=LONGEST, property_value_name=name)
    elif breaks_rules(name):
        yield problem(12052935)


def _demanded(category: Category, answers: dict[str, set[str]]) -> Iterator[Problem]:
    for attribute in attributes_of(category):
        there = attribute.id in answers
        if attribute.required and not there:
            yield problem(12052104)
        met = [(a, v) for a, v in attribute.conditions if v in answers.get(a, ())]
        if met and not there:
            yield problem(12052182, **_names(category, attribute, *met[0]))
        # Left empty: the parent is answered, and its answer does not ask for the child.
        parent = attribute.conditions[0][0] if attribute.conditions else ""
        if there and not met and answers.get(parent):
            yield problem(12052183, **_names(category, attribute, parent, min(answers[parent])))


def _names(category: Category, child: Attribute, parent_id: str, value_id: str) -> dict[str, str]:
    parent = attribute_of(category, parent_id)
    return {
        "sub_property_name": child.name,
        "parent_property_name": parent.name if parent else parent_id,
        "parent_property_value": (parent.value_name(value_id) if parent else None) or value_id,
    }
