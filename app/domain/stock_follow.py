"""The stock that TikTok is told, and why it is this number (B3, S55, S87)."""

from dataclasses import dataclass

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
