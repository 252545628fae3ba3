"""In which order orders are listed: bands one after the other, each by a key of its own."""

from dataclasses import dataclass

from app.domain.order_selection import GROUPS
from app.tables.order_conditions import FULFILLED_STATUSES, NOT_ON_CHANNEL, OPEN_STATUSES, TO_SHIP


@dataclass(frozen=True, slots=True)
class Band:
    """Orders of some statuses that meet a condition, by a key (a time)."""

    condition: str
    key: str
    ascending: bool
    statuses: frozenset[str]

    def may_hold(self, shown: str) -> bool:
        """Whether an order under this filter can be in the band: one that cannot is not asked."""
        if shown in ("", "needs_you", "archived"):
            return True
        if shown in GROUPS:
            wanted = FULFILLED_STATUSES if shown == "fulfilled" else OPEN_STATUSES
            return bool(self.statuses.intersection(wanted))
        return shown.upper() in self.statuses


_TO_SHIP = frozenset({"AWAITING_SHIPMENT", "PARTIALLY_SHIPPING"})
_EARLY = frozenset({"UNPAID", "ON_HOLD", "UNKNOWN"})
_REST = frozenset({*FULFILLED_STATUSES, "CANCELLED"})

# Least time left first (B4): shipped in Ecwid while TikTok does not know yet; then by the clock; then what has no
# clock yet; then everything that is dispatched or over, newest first.
BY_TIME_LEFT = (
    Band(NOT_ON_CHANNEL, "coalesce(o.ship_by, o.placed_at)", True, _TO_SHIP),
    Band(f"o.status IN {TO_SHIP} AND o.ship_by IS NOT NULL AND NOT {NOT_ON_CHANNEL}", "o.ship_by", True, _TO_SHIP),
    Band(
        f"""(o.status IN {tuple(sorted(_EARLY))}
             OR (o.status IN {TO_SHIP} AND o.ship_by IS NULL AND NOT {NOT_ON_CHANNEL}))""",
        "o.placed_at",
        False,
        _EARLY | _TO_SHIP,
    ),
    Band(f"o.status IN {tuple(sorted(_REST))}", "o.placed_at", False, _REST),
)
BY_TIME_PLACED = (Band("TRUE", "o.placed_at", False, _TO_SHIP | _EARLY | _REST),)
