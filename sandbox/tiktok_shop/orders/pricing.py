"""What a basket costs, to the cent: discounts, tax, shipping, fees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.tiktok_shop.orders import money
from sandbox.tiktok_shop.orders.buyers import delivery_fee
from sandbox.tiktok_shop.orders.records import Order

if TYPE_CHECKING:
    from sandbox.tiktok_shop.orders.placing import Basket

FREE = frozenset({"sample", "replacement", "exchange"})


def price(order: Order, basket: Basket) -> None:
    """Discounts over the units by their prices, tax on what is left, shipping, and the state's fees."""
    units, free = order.units, basket.kind in FREE
    prices = [u.original for u in units]
    sellers = money.spread(sum(prices) if free else basket.seller_discount, prices)
    left = [p - d for p, d in zip(prices, sellers, strict=True)]
    platforms = money.spread(0 if free else basket.platform_discount, left)
    for unit, mine, theirs in zip(units, sellers, platforms, strict=True):
        unit.seller_discount, unit.platform_discount = mine, theirs
        unit.tax = money.share(unit.sale, order.tax_rate)
    units[0].delivery_fee = delivery_fee(order.buyer["state_code"], sum(u.sale for u in units))
    if free:
        return
    order.shipping = basket.shipping
    order.shipping_seller_discount = min(basket.shipping_seller_discount, basket.shipping)
    rest = basket.shipping - order.shipping_seller_discount
    order.shipping_platform_discount = min(basket.shipping_platform_discount, rest)
    if order.buyer["shipping_taxed"]:
        order.shipping_tax = money.share(rest - order.shipping_platform_discount, order.tax_rate)
    order.insurance_tax = money.share(order.insurance, order.tax_rate)
