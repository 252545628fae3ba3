"""Orders in a list: the clock, two badges, the line that says why. Pure, from rows (B4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from app.domain.order_selection import BY_NEWEST, GROUPS, STATUSES, OrderSelection
from app.domain.orders import OrderStatus
from app.domain.ship_by import TO_DISPATCH, share, time_left, tone
from app.domain.words import N_
from app.web.formats import duration
from app.web.language import Sentence
from app.web.order_words import Because, May, Row, because, may, status_of, word_of
from app.web.states import ORDER_WORDS

# The chips over the list: what needs somebody first, TikTok's own words, what is put away last.
CHIPS: tuple[tuple[str, Sentence], ...] = (
    ("needs_you", N_("Needs you")),
    ("", N_("All")),
    *((status.value.lower(), ORDER_WORDS[status]) for status in STATUSES),
    ("archived", N_("Archived")),
)
# Groups that Home leads to: a filter that can be taken off.
GROUP_WORDS: dict[str, Sentence] = dict(zip(GROUPS, (N_("Fulfilled"), N_("Unfulfilled"), N_("Unsynced")), strict=True))
SORT_WORDS: tuple[tuple[str, Sentence], ...] = (("", N_("Time left")), (BY_NEWEST, N_("Newest")))


@dataclass(frozen=True, slots=True)
class Clock:
    """Time left to dispatch: `text` "2 h 14 min", `late` when it is over."""

    tone: str
    percent: float
    text: str
    late: bool


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One order of the list."""

    id: int
    remote_id: str
    href: str
    placed_at: datetime
    buyer: str
    place: str
    units: int
    total: Decimal
    currency: str
    word: str
    tts: str
    source_id: str
    clock: Clock | None
    instead: Sentence
    because: Because
    may: May
    archived: bool


def row_view(row: Row, base: str, now: datetime) -> OrderLine:
    """One row of the table."""
    return OrderLine(
        id=row["id"],
        remote_id=row["remote_id"],
        href=f"{base}/orders/{row['id']}",
        placed_at=row["placed_at"],
        buyer=row["masked_buyer"] or "•••",
        place=row["place"],
        units=row["unit_count"],
        total=row["total"],
        currency=row["currency"] or "USD",
        word=word_of(row),
        tts=ORDER_WORDS[status_of(row)],
        source_id=row["source_order_id"],
        clock=clock_view(row, now),
        instead=instead_of_clock(row),
        because=because(row, base, now),
        may=may(row),
        archived=row["archived_at"] is not None,
    )


def clock_view(row: Row, now: datetime) -> Clock | None:
    """The ship-by clock, where one runs for the seller: what TikTok ships itself is late for nothing of ours."""
    left = None if row["fulfilled_by_channel"] else time_left(status_of(row), row["ship_by"], now)
    if left is None:
        return None
    seconds = left.total_seconds()
    return Clock(tone(left), share(left), duration(abs(seconds)), late=seconds < 0)


def instead_of_clock(row: Row) -> Sentence:
    """What stands where no clock runs."""
    status = status_of(row)
    if status is OrderStatus.CANCELLED:
        return ""
    if row["fulfilled_by_channel"] and status in TO_DISPATCH:
        return N_("TikTok ships it")
    if status in (*TO_DISPATCH, OrderStatus.UNPAID, OrderStatus.ON_HOLD, OrderStatus.UNKNOWN):
        return N_("Not set yet")
    return N_("Shipped")


def query(selection: OrderSelection, **changes: str) -> str:
    """The filter as a query string with its question mark, "" for none."""
    values = {"show": selection.shown, "q": selection.search, "sort": selection.sort} | changes
    text = urlencode({name: value for name, value in values.items() if value})
    return f"?{text}" if text else ""


def chips(counts: Mapping[str, int], selection: OrderSelection, base: str) -> list[dict[str, Any]]:
    """TikTok's words with their exact numbers. "Archived" only where something is."""
    return [
        {
            "label": label,
            "count": counts.get(value, 0),
            "href": f"{base}/orders{query(selection, show=value)}",
            "current": selection.shown == value,
            "asks": value == "needs_you" and counts.get(value, 0) > 0,
        }
        for value, label in CHIPS
        if value != "archived" or counts.get(value, 0) or selection.shown == value
    ]
