"""Create, check and read products (platform-facts T6)."""

from __future__ import annotations

import time

from sandbox.tiktok_shop.call import Call
from sandbox.tiktok_shop.contents import content_of, settled
from sandbox.tiktok_shop.errors import Refused, bad_param, refuse
from sandbox.tiktok_shop.ids import PRODUCT
from sandbox.tiktok_shop.listing import Listing
from sandbox.tiktok_shop.records import Json, Product
from sandbox.tiktok_shop.views import full

KEY_LONGEST = 128
SAVE_MODES = ("LISTING", "AS_DRAFT")


def create(call: Call) -> Json:
    """A key seen before answers what it answered then, whatever the body says now."""
    shop, body = call.shop, call.body
    key = body.get("idempotency_key", "")
    if len(key) > KEY_LONGEST:
        raise refuse(12052910)
    if key and key in shop.answers:
        return shop.answers[key]
    draft = save_mode(body) == "AS_DRAFT"
    content = content_of(body)
    version = body.get("category_version", "v1")
    listing = Listing(call.owner, shop, content, version=version, draft=draft)
    for found in listing.problems():
        raise Refused(found)
    if not draft:
        _count(call)
    answer = _store(call, content, draft=draft)
    if key:
        shop.answers[key] = answer
    return answer


def check(call: Call) -> Json:
    """All reasons a create would be refused for, not only the first. PASS does not promise the review."""
    version = call.body.get("category_version", "v1")
    listing = Listing(call.owner, call.shop, content_of(call.body), version=version)
    reasons = [{"code": p.code, "message": p.message} for p in dict.fromkeys(listing.problems())]
    made: Json = {"check_result": "FAILED" if reasons else "PASS", "warnings": []}
    if reasons:
        made["fail_reasons"] = reasons
    return made


def read(call: Call) -> Json:
    """The base version, or the one under review, or the draft."""
    product = call.product()
    if product.status in ("FREEZE", "DELETED"):
        raise refuse(12052901)
    content = product.content
    if _flag(call, "return_under_review_version"):
        if product.audit != "AUDITING":
            raise refuse(12052547)
        content = product.review or product.content
    elif _flag(call, "return_draft_version") and product.draft:
        content = product.draft
    return full(call.owner, call.shop, product, content)


def save_mode(body: Json) -> str:
    mode = str(body.get("save_mode", "LISTING"))
    if mode not in SAVE_MODES:
        raise bad_param("invalid param error, param body.save_mode is not supported")
    return mode


def written(product: Product, content: Json, warnings: list[str]) -> Json:
    """`data` of create and edit."""
    skus = []
    for sku in content["skus"]:
        row = {name: sku[name] for name in ("id", "seller_sku", "external_sku_id") if name in sku}
        if "sales_attributes" in sku:
            row["sales_attributes"] = [{"id": a["id"], "value_id": a["value_id"]} for a in sku["sales_attributes"]]
        skus.append(row)
    return {"product_id": product.id, "skus": skus, "warnings": [{"message": w} for w in warnings]}


def _store(call: Call, content: Json, *, draft: bool) -> Json:
    owner, shop = call.owner, call.shop
    made, warnings = settled(owner, shop, content, None)
    now = owner.now()
    product = Product(
        id=owner.new_id(PRODUCT),
        shop_id=shop.id,
        content=made,
        status="DRAFT" if draft else "PENDING",
        product_status="DRAFT" if draft else "INITIAL",
        audit="NONE",
        create_time=int(now),
        update_time=int(now),
        created_at=now,
    )
    shop.products[product.id] = product
    shop.claim(product)
    news = {"product_id": int(product.id), "product_types": [], "update_time": int(now)}
    owner.notify(shop, "PRODUCT_CREATION", news)
    if not draft:
        owner.reviews.submit(shop, product)
    return written(product, made, warnings)


def _count(call: Call) -> None:
    """New listings per day (probation of new shops). Raises `Refused` 12052093."""
    limit, days = call.owner.switches.listings_per_day, call.shop.listing_days
    day = time.strftime("%Y-%m-%d", time.gmtime(call.owner.now()))
    if limit and days.get(day, 0) >= limit:
        raise refuse(12052093)
    days[day] = days.get(day, 0) + 1


def _flag(call: Call, name: str) -> bool:
    return call.query.get(name, "").lower() == "true"
