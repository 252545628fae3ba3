"""Read orders: the list, the detail, the prices (platform-facts T10)."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sandbox.tiktok_shop.call import Call
from sandbox.tiktok_shop.errors import bad_param, refuse
from sandbox.tiktok_shop.orders.cancelling import pending
from sandbox.tiktok_shop.orders.price_detail import price_detail
from sandbox.tiktok_shop.orders.records import Order
from sandbox.tiktok_shop.orders.states import STATUSES
from sandbox.tiktok_shop.orders.views import full
from sandbox.tiktok_shop.paging import follow, size_of
from sandbox.tiktok_shop.records import Json

LARGEST_PAGE, MOST_IDS, MOST_WAREHOUSES = 100, 50, 100
SORTS = ("create_time", "update_time")


def search(call: Call) -> Json:
    """Whole orders. Newest first unless asked otherwise, unlike cancellations; the windows are half-open."""
    body = _checked(call.body)
    field, descending = _sort(call)
    size = size_of(call.query.get("page_size", "20"), LARGEST_PAGE)
    until = call.owner.now() - call.owner.switches.stale_seconds
    found = [(at[field], order) for order, at in _known(call, until) if _matches(call, order, at, body)]
    filters = json.dumps([body, field, descending, "orders"], sort_keys=True)
    page, token = follow(
        found, call.query.get("page_token", ""), filters, size, key=lambda row: (row[0], row[1].id), reverse=descending
    )
    made: Json = {"total_count": len(found), "orders": [full(call.owner, call.shop, order) for _, order in page]}
    return {**made, "next_page_token": token} if token else made


def _known(call: Call, until: float) -> Iterator[tuple[Order, dict[str, int]]]:
    """The orders the search knows of, and the times it knows them by; what it shows is always the present."""
    fresh = not call.owner.switches.stale_seconds
    for order in call.shop.orders.values():
        changed = order.update_time if fresh else order.known_update(until)
        if changed:
            yield order, {"create_time": order.create_time, "update_time": changed}


def detail(call: Call) -> Json:
    """In the order asked for. An id of another shop refuses the whole call; an unknown one is left out."""
    ids = [i for i in call.query.get("ids", "").split(",") if i]
    if not ids or len(ids) > MOST_IDS:
        raise bad_param(f"invalid param error, param ids must have 1 to {MOST_IDS} ids")
    for other in call.owner.shops.values():
        if other is not call.shop and any(i in other.orders for i in ids):
            raise refuse(21008111)
    found = [call.shop.orders[i] for i in dict.fromkeys(ids) if i in call.shop.orders]
    return {"orders": [full(call.owner, call.shop, order) for order in found]}


def prices(call: Call) -> Json:
    return price_detail(call.order(missing=21001001, foreign=21008111))


def _checked(body: Json) -> Json:
    if body.get("order_status") not in (None, *STATUSES):
        raise bad_param("invalid param error, param body.order_status is not supported")
    if body.get("shipping_type") not in (None, "TIKTOK", "SELLER", "TIKTOK_DIGITAL"):
        raise bad_param("invalid param error, param body.shipping_type is not supported")
    if len(body.get("warehouse_ids", ())) > MOST_WAREHOUSES:
        raise bad_param("invalid param error, param body.warehouse_ids has more than 100 ids")
    return body


def _sort(call: Call) -> tuple[str, bool]:
    field, way = call.query.get("sort_field", "create_time"), call.query.get("sort_order", "DESC")
    if field not in SORTS or way not in ("ASC", "DESC"):
        raise bad_param("invalid param error, sort_field or sort_order is not supported")
    return field, way == "DESC"


def _matches(call: Call, order: Order, at: dict[str, int], body: Json) -> bool:
    return (
        body.get("order_status") in (None, order.status)
        and body.get("shipping_type") in (None, order.shipping_type)
        and body.get("buyer_user_id") in (None, order.buyer["user_id"])
        and (not body.get("warehouse_ids") or order.warehouse_id in body["warehouse_ids"])
        and body.get("is_buyer_request_cancel") in (None, pending(call.shop, order) is not None)
        and in_window(at, body)
    )


def in_window(at: dict[str, int], body: Json) -> bool:
    """Each given end of `create_time` and `update_time`: from inclusive, to exclusive."""
    return all(body.get(f"{name}_ge", 0) <= when < body.get(f"{name}_lt", when + 1) for name, when in at.items())
