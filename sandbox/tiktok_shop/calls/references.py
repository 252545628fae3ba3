"""External order references: which order in another system is which one here (platform-facts T10)."""

from __future__ import annotations

from sandbox.tiktok_shop.call import Call
from sandbox.tiktok_shop.errors import bad_param
from sandbox.tiktok_shop.records import Json

MOST = 100
PLATFORMS = frozenset(
    [
        "SHOPIFY",
        "WOOCOMMERCE",
        "BIGCOMMERCE",
        "MAGENTO",
        "SALESFORCE_COMMERCE_CLOUD",
        "CHANNEL_ADVISOR",
        "AMAZON",
        "ORDER_MANAGEMENT_SYSTEM",
        "WAREHOUSE_MANAGEMENT_SYSTEM",
        "ERP_SYSTEM",
    ]
)
INVALID_ORDER = "36020001"  # a string here, unlike everywhere else


def add(call: Call) -> Json:
    """Orders that are none of the shop's come back in `errors` under code 0; the others are written."""
    orders = call.body["orders"]
    if not 1 <= len(orders) <= MOST:
        raise bad_param(f"invalid param error, param body.orders must have 1 to {MOST} orders")
    for row in orders:
        _check(row["external_order"])
    errors = []
    for row in orders:
        theirs = row["external_order"]
        if row["id"] in call.shop.orders:
            call.shop.orders[row["id"]].references[theirs["platform"]] = theirs
        else:
            named = {"id": theirs["id"], "platform": theirs["platform"]}
            detail = {"order_id": row["id"], "external_order": named}
            errors.append({"code": INVALID_ORDER, "message": "Invalid order_id", "detail": detail})
    return {"errors": errors} if errors else {}


def listed(call: Call) -> Json:
    platform = _platform(call)
    order = call.order(missing=21001001, foreign=21008111)
    found = order.references.get(platform)
    return {"external_orders": [found] if found else []}


def search(call: Call) -> Json:
    platform, wanted = _platform(call), call.query.get("external_order_id", "")
    if not wanted:
        raise bad_param("param external_order_id is missing")
    found = [
        {"id": order.id, "external_order": order.references[platform]}
        for order in call.shop.orders.values()
        if platform in order.references and order.references[platform]["id"] == wanted
    ]
    return {"orders": found}


def _check(theirs: Json) -> None:
    if theirs["platform"] not in PLATFORMS:
        raise bad_param("invalid param error, external_order.platform is not supported")
    if len(theirs["line_items"]) > MOST:
        raise bad_param(f"invalid param error, external_order.line_items must have at most {MOST} lines")


def _platform(call: Call) -> str:
    platform = call.query.get("platform", "")
    if platform not in PLATFORMS:
        raise bad_param("invalid param error, platform is missing or not supported")
    return platform
