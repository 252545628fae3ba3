"""TikTok's answers become our records, whatever they leave out."""

from typing import Any

import msgspec
import pytest

from app.domain.drafts import draft
from app.domain.listings import ListingStatus
from app.platforms.tiktok_shop import parse, wire
from tests.domain.samples import POLICY, SOCKS


def read(data: object, kind: type[Any]) -> Any:
    return msgspec.json.decode(msgspec.json.encode(data), type=kind)


def test_tree_has_paths_from_the_root() -> None:
    rows = [
        {"id": "3", "parent_id": "2", "local_name": "Mugs", "is_leaf": True, "permission_statuses": ["INVITE_ONLY"]},
        {"id": "2", "parent_id": "1", "local_name": "Drinkware", "is_leaf": False},
        {"id": "1", "parent_id": "0", "local_name": "Kitchen", "is_leaf": False},
    ]
    mugs, _, kitchen = parse.categories(read({"categories": rows}, wire.Categories))
    assert (mugs.path, mugs.is_leaf, mugs.invite_only) == ("Kitchen › Drinkware › Mugs", True, True)
    assert (kitchen.path, kitchen.parent_id, kitchen.invite_only) == ("Kitchen", "0", False)


def test_ring_or_missing_parent_does_not_hang_us() -> None:
    rows = [
        {"id": "1", "parent_id": "2"},
        {"id": "2", "parent_id": "1"},
        {"id": "3", "parent_id": "9", "local_name": "C"},
    ]
    assert [c.path for c in parse.categories(read({"categories": rows}, wire.Categories))][2] == "C"


@pytest.mark.parametrize(
    ("data", "leaf"),
    [
        ({"leaf_category_id": "605254"}, "605254"),
        ({"categories": [{"id": "1", "is_leaf": False}, {"id": "2", "is_leaf": True}]}, "2"),
        ({"leaf_category_id": "", "categories": None}, None),
        ({}, None),
    ],
)
def test_suggestion_is_a_leaf_or_nothing(data: object, leaf: str | None) -> None:
    assert parse.recommended(read(data, wire.Recommendation)) == leaf


def test_requirements_keep_the_apis_own_spelling() -> None:
    """`is_requried` is not a slip of ours."""
    attributes = [
        {
            "id": "100216",
            "name": "Battery Type",
            "type": "PRODUCT_PROPERTY",
            "is_requried": True,
            "values": [{"id": "1024361", "name": "Lithium Ion", "icon_url": "https://x"}],
            "is_customizable": True,
            "value_data_format": "POSITIVE_INT_OR_DECIMAL",
            "requirement_conditions": [
                {"condition_type": "VALUE_ID_MATCH", "attribute_id": "101610", "attribute_value_id": "1024358"},
                {"condition_type": "SOMETHING_NEW", "attribute_id": "1", "attribute_value_id": "2"},
            ],
        },
        {"id": "100007", "type": "SALES_PROPERTY"},
    ]
    rules = {
        "product_certifications": [
            {"id": "602362", "name": "Sheet", "is_required": True, "expiration_date": {"is_required": True}}
        ],
        "size_chart": {"is_supported": True, "is_required": True},
        "package_dimension": {"is_required": True},
        "allowed_special_product_types": "PRE_ORDER",
    }
    asked = parse.requirements("1", read({"attributes": attributes}, wire.Attributes), read(rules, wire.Rules))
    battery, size = asked.attributes
    assert (battery.required, battery.numeric, battery.customizable) == (True, True, True)
    assert (battery.values, battery.conditions) == ((("1024361", "Lithium Ion"),), (("101610", "1024358"),))
    assert (size.is_sales, size.required, size.values) == (True, False, ())
    assert (asked.certificates[0].required, asked.certificates[0].needs_expiry) == (True, True)
    assert (asked.size_chart_required, asked.package_required) == (True, True)


def test_category_that_asks_for_nothing() -> None:
    asked = parse.requirements("1", read({}, wire.Attributes), read({}, wire.Rules))
    assert (asked.attributes, asked.certificates, asked.size_chart_required) == ((), (), False)


def test_warehouses_for_sales_and_returns_are_told_apart() -> None:
    address = {"distict": "HuaDu", "city": "Portland", "address_line1": "1120 NW Couch Street"}
    rows = [
        {
            "id": "1",
            "name": "Portland",
            "effect_status": "ENABLED",
            "type": "SALES_WAREHOUSE",
            "is_default": True,
            "address": address,
        },
        {"id": "2", "effect_status": "RESTRICTED", "type": "RETURN_WAREHOUSE"},
    ]
    sales, returns = (parse.warehouse(row) for row in read({"warehouses": rows}, wire.Warehouses).warehouses)
    assert (sales.is_sales, sales.is_enabled, sales.is_default) == (True, True, True)
    assert sales.address == "1120 NW Couch Street, HuaDu, Portland"
    assert (returns.is_sales, returns.is_enabled, returns.is_default, returns.address) == (False, False, False, "")


def test_prerequisite_keeps_tiktoks_word() -> None:
    row = read(
        {"check_item": "BANk_ACCOUNT", "is_failed": True, "fail_reasons": ["Link a bank account."]}, wire.CheckRow
    )
    assert parse.check(row).item == "BANk_ACCOUNT"
    assert parse.check(row).reasons == ("Link a bank account.",)


SENT = draft(SOCKS, POLICY, "1")


@pytest.mark.parametrize(
    "rows",
    [
        [{"id": id_, "external_sku_id": f"692730761-{n}"} for id_, n in (("c", 3), ("a", 1), ("b", 2))],
        [{"id": id_, "seller_sku": f"MUG-1-{n}"} for id_, n in (("b", 2), ("c", 3), ("a", 1))],
        [{"id": "a"}, {"id": "b"}, {"id": "c"}],
    ],
    ids=["by our own id", "by seller SKU", "by place"],
)
def test_sku_ids_find_their_variants(rows: list[dict[str, str]]) -> None:
    sent = parse.sent(read({"product_id": "1729", "skus": rows}, wire.SentProduct), SENT)
    assert (sent.remote_id, sent.sku_ids) == ("1729", {1: "a", 2: "b", 3: "c"})


def test_sku_that_cannot_be_told_is_not_guessed() -> None:
    data = {"product_id": "1729", "skus": [{"id": "x"}, {"id": "b", "seller_sku": "MUG-1-2"}]}
    assert parse.sent(read(data, wire.SentProduct), SENT).sku_ids == {2: "b"}


def test_warnings_and_audit_come_along() -> None:
    data = {
        "product_id": "1",
        "warnings": [{"message": "The [brand_id]:123 field is incorrect"}],
        "audit": {"status": "AUDITING"},
    }
    sent = parse.sent(read(data, wire.SentProduct), SENT)
    assert (sent.warnings, sent.audit_status) == (("The [brand_id]:123 field is incorrect",), "AUDITING")


def test_listing_in_full() -> None:
    data = {
        "id": "1729592969712207008",
        "status": "FAILED",
        "title": "Socks",
        "external_product_id": "692730761",
        "update_time": 1795000000,
        "skus": [{"id": "11", "seller_sku": "MUG-1-1", "price": {"sale_price": "1"}}, {"id": "12"}],
        "audit": {"status": "FAILED", "pre_approved_reasons": ["KYC_PENDING"]},
        "audit_failed_reasons": [
            {"position": "main_images", "reasons": ["Image is blurred"], "suggestions": ["Use a sharp one"]},
            {"position": "main_images", "reasons": ["Image is blurred"]},
        ],
    }
    listing = parse.listing(read(data, wire.ProductRow))
    assert (listing.status, listing.audit_status) == (ListingStatus.FAILED, "FAILED")
    assert listing.sku_ids == {"MUG-1-1": "11"}
    assert listing.refusals == ("main_images: Image is blurred", "Use a sharp one")
    assert (listing.restricted, listing.external_id) == (("KYC_PENDING",), "692730761")


def test_listing_with_next_to_nothing() -> None:
    listing = parse.listing(read({"id": "1", "status": "SOMETHING_NEW", "skus": None, "audit": None}, wire.ProductRow))
    assert (listing.status, listing.audit_status, listing.sku_ids, listing.refusals) == (
        ListingStatus.UNKNOWN,
        "",
        {},
        (),
    )


def test_last_page_has_no_token() -> None:
    page = parse.listing_page(
        read({"total_count": 1, "products": [{"id": "1", "status": "ACTIVATE"}]}, wire.FoundProducts)
    )
    assert (page.next_token, page.total, page.listings[0].status) == ("", 1, ListingStatus.ACTIVATE)
    assert parse.listing_page(read({}, wire.FoundProducts)).listings == ()
