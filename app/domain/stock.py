"""How many pieces the channel is told."""

from app.domain.products import Product, Variant

# TikTok's documented range is 1 to 99,999 (update-inventory-202309); 0 is taken on updates only (platform-facts T9).
MOST = 99_999


def to_send(product: Product, variant: Variant, cap: int) -> int:
    """The quantity to send: untracked stock is `cap` (S87), negative stock is 0, more than the channel counts is cut.

    A variant without an SKU of its own sells from its product's stock (platform-facts E5).
    """
    quantity = product.quantity if variant.shares_stock else variant.quantity
    return max(0, min(MOST, cap if quantity is None else quantity))
