"""The attributes of each category (platform-facts T4), with the published US hazmat ids."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from sandbox.tiktok_shop.categories import Category

Values = tuple[tuple[str, str], ...]
Conditions = tuple[tuple[str, str], ...]

YES, NO, NOT_SURE = ("1000058", "Yes"), ("1000059", "No"), ("1024360", "Not Sure")
_YES_NO: Values = (YES, NO)
_HAZARD: Values = (YES, NO, NOT_SURE)


@dataclass(frozen=True)
class Attribute:
    """One attribute. `conditions`: (attribute id, value id) pairs, any of which makes it mandatory."""

    id: str
    name: str
    values: Values = ()
    type: str = "PRODUCT_PROPERTY"
    required: bool = False
    customizable: bool = False
    multiple: bool = False
    numeric: bool = False
    conditions: Conditions = ()

    def value_name(self, value_id: str) -> str | None:
        return next((name for id_, name in self.values if id_ == value_id), None)

    def row(self) -> dict[str, Any]:
        """As in Get Attributes, its misspelling included."""
        row: dict[str, Any] = {"id": self.id, "name": self.name, "type": self.type, "is_requried": self.required}
        if self.values:
            row["values"] = [{"id": id_, "name": name} for id_, name in self.values]
        if self.type == "PRODUCT_PROPERTY":
            row |= {"is_customizable": self.customizable, "is_multiple_selection": self.multiple}
        if self.numeric:
            row["value_data_format"] = "POSITIVE_INT_OR_DECIMAL"
        if self.conditions:
            row["requirement_conditions"] = conditions_rows(self.conditions)
        return row


def conditions_rows(conditions: Conditions) -> list[dict[str, str]]:
    return [
        {"condition_type": "VALUE_ID_MATCH", "attribute_id": attribute, "attribute_value_id": value}
        for attribute, value in conditions
    ]


def _numbered(first: int, names: str) -> Values:
    return tuple((str(first + i), name) for i, name in enumerate(names.split(", ")))


SALES = (
    Attribute(
        "100000",
        "Color",
        _numbered(1000001, "Red, Blue, Green, Black, White, Grey, Beige, Brown, Pink, Yellow, Orange, Purple, Navy"),
        type="SALES_PROPERTY",
    ),
    Attribute("100007", "Size", _numbered(1000100, "XS, S, M, L, XL, 2XL, One Size"), type="SALES_PROPERTY"),
)
_MATERIALS = "Cotton, Linen, Wool, Wood, Stoneware, Glass, Steel, Brass, Leather, Beeswax, Paper, Plastic, Silicone"
_COUNTRIES = "United States, Canada, Mexico, Portugal, India, China, Viet Nam, Turkey, Germany, Japan"
_PLAIN = (
    Attribute("100392", "Occasion", (("1001533", "Birthday"), ("1001534", "Christmas"), ("1001535", "Wedding"))),
    Attribute("100149", "Country of Origin", _numbered(1000850, _COUNTRIES)),
    Attribute("101400", "CA Prop 65: Repro. Chems", _YES_NO),
    Attribute("101395", "CA Prop 65: Carcinogens", _YES_NO),
)
_BATTERIES: Values = (("1024358", "Batteries"), ("1024359", "Cells"), ("1000325", "None"), NOT_SURE)
_TYPES: Values = (
    ("1024361", "Lithium Ion"),
    ("1023433", "Lithium Metal"),
    ("1024362", "Lead/Cadmium/Mercury"),
    ("1024363", "Alkaline"),
    ("1020869", "Other"),
)
_PACKED: Values = (("1024364", "Built-In"), ("1024365", "Packed Separately"), ("1024366", "Batteries Only"))
_HAS_BATTERY: Conditions = (("101610", "1024358"), ("101610", "1024359"))
_LITHIUM_ION: Conditions = (("100216", "1024361"),)
_LITHIUM_METAL: Conditions = (("100216", "1023433"),)
_OTHER_GOODS = Attribute("101619", "Other Dangerous Goods or Hazardous Materials", _HAZARD, required=True)
_BATTERY = (
    Attribute("101610", "Contains Batteries or Cells?", _BATTERIES, required=True),
    Attribute("100216", "Battery Type", _TYPES, conditions=_HAS_BATTERY),
    Attribute("101611", "How Batteries Are Packed", _PACKED, conditions=_HAS_BATTERY),
    Attribute("101623", "Number of batteries or cells", customizable=True, numeric=True, conditions=_HAS_BATTERY),
    Attribute("101624", "Battery or cell capacity in Wh", customizable=True, numeric=True, conditions=_LITHIUM_ION),
    Attribute(
        "101625", "Battery or cell capacity in grams", customizable=True, numeric=True, conditions=_LITHIUM_METAL
    ),
    Attribute("101614", "Battery or cell weight in grams", customizable=True, numeric=True, conditions=_HAS_BATTERY),
    _OTHER_GOODS,
)
_LIQUID = (
    Attribute("101574", "Flammable Liquid", _HAZARD, required=True),
    Attribute(
        "101626", "Flammable liquid volume ml", customizable=True, numeric=True, conditions=(("101574", "1000058"),)
    ),
)
_AEROSOL = (
    Attribute("101571", "Aerosols", _HAZARD, required=True),
    Attribute("101627", "Aerosol volume ml", customizable=True, numeric=True, conditions=(("101571", "1000058"),)),
)
_CHOKING = Attribute(
    "102291", "Choking Hazard Warning", _numbered(1027001, "Small Parts, Small Ball, Balloon, Marble, Not Applicable")
)
_SUPPLEMENT = Attribute("102482", "Dietary Supplement", _YES_NO)


@cache
def attributes_of(category: Category) -> tuple[Attribute, ...]:
    """All attributes of a leaf, sales properties first."""
    traits = category.traits
    material = Attribute(
        "100701",
        "Material",
        _numbered(1000900, _MATERIALS),
        required="material" in traits,
        customizable=True,
        multiple=True,
    )
    made: tuple[Attribute, ...] = (*SALES, material, *_PLAIN)
    if "battery" in traits:
        made += _BATTERY
    if traits & {"flammable", "liquid"}:
        made += (*_LIQUID, _OTHER_GOODS)
    if "flammable" in traits:
        made += _AEROSOL
    if "cpc" in traits:
        made += (_CHOKING,)
    return (*made, _SUPPLEMENT) if "food" in traits else made


def attribute_of(category: Category, attribute_id: str) -> Attribute | None:
    return next((a for a in attributes_of(category) if a.id == attribute_id), None)
