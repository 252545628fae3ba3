"""What the ship dialog, the carrier question and the label pages show. Pure, from rows and TikTok's answers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.domain.carrier_hints import hints
from app.domain.fulfilment import Carrier
from app.domain.orders import Order, OrderStatus, OrderUnit
from app.platforms.order_roles import Provider
from app.web.language import worded
from app.web.order_items import picture_of
from app.web.order_rows import clock_view
from app.web.order_words import Row, spaced

_SHIPPED = (
    OrderStatus.AWAITING_COLLECTION,
    OrderStatus.IN_TRANSIT,
    OrderStatus.DELIVERED,
    OrderStatus.COMPLETED,
    OrderStatus.CANCELLED,
)


def open_units(order: Order) -> list[OrderUnit]:
    """What can still go into a parcel."""
    return [unit for unit in order.units if unit.status not in _SHIPPED and not unit.package_id]


def unit_choices(units: Sequence[OrderUnit]) -> list[tuple[str, str]]:
    """Id and name of each unit; equal ones are told apart by their options alone."""
    return [(unit.id, ", ".join(part for part in (unit.name, unit.options) if part)) for unit in units]


def ask_view(
    row: Row,
    order: Order,
    number: str,
    providers: Sequence[Provider],
    usual: Mapping[str, int],
    links: Mapping[str, Row],
    now: datetime,
) -> dict[str, Any]:
    """The carrier question: one card, large answers (B9)."""
    known = [Carrier(provider.id, provider.name) for provider in providers]
    offered = hints(number, known, usual)
    ids = {hint.carrier.id for hint in offered}
    first, rest = order.units[0] if order.units else None, len(order.units) - 1
    return {
        "id": row["id"],
        "name": row["source_order_id"] or row["remote_id"],
        "title": first.name if first else row["remote_id"],
        "more": rest,
        "picture": picture_of(first, links) if first else "",
        "buyer": row["masked_buyer"],
        "place": row["place"],
        "clock": clock_view(row, now),
        "number": number,
        "spaced": spaced(number),
        "offered": [
            {
                "id": hint.carrier.id,
                "name": hint.carrier.name,
                "why": worded(hint.why, hint.params),
            }
            for hint in offered
        ],
        "others": sorted(
            ((provider.id, provider.name) for provider in providers if provider.id not in ids),
            key=lambda pair: pair[1].lower(),
        ),
        "method": row["source_carrier"],
        "corrected": number != row["tracking_number"],
    }
