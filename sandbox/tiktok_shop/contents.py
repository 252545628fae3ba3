"""From the body of a call to what is stored: ids given, what the platform drops dropped, old prices kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sandbox.tiktok_shop.axes import AxisNames
from sandbox.tiktok_shop.bodies import ENVELOPE, PRODUCT
from sandbox.tiktok_shop.brands import SEEDED
from sandbox.tiktok_shop.categories import TREE
from sandbox.tiktok_shop.checks.prices import without_worthless_list_price
from sandbox.tiktok_shop.errors import Problem, problem
from sandbox.tiktok_shop.ids import OTHER, SKU
from sandbox.tiktok_shop.records import Json, Product, Shop
from sandbox.tiktok_shop.rules import takes_size_chart
from sandbox.tiktok_shop.shape import project

if TYPE_CHECKING:
    from sandbox.tiktok_shop.shop import TikTokShop


def content_of(body: Json) -> Json:
    """The product's properties in a create or edit body."""
    kind = {name: k for name, k in PRODUCT.items() if name not in ENVELOPE}
    made: Json = project(body, kind)
    return made


def merged_skus(product: Product, skus: list[Json]) -> tuple[list[Json], list[Problem]]:
    """The SKUs of an edit: price, stock and barcode stay where they are omitted; problems with SKU ids.

    A SKU without id is a new one, whatever its seller_sku says (seen live: the id changes).
    """
    problems: list[Problem] = []
    made: list[Json] = []
    seen: set[str] = set()
    for sku in skus:
        old = product.sku_versions(sku["id"]) if sku.get("id") else []
        if sku.get("id") and not old:
            problems.append(problem(12052557))
        if sku.get("id") in seen:
            problems.append(problem(12052553))
        if not sku.get("id"):
            made.append({k: v for k, v in sku.items() if k != "id"})
            continue
        seen.add(sku["id"])
        kept: Json = {k: old[-1][k] for k in ("price", "inventory", "identifier_code") if old and k in old[-1]}
        given = {k: v for k, v in sku.items() if v != []}
        made.append({**kept, **given})
        if old and "inventory" in given and _warehouses(given) != _warehouses(old[-1]):
            problems.append(problem(12052533))
    return made, problems


def _warehouses(sku: Json) -> set[str]:
    return {row.get("warehouse_id", "") for row in sku["inventory"]}


def settled(owner: TikTokShop, shop: Shop, content: Json, product: Product | None) -> tuple[Json, list[str]]:
    """`content` as it is stored, and the warnings the caller reads. Call it once the checks have passed."""
    made, warnings = dict(content), []
    brand_id = made.get("brand_id", "")
    if brand_id and brand_id not in SEEDED and brand_id not in shop.brands:
        warnings.append(
            f"The [brand_id]:{brand_id} field is incorrect and has been automatically cleared by the system. "
            "Reason: [Brand does not exist]. You can edit it later."
        )
        brand_id = ""
    if not brand_id:
        made.pop("brand_id", None)
    if not takes_size_chart(TREE[made["category_id"]]):
        made.pop("size_chart", None)
    names = AxisNames(product, owner.new_id)
    skus = [without_worthless_list_price(sku) for sku in made["skus"]]
    made["skus"] = [_with_ids(sku, names, owner.new_id) for sku in skus]
    if "product_attributes" in made:
        made["product_attributes"] = [_answer(a, owner.new_id) for a in made["product_attributes"]]
    return made, warnings


def _answer(attribute: Json, new_id: Callable[[str], str]) -> Json:
    """A product attribute whose free-text values have ids, as the platform gives them."""
    return {"id": attribute["id"], "values": [{"id": v.get("id") or new_id(OTHER), **v} for v in attribute["values"]]}


def _with_ids(sku: Json, names: AxisNames, new_id: Callable[[str], str]) -> Json:
    made = {"id": sku.get("id") or new_id(SKU), **{k: v for k, v in sku.items() if k != "id"}}
    made["inventory"] = [dict(row) for row in sku["inventory"]]
    if sku.get("sales_attributes"):
        made["sales_attributes"] = [names.complete(axis) for axis in sku["sales_attributes"]]
    else:
        made.pop("sales_attributes", None)
    return made
