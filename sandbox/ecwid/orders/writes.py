"""Creating and changing an order. Nothing is calculated: what is not sent is 0 (place-new-order-with-api)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.ecwid.errors import wrong
from sandbox.ecwid.orders import fields
from sandbox.ecwid.wire import Record

if TYPE_CHECKING:
    from sandbox.ecwid.store import EcwidStore


def create(store: EcwidStore, body: dict[str, Any]) -> Record:
    """The new order. Raises `EcwidError` 400; then nothing is made."""
    taken = fields.order(body)
    items = [_item(store, row, {}) for row in taken.pop("items", [])]
    made = {
        "paymentStatus": "AWAITING_PAYMENT",
        "fulfillmentStatus": "AWAITING_PROCESSING",
        "subtotal": 0,
        "total": 0,
        "tax": 0,
        **taken,
        "items": items,
    }
    return store.orders.add(made)


def update(store: EcwidStore, key: str, body: dict[str, Any]) -> None:
    """Merge `body`; null keeps. `items` is the exception: the list replaces, and an `id` keeps an item."""
    before = store.orders.find(key)
    taken = fields.order(body)
    if "items" in taken:
        known = {row["id"]: row for row in before["items"]}
        taken["items"] = [_item(store, row, known) for row in taken["items"]]
    for name in ("shippingPerson", "billingPerson", "shippingOption"):
        if name in taken:
            taken[name] = {**before.get(name, {}), **taken[name]}
    store.orders.save({**before, **taken})


def _item(store: EcwidStore, row: Any, known: dict[int, Record]) -> Record:
    """`known`: the order's items; one that is named by its id keeps what is not sent."""
    taken = fields.item(row)
    kept = known.get(taken.pop("id", 0), {})
    made = {"quantity": 1, "price": 0, **kept, **taken}
    if not made.get("name"):
        raise wrong("Field OrderItem.name is absent")
    if made["quantity"] < 0:
        raise wrong("Field OrderItem.quantity is expected to be a number")
    made.setdefault("id", store.take_id())
    return made
