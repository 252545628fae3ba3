"""Stock: set it, read it (platform-facts T9). Absolute numbers, all warehouses of a SKU, no review."""

from __future__ import annotations

from collections.abc import Iterator

from sandbox.tiktok_shop.call import Call
from sandbox.tiktok_shop.checks.stock import quantity_problem, warehouse_problem
from sandbox.tiktok_shop.errors import Problem, problem, refuse
from sandbox.tiktok_shop.orders import stock
from sandbox.tiktok_shop.records import Json, Product

MOST_PRODUCTS, MOST_SKUS = 100, 600


def update(call: Call) -> Json:
    """SKUs that can be set are set; the others come back in `errors` under code 0."""
    product = call.product(missing=12052032)
    if product.status in ("FREEZE", "DELETED"):
        raise refuse(12052901)
    skus = call.body.get("skus") or []
    if not skus:
        raise refuse(12052902)
    ids = [sku.get("id", "") for sku in skus]
    if "" in ids:
        raise refuse(12052036)
    if len(set(ids)) < len(ids):
        raise refuse(12052553)
    for id_ in ids:
        if not product.sku_versions(id_):
            raise refuse(12052556)
    errors = [error for sku in skus if (error := _set(call, product, sku))]
    product.update_time = int(call.owner.now())
    return {"errors": errors} if errors else {}


def search(call: Call) -> Json:
    """By SKU ids, or else by product ids."""
    sku_ids, product_ids = call.body.get("sku_ids", []), call.body.get("product_ids", [])
    if len(sku_ids) > MOST_SKUS:
        raise refuse(12019015)
    if len(product_ids) > MOST_PRODUCTS:
        raise refuse(12019120)
    if not sku_ids and not product_ids:
        raise refuse(12019008)
    wanted = set(sku_ids)
    products = call.shop.products
    chosen = list(products.values()) if wanted else [products[i] for i in dict.fromkeys(product_ids) if i in products]
    rows = []
    for product in chosen:
        skus = [s for s in product.content["skus"] if not wanted or s["id"] in wanted]
        if skus and product.status != "DELETED":
            held = call.shop.committed
            rows.append({"product_id": product.id, "skus": [_sku_row(s, held.get(s["id"], {})) for s in skus]})
    return {"inventory": rows}


def _set(call: Call, product: Product, sent: Json) -> Json | None:
    """Set one SKU, or say why not."""
    old = product.sku_versions(sent["id"])
    rows = sent.get("inventory") or []
    held = [row["warehouse_id"] for row in old[0]["inventory"]]
    if len(held) == 1 and len(rows) == 1:
        rows = [{"warehouse_id": held[0], **rows[0]}]
    wrong = list(_problems(call, product, old[0], rows))
    if wrong:
        extra = [{**({"warehouse_id": w} if w else {}), "code": p.code, "message": p.message} for w, p in wrong]
        detail = {"sku_id": sent["id"], "extra_errors": extra}
        return {"code": 12052990, "message": problem(12052990).message, "detail": detail}
    before = {row["warehouse_id"]: row for row in old[0]["inventory"]}
    total = stock.available(old[0])
    for sku in old:
        # What is not sent of a backorder persists.
        sku["inventory"] = [{**before[row["warehouse_id"]], **row} for row in rows]
    stock.tell(call.owner, call.shop, product, sent["id"], "api_sync", stock.available(old[0]) - total)
    return None


def _problems(call: Call, product: Product, sku: Json, rows: list[Json]) -> Iterator[tuple[str, Problem]]:
    """(warehouse id or "", problem)."""
    before = {row["warehouse_id"]: row["quantity"] for row in sku["inventory"]}
    ids = [row.get("warehouse_id", "") for row in rows]
    if not rows:
        yield "", problem(12019022)
    elif "" in ids:
        yield "", problem(12019028)
    else:
        foreign = [w for s in call.owner.shops.values() if s is not call.shop for w in ids if s.warehouse(w)]
        unusable = [(w, p) for w in ids if (p := warehouse_problem(call.shop, w, foreign.__contains__))]
        yield from unusable
        if not unusable and (set(ids) != set(before) or len(ids) != len(set(ids))):
            yield "", problem(12052533)
    for row in rows:
        if wrong := quantity_problem(row.get("quantity"), 0):
            yield row.get("warehouse_id", ""), wrong
        elif product.promotion and row["quantity"] < before.get(row.get("warehouse_id", ""), 0):
            yield row.get("warehouse_id", ""), problem(12052393)


def _sku_row(sku: Json, committed: dict[str, int]) -> Json:
    """`committed`: units ordered and not yet shipped, by warehouse."""
    rows = [
        {
            "warehouse_id": row["warehouse_id"],
            "available_quantity": row["quantity"],
            "committed_quantity": committed.get(row["warehouse_id"], 0),
        }
        for row in sku["inventory"]
    ]
    total = stock.available(sku)
    made = {"id": sku["id"], **({"seller_sku": sku["seller_sku"]} if "seller_sku" in sku else {})}
    return {
        **made,
        "total_available_quantity": total,
        "total_committed_quantity": sum(row["committed_quantity"] for row in rows),
        "warehouse_inventory": rows,
        "total_available_inventory_distribution": {
            "campaign_inventory": [],
            "creator_inventory": [],
            "in_shop_inventory": {"quantity": total},
        },
    }
