"""Which orders are meant: the present filter of the Orders tab, and in which order they are shown."""

from dataclasses import dataclass

from app.domain.orders import OrderStatus

MAX_SEARCH = 200
STATUSES = tuple(status for status in OrderStatus if status is not OrderStatus.UNKNOWN)
# Groups of statuses that Home counts (S118), beside TikTok's own words.
GROUPS = ("fulfilled", "unfulfilled", "unsynced")
SHOWN = ("", "needs_you", *(status.value.lower() for status in STATUSES), "archived", *GROUPS)
BY_TIME, BY_NEWEST = "", "newest"
SORTS = (BY_TIME, BY_NEWEST)


@dataclass(frozen=True, slots=True)
class OrderSelection:
    """A filter over one connection's orders. `shown` is one of SHOWN; archived orders are in no other (S140).

    `sort` is "" for the least time left to dispatch first (B4), or "newest".
    """

    shown: str = ""
    search: str = ""
    sort: str = BY_TIME
