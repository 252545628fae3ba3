"""What the panel can do to orders on TikTok. Used by its forms and its JSON API alike.

All raise `Refused` with a sentence when it cannot be done; then nothing has changed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, fields
from itertools import islice
from typing import TYPE_CHECKING, Any

from sandbox.panel.refused import refusing
from sandbox.tiktok_shop import codes, seller_center
from sandbox.tiktok_shop.orders import placing
from sandbox.tiktok_shop.orders import rows as order_rows
from sandbox.tiktok_shop.orders.desk import Orders
from sandbox.tiktok_shop.orders.stock import available
from sandbox.tiktok_shop.switches import Switches

if TYPE_CHECKING:
    from sandbox.world import World

Body = dict[str, Any]
MOST_ROWS = 10_000


@refusing
def place(world: World, body: Body) -> list[str]:
    """The new orders' ids. `body` as in `orders_api`."""
    basket, stage = placing.read_basket(body), str(body.get("stage", "paid"))
    count, quiet = int(body.get("count", 1)), bool(body.get("quiet"))
    return [order.id for order in world.tiktok.orders.place(basket, stage=stage, count=count, quiet=quiet)]


@refusing
def act(world: World, order_id: str, verb: str, body: Body) -> None:
    """One of `VERBS`, with what it needs in `body`."""
    world.tiktok.settle()
    if verb not in VERBS:
        raise ValueError(f"nobody can {verb} an order")
    VERBS[verb](world.tiktok.orders, order_id, body)


def _cancel(desk: Orders, order_id: str, body: Body) -> None:
    desk.cancel(order_id, str(body.get("by", "system")), str(body.get("reason", "")), list(body.get("units", ())))


def _ship(desk: Orders, order_id: str, body: Body) -> None:
    number, carrier = str(body.get("tracking_number", "")), str(body.get("carrier", ""))
    desk.ship(order_id, tracking_number=number, carrier=carrier, unit_ids=list(body.get("units", ())))


VERBS: dict[str, Callable[[Orders, str, Body], object]] = {
    "pay": lambda desk, i, _: desk.pay(i),
    "end-hold": lambda desk, i, _: desk.end_hold(i),
    "ask-to-cancel": lambda desk, i, body: desk.ask_to_cancel(i, str(body.get("reason", ""))),
    "withdraw": lambda desk, i, _: desk.withdraw(i),
    "answer": lambda desk, i, body: desk.answer(i, accept=bool(body["accept"])),
    "address": lambda desk, i, body: desk.change_address(i, body),
    "cancel": _cancel,
    "ship": _ship,
    "collect": lambda desk, i, body: desk.collect(i, str(body.get("package", ""))),
    "deliver": lambda desk, i, body: desk.deliver(i, str(body.get("package", ""))),
    "lose": lambda desk, i, body: desk.lose(i, str(body.get("reason", "package_lost"))),
    "complete": lambda desk, i, _: desk.complete(i),
    "after-sale": lambda desk, i, body: desk.after_sale(i, is_open=bool(body.get("open", True))),
}


@refusing
def row(world: World, order_id: str) -> Body:
    return order_rows.row(*world.tiktok.orders.find(order_id))


@refusing
def whole(world: World, order_id: str) -> Body:
    return order_rows.whole(*world.tiktok.orders.find(order_id))


def rows(world: World, status: str = "", limit: int = 200) -> list[Body]:
    world.tiktok.settle()
    return list(islice(order_rows.rows(world.tiktok.main, status), min(limit, MOST_ROWS)))


def on_sale(world: World) -> list[Body]:
    """Every SKU a buyer can order, as it stands now."""
    world.tiktok.settle()
    live = (p for p in world.tiktok.main.products.values() if p.status == "ACTIVATE")
    return [
        {
            "id": sku["id"],
            "seller_sku": sku.get("seller_sku", ""),
            "title": product.content["title"],
            "options": ", ".join(a.get("value_name", "") for a in sku.get("sales_attributes", ())),
            "quantity": available(sku),
            "price": sku["price"]["amount"],
        }
        for product in live
        for sku in product.content["skus"]
    ]


@refusing
def list_product(world: World, body: Body) -> Body:
    """Somebody lists a product in Seller Center, without the app."""
    what = str(body["title"]), str(body.get("sku", "")), body["price"], int(body.get("quantity", 10))
    made = seller_center.list_product(world.tiktok, *what)
    return {"product_id": made.id, "sku_id": made.content["skus"][0]["id"]}


@refusing
def change_sku(world: World, key: str, body: Body) -> None:
    quantity = int(body["quantity"]) if "quantity" in body else None
    seller_center.change_sku(world.tiktok, key, quantity=quantity, price=body.get("price"))


@refusing
def switch(world: World, body: Body) -> Body:
    """Set fields of `Switches`; a value takes the kind of the field."""
    switches = world.tiktok.switches
    kinds = {f.name: type(getattr(switches, f.name)) for f in fields(Switches)}
    unknown = set(body) - set(kinds)
    if unknown:
        raise ValueError(f"there is no switch {min(unknown)}")
    for name, value in body.items():
        setattr(switches, name, kinds[name](value))
    world.touch()
    return asdict(switches)


@refusing
def refuse(world: World, part: str, code: int, count: int = 1) -> None:
    """The next `count` calls with `part` in "METHOD /path" are refused with this business code."""
    if code not in codes.BUSINESS or count < 1:
        raise ValueError(f"the platform has no business code {code}")
    world.tiktok.switches.refusals.append([part, code, count])
    world.touch()
