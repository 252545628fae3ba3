"""Everything that happens to orders without the seller's app: the buyer, the carrier, the clock, Seller Center.

Used by the control panel and by tests. Raises KeyError for an unknown id, ValueError with a sentence for what cannot
happen to an order as it is, and `Refused` where Seller Center refuses as the API does; then nothing has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from sandbox.tiktok_shop.orders import cancelling, parcels, reasons
from sandbox.tiktok_shop.orders.agenda import need
from sandbox.tiktok_shop.orders.buying import Buying, asked_for
from sandbox.tiktok_shop.orders.carriers import number_for
from sandbox.tiktok_shop.orders.records import Order, Package
from sandbox.tiktok_shop.orders.seller_cancels import cancel_by_seller
from sandbox.tiktok_shop.orders.shipping import mark_shipped, provider_named
from sandbox.tiktok_shop.orders.states import chosen

if TYPE_CHECKING:
    from sandbox.tiktok_shop.records import Shop
    from sandbox.tiktok_shop.shop import TikTokShop

Step = Callable[["TikTokShop", "Shop", Package], None]
TIKTOKS_OWN = {"id": "7129720299146184499", "name": "TikTok Shipping"}


class Orders(Buying):
    # The carrier

    def ship(
        self, order_id: str, *, tracking_number: str = "", carrier: str = "", unit_ids: Sequence[str] = ()
    ) -> Package:
        """In Seller Center, with a carrier's name; what TikTok fulfils is shipped by TikTok."""
        shop, order = self.find(order_id)
        if order.fulfilment == "TIKTOK":
            need(order, "AWAITING_SHIPMENT", "PARTIALLY_SHIPPING")
            units = [(order, unit) for unit in order.open]
            number = f"TTUS{order.id[-14:]}"
            return parcels.make(
                self.owner, shop, units, shipping_type="TIKTOK", provider=TIKTOKS_OWN, tracking_number=number
            )
        provider = provider_named(order, carrier or "USPS")
        number = tracking_number or number_for(provider["name"], order.id)
        return mark_shipped(self.owner, shop, order, unit_ids, number, provider["id"])[0]

    def collect(self, order_id: str, package_id: str = "") -> Order:
        """The carrier scans one parcel, or all that wait."""
        return self._each(order_id, package_id, "PROCESSING", parcels.collect)

    def deliver(self, order_id: str, package_id: str = "") -> Order:
        return self._each(order_id, package_id, "FULFILLING", parcels.deliver)

    def lose(self, order_id: str, reason: str = "package_lost") -> Order:
        """Lost, damaged or refused on the way: cancelled by the system."""
        if reason not in reasons.SYSTEM:
            raise ValueError("no such reason for the system")
        return self._each(order_id, "", "FULFILLING", lambda o, s, p: parcels.lose(o, s, p, reason))

    def _each(self, order_id: str, package_id: str, status: str, step: Step) -> Order:
        shop, order = self.find(order_id)
        ids = [package_id] if package_id else order.packages
        if not set(ids) <= set(order.packages):
            raise ValueError("the order has no such package")
        waiting = [p for p in (shop.packages[i] for i in ids) if p.status == status]
        if not waiting:
            raise ValueError(f"no package of this order is {status}")
        for package in waiting:
            step(self.owner, shop, package)
        return order

    # Seller Center and the platform

    def cancel(self, order_id: str, by: str, reason: str = "", unit_ids: Sequence[str] = ()) -> Order:
        """`by` seller (in Seller Center) or system (at any time before delivery). Buyers ask."""
        shop, order = self.find(order_id)
        if by == "seller":
            reason = reason or next(iter(reasons.sellers(order.status)), "")
            cancel_by_seller(self.owner, shop, order, chosen(order, unit_ids) if unit_ids else None, reason)
            return order
        reason = reason or "platform_cancel"
        if by != "system" or reason not in reasons.SYSTEM:
            raise ValueError("an order is cancelled by the seller or the system, for a reason of theirs")
        if order.status in ("DELIVERED", "COMPLETED", "CANCELLED"):
            raise ValueError(f"the order is {order.status}")
        if asked := cancelling.pending(shop, order):
            cancelling.close(self.owner, shop, asked)
        units = chosen(order, unit_ids) if unit_ids else order.live
        cancelling.cancel(self.owner, shop, order, units, "SYSTEM", reason)
        return order

    def answer(self, order_id: str, *, accept: bool) -> Order:
        """The seller answers the buyer's request in Seller Center."""
        shop, order = self.find(order_id)
        asked = asked_for(shop, order)
        if accept:
            cancelling.approve(self.owner, shop, asked)
        else:
            cancelling.close(self.owner, shop, asked, cancelling.REJECTED)
        return order

    def after_sale(self, order_id: str, *, is_open: bool) -> Order:
        """A return or refund is being dealt with: until it is over the order cannot be shipped (21011007)."""
        order = self.find(order_id)[1]
        order.after_sale = is_open
        order.changed(self.owner.now())
        self.owner.world.touch()
        return order
