"""What buyers do: place, pay, change their address, change their mind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.tiktok_shop.orders import cancelling, news, placing, reasons
from sandbox.tiktok_shop.orders.agenda import Agenda, need
from sandbox.tiktok_shop.orders.placing import Basket
from sandbox.tiktok_shop.orders.records import Cancellation, Json, Order

if TYPE_CHECKING:
    from sandbox.tiktok_shop.records import Product, Shop
    from sandbox.tiktok_shop.shop import TikTokShop

STAGES = ("unpaid", "paid", "ready")


class Buying(Agenda):
    def __init__(self, owner: TikTokShop) -> None:
        super().__init__(owner)
        self._homes: dict[str, tuple[Product, Json]] = {}  # where a SKU was found last

    def place(self, basket: Basket, *, stage: str = "paid", count: int = 1, quiet: bool = False) -> list[Order]:
        """`count` equal orders of different buyers in the main shop. `stage`: unpaid, paid (then on hold, if the shop
        holds), or ready (the hold is over). `quiet`: no webhooks, for tests that fill a shop with orders.

        When there is not enough for all of them, the first ones stay placed.
        """
        if stage not in STAGES:
            raise ValueError("an order is placed unpaid, paid or ready")
        if not 1 <= count <= placing.MOST:
            raise ValueError(f"1 to {placing.MOST} orders at once")
        shop = self.owner.main
        found = [self._find(shop, item.sku) for item in basket.items]
        with self.owner.hushed(quiet):
            return [self._one(shop, basket, found, stage) for _ in range(count)]

    def _one(self, shop: Shop, basket: Basket, found: list[tuple[Product, Json]], stage: str) -> Order:
        order = placing.place(self.owner, shop, basket, found)
        order.is_on_hold_order = self.owner.switches.hold_seconds > 0
        order.pay_until = order.create_time + self.owner.switches.unpaid_seconds
        self.remind(order, order.pay_until)
        self.tell(shop, order)
        if stage != "unpaid":
            self.pay(order.id)
        if stage == "ready" and order.status == "ON_HOLD":
            self.end_hold(order.id)
        return order

    def _find(self, shop: Shop, key: str) -> tuple[Product, Json]:
        known = self._homes.get(key)
        if known is None or known[0].status != "ACTIVATE" or not any(s is known[1] for s in known[0].content["skus"]):
            known = self._homes[key] = placing.find_sku(shop, key)
        return known

    def pay(self, order_id: str) -> Order:
        shop, order = self.find(order_id)
        need(order, "UNPAID")
        now, hold = self.owner.now(), self.owner.switches.hold_seconds
        order.paid_time = int(now)
        if hold <= 0:
            return self.release(shop, order)
        order.status, order.hold_until = "ON_HOLD", now + hold
        for unit in order.live:
            unit.status = "AWAITING_SHIPMENT"
        self.remind(order, order.hold_until)
        self.tell(shop, order)
        return order

    def end_hold(self, order_id: str) -> Order:
        """The remorse period is over before its time."""
        shop, order = self.find(order_id)
        need(order, "ON_HOLD")
        return self.release(shop, order)

    def ask_to_cancel(self, order_id: str, reason: str = "") -> Order:
        """The buyer wants out. Before the shop may ship nobody is asked; afterwards the seller has a day to answer."""
        shop, order = self.find(order_id)
        known = reasons.buyers(order.status)
        reason = reason or next(iter(known))
        if reason not in known:
            raise ValueError("no such reason for a buyer")
        if order.status in ("UNPAID", "ON_HOLD"):
            cancelling.cancel(self.owner, shop, order, order.live, "BUYER", reason)
            return order
        need(order, "AWAITING_SHIPMENT")
        if cancelling.pending(shop, order):
            raise ValueError("the buyer has asked already")
        self.remind(order, cancelling.ask(self.owner, shop, order, reason).deadline)
        return order

    def withdraw(self, order_id: str) -> Order:
        """The buyer takes the request back."""
        shop, order = self.find(order_id)
        cancelling.close(self.owner, shop, asked_for(shop, order))
        return order

    def change_address(self, order_id: str, changes: Json) -> Order:
        """`changes`: line1, line2, city, county, state, state_code, postal_code, first_name, last_name, phone."""
        shop, order = self.find(order_id)
        need(order, "ON_HOLD", "AWAITING_SHIPMENT")
        if not changes or not set(changes) <= set(order.buyer):
            raise ValueError("an address has no such part")
        order.buyer, order.address_changed = {**order.buyer, **changes}, True
        order.changed(self.owner.now())
        news.address_changed(self.owner, shop, order)
        self.owner.world.touch()
        return order


def asked_for(shop: Shop, order: Order) -> Cancellation:
    asked = cancelling.pending(shop, order)
    if asked is None:
        raise ValueError("nobody has asked to cancel this order")
    return asked
