"""The odd ones: what real catalogues hold and tidy examples leave out. Each has one oddity, named by `odd`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.catalogue import texts
from sandbox.catalogue.numbers import FIRST_PRODUCT, Making, Pictures, upc
from sandbox.catalogue.ordinary import base, combination, on_shelf
from sandbox.catalogue.shelves import attribute_rows

Record = dict[str, Any]
Change = Callable[[Record, Pictures], None]


@dataclass(frozen=True)
class Oddity:
    """`listable`: a channel may take it as it is, once Weft has done its own tidying."""

    odd: str
    name: str
    thing: str
    shelf: str
    price: float
    change: Change
    listable: bool = False
    product_type: str = ""


def make(making: Making, oddity: Oddity) -> Record:
    """Tidy in all but the one thing."""
    dice = making.dice()
    product = base(making, oddity.name, oddity.price, dice)
    product |= on_shelf(oddity.shelf, oddity.product_type)
    product["sku"] = f"HG-{making.place:04d}"
    product["description"] = f"<p>{oddity.name}, from our own shelves.</p><p>{texts.CLOSING}</p>"
    product["dimensions"] = {"length": 8, "width": 6, "height": 4}
    pictures = Pictures(making.place, oddity.thing, dice.randrange(12))
    product["images"] = pictures.usual(oddity.name, 2)
    product["odd"] = oddity.odd
    oddity.change(product, pictures)
    return product


def _set(**values: Any) -> Change:
    return lambda product, _: product.update(values)


def _lack(*names: str) -> Change:
    def change(product: Record, _: Pictures) -> None:
        for name in names:
            product.pop(name, None)

    return change


def _nothing(_: Record, __: Pictures) -> None:
    """The oddity is in its name, shelf or price."""


def _picture(width: int, height: int) -> Change:
    def change(product: Record, pictures: Pictures) -> None:
        product["images"] = [pictures.one(main=True, width=width, height=height)]

    return change


def _gallery_only(product: Record, pictures: Pictures) -> None:
    product["images"] = [pictures.one(0), pictures.one(2)]


def _png(product: Record, pictures: Pictures) -> None:
    product["images"] = [{**pictures.one(main=True, width=1000, height=1000), "kind": "png"}]


def _codes(**values: str) -> Change:
    def change(product: Record, _: Pictures) -> None:
        product["attributes"] = attribute_rows("", values)

    return change


def _good_code(product: Record, _: Pictures) -> None:
    place = (product["id"] - FIRST_PRODUCT) // 37
    product["attributes"] = attribute_rows("", {"UPC": upc(place + 5000), "Brand": "Tern & Tide"})


def _sizes(product: Record, names: list[str], kind: str = "SELECT") -> None:
    choices = [
        {"text": n, "textTranslated": {"en": n}, "priceModifier": 3 * i, "priceModifierType": "ABSOLUTE"}
        for i, n in enumerate(names)
    ]
    option = {"type": kind, "name": "Size", "nameTranslated": {"en": "Size"}}
    product["options"] = [{**option, "choices": choices, "defaultChoice": 0, "required": True}]


def _without_any_sku(product: Record, _: Pictures) -> None:
    del product["sku"]
    _sizes(product, ["Small", "Large"])
    product["combinations"] = [combination(product, i, {"Size": n}) for i, n in ((1, "Small"), (2, "Large"))]


def _partly_varied(product: Record, _: Pictures) -> None:
    """Three sizes, two of them variations; one has its own price, the other none left and no limit on the base."""
    _sizes(product, ["Small", "Medium", "Large"])
    own = {"sku": f"{product['sku']}-S", "unlimited": False, "quantity": 0, "price": product["price"] - 2}
    large = {"sku": f"{product['sku']}-L", "unlimited": True, "weight": 2.5}
    product["combinations"] = [
        {**combination(product, 1, {"Size": "Small"}), **own},
        {**combination(product, 2, {"Size": "Large"}), **large},
    ]


def _text_option(product: Record, _: Pictures) -> None:
    name = "Words to engrave"
    product["options"] = [
        {"type": "TEXTFIELD", "name": name, "nameTranslated": {"en": name}, "required": False},
        {"type": "DATE", "name": "Needed by", "nameTranslated": {"en": "Needed by"}, "required": False},
    ]


def _unlimited(product: Record, _: Pictures) -> None:
    product["unlimited"] = True
    del product["quantity"]


def _translated(product: Record, _: Pictures) -> None:
    product["nameTranslated"]["es_419"] = "Tabla de pan con rejilla"
    product["descriptionTranslated"] = {"en": product["description"], "es_419": "<p>Tabla de haya.</p>"}


def _subscription(product: Record, _: Pictures) -> None:
    recurring = [{"recurringInterval": "MONTH", "recurringIntervalCount": 1}]
    product["subscriptionSettings"] = {
        "subscriptionAllowed": True,
        "oneTimePurchaseAllowed": False,
        "recurringChargeSettings": recurring,
    }


MUGS, PLATES, TOOLS = "Kitchen & Table > Mugs & Cups", "Kitchen & Table > Plates & Bowls", "Tools & Workshop"
DECOR, LINEN, GIFTS = "Home & Garden > Decor", "Linen & Textiles > Towels", "Gifts"
FREE_TEXT = "The Harbor Sampler, Chosen by Us"
ODDITIES = [
    Oddity("title over 255 characters", texts.LONG_TITLE, "plate", PLATES, 62.0, _nothing),
    Oddity("one-character title", "Q", "card", "Stationery", 4.0, _nothing),
    Oddity("title not in English", "Jarrón de cerámica azul hecho a mano", "vase", DECOR, 54.0, _nothing),
    Oddity("emoji in the title", "Sunshine Mug ☀️🌊", "mug", MUGS, 21.0, _nothing),
    Oddity("markup in the title", "Stoneware <em>Winter</em> Mug", "mug", MUGS, 23.0, _nothing, True),
    Oddity(
        "description over 10,000 characters",
        "Long Story Serving Platter",
        "plate",
        PLATES,
        58.0,
        _set(description=texts.endless()),
    ),
    Oddity("nasty HTML", "Everything Bowl, Two Glazes", "bowl", PLATES, 27.0, _set(description=texts.NASTY), True),
    Oddity("emoji in the description", "Slow Morning Mug", "mug", MUGS, 24.0, _set(description=texts.EMOJI), True),
    Oddity(
        "a claim in the description",
        "Peppermint Mug with Wooden Lid",
        "mug",
        MUGS,
        26.0,
        _set(description=texts.CLAIMS),
    ),
    Oddity(
        "no description and no picture",
        "Unphotographed Ceramic Vase",
        "vase",
        DECOR,
        31.0,
        lambda p, _: p.update(images=[]) or p.pop("description"),
    ),
    Oddity(
        "gallery picture only", "Shy Ceramic Planter", "planter", "Home & Garden > Garden", 29.0, _gallery_only, True
    ),
    Oddity("huge picture", "Harbor Panorama Art Print", "frame", DECOR, 44.0, _picture(6000, 4500), True),
    Oddity("tiny picture", "Thumbnail Cork Coaster", "plate", DECOR, 9.0, _picture(200, 200)),
    Oddity("PNG picture", "Paper Lantern Art Print", "lantern", DECOR, 22.0, _png, True),
    Oddity("no weight", "Featherweight Linen Tea Towel", "towel", LINEN, 15.0, _lack("weight"), True),
    Oddity("price 0", "Free Greeting Card with Every Order", "card", "Stationery", 0.0, _nothing),
    Oddity("price with float noise", "Odd-Priced Cotton Tea Towel", "towel", LINEN, 14.989999999999998, _nothing, True),
    Oddity("price above the limit", "Ship’s Figurehead, Restored Sculpture", "bear", DECOR, 9999.0, _nothing),
    Oddity("no SKU anywhere", "Unlabelled Enamel Mug", "mug", MUGS, 17.0, _without_any_sku, True),
    Oddity("SKU used twice", "Twin Stoneware Mug", "mug", MUGS, 20.0, _set(sku="HG-TWIN"), True),
    Oddity("SKU used twice", "Other Twin Stoneware Mug", "mug", MUGS, 20.0, _set(sku="HG-TWIN"), True),
    Oddity("unlimited stock", "Made-to-Order Wooden Bowl", "bowl", PLATES, 84.0, _unlimited, True),
    Oddity("negative stock", "Oversold Camp Mug", "mug", MUGS, 16.0, _set(quantity=-4), True),
    Oddity("no stock", "Sold-Out Pillar Candle", "pillar", "Candles & Fragrance", 19.0, _set(quantity=0), True),
    Oddity("no category", "Homeless Hand Towel", "towel", "", 13.0, _nothing, True, "Linen"),
    Oddity("neither category nor product type", FREE_TEXT, "gift", "", 45.0, _nothing),
    Oddity("valid UPC and brand", "Barcoded Storage Jar", "jar", MUGS, 18.0, _good_code, True),
    Oddity("junk UPC", "Misread Storage Jar", "jar", MUGS, 18.0, _codes(UPC="N/A", Brand="-"), True),
    Oddity("brand that needs a licence", "Cast Iron Cocotte", "pot", PLATES, 210.0, _codes(Brand="Le Creuset")),
    Oddity("disabled", "Last Season’s Tea Towel", "towel", "Last season", 8.0, _set(enabled=False)),
    Oddity("sample product", "Sample: Apple", "gift", "Pantry", 1.0, _set(isSampleProduct=True)),
    Oddity("gift card", "Harbor Gift Card", "gift", GIFTS, 25.0, _set(isGiftCard=True, isShippingRequired=False)),
    Oddity("pay what you want", "Honesty Box Postcard", "card", GIFTS, 2.0, _set(nameYourPriceEnabled=True)),
    Oddity("subscription only", "Candle of the Month", "candle", "Candles & Fragrance", 27.0, _subscription),
    Oddity(
        "toy without a certificate", "Wooden Building Block Set, 40 Pieces", "blocks", "Toys & Games", 38.0, _nothing
    ),
    Oddity("toy without a certificate", "Honey the Teddy Bear", "bear", "Toys & Games", 34.0, _nothing),
    Oddity(
        "partly varied",
        "Wicker Storage Basket",
        "basket",
        "Home & Garden > Baskets & Storage",
        33.0,
        _partly_varied,
        True,
    ),
    Oddity("options that are text", "Engraved Pocket Rule, Ruler", "measure", TOOLS, 22.0, _text_option, True),
]
