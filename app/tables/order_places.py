"""Where a page of orders begins, in an address and back; and what one page is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import asyncpg

PAGE = 50
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# What a row needs besides the order's own columns: the cancellation that waits for an answer, else a refused one.
CANCELLATION = """LEFT JOIN LATERAL (
    SELECT id, state, reason_text, deadline FROM cancellation
    WHERE sales_order = o.id AND state IN ('pending', 'disagree') ORDER BY state DESC, id DESC LIMIT 1) c ON true"""
COLUMNS = """o.id, o.remote_id, o.status, o.relay, o.reason, o.reason_params, o.masked_buyer, o.place, o.currency,
    o.total, o.difference, o.unit_count, o.fulfilled_by_channel, o.placed_at, o.ship_by, o.source_order_id,
    o.source_fulfilment, o.attempts, o.next_try_at, o.tracking_number, o.provider_name, o.shipment, o.archived_at,
    o.facts ->> 'shipping_type' AS shipping_type, c.id AS cancellation, c.state AS cancellation_state,
    c.reason_text, c.deadline"""


@dataclass(frozen=True, slots=True)
class Place:
    """A band of the order, the row's key in it, its id."""

    band: int
    at: datetime
    id: int

    @property
    def micros(self) -> int:
        """The key as whole microseconds: nothing is lost on the way through an address."""
        return (self.at - _EPOCH) // timedelta(microseconds=1)

    def __str__(self) -> str:
        return f"{self.band}-{self.micros}-{self.id}"

    @classmethod
    def parse(cls, text: str) -> "Place | None":
        """Back from an address; None for anything that is no place."""
        parts = text.split("-")
        if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 18 for part in parts):
            return None
        band, at, id_ = (int(part) for part in parts)
        try:
            moment = _EPOCH + timedelta(microseconds=at)
        except OverflowError:
            return None
        return cls(band, moment, id_)


@dataclass(frozen=True, slots=True)
class OrderPageRows:
    """Orders in reading order, and the places to ask for the pages beside this one, None at the ends.

    `total` is how many a search finds; with `more` counting stopped there.
    """

    rows: Sequence[asyncpg.Record]
    back: Place | None
    on: Place | None
    total: int | None = None
    more: bool = False


def page_from(
    found: Sequence[asyncpg.Record], limit: int, place: Place | None, *, backwards: bool, total: int | None = None
) -> OrderPageRows:
    """The page out of what was found: one row over `limit` says that there is more, in the direction of reading."""
    more = len(found) > limit
    rows = list(found[:limit])
    if backwards:
        rows.reverse()
    has_back, has_on = (more, True) if backwards else (place is not None, more)
    back = _place_of(rows[0]) if rows and has_back else None
    return OrderPageRows(rows, back, _place_of(rows[-1]) if rows and has_on else None, total)


def _place_of(row: asyncpg.Record) -> Place:
    return Place(row["band"], row["key"], row["id"])
