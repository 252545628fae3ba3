"""What a listing may carry beside the product itself: pre-sale, outside ids, schedule, search terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sandbox.tiktok_shop.errors import Problem, problem
from sandbox.tiktok_shop.records import Json

EXTERNAL_LONGEST = 999
_DAY = 86_400
_HANDLING = {"MADE_TO_ORDER": (3, 14), "CUSTOM": (3, 30)}


def external_id_problems(
    content: Json, taken: Mapping[str, str], product_id: str, keys: list[str]
) -> Iterator[Problem]:
    """`taken`: the shop's external ids, `keys` those of this listing; `product_id` "" while it is created."""
    values = [content.get("external_product_id", "")]
    values += [sku.get("external_sku_id", "") for sku in content.get("skus", ())]
    if any(len(v) > EXTERNAL_LONGEST for v in values):
        yield problem(12052369)
    if len(set(keys)) < len(keys) or any(taken.get(k, product_id) != product_id for k in keys):
        yield problem(12052996)


def pre_sale_problems(skus: list[Json], now: float) -> Iterator[Problem]:
    sales = [sku.get("pre_sale") for sku in skus]
    if len({s.get("type") if s else None for s in sales}) > 1:
        yield problem(12019100)
    for sale in sales:
        if sale is not None:
            yield from _sale_problems(sale, now)


def _sale_problems(sale: Json, now: float) -> Iterator[Problem]:
    kind, how = sale.get("type"), sale.get("fulfillment_type") or {}
    if not kind:
        yield problem(12019096)
    elif kind not in ("PRE_ORDER", *_HANDLING):
        yield problem(12019099)
    elif not how:
        yield problem(12019095)
    elif kind == "PRE_ORDER":
        date = how.get("release_date", 0)
        if not date:
            yield problem(12019097)
        elif not now + 3 * _DAY <= date <= now + 60 * _DAY:
            yield problem(12052269)
    elif not how.get("handling_duration_days"):
        yield problem(12019098)
    elif not _HANDLING[kind][0] <= how["handling_duration_days"] <= _HANDLING[kind][1]:
        yield problem(12052269)


def other_problems(content: Json, files: Mapping[str, Json], now: float) -> Iterator[Problem]:
    if content.get("is_cod_allowed"):
        yield problem(12052222)
    video = content.get("video")
    if video and video["id"] not in files:
        yield problem(12052360)
    if content.get("shipping_template_id"):
        yield problem(12052549)  # the shop has no templates
    schedule = content.get("scheduled_sale") or {}
    if schedule.get("is_enabled_scheduled_sale"):
        at = schedule.get("schedule_sale_time", 0) / 1000  # milliseconds here, unlike elsewhere
        if not now < at <= now + 90 * _DAY:
            yield problem(12052604)
    terms, features = content.get("search_terms", []), content.get("key_product_features", [])
    if len(terms) > 15 or sum(map(len, terms)) > 250 or len(features) > 5 or sum(map(len, features)) > 1500:
        yield problem(12052910)
