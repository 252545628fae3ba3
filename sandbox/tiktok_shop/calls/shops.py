"""Shops, permissions, prerequisites (platform-facts T3, T6)."""

from __future__ import annotations

from sandbox.tiktok_shop.call import Call
from sandbox.tiktok_shop.records import Json
from sandbox.tiktok_shop.seed import PREREQUISITES


def authorized(call: Call) -> Json:
    shop = call.shop
    row = {name: getattr(shop, name) for name in ("id", "name", "region", "seller_type", "cipher", "code")}
    return {"shops": [row]}


def active(call: Call) -> Json:
    shop = call.shop
    return {"shops": [{"id": shop.id, "region": shop.region}] if shop.active else []}


def permissions(_: Call) -> Json:
    """Only global sellers have any."""
    return {"permissions": []}


def prerequisites(call: Call) -> Json:
    failing = call.shop.failing
    rows = [
        {"check_item": item, "is_failed": item in failing, "fail_reasons": [failing[item]] if item in failing else []}
        for item in PREREQUISITES
    ]
    return {"check_results": rows}
