"""Cancel orders, and answer buyers who ask for it (platform-facts T16)."""

from __future__ import annotations

import json
from collections import Counter

from sandbox.tiktok_shop.call import Call
from sandbox.tiktok_shop.calls.orders import in_window
from sandbox.tiktok_shop.errors import bad_param, problem, refuse
from sandbox.tiktok_shop.orders import cancelling, reasons
from sandbox.tiktok_shop.orders.cancellation_views import full
from sandbox.tiktok_shop.orders.records import Cancellation, Order, Unit
from sandbox.tiktok_shop.orders.seller_cancels import cancel_by_seller, refusal
from sandbox.tiktok_shop.paging import follow, size_of
from sandbox.tiktok_shop.records import Json

LARGEST_PAGE, LONGEST_KEY = 50, 255
LISTS = ("skus", "order_line_item_ids", "order_line_list")


def create(call: Call) -> Json:
    """The seller cancels an order, or single units of it when they are out of stock."""
    order = call.shop.orders.get(call.body["order_id"])
    if order is None:
        raise refuse(25020005)
    made = cancel_by_seller(call.owner, call.shop, order, _wanted(order, call.body), call.body["cancel_reason"])
    return {"cancel_id": made.id, "cancel_status": made.status}


def _wanted(order: Order, body: Json) -> list[Unit] | None:
    sent = [name for name in LISTS if body.get(name)]
    if not sent:
        return None
    if len(sent) > 1:
        raise refuse(25001001)
    if sent == ["skus"]:
        return _by_sku(order, body["skus"])
    ids = body.get("order_line_item_ids") or [row.get("order_line_item_id", "") for row in body["order_line_list"]]
    known = {u.id: u for u in order.units}
    if len(set(ids)) < len(ids) or not set(ids) <= set(known):
        raise refuse(25005011)
    return [known[i] for i in ids]


def _by_sku(order: Order, rows: list[Json]) -> list[Unit]:
    wanted: Counter[str] = Counter()
    for row in rows:
        wanted[row["sku_id"]] += row["quantity"]
    made: list[Unit] = []
    for sku_id, n in wanted.items():
        units = [u for u in order.live if u.sku_id == sku_id]
        if not 1 <= n <= len(units):
            raise refuse(25005011)
        made += sorted(units, key=lambda u: not u.is_open)[:n]
    return made


def search(call: Call) -> Json:
    """Oldest first unless asked otherwise, unlike orders."""
    query, body = call.query, call.body
    size = size_of(query.get("page_size", "10"), LARGEST_PAGE)
    field, way = query.get("sort_field", "create_time"), query.get("sort_order", "ASC")
    if field not in ("create_time", "update_time") or way not in ("ASC", "DESC"):
        raise refuse(25001001)
    found = [c for c in call.shop.cancellations.values() if _matches(call, c, body)]
    filters = json.dumps([body, field, way, "cancellations"], sort_keys=True)
    page, token = follow(
        found,
        query.get("page_token", ""),
        filters,
        size,
        key=lambda c: (getattr(c, field), c.id),
        reverse=way == "DESC",
        wrong=refuse(25001001),
    )
    made: Json = {"total_count": len(found), "cancellations": [full(call.shop, c) for c in page]}
    return {**made, "next_page_token": token} if token else made


def _matches(call: Call, made: Cancellation, body: Json) -> bool:
    statuses = set(body.get("cancel_status", ()))
    if statuses & {cancelling.CLOSED, cancelling.REJECTED}:
        statuses |= {cancelling.CLOSED, cancelling.REJECTED}  # two spellings of one thing
    buyer = call.shop.orders[made.order_id].buyer["user_id"]
    return (
        made.id in body.get("cancel_ids", [made.id])
        and made.order_id in body.get("order_ids", [made.order_id])
        and buyer in body.get("buyer_user_ids", [buyer])
        and made.kind in body.get("cancel_types", [made.kind])
        and (not statuses or made.status in statuses)
        and in_window({"create_time": made.create_time, "update_time": made.update_time}, body)
    )


def approve(call: Call) -> Json:
    made = _request(call)
    if not _said_before(call, "approve"):
        _check_open(made, approved=25011012, closed=25020009)
        cancelling.approve(call.owner, call.shop, made)
        _remember(call, "approve")
    return {}


def reject(call: Call) -> Json:
    made, reason = _request(call), call.body["reject_reason"]
    if not _said_before(call, "reject"):
        _check_open(made, approved=25020010, closed=25011011)
        if reason not in reasons.REJECT:
            raise refuse(25001016 if reason in reasons.TEXTS else 25001014)
        cancelling.close(call.owner, call.shop, made, cancelling.REJECTED)
        _remember(call, "reject")
    return {}


def _request(call: Call) -> Cancellation:
    id_ = call.path["cancel_id"]
    if id_ in call.shop.cancellations:
        found = call.shop.cancellations[id_]
        if found.kind != "BUYER_CANCEL":
            raise refuse(25020004)
        return found
    raise refuse(25020005 if any(id_ in s.cancellations for s in call.owner.shops.values()) else 25007006)


def _check_open(made: Cancellation, *, approved: int, closed: int) -> None:
    if made.status in (cancelling.SUCCESS, cancelling.COMPLETE):
        raise refuse(approved)
    if not made.pending:
        raise refuse(closed)


def _said_before(call: Call, verb: str) -> bool:
    """A key seen before: the answer of then, and nothing happens again."""
    key = call.query.get("idempotency_key", "")
    if len(key) > LONGEST_KEY:
        raise refuse(25001001)
    return bool(key) and f"{verb} {call.path['cancel_id']} {key}" in call.shop.answers


def _remember(call: Call, verb: str) -> None:
    call.shop.answers[f"{verb} {call.path['cancel_id']} {call.query.get('idempotency_key', '')}"] = {}


def reject_reasons(call: Call) -> Json:
    if not call.query.get("return_or_cancel_id"):
        raise bad_param("param return_or_cancel_id is missing")
    return {"reasons": [{"name": name, "text": text} for name, text in reasons.REJECT.items()]}


def eligibility(call: Call) -> Json:
    """May the seller cancel, line by line, and for which reasons."""
    order = call.order(missing=25020005, foreign=25020005)
    code = refusal(call.shop, order)
    available = [] if code else list(reasons.sellers(order.status))
    rows = []
    for sku_id in dict.fromkeys(u.sku_id for u in order.units):
        ids = [u.id for u in order.units if u.sku_id == sku_id]
        line: Json = {"request_type": "CANCEL", "eligible": not code, "order_line_items_ids": ids}
        if code:
            line |= {"ineligible_code": code, "ineligible_reason": problem(code).message}
        else:
            line["available_reason_names"] = available
        rows.append({"sku_id": sku_id, "line_item_eligibility": [line]})
    return {"sku_eligibility": rows}
