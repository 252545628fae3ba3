"""What a create and an edit carry is what TikTok's reference asks for (create-product-202309, edit-product-202509)."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from app.domain.drafts import draft, free_text
from app.domain.policy import Units
from app.domain.products import Size
from app.platforms.tiktok_shop.payloads import create_body, edit_body, recommend_body
from tests.domain.samples import MUG, POLICY, SOCKS, policy, product, variant

MAIN, RED, BLUE = (f"https://pictures.example/{name}.jpg" for name in ("mug", "red", "blue"))
URIS = {MAIN: "tos/main", RED: "tos/red", BLUE: "tos/blue"}


def created(item: Any = MUG, rules: Any = POLICY, **more: Any) -> dict[str, Any]:
    return create_body(draft(item, rules, "600001", **more), URIS, "weft-1")


def test_simple_product_word_for_word() -> None:
    assert created() == {
        "save_mode": "LISTING",
        "idempotency_key": "weft-1",
        "title": "Speckled stoneware mug",
        "description": "<p>Holds 350 ml.</p>",
        "category_id": "600001",
        "category_version": "v2",
        "main_images": [{"uri": "tos/main"}],
        "package_dimensions": {"length": "12", "width": "9", "height": "10", "unit": "CENTIMETER"},
        "package_weight": {"value": "0.420", "unit": "KILOGRAM"},
        "external_product_id": "692730761",
        "skus": [
            {
                "seller_sku": "MUG-1",
                "external_sku_id": "692730761-0",
                "price": {"amount": "18.50", "currency": "USD"},
                "inventory": [{"warehouse_id": "7068517275539719942", "quantity": 7}],
            }
        ],
    }


def test_imperial_package_is_whole_inches_and_two_decimals_of_a_pound() -> None:
    """S46, S134; both measures in one system (12052915), dimensions as whole numbers in strings."""
    body = created(product(size=Size(241, 203, 1), weight_g=159), policy(units=Units.IMPERIAL))
    assert body["package_dimensions"] == {"length": "10", "width": "8", "height": "1", "unit": "INCH"}
    assert body["package_weight"] == {"value": "0.35", "unit": "POUND"}


def test_metric_package_is_rounded_up() -> None:
    assert created(product(size=Size(241, 200, 1)))["package_dimensions"]["length"] == "25"


def test_key_goes_with_a_create_only() -> None:
    made = draft(MUG, POLICY, "600001", linked={0: "1729592969712207012"})
    body = edit_body(made, URIS)
    assert "idempotency_key" not in body
    assert body["skus"][0]["id"] == "1729592969712207012"
    assert {k: v for k, v in body.items() if k != "skus"} == {
        k: v for k, v in created().items() if k not in ("skus", "idempotency_key")
    }


def test_new_sku_in_an_edit_has_no_id() -> None:
    body = edit_body(draft(SOCKS, POLICY, "1", linked={1: "11", 2: "22"}), URIS)
    assert [sku.get("id") for sku in body["skus"]] == ["11", "22", None]


def test_own_options_by_name_pictures_on_the_first_axis_only() -> None:
    """12052528."""
    socks = product(
        variants=(
            variant(1, ("Color", "Red"), ("Size", "M"), picture=RED),
            variant(2, ("Color", "Blue"), ("Size", "M"), picture=BLUE),
        )
    )
    assert [sku["sales_attributes"] for sku in created(socks)["skus"]] == [
        [{"name": "Color", "value_name": "Red", "sku_img": {"uri": "tos/red"}}, {"name": "Size", "value_name": "M"}],
        [{"name": "Color", "value_name": "Blue", "sku_img": {"uri": "tos/blue"}}, {"name": "Size", "value_name": "M"}],
    ]


def test_one_picture_that_was_not_uploaded_takes_the_others_out() -> None:
    """TikTok wants one for every value of the first axis, or none."""
    mugs = draft(
        product(variants=(variant(1, ("Color", "Red"), picture=RED), variant(2, ("Color", "Blue"), picture=BLUE))),
        POLICY,
        "1",
    )
    body = create_body(mugs, {MAIN: "tos/main", RED: "tos/red"}, "k")
    assert not any("sku_img" in axis for sku in body["skus"] for axis in sku["sales_attributes"])


def test_same_picture_twice_is_sent_once() -> None:
    made = replace(draft(MUG, POLICY, "1"), pictures=(MAIN, RED, BLUE))
    body = create_body(made, {MAIN: "tos/same", RED: "tos/same"}, "k")
    assert body["main_images"] == [{"uri": "tos/same"}]


def test_barcode_goes_with_its_type() -> None:
    assert created(product(gtin="012345678905"))["skus"][0]["identifier_code"] == {
        "code": "012345678905",
        "type": "UPC",
    }
    assert "identifier_code" not in created(product(gtin="12345"))["skus"][0]


def test_answers_are_ids_or_own_words() -> None:
    answers = (("101610", ("1000325",)), ("101623", (free_text("4.5"),)))
    assert created(attributes=answers)["product_attributes"] == [
        {"id": "101610", "values": [{"id": "1000325"}]},
        {"id": "101623", "values": [{"name": "4.5"}]},
    ]


def test_price_has_no_exponent() -> None:
    body = created(product(variants=(variant(0, price=Decimal("1E+3")),)))
    assert body["skus"][0]["price"] == {"amount": "1000.00", "currency": "USD"}


def test_suggestion_is_asked_in_the_us_version() -> None:
    assert recommend_body("Mug", "<p>Big</p><img src=x>") == {
        "product_title": "Mug",
        "description": "<p>Big</p>",
        "category_version": "v2",
    }
