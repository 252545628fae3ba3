"""Warehouses, delivery options, carriers (platform-facts T15)."""

from __future__ import annotations

from sandbox.tiktok_shop.call import Call
from sandbox.tiktok_shop.errors import bad_param, refuse
from sandbox.tiktok_shop.records import Json
from sandbox.tiktok_shop.seed import DELIVERY_OPTIONS, SHIPPING_PROVIDERS, TIKTOK_SHIPPING


def warehouses(call: Call) -> Json:
    return {"warehouses": call.shop.warehouses}


def delivery_options(call: Call) -> Json:
    if call.shop.warehouse(call.path["warehouse_id"]) is None:
        raise bad_param("invalid param error, warehouse_id does not exist")
    return {"delivery_options": DELIVERY_OPTIONS}


def shipping_providers(call: Call) -> Json:
    """Carrier ids belong to a delivery option; with TikTok's own labels there is nothing to choose."""
    option = call.path["delivery_option_id"]
    if option == TIKTOK_SHIPPING:
        raise refuse(21008117)
    if option not in SHIPPING_PROVIDERS:
        raise refuse(21008116)
    return {"shipping_providers": SHIPPING_PROVIDERS[option]}
