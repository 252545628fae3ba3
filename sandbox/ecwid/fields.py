"""Which fields of a product and a variation can be written, and of what kind they must be (products/update-product)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from sandbox.ecwid.errors import EcwidError, wrong
from sandbox.ecwid.queries import BIGGEST

PRODUCT = {
    "name": "string",
    "nameTranslated": "map",
    "description": "string",
    "descriptionTranslated": "map",
    "subtitle": "string",
    "sku": "string",
    "customSlug": "string",
    "seoTitle": "string",
    "seoDescription": "string",
    "externalReferenceId": "string",
    "customsHsTariffCode": "string",
    "price": "number",
    "compareToPrice": "number",
    "costPrice": "number",
    "weight": "number",
    "volume": "number",
    "dimensions": "map",
    "quantity": "integer",
    "warningLimit": "integer",
    "productClassId": "integer",
    "defaultCategoryId": "integer",
    "showOnFrontpage": "integer",
    "minPurchaseQuantity": "integer",
    "maxPurchaseQuantity": "integer",
    "googleProductCategory": "integer",
    "unlimited": "boolean",
    "enabled": "boolean",
    "isShippingRequired": "boolean",
    "isSampleProduct": "boolean",
    "discountsAllowed": "boolean",
    "nameYourPriceEnabled": "boolean",
    "batteryIncluded": "boolean",
    "productCondition": ("NEW", "USED", "REFURBISHED"),
    "outOfStockVisibilityBehaviour": ("SHOW", "HIDE", "ALLOW_PREORDER"),
    "categoryIds": "list",
    "attributes": "list",
    "options": "list",
    "wholesalePrices": "list",
    "ribbon": "map",
    "tax": "map",
    "shipping": "map",
    "relatedProducts": "map",
    "lowestPriceSettings": "map",
    "subscriptionSettings": "map",
}
_SHARED = (
    "sku price compareToPrice costPrice weight volume dimensions quantity warningLimit minPurchaseQuantity "
    "maxPurchaseQuantity unlimited isShippingRequired attributes wholesalePrices externalReferenceId "
    "customsHsTariffCode lowestPriceSettings subscriptionSettings"
)
VARIATION = {name: PRODUCT[name] for name in _SHARED.split()} | {
    "options": "list",
    "outOfStockVisibilityBehaviour": ("SHOW", "ALLOW_PREORDER"),
}
NULL_CLEARS = {"googleProductCategory"}
_EXPECTED = {"string": str, "map": dict, "list": list, "boolean": bool}


def writable(body: Mapping[str, Any], kinds: Mapping[str, Any], entity: str) -> dict[str, Any]:
    """What of `body` is to be written. Null means “keep” (the server puts the current value in its place), read-only
    and unknown fields are ignored. Raises `EcwidError` 400 for a value of another kind, 409 for locationInventory."""
    if body.get("locationInventory"):
        raise EcwidError(409, "Location inventory cannot be updated", "NOT_ALLOWED_TO_UPDATE_PARAMETER")
    taken = {}
    for name, kind in kinds.items():
        if name not in body or (body[name] is None and name not in NULL_CLEARS):
            continue
        if body[name] is not None:
            _check(body[name], kind, f"{entity}.{name}")
        taken[name] = body[name]
    if taken.get("costPrice", 0) < 0:
        raise EcwidError(400, "Cost price can't be negative", "COST_PRICE_CANT_BE_NEGATIVE")
    _wholesale(taken.get("wholesalePrices", []))
    return taken


def _check(value: Any, kind: Any, name: str) -> None:
    if isinstance(kind, tuple):
        if value not in kind:
            raise wrong(f"Field {name} is expected to be one of {', '.join(kind)}")
    elif kind in _EXPECTED:
        if not isinstance(value, _EXPECTED[kind]):
            raise wrong(f"Field {name} is expected to be a {kind}")
    elif not _is_number(value) or (kind == "integer" and not _is_integer(value)):
        raise wrong(f"Field {name} is expected to be a number")


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _is_integer(value: float) -> bool:
    return float(value).is_integer() and abs(value) <= BIGGEST


def _wholesale(tiers: list[Any]) -> None:
    for tier in tiers:
        if not isinstance(tier, dict) or tier.get("price") is None:
            raise EcwidError(400, "Wholesale prices can't be null", "WHOLESALE_PRICES_CANT_BE_NULL")
        if tier["price"] < 0:
            raise EcwidError(400, "Wholesale prices can't be negative", "WHOLESALE_PRICES_CANT_BE_NEGATIVE")
        if tier.get("quantity", 0) < 2:
            raise EcwidError(400, "Wholesale quantity is too small", "WHOLESALE_PRICES_QUANTITY_TOO_SMALL")
