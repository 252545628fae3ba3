"""Ecwid's products as ours: every trap of the catalogue (platform-facts E5)."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.products import Group, Kind, Product, Size
from app.platforms.ecwid import wire
from app.platforms.ecwid.amounts import Amounts
from app.platforms.ecwid.parse import Names, parse_product

NO_NAMES = Names({}, {})
METRIC = Amounts(2, "KILOGRAM", "CM")
MUG: dict[str, Any] = {
    "id": 692730761,
    "sku": "MUG-1",
    "name": "Mug",
    "description": "<p>Blue</p>",
    "price": 12.5,
    "quantity": 7,
    "unlimited": False,
    "inStock": True,
    "enabled": True,
    "productClassId": 0,
    "defaultCategoryId": 0,
    "categoryIds": [],
    "options": [],
    "combinations": [],
    "attributes": [],
    "updateTimestamp": 1725523087,
}
SIZES = {
    "type": "RADIO",
    "name": "Size",
    "choices": [
        {"text": "24", "priceModifier": 0, "priceModifierType": "ABSOLUTE"},
        {"text": "28", "priceModifier": 10, "priceModifierType": "ABSOLUTE"},
        {"text": "32", "priceModifier": 20, "priceModifierType": "PERCENT"},
    ],
    "required": True,
}


def parsed(amounts: Amounts = METRIC, names: Names = NO_NAMES, **changes: Any) -> Product:
    """The mug with `changes`; None takes a field away."""
    fields = {name: value for name, value in (MUG | changes).items() if value is not ...}
    return parse_product(wire.PRODUCT.decode(json.dumps(fields)), amounts, names)


def variation(number: int, size: str, **more: Any) -> dict[str, Any]:
    return {"id": number, "options": [{"name": "Size", "value": size}], **more}


def test_ordinary_product() -> None:
    mug = parsed()
    assert (mug.source_id, mug.sku, mug.title, mug.description) == (692730761, "MUG-1", "Mug", "<p>Blue</p>")
    assert (mug.price, mug.quantity, mug.kind, mug.enabled) == (Decimal("12.50"), 7, Kind.ORDINARY, True)
    assert (mug.category, mug.product_type, mug.brand, mug.gtin) == (None, None, "", "")
    assert (mug.weight_g, mug.size, mug.pictures) == (None, None, ())
    assert mug.updated_at == datetime(2024, 9, 5, 7, 58, 7, tzinfo=UTC)
    assert [(v.combination_id, v.sku, v.price, v.quantity) for v in mug.variants] == [(0, "MUG-1", Decimal("12.50"), 7)]


def test_least_that_ecwid_may_send() -> None:
    product = parse_product(wire.PRODUCT.decode(b'{"id":5,"updateTimestamp":1}'), METRIC, NO_NAMES)
    assert (product.title, product.sku, product.description, product.quantity) == ("", "", "", None)
    assert len(product.variants) == 1


def test_every_field_may_be_null() -> None:
    nothing = dict.fromkeys(wire.Product.__struct_encode_fields__) | {"id": 5, "updateTimestamp": 1}
    assert parse_product(wire.PRODUCT.decode(json.dumps(nothing)), METRIC, NO_NAMES).source_id == 5


@pytest.mark.parametrize(
    ("unlimited", "quantity", "stock"),
    [
        (True, ..., None),
        (True, 0, None),
        (False, 0, 0),
        (False, -5, -5),
        (False, ..., 0),
        (..., ..., None),
        (..., 3, 3),
    ],
)
def test_untracked_stock_is_never_zero(unlimited: Any, quantity: Any, stock: int | None) -> None:
    """Trap 5: unlimited products have no quantity; and stock may be negative."""
    product = parsed(unlimited=unlimited, quantity=quantity)
    assert product.quantity == product.variants[0].quantity == stock


def test_noise_of_doubles_is_rounded_away() -> None:
    """Trap 8."""
    assert parsed(price=14.989999999999998).price == Decimal("14.99")
    assert parsed(price=10).price == Decimal("10.00")
    assert str(parsed(Amounts(0), price=2000.0000000001).price) == "2000"
    assert str(parsed(Amounts(3), price=1.2345).price) == "1.235"


def test_currency_precision_comes_from_the_store() -> None:
    assert Amounts.of(wire.FormatsAndUnits(currency_precision=0)).money(Decimal("1999.5")) == 2000
    assert Amounts.of(None).money(Decimal("0.005")) == Decimal("0.01")
    assert Amounts.of(wire.FormatsAndUnits(currency_precision=99)).money(Decimal("1.239")) == Decimal("1.24")


@pytest.mark.parametrize(
    ("unit", "weight", "grams"),
    [("GRAM", 250, 250), ("KILOGRAM", 0.4, 400), ("KILOGRAM", 0.30000000000000004, 300), ("POUND", 1, 454),
     ("OUNCE", 1, 28), ("CARAT", 5, 1), ("CARAT", 1, 1), ("KILOGRAM", 0, None), ("KILOGRAM", -1, None),
     ("STONE", 1, None)],
)  # fmt: skip
def test_weight_is_in_the_stores_unit(unit: str, weight: float, grams: int | None) -> None:
    assert parsed(Amounts(2, unit, "CM"), weight=weight).weight_g == grams


@pytest.mark.parametrize(
    ("unit", "size"),
    [("MM", Size(10, 9, 5)), ("CM", Size(100, 90, 50)), ("IN", Size(254, 229, 127)), ("YD", Size(9144, 8230, 4572))],
)
def test_dimensions_are_in_the_stores_unit(unit: str, size: Size) -> None:
    assert parsed(Amounts(2, "GRAM", unit), dimensions={"length": 10, "width": 9, "height": 5}).size == size


@pytest.mark.parametrize("unset", ["length", "width", "height"])
def test_zero_dimension_means_not_measured(unset: str) -> None:
    assert parsed(dimensions={"length": 10, "width": 9, "height": 5} | {unset: 0}).size is None


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"isGiftCard": True}, Kind.GIFT_CARD),
        ({"isSampleProduct": True}, Kind.SAMPLE),
        ({"nameYourPriceEnabled": True}, Kind.NAME_YOUR_PRICE),
        ({"subscriptionSettings": {"subscriptionAllowed": True, "oneTimePurchaseAllowed": False}}, Kind.SUBSCRIPTION),
        ({"subscriptionSettings": {"subscriptionAllowed": True, "oneTimePurchaseAllowed": True}}, Kind.ORDINARY),
        ({"subscriptionSettings": {"subscriptionAllowed": False, "oneTimePurchaseAllowed": True}}, Kind.ORDINARY),
    ],
)
def test_what_cannot_be_listed_is_known_by_its_kind(changes: dict[str, Any], kind: Kind) -> None:
    """Trap 25."""
    assert parsed(**changes).kind is kind


def test_category_is_the_default_one_and_named_by_the_product() -> None:
    product = parsed(
        defaultCategoryId=2, categoryIds=[1, 2], categories=[{"id": 1, "name": "A"}, {"id": 2, "name": "B"}]
    )
    assert product.category == Group("category", 2, "B")


def test_category_is_named_by_the_listing_where_the_server_is_older() -> None:
    names = Names({2: "Mugs"}, {})
    assert parsed(names=names, defaultCategoryId=2, categories=[{"id": 2}]).category == Group("category", 2, "Mugs")
    assert parsed(defaultCategoryId=2).category == Group("category", 2, "")


def test_only_category_counts_where_no_default_is_set() -> None:
    """S24: of several without a default none is better than the others."""
    named = [{"id": 1, "name": "A"}, {"id": 2, "name": "B"}]
    assert parsed(categoryIds=[1], categories=named[:1]).category == Group("category", 1, "A")
    assert parsed(categoryIds=[1, 2], categories=named).category is None


def test_general_type_is_no_type() -> None:
    assert parsed(productClassId=0).product_type is None
    assert parsed(names=Names({}, {7: "Shoes"}), productClassId=7).product_type == Group("type", 7, "Shoes")


def test_brand_and_code_are_attributes_and_their_values_any_text() -> None:
    product = parsed(
        attributes=[
            {"id": 1, "type": "CUSTOM", "value": "x"},
            {"id": 2, "type": "BRAND", "value": " Acme "},
            {"id": 3, "type": "UPC", "value": "012345678905"},
            {"id": 4, "type": "INVENTED_LATER", "value": "y"},
            {"id": 5, "type": "EXTERNAL_EAN", "value": "4006381333931"},
        ]
    )
    assert (product.brand, product.gtin) == ("Acme", "012345678905")
    assert parsed(attributes=[{"type": "EXTERNAL_EAN", "value": "4006381333931"}]).gtin == "4006381333931"
    assert parsed(attributes=[{"type": "UPC", "value": 4006381333931}]).gtin == "4006381333931"
    assert parsed(attributes=[{"type": "BRAND", "value": ""}, {"type": "UPC", "value": None}]).brand == ""


def picture(number: int, order: int, main: bool = False) -> dict[str, Any]:
    return {
        "id": str(number),
        "isMain": main,
        "orderBy": order,
        "image1500pxUrl": f"https://cdn.example/{number}-1500.jpg",
        "imageOriginalUrl": f"https://cdn.example/{number}.jpg",
    }


def test_main_picture_comes_first_then_their_order() -> None:
    product = parsed(media={"images": [picture(3, 2), picture(1, 0), picture(2, 1, main=True)]})
    assert [address.rpartition("/")[2] for address in product.pictures] == ["2-1500.jpg", "1-1500.jpg", "3-1500.jpg"]


def test_gallery_without_main_picture_still_has_pictures() -> None:
    """Trap 11: the top-level addresses are all absent then."""
    assert len(parsed(media={"images": [picture(1, 1), picture(2, 2)]}).pictures) == 2


def test_older_servers_have_no_media() -> None:
    product = parsed(
        imageUrl="https://cdn.example/main.jpg",
        galleryImages=[
            {"url": "https://cdn.example/b.jpg", "orderBy": 1},
            {"imageUrl": "https://cdn.example/a.jpg", "orderBy": 0},
            {"imageUrl": "https://cdn.example/main.jpg", "orderBy": 2},
        ],
    )
    assert product.pictures == (
        "https://cdn.example/main.jpg", "https://cdn.example/a.jpg", "https://cdn.example/b.jpg",
    )  # fmt: skip


def test_variation_without_sku_is_sold_from_the_products_stock() -> None:
    """Trap 4: whatever quantity it shows itself."""
    product = parsed(combinations=[variation(1, "24", quantity=99, unlimited=True)])
    (only,) = product.variants
    assert (only.combination_id, only.sku, only.quantity, only.shares_stock) == (1, "MUG-1", 7, True)


def test_variation_with_the_products_sku_shares_its_stock_too() -> None:
    (only,) = parsed(combinations=[variation(1, "24", sku="MUG-1", quantity=7, unlimited=False)]).variants
    assert only.shares_stock


def test_variation_with_its_own_sku_has_its_own_stock() -> None:
    product = parsed(
        combinations=[
            variation(1, "24", sku="MUG-24", quantity=0, unlimited=False),
            variation(2, "28", sku="MUG-28", unlimited=True),
        ]
    )
    assert [(v.sku, v.quantity, v.shares_stock) for v in product.variants] == [
        ("MUG-24", 0, False), ("MUG-28", None, False),
    ]  # fmt: skip
    assert product.quantity == 7  # not the sum


def test_variations_price_is_its_own_or_the_products_with_modifiers() -> None:
    product = parsed(
        options=[SIZES],
        combinations=[variation(1, "24"), variation(2, "28"), variation(3, "32"), variation(4, "28", price=3.009999)],
    )
    assert [v.price for v in product.variants] == [
        Decimal("12.50"), Decimal("22.50"), Decimal("15.00"), Decimal("3.01"),
    ]  # fmt: skip


def test_options_alone_make_no_variants_and_leave_the_price() -> None:
    (only,) = parsed(options=[SIZES]).variants
    assert (only.combination_id, only.options, only.price) == (0, (), Decimal("12.50"))


def test_only_selection_without_variation_is_sold_as_the_product_itself() -> None:
    """platform-facts E5: three sizes, two variations."""
    product = parsed(options=[SIZES], combinations=[variation(2, "28", sku="B"), variation(3, "32", sku="C")])
    rest = product.variants[-1]
    assert (rest.combination_id, rest.options, rest.price, rest.quantity) == (0, (("Size", "24"),), Decimal("12.50"), 7)


def test_several_selections_without_variation_stay_in_ecwid() -> None:
    product = parsed(options=[SIZES], combinations=[variation(2, "28", sku="B")])
    assert [v.combination_id for v in product.variants] == [2]


def test_options_that_make_no_variations_do_not_count() -> None:
    engraving = {"type": "TEXTFIELD", "name": "Engraving"}
    extras = {"type": "CHECKBOX", "name": "Extras", "choices": [{"text": "Gift wrap", "priceModifier": 2}]}
    product = parsed(
        options=[SIZES, engraving, extras], combinations=[variation(1, "24"), variation(2, "28"), variation(3, "32")]
    )
    assert len(product.variants) == 3


def test_variation_has_its_own_code_and_picture() -> None:
    first, second = parsed(
        attributes=[{"type": "UPC", "value": "012345678905"}],
        combinations=[
            variation(
                1, "24", attributes=[{"type": "UPC", "value": "4006381333931"}], imageUrl="https://cdn.example/v"
            ),
            variation(2, "28"),
        ],
    ).variants
    assert (first.gtin, first.picture) == ("4006381333931", "https://cdn.example/v")
    assert (second.gtin, second.picture) == ("", "")  # one code for two things would be wrong


def test_text_goes_through_as_it_came() -> None:
    """Trap 10: nothing is sanitised here, and everything is full UTF-8."""
    product = parsed(name="<em>Tasse</em> 😀", description="<script>x</script>\u0000")
    assert (product.title, product.description) == ("<em>Tasse</em> 😀", "<script>x</script>\u0000")


def test_time_without_timestamp_is_read_from_the_text() -> None:
    product = parsed(updateTimestamp=..., updated="2024-09-04 09:22:09 +0200")
    assert product.updated_at == datetime(2024, 9, 4, 7, 22, 9, tzinfo=UTC)


@pytest.mark.parametrize("changes", [{"updateTimestamp": ...}, {"updateTimestamp": 10**18}, {"price": 1e300}])
def test_absurd_values_are_errors_we_know(changes: dict[str, Any]) -> None:
    with pytest.raises((ValueError, ArithmeticError)):
        parsed(**changes)


def test_asked_fields_are_those_we_read() -> None:
    asked = wire.PRODUCT_PAGE_FIELDS
    assert asked.count("(") == asked.count(")")
    assert "combinations(id,options(name,value),sku,price" in asked
    assert "image1500pxUrl" in asked


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(changes=st.dictionaries(st.sampled_from(wire.Product.__struct_encode_fields__), JSON, max_size=4))
def test_whatever_comes_ends_in_a_product_or_an_error_we_know(changes: dict[str, Any]) -> None:
    """R-14."""
    try:
        item = wire.PRODUCT.decode(json.dumps(MUG | changes))
        product = parse_product(item, METRIC, NO_NAMES)
    except (msgspec.DecodeError, ValueError, ArithmeticError):
        return
    assert product.variants
