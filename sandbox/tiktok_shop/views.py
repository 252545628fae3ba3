"""How products are read: Get Product and the rows of the search. Absent values are left out, not null."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sandbox.tiktok_shop.attributes import attribute_of
from sandbox.tiktok_shop.brands import SEEDED
from sandbox.tiktok_shop.categories import TREE, chain
from sandbox.tiktok_shop.media import picture_url
from sandbox.tiktok_shop.records import Json, Product, Shop
from sandbox.tiktok_shop.rules import certificates_of

if TYPE_CHECKING:
    from sandbox.tiktok_shop.shop import TikTokShop

_AS_SENT = (
    "title",
    "description",
    "package_dimensions",
    "package_weight",
    "is_cod_allowed",
    "external_product_id",
    "shipping_template_id",
    "scheduled_sale",
    "search_terms",
    "key_product_features",
)
_SKU_AS_SENT = (
    "seller_sku",
    "inventory",
    "identifier_code",
    "external_sku_id",
    "external_urls",
    "pre_sale",
    "list_price",
    "external_list_prices",
)

_SEARCHED = ("id", "seller_sku", "inventory", "pre_sale", "list_price")


def full(owner: TikTokShop, shop: Shop, product: Product, content: Json) -> Json:
    """`data` of Get Product for one version."""
    made = {name: content[name] for name in _AS_SENT if name in content}
    category = TREE[content["category_id"]]
    made |= {
        "id": product.id,
        "status": product.status,
        "product_status": product.product_status,
        "category_chains": chain(category.id),
        "main_images": [picture(owner, image["uri"]) for image in content.get("main_images", ())],
        "skus": [_sku(owner, product, sku) for sku in content["skus"]],
        "create_time": product.create_time,
        "update_time": product.update_time,
        "is_not_for_sale": content.get("is_not_for_sale", False),
        "listing_quality_tier": quality(content),
        "recommended_categories": [],
        "audit": audit(product),
        "has_draft": product.draft is not None,
        "is_replicated": False,
    }
    made |= _brand(shop, content)
    if "product_attributes" in content:
        made["product_attributes"] = [_attribute(category.id, a) for a in content["product_attributes"]]
    if "certifications" in content:
        made["certifications"] = [_certificate(owner, category.id, c) for c in content["certifications"]]
    if "size_chart" in content:
        made["size_chart"] = {"image": picture(owner, content["size_chart"]["image"]["uri"])}
    if product.failed_reasons:
        made["audit_failed_reasons"] = product.failed_reasons
    return made


def search_row(product: Product, content: Json) -> Json:
    """One product of the search: key properties only, prices without the display price (seen live)."""
    return {
        "id": product.id,
        "title": content["title"],
        "status": product.status,
        "skus": [_search_sku(product, sku) for sku in content["skus"]],
        "sales_regions": ["US"],
        "create_time": product.create_time,
        "update_time": product.update_time,
        "is_not_for_sale": content.get("is_not_for_sale", False),
        "recommended_categories": [],
        "listing_quality_tier": quality(content),
        "audit": audit(product),
        "has_draft": product.draft is not None,
    }


def audit(product: Product) -> Json:
    return {"status": product.audit, "pre_approved_reasons": product.pre_approved}


def picture(owner: TikTokShop, uri: str) -> Json:
    known = owner.media.pictures[uri]
    url = picture_url(owner.world.tiktok_url, uri)
    return {"height": known["height"], "width": known["width"], "thumb_urls": [url], "uri": uri, "urls": [url]}


def quality(content: Json) -> str:
    """POOR, FAIR or GOOD by the published tips: title of 40, five pictures, description of 300 characters."""
    text = re.sub(r"<[^>]*>", "", content.get("description", ""))
    points = (len(content["title"]) >= 40) + (len(content.get("main_images", ())) >= 5) + (len(text) >= 300)
    return ("POOR", "FAIR", "FAIR", "GOOD")[points]


def _status(product: Product) -> Json:
    if product.status == "SELLER_DEACTIVATED":
        return {"status": "DEACTIVATED", "deactivation_source": "SELLER"}
    if product.status in ("PLATFORM_DEACTIVATED", "FREEZE"):
        return {"status": "DEACTIVATED", "deactivation_source": "PLATFORM"}
    return {"status": "NORMAL"}


def _sku(owner: TikTokShop, product: Product, sku: Json) -> Json:
    amount, currency = sku["price"]["amount"], sku["price"]["currency"]
    made = {"id": sku["id"], **{name: sku[name] for name in _SKU_AS_SENT if name in sku}}
    made["price"] = {"tax_exclusive_price": amount, "sale_price": amount, "currency": currency}
    if "sales_attributes" in sku:
        made["sales_attributes"] = [_axis(owner, axis) for axis in sku["sales_attributes"]]
    return {**made, "status_info": _status(product)}


def _search_sku(product: Product, sku: Json) -> Json:
    made: Json = {name: sku[name] for name in _SEARCHED if name in sku}
    price = {"currency": sku["price"]["currency"], "tax_exclusive_price": sku["price"]["amount"]}
    return {**made, "price": price, "status_info": _status(product)}


def _axis(owner: TikTokShop, axis: Json) -> Json:
    made = dict(axis)
    if "sku_img" in axis:
        made["sku_img"] = picture(owner, axis["sku_img"]["uri"])
    if "supplementary_sku_images" in axis:
        made["supplementary_sku_images"] = [picture(owner, i["uri"]) for i in axis["supplementary_sku_images"]]
    return made


def _brand(shop: Shop, content: Json) -> Json:
    brand_id = content.get("brand_id", "")
    if brand_id in SEEDED:
        return {"brand": {"id": brand_id, "name": SEEDED[brand_id].name}}
    if brand_id in shop.brands:
        return {"brand": {"id": brand_id, "name": shop.brands[brand_id]["name"]}}
    return {}


def _attribute(category_id: str, given: Json) -> Json:
    known = attribute_of(TREE[category_id], given["id"])
    values: list[dict[str, Any]] = [
        {"id": v["id"], "name": v.get("name") or (known.value_name(v["id"]) if known else "") or ""}
        for v in given["values"]
    ]
    return {"id": given["id"], "name": known.name if known else "", "values": values}


def _certificate(owner: TikTokShop, category_id: str, given: Json) -> Json:
    title = next((c.name for c in certificates_of(TREE[category_id]) if c.id == given["id"]), "")
    made: Json = {"id": given["id"], "title": title}
    if "images" in given:
        made["images"] = [picture(owner, image["uri"]) for image in given["images"]]
    if "files" in given:
        base = owner.world.tiktok_url
        made["files"] = [{**file, "urls": [f"{base}/files/{file['id']}"]} for file in given["files"]]
    if "expiration_date" in given:
        made["expiration_date"] = given["expiration_date"]
    return made
