"""Packages as the API shows them (platform-facts T13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.tiktok_shop.orders.addresses import recipient
from sandbox.tiktok_shop.orders.records import Json, Package

if TYPE_CHECKING:
    from sandbox.tiktok_shop.records import Shop
    from sandbox.tiktok_shop.shop import TikTokShop

_STEPS = {"PROCESSING": "RTS_success", "FULFILLING": "TTS", "COMPLETED": "TTS", "CANCELLED": "ISSUE"}
_ADDRESS = (
    "full_address",
    "phone_number",
    "name",
    "postal_code",
    "address_detail",
    "region_code",
    "address_line1",
    "address_line2",
)


def full(owner: TikTokShop, shop: Shop, package: Package) -> Json:
    """`data` of Get Package Detail."""
    orders = [shop.orders[i] for i in package.order_ids]
    first = orders[0]
    units = [u for o in orders for u in o.units if u.package_id == package.id]
    made: Json = {
        "package_id": package.id,
        "orders": [{"id": o.id} for o in orders],
        "package_status": package.status,
        "package_sub_status": _STEPS[package.status],
        "split_and_combine_tag": package.tag,
        "has_multi_skus": len({u.sku_id for u in units}) > 1,
        "note_tag": "BUYER_NOTED" if first.message else "BUYER_UNNOTED",
        "shipping_provider_name": package.provider_name,
        "shipping_provider_id": package.provider_id,
        "shipping_type": package.shipping_type,
        "delivery_option_name": first.delivery_option_name,
        "delivery_option_id": first.delivery_option_id,
        "tracking_number": package.tracking_number,
        "create_time": package.create_time,
        "update_time": package.update_time,
        "handover_method": "DROP_OFF",
        "order_line_item_ids": package.unit_ids,
        "recipient_address": _short(
            recipient(first, owner.now(), mask_tiktok_shipping=owner.switches.mask_tiktok_shipping)
        ),
        "sender_address": _sender(shop),
    }
    more = {"weight": package.weight, "dimension": package.dimension, "ship_exception_reason": package.exception}
    return made | {name: value for name, value in more.items() if value}


def row(package: Package) -> Json:
    """One package of the search."""
    return {
        "id": package.id,
        "orders": [{"id": i} for i in package.order_ids],
        "status": package.status,
        "tracking_number": package.tracking_number,
        "shipping_provider_name": package.provider_name,
        "shipping_provider_id": package.provider_id,
        "order_line_item_ids": package.unit_ids,
        "create_time": package.create_time,
        "update_time": package.update_time,
    }


def _short(address: Json) -> Json:
    return {name: address[name] for name in _ADDRESS if name in address}


def _sender(shop: Shop) -> Json:
    return {**_short(shop.warehouses[0]["address"]), "name": shop.name}
