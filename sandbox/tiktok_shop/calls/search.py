"""Search products (platform-facts T8). Newest first; a new product appears after the index lag."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sandbox.tiktok_shop.call import Call
from sandbox.tiktok_shop.errors import bad_param, refuse
from sandbox.tiktok_shop.paging import offset_of, page_size, token
from sandbox.tiktok_shop.records import Json, Product
from sandbox.tiktok_shop.views import quality, search_row

WINDOW, MOST_SKUS = 10_000, 10
STATUSES = frozenset(
    ["ALL", "DRAFT", "PENDING", "FAILED", "ACTIVATE", "SELLER_DEACTIVATED", "PLATFORM_DEACTIVATED", "FREEZE", "DELETED"]
)
_AUDITS = frozenset({"AUDITING", "FAILED", "APPROVED"})


def search(call: Call) -> Json:
    body = call.body
    size = page_size(call.query.get("page_size", ""))
    _check(body)
    filters = json.dumps(body, sort_keys=True)
    start = offset_of(call.query.get("page_token", ""), filters)
    if start + size > WINDOW:
        raise refuse(12052180)
    found = list(_matching(call))
    draft = bool(body.get("return_draft_version"))
    page = [search_row(p, (p.draft if draft else None) or p.content) for p in found[start : start + size]]
    made: Json = {"total_count": len(found), "products": page}
    if start + size < len(found):
        made["next_page_token"] = token(start + size, filters)
    return made


def _check(body: Json) -> None:
    if len(body.get("seller_skus", ())) > MOST_SKUS:
        raise refuse(12019027)
    if len(body.get("sku_ids", ())) > MOST_SKUS:
        raise refuse(12019087)
    for field, code in (("create_time", 12019118), ("update_time", 12019119)):
        first, last = body.get(f"{field}_ge", 0), body.get(f"{field}_le", 2**53)
        if first < 0 or last < first:
            raise refuse(code)
    if body.get("status", "ALL") not in STATUSES or not set(body.get("audit_status", ())) <= _AUDITS:
        raise bad_param("invalid param error, param body.status is not supported")


def _matching(call: Call) -> Iterator[Product]:
    body, lag = call.body, call.owner.world.settings.index_lag_seconds
    indexed_until = call.owner.now() - lag
    for product in reversed(call.shop.products.values()):
        if product.created_at <= indexed_until and _in_time(product, body) and _matches(product, body):
            yield product


def _in_time(product: Product, body: Json) -> bool:
    """Both ends inclusive, unlike orders."""
    return all(
        body.get(f"{field}_ge", 0) <= at <= body.get(f"{field}_le", at)
        for field, at in (("create_time", product.create_time), ("update_time", product.update_time))
    )


def _matches(product: Product, body: Json) -> bool:
    skus = product.content["skus"]
    tests = (
        body.get("status", "ALL") in ("ALL", product.status),
        not body.get("audit_status") or product.audit in body["audit_status"],
        not body.get("seller_skus") or any(s.get("seller_sku") in body["seller_skus"] for s in skus),
        not body.get("sku_ids") or any(s["id"] in body["sku_ids"] for s in skus),
        not body.get("listing_quality_tiers") or quality(product.content) in body["listing_quality_tiers"],
    )
    return all(tests)
