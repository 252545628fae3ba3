"""The bodies of the calls, as their endpoint pages print them (platform-facts T4 to T9). Missing values that have a
business code of their own are left to the checks; here stand the types, and what the gateway itself misses."""

from __future__ import annotations

from sandbox.tiktok_shop.shape import Kind

_URI: Kind = {"uri*": "str"}
_PRICE: Kind = {"amount": "str", "currency*": "str", "sale_price": "str"}
_LIST_PRICE: Kind = {"amount*": "str", "currency*": "str"}
_EXTERNAL_LIST_PRICE: Kind = {"source*": "str", **_LIST_PRICE}
_STOCK: Kind = {"warehouse_id": "str", "quantity": "int", "backorder_quantity": "int", "handling_time": "int"}
_SALES_ATTRIBUTE: Kind = {
    "id": "str",
    "value_id": "str",
    "value_name": "str",
    "name": "str",
    "sku_img": _URI,
    "supplementary_sku_images": [_URI],
}
_SKU: Kind = {
    "id": "str",
    "sales_attributes": [_SALES_ATTRIBUTE],
    "inventory": [_STOCK],
    "seller_sku": "str",
    "price": _PRICE,
    "external_sku_id": "str",
    "identifier_code": {"code": "str", "type": "str"},
    "external_urls": ["str"],
    "pre_sale": {
        "type": "str",
        "fulfillment_type": {"handling_duration_days": "int", "release_date": "int"},
    },
    "list_price": _LIST_PRICE,
    "external_list_prices": [_EXTERNAL_LIST_PRICE],
    "sku_dimensions": {"length*": "str", "width*": "str", "height*": "str", "unit*": "str"},
    "sku_weight": {"value*": "str", "unit*": "str"},
}
PRODUCT: Kind = {
    "save_mode": "str",
    "description": "str",
    "category_id": "str",
    "brand_id": "str",
    "main_images": [_URI],
    "skus": [_SKU],
    "title": "str",
    "is_cod_allowed": "bool",
    "certifications": [
        {
            "id*": "str",
            "images": [_URI],
            "files": [{"id*": "str", "name*": "str", "format*": "str"}],
            "expiration_date": "int",
        }
    ],
    "package_dimensions": {"length": "str", "width": "str", "height": "str", "unit*": "str"},
    "product_attributes": [{"id": "str", "values": [{"id": "str", "name": "str"}]}],
    "package_weight": {"value*": "str", "unit*": "str"},
    "video": {"id*": "str"},
    "external_product_id": "str",
    "size_chart": {"image": _URI, "template": {"id*": "str"}},
    "is_not_for_sale": "bool",
    "category_version": "str",
    "idempotency_key": "str",
    "shipping_template_id": "str",
    "scheduled_sale": {"is_enabled_scheduled_sale*": "bool", "schedule_sale_time": "int"},
    "locale": "str",
    "search_terms": ["str"],
    "key_product_features": ["str"],
}
RECOMMEND: Kind = {
    "product_title": "str",
    "description": "str",
    "images": [{"uri": "str"}],
    "category_version": "str",
    "listing_platform": "str",
}
SEARCH: Kind = {
    "status": "str",
    "seller_skus": ["str"],
    "create_time_ge": "int",
    "create_time_le": "int",
    "update_time_ge": "int",
    "update_time_le": "int",
    "category_version": "str",
    "listing_quality_tiers": ["str"],
    "audit_status": ["str"],
    "sku_ids": ["str"],
    "return_draft_version": "bool",
}
STOCK: Kind = {"skus": [{"id": "str", "inventory": [{**_STOCK, "quantity": "int"}]}]}
PRICES: Kind = {
    "skus": [{"id": "str", "price": _PRICE, "list_price": _LIST_PRICE, "external_list_prices": [_EXTERNAL_LIST_PRICE]}]
}
PRODUCT_IDS: Kind = {"product_ids*": ["str"]}
INVENTORY: Kind = {"product_ids": ["str"], "sku_ids": ["str"]}
WEBHOOK: Kind = {"address*": "str", "event_type*": "str"}
WEBHOOK_TOPIC: Kind = {"event_type*": "str"}
BRAND: Kind = {"name*": "str"}

# What a full edit and a partial edit know of the above (edit-product-202509, partial-edit-product-202509).
NOT_IN_EDIT = frozenset({"idempotency_key", "is_not_for_sale"})
NOT_IN_PARTIAL = NOT_IN_EDIT | {"category_id", "shipping_template_id"}
# Not properties of the product.
ENVELOPE = frozenset({"save_mode", "category_version", "idempotency_key", "locale"})
