"""Which calls exist: method, path, versions, scopes, whether a shop_cipher belongs there (platform-facts T2)."""

from __future__ import annotations

import re

from sandbox.tiktok_shop import bodies
from sandbox.tiktok_shop.calls import (
    brands,
    categories,
    edits,
    inventory,
    logistics,
    prices,
    products,
    search,
    shops,
    status,
    uploads,
    webhooks,
)
from sandbox.tiktok_shop.endpoint import Endpoint
from sandbox.tiktok_shop.errors import gate
from sandbox.tiktok_shop.order_endpoints import ORDERS

BASIC, WRITE, DELETE = "seller.product.basic", "seller.product.write", "seller.product.delete"
GRANTS, SHOP, LOGISTICS = "seller.authorization.info", "seller.shop.info", "seller.logistics"
FULFILMENT = "seller.fulfillment.basic"


_PRODUCT = "/product/{v}/products/{product_id}"
_CATEGORY = "/product/{v}/categories"
_HOOKS = "/event/{v}/webhooks"

_PRODUCTS: tuple[Endpoint, ...] = (
    Endpoint("GET", "/authorization/{v}/shops", "202309", (GRANTS,), shops.authorized, cipher=False),
    Endpoint("GET", "/seller/{v}/shops", "202309", (SHOP,), shops.active, cipher=False),
    Endpoint("GET", "/seller/{v}/permissions", "202309", (SHOP,), shops.permissions, cipher=False),
    Endpoint("GET", _HOOKS, "202309", (GRANTS,), webhooks.listed),
    Endpoint("PUT", _HOOKS, "202309", (GRANTS,), webhooks.put, bodies.WEBHOOK),
    Endpoint("DELETE", _HOOKS, "202309", (GRANTS,), webhooks.delete, bodies.WEBHOOK_TOPIC),
    Endpoint("GET", _CATEGORY, "202309", (BASIC,), categories.listed),
    Endpoint("POST", f"{_CATEGORY}/recommend", "202309", (BASIC,), categories.suggested, bodies.RECOMMEND),
    Endpoint("GET", _CATEGORY + "/{category_id}/attributes", "202309", (BASIC,), categories.attributes),
    Endpoint("GET", _CATEGORY + "/{category_id}/rules", "202309", (BASIC,), categories.rules),
    Endpoint("GET", "/product/{v}/brands", "202309", (BASIC,), brands.listed),
    Endpoint("POST", "/product/{v}/brands", "202309", (BASIC,), brands.create, bodies.BRAND, cipher=False),
    Endpoint("POST", "/product/{v}/images/upload", "202309", (BASIC,), uploads.picture, cipher=False, multipart=True),
    Endpoint("POST", "/product/{v}/files/upload", "202309", (BASIC,), uploads.file, cipher=False, multipart=True),
    Endpoint("GET", "/product/{v}/prerequisites", "202312", (BASIC,), shops.prerequisites),
    Endpoint(
        "POST",
        "/product/{v}/products/listing_check",
        "202309",
        (BASIC, "serller.product.optimize"),
        products.check,
        bodies.PRODUCT,
    ),
    Endpoint("POST", "/product/{v}/products/search", "202309 202312 202502", (BASIC,), search.search, bodies.SEARCH),
    Endpoint("POST", "/product/{v}/products/activate", "202309", (BASIC,), status.activate, bodies.PRODUCT_IDS),
    Endpoint("POST", "/product/{v}/products/deactivate", "202309", (BASIC,), status.deactivate, bodies.PRODUCT_IDS),
    Endpoint("POST", "/product/{v}/products/recover", "202309", (DELETE,), status.recover, bodies.PRODUCT_IDS),
    Endpoint("DELETE", "/product/{v}/products", "202309", (DELETE,), status.delete, bodies.PRODUCT_IDS),
    Endpoint("POST", "/product/{v}/products", "202309", (WRITE,), products.create, bodies.PRODUCT),
    Endpoint("GET", _PRODUCT, "202309", (BASIC,), products.read),
    Endpoint("PUT", _PRODUCT, "202309 202509", (WRITE,), edits.full, bodies.PRODUCT),
    Endpoint("POST", f"{_PRODUCT}/partial_edit", "202309 202509", (WRITE,), edits.partial, bodies.PRODUCT),
    Endpoint("POST", f"{_PRODUCT}/inventory/update", "202309", (WRITE,), inventory.update, bodies.STOCK),
    Endpoint("POST", f"{_PRODUCT}/prices/update", "202309", (WRITE,), prices.update, bodies.PRICES),
    Endpoint("POST", "/product/{v}/inventory/search", "202309", (BASIC,), inventory.search, bodies.INVENTORY),
    Endpoint("GET", "/logistics/{v}/warehouses", "202309", (LOGISTICS,), logistics.warehouses),
    Endpoint(
        "GET",
        "/logistics/{v}/warehouses/{warehouse_id}/delivery_options",
        "202309",
        (LOGISTICS,),
        logistics.delivery_options,
    ),
    Endpoint(
        "GET",
        "/logistics/{v}/delivery_options/{delivery_option_id}/shipping_providers",
        "202309",
        (FULFILMENT, LOGISTICS),
        logistics.shipping_providers,
    ),
)

BUILT = (*_PRODUCTS, *ORDERS)

# Documented, but not played yet: returns and refunds.
_LATER = re.compile(
    r"(?:GET|POST) /return_refund/\d{6}/(?:returns|refunds|aftersales|rma|decision_eligibility|review_decision)\S*|"
    r"POST /product/202609/brands/suggest"
)


def is_later(method: str, path: str) -> bool:
    return bool(_LATER.fullmatch(f"{method} {path}"))


def find(method: str, path: str) -> tuple[Endpoint, dict[str, str]]:
    """The endpoint and the ids in its path. Raises `Refused`: unknown path, version or method."""
    seen_path = seen_version = False
    for endpoint in BUILT:
        hit = endpoint.pattern.fullmatch(path)
        if hit is None:
            continue
        seen_path = True
        if hit["v"] not in endpoint.versions.split():
            continue
        seen_version = True
        if endpoint.method == method:
            return endpoint, hit.groupdict()
    if seen_version:
        raise gate(36009010)
    raise gate(36009014) if seen_path else gate(36009009)
