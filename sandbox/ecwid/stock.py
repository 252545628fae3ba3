"""Who has how many: a variation with its own SKU keeps its own stock, one without shares the product's (4.5)."""

from __future__ import annotations

from sandbox.ecwid.errors import EcwidError
from sandbox.ecwid.wire import Record

NEGATIVE = "Product has negative stock."


def own_stock(variation: Record) -> bool:
    return bool(variation.get("sku"))


def available(holder: Record) -> bool:
    """`holder` is a product or a variation with its own stock."""
    return bool(holder.get("unlimited")) or holder.get("quantity", 0) > 0


def in_stock(product: Record) -> bool:
    """The product itself or any variation with its own stock."""
    return available(product) or any(available(c) for c in product["combinations"] if own_stock(c))


def set_quantity(holder: Record, quantity: int) -> None:
    """A quantity makes the stock tracked."""
    holder["quantity"] = quantity
    holder["unlimited"] = False


def set_unlimited(holder: Record, unlimited: bool) -> None:
    holder["unlimited"] = unlimited
    if unlimited:
        holder.pop("quantity", None)
    else:
        holder.setdefault("quantity", 0)


def apply_delta(holder: Record, delta: int) -> Record:
    """The answer of `PUT …/inventory`. Below zero is applied all the same, with a warning; unlimited: nothing."""
    if holder.get("unlimited"):
        return {"updateCount": 0}
    holder["quantity"] = holder.get("quantity", 0) + delta
    return {"updateCount": 1} | ({"warning": NEGATIVE} if holder["quantity"] < 0 else {})


def need_own_stock(variation: Record) -> None:
    if not own_stock(variation):
        raise EcwidError(400, "SKU for combination is not set")
