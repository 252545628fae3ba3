"""With which discounts an order is written into the source: the seller chooses once (B10)."""

from decimal import Decimal

from app.domain.orders import ZERO

BUYER_PAID, WITH_PLATFORM_DISCOUNT, LIST_PRICE = "buyer_paid", "with_platform_discount", "list_price"
POLICIES = (BUYER_PAID, WITH_PLATFORM_DISCOUNT, LIST_PRICE)


def added_back(policy: str, *, seller: Decimal, platform: Decimal) -> Decimal:
    """What of these two discounts the source's order does not show as taken off.

    TikTok pays the seller for its own discounts; a seller's own are gone, and "list price" writes them all the same,
    for those who keep their discounts elsewhere.
    """
    if policy == LIST_PRICE:
        return seller + platform
    return platform if policy == WITH_PLATFORM_DISCOUNT else ZERO
