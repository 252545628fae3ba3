"""One ordinary product: everything filled in as a tidy shop would, with the seed deciding the numbers."""

from __future__ import annotations

import itertools
import random
from typing import Any

from sandbox.catalogue import shelves, texts
from sandbox.catalogue.colours import COLOURS
from sandbox.catalogue.goods import Goods, Option
from sandbox.catalogue.numbers import (
    COMBINATIONS_EACH,
    FIRST_COMBINATION,
    FIRST_PRODUCT,
    Making,
    Pictures,
    upc,
)

Record = dict[str, Any]
BRANDS = ("Harbor Goods", "Saltmarsh", "Tern & Tide", "Foxglove Studio", "Northwind Pack")
TAX = {"taxable": True, "defaultLocationIncludedTaxRate": 0, "enabledManualTaxes": [], "taxClassCode": "default"}
SHIPPING = {"type": "GLOBAL_METHODS", "methodMarkup": 0, "flatRate": 0, "disabledMethods": [], "enabledMethods": []}


def make(making: Making, goods: Goods, batch: int = 0) -> Record:
    """The place in the catalogue gives the ids; `batch` above 0 is the same thing made again."""
    dice, place = making.dice(), making.place
    name = f"{goods.name}, Batch {batch + 1}" if batch else goods.name
    product = base(making, name, goods.price, dice)
    product |= on_shelf(goods.shelf, "" if place % 5 == 3 else goods.product_type)
    product["sku"] = sku_of(goods, place)
    product["description"] = texts.description(goods)
    product["weight"] = goods.weight
    product["dimensions"] = dict(zip(("length", "width", "height"), goods.size, strict=True))
    product["attributes"] = _attributes(goods, place, dice)
    pictures = Pictures(place, goods.thing, dice.randrange(12))
    product["images"] = pictures.usual(name, 1 + dice.randrange(3))
    _stock(product, place, dice)
    if dice.random() < 0.15:
        product["compareToPrice"] = round(goods.price * 1.25) - 0.01
    _options(product, goods, pictures, dice)
    return product


def base(making: Making, name: str, price: float, dice: random.Random) -> Record:
    created, updated = making.dates(dice)
    return {
        "id": FIRST_PRODUCT + making.place * 37,
        "name": name,
        "nameTranslated": {"en": name},
        "description": "",
        "price": price,
        "quantity": 3 + dice.randrange(180),
        "unlimited": False,
        "enabled": True,
        "productClassId": 0,
        "categoryIds": [],
        "defaultCategoryId": 0,
        "options": [],
        "combinations": [],
        "attributes": [],
        "images": [],
        "dimensions": {"length": 0, "width": 0, "height": 0},
        "volume": 0,
        "weight": 1.0,
        "isShippingRequired": True,
        "isSampleProduct": False,
        "isGiftCard": False,
        "discountsAllowed": True,
        "nameYourPriceEnabled": False,
        "subscriptionSettings": {"subscriptionAllowed": False, "oneTimePurchaseAllowed": True},
        "productCondition": "NEW",
        "outOfStockVisibilityBehaviour": "SHOW",
        "warningLimit": 0,
        "seoTitle": "",
        "seoDescription": "",
        "tax": dict(TAX),
        "shipping": dict(SHIPPING),
        "relatedProducts": {
            "productIds": [],
            "relatedCategory": {"enabled": False, "categoryId": 0, "productCount": 5},
        },
        "created": created,
        "updated": updated,
    }


def on_shelf(shelf: str, product_type: str) -> Record:
    """Category and product type; "" leaves either out."""
    number = shelves.CATEGORY_IDS[shelf] if shelf else 0
    placed = {"categoryIds": [number] if number else [], "defaultCategoryId": number}
    return placed | {"productClassId": shelves.CLASS_IDS[product_type]}


def sku_of(goods: Goods, place: int) -> str:
    words = [w for w in goods.name.replace("-", " ").split() if w[0].isalpha()]
    return f"{goods.thing[:3].upper()}-{words[0][:3].upper()}-{place:03d}"


def _attributes(goods: Goods, place: int, dice: random.Random) -> list[Record]:
    brand = dice.choice(BRANDS) if dice.random() < 0.6 else ""
    code = upc(place) if dice.random() < 0.3 and not any(o.kind != "plain" for o in goods.options) else ""
    values = {"UPC": code, "Brand": brand, "Material": texts.material(goods.product_type), "Made in": "USA"}
    return shelves.attribute_rows("" if place % 5 == 3 else goods.product_type, values)


def _stock(product: Record, place: int, dice: random.Random) -> None:
    if place % 13 == 5:
        product["unlimited"] = True
        del product["quantity"]
    elif place % 29 == 7:
        product["quantity"] = 0
    elif dice.random() < 0.1:
        product["quantity"] = 1 + dice.randrange(4)


def _options(product: Record, goods: Goods, pictures: Pictures, dice: random.Random) -> None:
    product["options"] = [_option(o) for o in goods.options]
    varying = [o for o in goods.options if o.kind != "plain"]
    if not varying:
        return
    for number, picked in enumerate(itertools.product(*(o.choices for o in varying)), 1):
        picks = {o.name: c.text for o, c in zip(varying, picked, strict=True)}
        product["combinations"].append(combination(product, number, picks))
        if varying[0].kind == "own":
            _own(product["combinations"][-1], product, picks, pictures, dice)


def _option(option: Option) -> Record:
    kind = "SWATCHES" if option.name in ("Color", "Glaze") else "SIZE" if option.name == "Size" else "SELECT"
    choices = []
    for choice in option.choices:
        row: Record = {"text": choice.text, "textTranslated": {"en": choice.text}}
        row |= {"priceModifier": choice.extra, "priceModifierType": "ABSOLUTE"}
        if kind == "SWATCHES":
            row["hexCodes"] = [COLOURS.get(choice.text, "#9a938a")]
        choices.append(row)
    named = {"type": kind, "name": option.name, "nameTranslated": {"en": option.name}}
    return named | {"choices": choices, "defaultChoice": 0, "required": option.kind != "plain"}


def combination(product: Record, number: int, picks: dict[str, str]) -> Record:
    options = [
        {"name": n, "nameTranslated": {"en": n}, "value": v, "valueTranslated": {"en": v}} for n, v in picks.items()
    ]
    place = (product["id"] - FIRST_PRODUCT) // 37
    made = FIRST_COMBINATION + place * COMBINATIONS_EACH + number
    return {"id": made, "combinationNumber": number, "options": options, "attributes": []}


def _own(variation: Record, product: Record, picks: dict[str, str], pictures: Pictures, dice: random.Random) -> None:
    """Its own SKU and stock; a picture in its own colour; large sizes cost a little more."""
    suffix = "-".join(value.upper().replace(" ", "")[:6] for value in picks.values())
    variation["sku"] = f"{product['sku']}-{suffix}"
    variation["unlimited"] = product["unlimited"]
    if not product["unlimited"]:
        variation["quantity"] = 0 if dice.random() < 0.06 else 2 + dice.randrange(60)
    if picks.get("Size") in ("XXL", "Large", "10 in"):
        variation["price"] = product["price"] + 4
    colour = COLOURS.get(next(iter(picks.values())), "")
    if colour:
        variation["image"] = pictures.coloured(colour)
