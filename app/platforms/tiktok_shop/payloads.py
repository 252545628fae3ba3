"""From our drafts to TikTok's request bodies. Pure. Field rules: create-product-202309, edit-product-202509."""

from collections.abc import Mapping
from typing import Any

from app.domain import money
from app.domain.barcodes import identifier
from app.domain.drafts import FREE_TEXT, MOST_PICTURES
from app.domain.listings import ListingDraft, SkuDraft
from app.domain.units import weight, whole_length
from app.platforms.tiktok_shop import descriptions

# US shops must say so on every call; the documented default, v1, is refused (12052217, 12052230).
CATEGORY_VERSION = "v2"
LOCALE = "en-US"

Uris = Mapping[str, str]
Json = dict[str, Any]


def create_body(draft: ListingDraft, uris: Uris, key: str) -> Json:
    """The body of a create. `uris` maps the draft's picture addresses to uploaded ones; `key`: it happens once."""
    return {"save_mode": "LISTING", "idempotency_key": key, **_product(draft, uris)}


def edit_body(draft: ListingDraft, uris: Uris) -> Json:
    """The body of a full edit: what is left out is emptied there, and SKUs that are not named are deleted."""
    return {"save_mode": "LISTING", **_product(draft, uris)}


def recommend_body(title: str, description: str) -> Json:
    """The body of a category suggestion."""
    return {
        "product_title": title,
        "description": descriptions.clean(description, title),
        "category_version": CATEGORY_VERSION,
    }


def external_sku_id(source_id: int, combination_id: int) -> str:
    """Our own name for an SKU, kept by TikTok: product and combination (0: the product itself)."""
    return f"{source_id}-{combination_id}"


def _product(draft: ListingDraft, uris: Uris) -> Json:
    body: Json = {
        "title": draft.title,
        "description": descriptions.clean(draft.description, draft.title),
        "category_id": draft.category_id,
        "category_version": CATEGORY_VERSION,
        "main_images": [{"uri": uri} for uri in _gallery(draft, uris)],
        "skus": _skus(draft, uris),
        **_package(draft),
        "external_product_id": str(draft.source_id),
    }
    if draft.attributes:
        body["product_attributes"] = [
            {"id": id_, "values": [_answer(value) for value in values]} for id_, values in draft.attributes
        ]
    return body


def _gallery(draft: ListingDraft, uris: Uris) -> list[str]:
    found = list(dict.fromkeys(uris[address] for address in draft.pictures if address in uris))
    return found[:MOST_PICTURES]


def _package(draft: ListingDraft) -> Json:
    """Whole numbers as strings, rounded up; POUND has two decimals, KILOGRAM three; both measures in one system."""
    length_unit, weight_unit = ("in", "lb") if draft.imperial else ("cm", "kg")
    size = draft.package
    return {
        "package_dimensions": {
            "length": str(whole_length(size.length_mm, length_unit).value),
            "width": str(whole_length(size.width_mm, length_unit).value),
            "height": str(whole_length(size.height_mm, length_unit).value),
            "unit": "INCH" if draft.imperial else "CENTIMETER",
        },
        "package_weight": {
            "value": str(weight(draft.weight_g, weight_unit, 2 if draft.imperial else 3)),
            "unit": "POUND" if draft.imperial else "KILOGRAM",
        },
    }


def _skus(draft: ListingDraft, uris: Uris) -> list[Json]:
    # A picture for each value of the first axis, or none at all: one upload that is missing takes them all out.
    with_pictures = all(sku.picture in uris for sku in draft.skus)
    return [_sku(draft, sku, uris.get(sku.picture, "") if with_pictures else "") for sku in draft.skus]


def _sku(draft: ListingDraft, sku: SkuDraft, picture: str) -> Json:
    body: Json = {
        "seller_sku": sku.seller_sku,
        "external_sku_id": external_sku_id(draft.source_id, sku.combination_id),
        "price": {"amount": money.plain(sku.price, draft.currency), "currency": draft.currency},
        "inventory": [{"warehouse_id": draft.warehouse_id, "quantity": sku.quantity}],
    }
    if sku.options:
        axes: list[Json] = [{"name": name, "value_name": value} for name, value in sku.options]
        if picture:
            axes[0]["sku_img"] = {"uri": picture}
        body["sales_attributes"] = axes
    if found := identifier(sku.gtin):
        body["identifier_code"] = {"code": found[0], "type": found[1]}
    if sku.remote_id:
        body["id"] = sku.remote_id
    return body


def _answer(value: str) -> Json:
    return {"name": value.removeprefix(FREE_TEXT)} if value.startswith(FREE_TEXT) else {"id": value}
