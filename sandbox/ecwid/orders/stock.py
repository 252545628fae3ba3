"""What orders do to stock (platform-facts E10). Only edges of the payment status move it; an order knows what it took.

Paid orders take stock once, cancelled and refunded ones give it back; partial refunds, edits of items, fulfilment
statuses and deletions move nothing. An item takes stock only through a valid product id (and combination id).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.ecwid.stock import apply_delta, own_stock
from sandbox.ecwid.wire import Record

if TYPE_CHECKING:
    from sandbox.ecwid.store import EcwidStore

GIVES_BACK = frozenset({"CANCELLED", "REFUNDED"})


def follow(store: EcwidStore, order: Record, before: str = "") -> None:
    """Let stock follow the order's payment status, which was `before` ("" for a new order).

    `order["taken"]`: what it has taken, as [product id, combination id or 0, units].
    """
    status = order["paymentStatus"]
    if status == before:
        return
    if status in GIVES_BACK and order["taken"]:
        _move(store, order["taken"], 1)
        order["taken"] = []
    elif _takes(store, status) and not order["taken"] and (order.get("email") or order.get("customerId")):
        order["taken"] = _wanted(store, order)
        _move(store, order["taken"], -1)


def _takes(store: EcwidStore, status: str) -> bool:
    return status == "PAID" or (status == "AWAITING_PAYMENT" and store.switches.awaiting_payment_takes_stock)


def _wanted(store: EcwidStore, order: Record) -> list[list[int]]:
    made: dict[tuple[int, int], int] = {}
    for item in order["items"]:
        product = store.products.get(item.get("productId", 0))
        combination = item.get("combinationId", 0)
        if product and (not combination or any(c["id"] == combination for c in product["combinations"])):
            key = (product["id"], combination)
            made[key] = made.get(key, 0) + item["quantity"]
    return [[product, combination, units] for (product, combination), units in made.items() if units]


def _move(store: EcwidStore, taken: list[list[int]], sign: int) -> None:
    """One write and one product.updated for each product, as its last change leaves it."""
    for number in dict.fromkeys(row[0] for row in taken):
        if number not in store.products:
            continue
        draft, changed = store.draft(number), False
        for _, combination, units in (row for row in taken if row[0] == number):
            own = next((c for c in draft["combinations"] if c["id"] == combination and own_stock(c)), None)
            changed |= bool(apply_delta(draft if own is None else own, sign * units)["updateCount"])
        if changed:
            store.save(draft)
