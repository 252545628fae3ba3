"""Ship orders, change tracking numbers, read packages (platform-facts T13)."""

from __future__ import annotations

import json
from collections.abc import Callable

from sandbox.tiktok_shop.call import Call
from sandbox.tiktok_shop.calls.orders import in_window
from sandbox.tiktok_shop.errors import bad_param, refuse
from sandbox.tiktok_shop.orders import package_views
from sandbox.tiktok_shop.orders.records import Package
from sandbox.tiktok_shop.orders.shipping import change_tracking, mark_shipped
from sandbox.tiktok_shop.paging import follow, size_of
from sandbox.tiktok_shop.records import Json

LARGEST_PAGE = 50
STATUSES = ("PROCESSING", "FULFILLING", "COMPLETED", "CANCELLED")


def ship(call: Call) -> Json:
    """Mark Package As Shipped. Some units, or all that are open; a doubt is a warning, not a refusal."""
    order = call.order(missing=21011001, foreign=21011028)
    ids = line_ids(call.body)
    number, provider = call.body["tracking_number"], call.body["shipping_provider_id"]
    package, warning = mark_shipped(call.owner, call.shop, order, ids, number, provider)
    made = {"order_id": order.id, "order_line_item_ids": package.unit_ids, "package_id": package.id}
    return {**made, "warning": {"message": warning}} if warning else made


def line_ids(body: Json) -> list[str]:
    """The lines a call names, in either of its two lists. Raises `Refused` when it sends both."""
    plain = body.get("order_line_item_ids", [])
    newer = [row.get("order_line_id", "") for row in body.get("order_line_list", ())]
    if plain and newer:
        raise refuse(21001001)
    return plain or newer


def update_of_order(call: Call) -> Json:
    """For orders that went in one parcel."""
    order = call.order(missing=21011001, foreign=21011028)
    if order.fulfilment != "SELLER" or order.shipping_type != "SELLER":
        raise refuse(21011004)
    if order.status == "CANCELLED":
        raise refuse(21011041)
    if not order.packages:
        raise refuse(21011043)
    if len(order.packages) > 1:
        raise refuse(21011049)
    _change(call, call.shop.packages[order.packages[0]], whole_order=True)
    return {}


def update_of_package(call: Call) -> Json:
    _change(call, _package(call), whole_order=False)
    return {}


def _change(call: Call, package: Package, *, whole_order: bool) -> None:
    number, provider = call.body["tracking_number"], call.body["shipping_provider_id"]
    change_tracking(call.owner, call.shop, package, number, provider, whole_order=whole_order)


def _package(call: Call) -> Package:
    id_ = call.path["package_id"]
    if id_ in call.shop.packages:
        return call.shop.packages[id_]
    raise refuse(21011028 if any(id_ in s.packages for s in call.owner.shops.values()) else 21011001)


def detail(call: Call) -> Json:
    return package_views.full(call.owner, call.shop, _package(call))


_KEYS: dict[str, Callable[[Call, Package], int]] = {
    "create_time": lambda _, p: p.create_time,
    "update_time": lambda _, p: p.update_time,
    "order_pay_time": lambda call, p: call.shop.orders[p.order_ids[0]].paid_time,
}


def search(call: Call) -> Json:
    """Newest first unless asked otherwise."""
    query, body = call.query, call.body
    size = size_of(query.get("page_size", ""), LARGEST_PAGE)
    field, way = query.get("sort_field", "create_time"), query.get("sort_order", "DESC")
    status = body.get("package_status")
    if field not in _KEYS or way not in ("ASC", "DESC") or status not in (None, *STATUSES):
        raise bad_param("invalid param error, sort_field, sort_order or package_status is not supported")
    found = [
        (_KEYS[field](call, p), p)
        for p in call.shop.packages.values()
        if status in (None, p.status) and in_window({"create_time": p.create_time, "update_time": p.update_time}, body)
    ]
    filters = json.dumps([body, field, way, "packages"], sort_keys=True)
    page, token = follow(
        found, query.get("page_token", ""), filters, size, key=lambda row: (row[0], row[1].id), reverse=way == "DESC"
    )
    made: Json = {"total_count": len(found), "packages": [package_views.row(p) for _, p in page]}
    return {**made, "next_page_token": token} if token else made


def tracking(call: Call) -> Json:
    """What carriers reported of all the order's parcels, newest first."""
    order = call.order(missing=21011001, foreign=21011028)
    events = [event for i in order.packages for event in call.shop.packages[i].events]
    return {"tracking": sorted(events, key=lambda e: e["update_time_millis"], reverse=True)}
