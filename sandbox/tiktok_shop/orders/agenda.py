"""What the clock does to orders by itself: payment overdue, hold over, not shipped in time, no answer, no return."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, Any

from sandbox.tiktok_shop.alarm import Alarm
from sandbox.tiktok_shop.orders import cancelling, news, parcels
from sandbox.tiktok_shop.orders.records import Order

if TYPE_CHECKING:
    from sandbox.tiktok_shop.records import Shop
    from sandbox.tiktok_shop.shop import TikTokShop

HOUR = 3600  # seconds
SHIP_WITHIN, SCANNED_WITHIN, CANCELLED_AFTER = 72 * HOUR, 120 * HOUR, 168 * HOUR


class Agenda:
    """A heap of times to look at an order again; what is due by then is seen from the order itself."""

    def __init__(self, owner: TikTokShop) -> None:
        self.owner = owner
        self._due: list[tuple[float, str, str]] = []  # when, shop id, order id
        self._alarm = Alarm(owner, self.settle, lambda: self._due[0][0] if self._due else None)

    def find(self, order_id: str) -> tuple[Shop, Order]:
        """The order wherever it is. Raises KeyError."""
        for shop in self.owner.shops.values():
            if order_id in shop.orders:
                return shop, shop.orders[order_id]
        raise KeyError(f"there is no order {order_id}")

    def release(self, shop: Shop, order: Order) -> Order:
        """The order may be shipped now: the remorse period is over, or the shop has none."""
        now = self.owner.now()
        order.status, order.hold_until = "AWAITING_SHIPMENT", 0.0
        for unit in order.live:
            unit.status = "AWAITING_SHIPMENT"
        order.rts_sla_time, order.tts_sla_time = int(now + SHIP_WITHIN), int(now + SCANNED_WITHIN)
        order.cancel_order_sla_time, order.ship_until = int(now + CANCELLED_AFTER), now + CANCELLED_AFTER
        self.remind(order, order.ship_until)
        self.tell(shop, order)
        return order

    def complete(self, order_id: str) -> Order:
        """Nothing can be returned any more."""
        shop, order = self.find(order_id)
        need(order, "DELIVERED")
        for unit in order.live:
            unit.status = "COMPLETED"
        order.complete_time, order.return_until = int(self.owner.now()), 0.0
        parcels.settle(self.owner, shop, order)
        return order

    def remind(self, order: Order, at: float) -> None:
        heapq.heappush(self._due, (at, order.shop_id, order.id))
        self.arm()

    def arm(self) -> None:
        self._alarm.arm()

    def settle(self) -> None:
        """Do everything that is due."""
        now = self.owner.now()
        while self._due and self._due[0][0] <= now:
            _, shop_id, order_id = heapq.heappop(self._due)
            shop = self.owner.shops[shop_id]
            if order_id in shop.orders:
                self._fall_due(shop, shop.orders[order_id], now)

    def _fall_due(self, shop: Shop, order: Order, now: float) -> None:
        asked = cancelling.pending(shop, order)
        if asked and asked.deadline <= now:
            cancelling.approve(self.owner, shop, asked)
        elif order.status == "UNPAID" and order.pay_until <= now:
            cancelling.cancel(self.owner, shop, order, order.live, "SYSTEM", "system_cancel_unpaid_time_out")
        elif order.status == "ON_HOLD" and order.hold_until <= now:
            self.release(shop, order)
        elif order.status in ("AWAITING_SHIPMENT", "PARTIALLY_SHIPPING") and order.ship_until <= now:
            late = "system_cancel_order_reason_shipping_timeout"
            cancelling.cancel(self.owner, shop, order, order.open, "SYSTEM", late)
        elif order.status == "DELIVERED" and order.return_until <= now:
            self.complete(order.id)

    def tell(self, shop: Shop, order: Order) -> None:
        """The order's status has changed."""
        order.changed(self.owner.now())
        news.status_changed(self.owner, shop, order)
        self.owner.world.touch()

    def dump(self) -> list[list[Any]]:
        return [list(entry) for entry in self._due]

    def load(self, rows: list[list[Any]]) -> None:
        self._due = [(float(at), shop, order) for at, shop, order in rows]
        heapq.heapify(self._due)
        self.arm()


def need(order: Order, *statuses: str) -> None:
    if order.status not in statuses:
        raise ValueError(f"the order is {order.status}")
