"""The stock that TikTok is told, and why it is this number (B3, S55, S87)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.products import Product, Variant
from app.domain.stock import MOST

# Between Ecwid's taking stock and its answer that we write down lies the rest of a batch of orders, and its clock is
# not ours.
BOOKING = timedelta(minutes=2)
# Units booked in Ecwid are in the quantity of every reading this much later, whatever the product's own clock says.
SURELY_BOOKED = timedelta(minutes=5)
# A send takes its time, and TikTok's clock is not ours: an order this near to it may have been counted, or not.
NEAR = timedelta(minutes=1)


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


def lacks(booked_at: datetime | None, read_at: datetime, changed_at: datetime) -> bool:
    """Whether a reading of the product lacks units that Ecwid booked at `booked_at`, None for not yet.

    It began at `read_at`, before they were booked; or the product had not changed for a while, by Ecwid's own clock,
    and the reading began soon after. The same rule as SQL stands in app/sync/stock_booked.py.
    """
    if booked_at is None or booked_at > read_at:
        return True
    return booked_at > read_at - SURELY_BOOKED and booked_at > changed_at + BOOKING


def is_open(booked_at: datetime, read_at: datetime) -> bool:
    """Whether nobody can say if the reading contains them: it was made while they were on their way to Ecwid."""
    return booked_at - BOOKING <= read_at < booked_at


def after_sale(sent: int | None, sent_at: datetime | None, placed_at: datetime, units: int) -> int | None:
    """What TikTok has once it sold `units` of a figure that we sent at `sent_at`; None: nobody can say.

    The same rule as SQL stands in app/sync/stock.py.
    """
    if sent is None or sent_at is None or abs(placed_at - sent_at) <= NEAR:
        return None
    return max(0, sent - units) if placed_at > sent_at else sent


def may_be_off(sent_at: datetime | None, placed_at: datetime, cancelled_at: datetime) -> bool:
    """Whether an order that was placed and cancelled before anybody heard of it may have moved what we sent.

    A figure sent between both was reckoned without the order, and TikTok put its units on top of it.
    """
    return sent_at is not None and placed_at - NEAR <= sent_at <= cancelled_at + NEAR
