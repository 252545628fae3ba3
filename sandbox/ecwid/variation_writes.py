"""Creating and changing a variation (products/product-variations)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.ecwid import attributes, fields, options, stock
from sandbox.ecwid.errors import EcwidError
from sandbox.ecwid.wire import Record

if TYPE_CHECKING:
    from sandbox.ecwid.store import EcwidStore


def add_variation(store: EcwidStore, product: Record, body: Any) -> int:
    """The new variation's id; `product` is changed but not yet told of. Raises `EcwidError`."""
    if not isinstance(body, dict) or not body.get("options"):
        raise EcwidError(400, "Field Combination.options is absent", "WRONG_PARAMETER")
    number = 1 + max((c["combinationNumber"] for c in product["combinations"]), default=0)
    made: Record = {"id": store.take_id(), "combinationNumber": number, "options": [], "attributes": []}
    write_variation(store, product, made, body)
    product["combinations"].append(made)
    return int(made["id"])


def write_variation(store: EcwidStore, product: Record, variation: Record, body: dict[str, Any]) -> None:
    """Merge `body` into `variation`. An empty SKU gives up the own stock, a new one begins it at 0 or as sent."""
    taken = fields.writable(body, fields.VARIATION, "Combination")
    picks = taken.pop("options", None)
    if picks:
        variation["options"] = options.picks(product, picks)
        _refuse_twin(product, variation)
    if "attributes" in taken:
        product_type = store.product_class(product["productClassId"])
        taken["attributes"] = attributes.merged(variation["attributes"], taken["attributes"], product_type)
    if "sku" in taken:
        store.refuse_taken_sku(taken["sku"], product["id"])
        variation["sku"] = taken.pop("sku")
    _quantity(product, variation, taken)
    variation.update(taken)


def _quantity(product: Record, variation: Record, taken: dict[str, Any]) -> None:
    quantity, unlimited = taken.pop("quantity", None), taken.pop("unlimited", None)
    if not stock.own_stock(variation):
        for name in ("sku", "quantity", "unlimited"):
            variation.pop(name, None)
        _refuse_other_stock(product, quantity)
        return
    if variation.get("sku") == product.get("sku"):
        _refuse_other_stock(product, quantity)
    if unlimited is not None:
        stock.set_unlimited(variation, unlimited)
    if quantity is not None and not unlimited:
        stock.set_quantity(variation, int(quantity))
    variation.setdefault("unlimited", True)


def _refuse_other_stock(product: Record, quantity: int | None) -> None:
    """A variation with the product's SKU has the product's stock and no other."""
    if quantity is not None and quantity != product.get("quantity"):
        raise EcwidError(400, "Combination has the product's SKU but another stock", "DIFFERENT_COMBINATION_STOCK")


def _refuse_twin(product: Record, variation: Record) -> None:
    mine = {(p["name"], p["value"]) for p in variation["options"]}
    for other in product["combinations"]:
        if other["id"] != variation["id"] and {(p["name"], p["value"]) for p in other["options"]} == mine:
            raise EcwidError(409, "Combination with these options already exists", "COMBINATION_DUPLICATED")
