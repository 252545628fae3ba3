"""Shipped in Ecwid → shipped on TikTok: whether, with which carrier, or which question to ask (S93–S94, S103–S109)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.orders import OrderStatus, SourceOrder

SHIPPED_IN_SOURCE = ("SHIPPED", "OUT_FOR_DELIVERY", "DELIVERED")
# What TikTok may say before an order can be shipped; Ecwid says "shipped" once and not again when it can.
NOT_YET = (OrderStatus.UNPAID, OrderStatus.ON_HOLD, OrderStatus.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Carrier:
    """One carrier as the channel knows it for this order's delivery option."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Ship:
    """Tell TikTok now. `how` says where the carrier comes from: mapping, number, only."""

    carrier: Carrier
    how: str


@dataclass(frozen=True, slots=True)
class AskCarrier:
    """One question to the seller; `likely` are the carriers whose numbers look like this one, best first (S108)."""

    likely: tuple[Carrier, ...]


@dataclass(frozen=True, slots=True)
class Hold:
    """TikTok takes no tracking yet: it is kept, or the question for it, until the hold ends (S109)."""


@dataclass(frozen=True, slots=True)
class NeedsNumber:
    """Ecwid says shipped, but without a tracking number TikTok takes nothing."""


Shipment = Ship | AskCarrier | Hold | NeedsNumber | None


def decide_shipment(
    status: OrderStatus,
    source: SourceOrder,
    carriers: Sequence[Carrier],
    mapping: Mapping[str, str],
    detected: Sequence[str],
) -> Shipment:
    """What to do about what Ecwid says. None: nothing, or nothing any more.

    `mapping` is the seller's own (lower-case Ecwid name → TikTok's name, S141), `detected` the names that the number's
    format suggests, best first.
    """
    number = source.tracking_number.strip()
    if not number and source.fulfilment_status not in SHIPPED_IN_SOURCE:
        return None
    if status in NOT_YET:
        return Hold()
    if status not in (OrderStatus.AWAITING_SHIPMENT, OrderStatus.PARTIALLY_SHIPPING):
        return None
    if not number:
        return NeedsNumber()
    for said in (source.carrier, source.shipping_method):
        if found := by_name(mapping.get(key_of(said), ""), carriers):
            return Ship(found, "mapping")
    if found := by_name(source.carrier, carriers):
        return Ship(found, "mapping")
    likely = tuple(found for name in detected if (found := by_name(name, carriers)))
    if len(likely) == 1:
        return Ship(likely[0], "number")
    if len(carriers) == 1:
        return Ship(carriers[0], "only")
    return AskCarrier(likely)


def by_name(name: str, carriers: Sequence[Carrier]) -> Carrier | None:
    """The carrier of this name, without case and outer blanks; "DHL" and "DHL eCommerce" are two."""
    wanted = key_of(name)
    return next((carrier for carrier in carriers if key_of(carrier.name) == wanted), None) if wanted else None


def key_of(name: str) -> str:
    """How names are compared (S141)."""
    return " ".join(name.split()).lower()
