"""The stock that TikTok is told, and why it is this number (B3, S55, S87)."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.products import Product, Variant
from app.domain.stock import MOST


@dataclass(frozen=True, slots=True)
class Figure:
    """One SKU's figure: what Ecwid has, what TikTok sold that Ecwid has not booked yet, and what is sent."""

    in_source: int | None
    not_booked: int
    sent: int


def figure(in_source: int | None, not_booked: int, cap: int) -> Figure:
    """`in_source` None is untracked stock: the cap, whatever was sold (S87). Never below 0 or above TikTok's limit."""
    if in_source is None:
        return Figure(None, not_booked, max(0, min(MOST, cap)))
    return Figure(in_source, not_booked, max(0, min(MOST, in_source - not_booked)))


def figure_of(
    product: Product, variant: Variant, linked: Mapping[int, str], held: Mapping[str, int], cap: int
) -> Figure:
    """The figure of one variant. `linked` are the channel's SKU ids by combination id, `held` the units not booked.

    Variants that share their product's stock are sold from one pile: what any of them sold counts for each.
    """
    if not variant.shares_stock:
        return figure(variant.quantity, held.get(linked.get(variant.combination_id, ""), 0), cap)
    pile = (linked.get(each.combination_id, "") for each in product.variants if each.shares_stock)
    return figure(product.quantity, sum(held.get(sku_id, 0) for sku_id in pile), cap)
