"""Stock of a SKU: in enabled sales warehouses of this shop, 1 to 99,999 (0 only for SKUs that exist already)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sandbox.tiktok_shop.errors import Problem, problem
from sandbox.tiktok_shop.records import Json, Shop

MOST = 99_999
IsForeign = Callable[[str], bool]


def warehouse_problem(shop: Shop, warehouse_id: str, is_foreign: IsForeign) -> Problem | None:
    """`is_foreign(id)`: does the warehouse belong to another shop?"""
    warehouse = shop.warehouse(warehouse_id)
    if warehouse is None:
        foreign = is_foreign(warehouse_id)
        return problem(12052530, **{"warehouse ID": warehouse_id}) if foreign else problem(12052097)
    if warehouse["effect_status"] == "DISABLED":
        return problem(12052531)
    return problem(12052532) if warehouse["type"] != "SALES_WAREHOUSE" else None


def quantity_problem(quantity: object, lowest: int) -> Problem | None:
    if isinstance(quantity, int) and lowest <= quantity <= MOST:
        return None
    return problem(12052055)


def stock_problems(shop: Shop, sku: Json, is_foreign: IsForeign, *, exists: bool) -> Iterator[Problem]:
    """`exists`: the SKU is on the platform already, and may be sold out."""
    rows = sku.get("inventory") or []
    if not rows:
        yield problem(12019022)
    ids = [row.get("warehouse_id", "") for row in rows]
    if len(set(ids)) < len(ids):
        yield problem(12052555)
    for row in rows:
        if found := warehouse_problem(shop, row.get("warehouse_id", ""), is_foreign):
            yield found
        if wrong := quantity_problem(row.get("quantity"), 0 if exists else 1):
            yield wrong
        if ("backorder_quantity" in row) != ("handling_time" in row):
            yield problem(12052310)
    if len({row["handling_time"] for row in rows if "handling_time" in row}) > 1:
        yield problem(12052490)
