"""TikTok order → Ecwid order: whether, when, with which figures (S88–S96). Nothing here fetches, writes or waits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from app.domain.discounts import added_back
from app.domain.money_bridge import shipping_back, written_total
from app.domain.orders import (
    ZERO,
    Address,
    Link,
    Order,
    OrderPolicy,
    OrderStatus,
    OrderUnit,
    RelayState,
    SourceLine,
    SourceOrderDraft,
)
from app.domain.words import N_

READY = (OrderStatus.AWAITING_SHIPMENT, OrderStatus.PARTIALLY_SHIPPING)
SHIPPED = (
    OrderStatus.AWAITING_COLLECTION,
    OrderStatus.IN_TRANSIT,
    OrderStatus.DELIVERED,
    OrderStatus.COMPLETED,
)
# RFC 2606: nobody can own it, so no mail to it reaches a stranger.
PLACEHOLDER_DOMAIN = "orders.invalid"

Links = Mapping[str, Link]
"""The source of each of the channel's SKU ids that is linked."""


@dataclass(frozen=True, slots=True)
class Create:
    """Write this order into the source, once."""

    draft: SourceOrderDraft


@dataclass(frozen=True, slots=True)
class Wait:
    """Not yet; it goes through by itself once what is missing is there."""

    state: RelayState
    sentence: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Skip:
    """Not at all, unless the seller asks for it. `needs_seller`: it is a question, not an answer."""

    state: RelayState
    sentence: str
    needs_seller: bool = False
    params: Mapping[str, str | int] = field(default_factory=dict)


Decision = Create | Wait | Skip


SHIPPED_BEFORE = N_("It was shipped on TikTok before Weft knew it. Import it for bookkeeping only?")
SHIPPED_MEANWHILE = N_("It was shipped on TikTok before it was written to Ecwid. Write it all the same?")


def decide_order(
    order: Order, links: Links, policy: OrderPolicy, *, asked: bool = False, known: bool = False
) -> Decision:
    """What becomes of an order that the source does not have yet.

    `asked`: the seller pressed "Sync" for it (S143). `known`: the seller expects it; one
    that was shipped before Weft came is an offer, and no question that waits for an answer.
    """
    if order.status is OrderStatus.UNPAID:
        return Wait(RelayState.WAITING_FOR_PAYMENT, N_("The buyer has not paid yet."))
    if order.status is OrderStatus.CANCELLED:
        return Skip(RelayState.CANCELLED, N_("It was cancelled before it was written to Ecwid."))
    if order.status is OrderStatus.ON_HOLD and not policy.relay_on_hold:
        return Wait(RelayState.ON_HOLD, N_("TikTok holds it for the first hour; the buyer may still cancel."))
    if order.fulfilled_by_channel and not (policy.relay_fbt or asked):
        return Skip(RelayState.SKIPPED, N_("TikTok fulfils it. “Sync FBT Orders” is off."))
    if order.status in SHIPPED and not (order.fulfilled_by_channel or asked):
        if known:
            return Skip(RelayState.NEEDS_YOU, SHIPPED_MEANWHILE, needs_seller=True)
        return Skip(RelayState.SKIPPED, SHIPPED_BEFORE)
    if order.status not in (*READY, *SHIPPED, OrderStatus.ON_HOLD):
        return Wait(RelayState.QUEUED, N_("TikTok has a status for it that Weft does not know yet."))
    units = sold_units(order)
    unlinked = [unit for unit in units if unit.sku_id not in links]
    if unlinked or not units:
        return _unlinked(unlinked)
    return Create(source_order(order, links, policy))


def _unlinked(units: list[OrderUnit]) -> Wait:
    names = list(dict.fromkeys(unit.seller_sku or unit.name for unit in units))
    return Wait(
        RelayState.NEEDS_LINKING,
        N_("%(names)s is not linked to an Ecwid product. Link it, and the order goes through by itself."),
        {"names": ", ".join(names[:3]) or "–", "count": len(names)},
    )


def sold_units(order: Order) -> tuple[OrderUnit, ...]:
    """The units that are not cancelled."""
    return tuple(unit for unit in order.units if unit.status is not OrderStatus.CANCELLED)


def source_order(order: Order, links: Links, policy: OrderPolicy) -> SourceOrderDraft:
    """The source's order with the buyer's own figures, never the catalogue's (S96).

    Prices are after all discounts, unless the discount policy adds some of them back (B10); tax, shipping and fees are
    TikTok's.
    """
    money = order.money
    lines = _lines(sold_units(order), links, policy.discount_policy)
    shipping = money.shipping_fee + shipping_back(money, policy.discount_policy)
    total = written_total(money, policy.discount_policy)
    sub_total = sum((line.price * line.quantity for line in lines), ZERO)
    fees = money.delivery_fee + money.insurance
    return SourceOrderDraft(
        channel_order_id=order.id,
        created_at=order.created_at,
        currency=money.currency,
        lines=lines,
        sub_total=sub_total,
        shipping=shipping,
        shipping_name=order.delivery_option_name or "TikTok Shop",
        tax=money.tax,
        fees=fees,
        discount=ZERO,
        total=total,
        difference=total - (sub_total + shipping + money.tax + fees),
        email=_email(order, policy),
        payment_method=policy.payment_method,
        address=order.address or Address(),
        message=order.buyer_message,
        shipped_by_channel=order.fulfilled_by_channel,
        payment_status="PAID",
        fulfilment_status=fulfilment_of(order.status),
        takes_stock=policy.fbt_takes_stock or not order.fulfilled_by_channel,
    )


def _lines(units: tuple[OrderUnit, ...], links: Links, discounts: str) -> tuple[SourceLine, ...]:
    """Equal units at equal prices become one line (platform-facts T10: one entry a unit)."""
    groups: dict[tuple[str, Decimal], list[OrderUnit]] = {}
    for unit in units:
        back = added_back(discounts, seller=unit.seller_discount, platform=unit.platform_discount)
        price = unit.sale_price + back
        groups.setdefault((unit.sku_id, price), []).append(unit)
    return tuple(
        SourceLine(
            name=same[0].name,
            sku=links[sku_id].sku or same[0].seller_sku,
            quantity=len(same),
            price=price,
            tax=sum((unit.tax for unit in same), ZERO),
            link=links[sku_id],
            unit_ids=tuple(unit.id for unit in same),
        )
        for (sku_id, price), same in groups.items()
    )


def _email(order: Order, policy: OrderPolicy) -> str:
    """The fallback address of the settings, else TikTok's relay address, else one that belongs to nobody (S96)."""
    return policy.fallback_email or order.buyer_email or f"tiktok-{order.id}@{PLACEHOLDER_DOMAIN}"


_FULFILMENT = {
    OrderStatus.ON_HOLD: "AWAITING_PROCESSING",
    OrderStatus.AWAITING_SHIPMENT: "AWAITING_PROCESSING",
    OrderStatus.PARTIALLY_SHIPPING: "PROCESSING",
    OrderStatus.AWAITING_COLLECTION: "SHIPPED",
    OrderStatus.IN_TRANSIT: "SHIPPED",
    OrderStatus.DELIVERED: "DELIVERED",
    OrderStatus.COMPLETED: "DELIVERED",
    OrderStatus.CANCELLED: "WILL_NOT_DELIVER",
}


def fulfilment_of(status: OrderStatus) -> str:
    """Ecwid's fulfilment status for TikTok's status (S95)."""
    return _FULFILMENT.get(status, "AWAITING_PROCESSING")


# How far along an order is, on both sides. Statuses only move forward (S110).
_PROGRESS = {
    "AWAITING_PROCESSING": 0,
    "PROCESSING": 1,
    "READY_FOR_PICKUP": 1,
    "SHIPPED": 2,
    "OUT_FOR_DELIVERY": 3,
    "DELIVERED": 4,
}


def forward(before: str, after: str) -> bool:
    """Whether `after` is a step forward for Ecwid's fulfilment status; what people do by hand (RETURNED …) stays."""
    return before in _PROGRESS and after in _PROGRESS and _PROGRESS[after] > _PROGRESS[before]


def still_wanted(wanted: str, now: str) -> str:
    """What Ecwid is still to be told once somebody has set its order to `now`: their own hand is not overwritten."""
    is_end = wanted == _FULFILMENT[OrderStatus.CANCELLED] != now
    return wanted if is_end or forward(now, wanted) else ""


_RANK = {
    OrderStatus.UNPAID: 0,
    OrderStatus.ON_HOLD: 1,
    OrderStatus.AWAITING_SHIPMENT: 2,
    OrderStatus.PARTIALLY_SHIPPING: 3,
    OrderStatus.AWAITING_COLLECTION: 4,
    OrderStatus.IN_TRANSIT: 5,
    OrderStatus.DELIVERED: 6,
    OrderStatus.COMPLETED: 7,
    OrderStatus.CANCELLED: 8,
}


def is_newer(known: OrderStatus, known_at: float, read: OrderStatus, read_at: float) -> bool:
    """Whether a reading may replace what we know: the later one, and of two from the same second the further one.

    What is cancelled stays cancelled (S110): Ecwid has given its units back.
    """
    if known is OrderStatus.CANCELLED and read is not OrderStatus.CANCELLED:
        return False
    if read_at != known_at:
        return read_at > known_at
    return _RANK.get(read, -1) >= _RANK.get(known, -1)
