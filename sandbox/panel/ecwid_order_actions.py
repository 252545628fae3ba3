"""What the panel can do to orders in Ecwid, as their owner does in the admin. Used by forms and JSON alike.

All raise `Refused` with a sentence when it cannot be done; then nothing has changed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, fields
from itertools import islice
from typing import TYPE_CHECKING, Any

from sandbox.ecwid.orders import render, writes
from sandbox.ecwid.switches import Switches
from sandbox.panel.refused import refusing

if TYPE_CHECKING:
    from sandbox.ecwid.store import EcwidStore
    from sandbox.world import World

Body = dict[str, Any]
MOST_ROWS = 10_000


@refusing
def sell(world: World, body: Body) -> Body:
    """Somebody buys in the storefront: `{"product", "variation": 0, "quantity": 1}`, paid at once; or any order, with
    the fields of POST /orders."""
    made = writes.create(world.ecwid, body if "product" not in body else _sale(world.ecwid, body))
    return row(world, made["id"])


def _sale(store: EcwidStore, body: Body) -> Body:
    product = store.product(int(body["product"]))
    variation, quantity = int(body.get("variation") or 0), int(body.get("quantity", 1))
    price = product["price"]
    item: Body = {"name": product["name"], "productId": product["id"], "quantity": quantity, "price": price}
    if variation:
        chosen = store.variation(product, variation)
        item |= {"combinationId": variation, "price": chosen.get("price", price), "sku": chosen.get("sku", "")}
    total = round(item["price"] * quantity, 2)
    return {
        "email": "customer@example.com",
        "paymentStatus": "PAID",
        "fulfillmentStatus": "AWAITING_PROCESSING",
        "paymentMethod": "Card",
        "subtotal": total,
        "total": total,
        "items": [item],
    }


@refusing
def act(world: World, key: str, verb: str, body: Body) -> None:
    """One of `VERBS`, with what it needs in `body`."""
    if verb not in VERBS:
        raise ValueError(f"nobody can {verb} an order")
    VERBS[verb](world.ecwid, key, body)


@refusing
def change(world: World, key: str, body: Body) -> None:
    """Fields as in PUT /orders/{id}."""
    writes.update(world.ecwid, key, body)


def _ship(store: EcwidStore, key: str, body: Body) -> None:
    """“Mark as Shipped”, and “Add tracking number” when there is one. Ecwid's admin knows no carriers."""
    number = str(body.get("tracking_number", "")).strip()
    status = str(body.get("status", "SHIPPED"))
    writes.update(store, key, {"fulfillmentStatus": status, **({"trackingNumber": number} if number else {})})


def _refund(store: EcwidStore, key: str, body: Body) -> None:
    writes.update(store, key, {"paymentStatus": "PARTIALLY_REFUNDED" if body.get("partly") else "REFUNDED"})


VERBS: dict[str, Callable[[EcwidStore, str, Body], None]] = {
    "ship": _ship,
    "deliver": lambda store, key, _: writes.update(store, key, {"fulfillmentStatus": "DELIVERED"}),
    "pay": lambda store, key, _: writes.update(store, key, {"paymentStatus": "PAID"}),
    "cancel": lambda store, key, _: writes.update(store, key, {"paymentStatus": "CANCELLED"}),
    "refund": _refund,
    "delete": lambda store, key, _: store.orders.remove(key),
}


@refusing
def row(world: World, key: str) -> Body:
    return _row(world.ecwid.orders.find(key))


def rows(world: World, limit: int = 200) -> list[Body]:
    """Newest first."""
    return [_row(o) for o in islice(reversed(world.ecwid.orders.orders.values()), min(limit, MOST_ROWS))]


def _row(order: Body) -> Body:
    return {
        "id": order["id"],
        "internal_id": order["internal"],
        "payment_status": order["paymentStatus"],
        "fulfilment_status": order["fulfillmentStatus"],
        "total": order["total"],
        "email": order.get("email", ""),
        "tracking_number": order.get("trackingNumber", ""),
        "external_transaction_id": order.get("externalTransactionId", ""),
        "lines": [{"name": i["name"], "sku": i.get("sku", ""), "quantity": i["quantity"]} for i in order["items"]],
        "stock_taken": bool(order["taken"]),
        "created_at": order["created"],
        "updated_at": order["updated"],
    }


@refusing
def whole(world: World, key: str) -> Body:
    """The row, the order as the API answers it, and the mails that would have been sent."""
    store = world.ecwid
    order = store.orders.find(key)
    mails = [m for m in store.orders.mails.rows if m["order"] == order["id"]]
    return {**_row(order), "order": render.order(store, order), "mails": mails, "taken": order["taken"]}


@refusing
def switch(world: World, body: Body) -> Body:
    """Set fields of `Switches`, or `index_lag_seconds` of both searches."""
    wanted = dict(body)
    if "index_lag_seconds" in wanted:
        world.ecwid.lag(float(wanted.pop("index_lag_seconds")))
    switches = world.ecwid.switches
    kinds = {f.name: type(getattr(switches, f.name)) for f in fields(Switches)}
    if unknown := set(wanted) - set(kinds):
        raise ValueError(f"there is no switch {min(unknown)}")
    for name, value in wanted.items():
        setattr(switches, name, kinds[name](value))
    world.touch()
    return asdict(switches)
