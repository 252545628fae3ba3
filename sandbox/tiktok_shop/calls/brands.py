"""Brands (platform-facts T4)."""

from __future__ import annotations

import time

from sandbox.tiktok_shop.brands import PER_DAY, PER_SELLER, SEEDED, Brand, name_problem
from sandbox.tiktok_shop.call import Call
from sandbox.tiktok_shop.categories import leaf_problem, version_problem
from sandbox.tiktok_shop.errors import Refused, refuse
from sandbox.tiktok_shop.ids import OTHER
from sandbox.tiktok_shop.paging import offset_of, page_size, token
from sandbox.tiktok_shop.records import Json, Shop


def listed(call: Call) -> Json:
    query = call.query
    size = page_size(query.get("page_size", ""))
    if wrong := version_problem(query.get("category_version")):
        raise Refused(wrong)
    category_id = query.get("category_id", "")
    if category_id and (wrong := leaf_problem(category_id)):
        raise Refused(wrong)
    prefix, only = query.get("brand_name", "").lower(), query.get("is_authorized", "").lower() in ("1", "true")
    rows = [b for b in _all(call.shop) if b.name.lower().startswith(prefix) and (b.authorized or not only)]
    filters = f"brands {prefix} {only} {category_id}"
    start = offset_of(query.get("page_token", ""), filters)
    page = [b.row(with_category=bool(category_id)) for b in rows[start : start + size]]
    made: Json = {"brands": page, "total_count": len(rows)}
    if start + size < len(rows):
        made["next_page_token"] = token(start + size, filters)
    return made


def create(call: Call) -> Json:
    name, shop = call.body["name"], call.shop
    if wrong := name_problem(name, {b.name.lower() for b in _all(shop)}):
        raise Refused(wrong)
    day = time.strftime("%Y-%m-%d", time.gmtime(call.owner.now()))
    if shop.brand_days.get(day, 0) >= PER_DAY:
        raise refuse(12052202)
    if len(shop.brands) >= PER_SELLER:
        raise refuse(12052203)
    shop.brand_days[day] = shop.brand_days.get(day, 0) + 1
    brand_id = call.owner.new_id(OTHER)
    shop.brands[brand_id] = {"name": name}
    return {"id": brand_id}


def _all(shop: Shop) -> list[Brand]:
    own = [Brand(id_, row["name"], authorized=True) for id_, row in shop.brands.items()]
    return sorted([*SEEDED.values(), *own], key=lambda b: b.name.lower())
