"""Prices (platform-facts T9): only of live products outside promotions, all or nothing, no review."""

from __future__ import annotations

from sandbox.tiktok_shop.call import Call
from sandbox.tiktok_shop.checks.prices import price_problems, without_worthless_list_price
from sandbox.tiktok_shop.errors import Refused, bad_param, refuse
from sandbox.tiktok_shop.listing import CURRENCIES
from sandbox.tiktok_shop.records import Json

_PRICES = ("price", "list_price", "external_list_prices")


def update(call: Call) -> Json:
    product = call.product(missing=12052032)
    skus = call.body.get("skus") or []
    if not skus:
        raise bad_param("Skus is a required field")
    if product.status != "ACTIVATE":
        raise refuse(12052901)
    if product.promotion:
        raise refuse(12052038)
    ids = [sku.get("id", "") for sku in skus]
    if len(set(ids)) < len(ids):
        raise refuse(12052553)
    for sku in skus:
        if not sku.get("id") or not product.sku_versions(sku["id"]):
            raise refuse(12052557)
        for found in price_problems(sku, CURRENCIES[call.shop.region]):
            # 12052571 and 12052375 are not among this call's codes.
            raise refuse(12052073) if found.code in (12052571, 12052375) else Refused(found)
    for sku in skus:
        for stored in product.sku_versions(sku["id"]):
            kept = without_worthless_list_price(sku)
            stored.update({name: kept[name] for name in _PRICES if name in kept})
    product.update_time = int(call.owner.now())
    return {}
