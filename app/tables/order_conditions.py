"""What "needs you", "unsynced" and the like mean, as SQL on `sales_order o`: one place for lists, counts and Home."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from app.domain.order_selection import OrderSelection

TO_SHIP = "('AWAITING_SHIPMENT', 'PARTIALLY_SHIPPING')"
OPEN_STATUSES = ("UNPAID", "ON_HOLD", "AWAITING_SHIPMENT", "PARTIALLY_SHIPPING", "UNKNOWN")
FULFILLED_STATUSES = ("AWAITING_COLLECTION", "IN_TRANSIT", "DELIVERED", "COMPLETED")
_OPEN, _FULFILLED = str(OPEN_STATUSES), str(FULFILLED_STATUSES)

# What `shipment` says while TikTok does not know of the parcel (sync/shipments.py), and what of it the seller mends.
ASKS = ("carrier", "number", "refused")
WAITS = ("due", "held", "sending", *ASKS)

TO_DISPATCH = f"(o.status IN {TO_SHIP} AND o.archived_at IS NULL AND NOT o.fulfilled_by_channel)"
NOT_ON_CHANNEL = f"""(o.status IN {TO_SHIP} AND o.source_order_id <> '' AND NOT o.fulfilled_by_channel
    AND (o.shipment IN {WAITS} OR o.source_fulfilment IN ('SHIPPED', 'OUT_FOR_DELIVERY', 'DELIVERED')))"""
# The only reason a written order can have: the other side does not do what one side did (S114).
DISAGREES = "(o.relay = 'synced' AND o.reason <> '' AND o.status NOT IN ('CANCELLED', 'COMPLETED'))"
# Each part by an index of its own: what is archived needs nobody.
_LIVE = "SELECT o.id FROM sales_order o WHERE o.connection = $1 AND o.archived_at IS NULL"
NEEDS_YOU = f"""o.id IN (
    {_LIVE} AND o.relay IN ('needs_linking', 'needs_you')
    UNION {_LIVE} AND o.shipment IN {ASKS} AND o.shipment <> '' AND o.status IN {TO_SHIP}
    UNION {_LIVE} AND {DISAGREES}
    UNION SELECT c.sales_order FROM cancellation c JOIN sales_order s ON s.id = c.sales_order
        WHERE c.connection = $1 AND c.state IN ('pending', 'disagree')
          AND s.status NOT IN ('CANCELLED', 'COMPLETED'))"""  # noqa: S608 - constants only
UNSYNCED = f"(o.source_order_id = '' AND o.status IN {_OPEN})"
MISSED = f"(o.source_order_id = '' AND o.status IN {TO_SHIP})"
MISSED_BEFORE = f"(o.source_order_id = '' AND o.status IN {(*FULFILLED_STATUSES, 'CANCELLED')})"

_LIVE_ONES, _PUT_AWAY = "o.archived_at IS NULL", "o.archived_at IS NOT NULL"
_GROUPS = {
    "needs_you": NEEDS_YOU,
    "fulfilled": f"o.status IN {_FULFILLED}",
    "unfulfilled": f"(o.source_order_id <> '' AND o.status IN {_OPEN})",
    "unsynced": UNSYNCED,
}


class Word(NamedTuple):
    """One word of a search: the beginning of an id, SKU or number, or a name as its hash."""

    start: str
    digest: str


def words_of(query: str) -> list[Word]:
    """The words in a search as order_records.tsquery makes it; none when it finds nothing anyway."""
    return [Word(*found) for found in re.findall(r"\((\w+):\* \| (\w+)\)", query)]


def shelves(selection: OrderSelection, words: Sequence[Word], first: int) -> tuple[list[str], list[object]]:
    """The conditions of a selection without its search, and rows that have `words`: one for each shelf it looks at.

    A search without a filter looks at what is put away, too (S140). The same as a tsquery, for rows that are read
    anyway.
    """
    text, arguments = where(selection, "", first)
    for word in words:
        at = first + len(arguments)
        text += f""" AND (strpos(' ' || o.search, ' ' || ${at}::text) > 0
            OR strpos(' ' || o.search || ' ', ' ' || ${at + 1}::text || ' ') > 0)"""
        arguments += word
    if words and not selection.shown:
        return [text, text.replace(_LIVE_ONES, _PUT_AWAY, 1)], arguments
    return [text], arguments


def where(selection: OrderSelection, query: str, first: int) -> tuple[str, list[object]]:
    """The condition after `o.connection = $1`, its arguments numbered from `first`.

    Archived orders are in "archived" alone (S140), but a search without a filter finds them too.
    """
    parts: list[str] = []
    arguments: list[object] = []
    if selection.shown == "archived":
        parts.append(_PUT_AWAY)
    elif selection.shown or not query:
        parts.append(_LIVE_ONES)
    if selection.shown in _GROUPS:
        parts.append(_GROUPS[selection.shown])
    elif selection.shown and selection.shown != "archived":
        arguments.append(selection.shown.upper())
        parts.append(f"o.status = ${first}")
    if query:
        parts.append(f"to_tsvector('simple', o.search) @@ to_tsquery('simple', ${first + len(arguments)})")
        arguments.append(query)
    return " AND ".join(parts) or "TRUE", arguments
