"""The order state machine, model-checked: every sequence of two events ends in a legal state (S90–S96, S110–S116).

The real rules, the real rows; only the two shops are played (`lives.py`). Sequences begin before anybody heard of the
order, and with an order that both shops have; the lanes may or may not have worked in between.
"""

from collections import Counter, defaultdict
from itertools import product
from typing import Any

import pytest

from app.domain.fulfilment import NOT_YET
from app.domain.orders import OrderStatus
from app.domain.relay import READY, SHIPPED
from app.resources import Resources
from app.sync.order_cancellations import DISAGREE
from tests.cast import Cast
from tests.sync.listed import Listed
from tests.sync.lives import BEGAN, EVENTS, LANES, Lives

Story = tuple[str, ...]
BEFORE: dict[str, Story] = {"unheard of": (), "in both shops": ("TikTok: AWAITING_SHIPMENT", LANES)}
FULFILMENT = ("AWAITING_PROCESSING", "PROCESSING", "SHIPPED", "DELIVERED")
QUIET = {"waiting_for_payment", "on_hold", "needs_you", "synced", "cancelled"}


async def live(lives: Lives, stories: dict[str, Story]) -> None:
    """Live through stories of one length whose LANES stand at the same places."""
    for id_ in stories:
        lives.begin(id_)
    for place in range(len(next(iter(stories.values())))):
        happening = defaultdict(list)
        for id_, story in stories.items():
            happening[story[place]].append(id_)
        if LANES in happening:
            await lives.quiet()
        else:
            await lives.happen(happening)
    await lives.quiet()


@pytest.fixture
async def lives(resources: Resources, cast: Cast) -> Lives:
    shop = Listed(resources, cast.alice.account_id, cast.connection_id)
    [product_id] = await shop.add(1)
    # The stories are of orders that were placed while there was a connection.
    await shop.run("UPDATE connection SET created_at = $2 WHERE id = $1", cast.connection_id, BEGAN)
    return Lives(resources, cast.connection_id, f"sku-{product_id}")


@pytest.mark.parametrize("between", [False, True], ids=["at once", "lanes between"])
@pytest.mark.parametrize("before", BEFORE)
async def test_every_pair_of_events_ends_in_a_legal_state(lives: Lives, before: str, between: bool) -> None:
    """S110, S114, S96: forward only, no echo, no second order."""
    pairs = [(one, LANES, two) if between else (one, two) for one, two in product(EVENTS, repeat=2)]
    stories = {f"{number:06}": (*BEFORE[before], *pair) for number, pair in enumerate(pairs)}
    await live(lives, stories)
    await is_legal(lives, stories)


async def is_legal(lives: Lives, stories: dict[str, Story]) -> None:
    wrong: dict[str, list[Story]] = defaultdict(list)
    written = Counter(order.channel_order_id for order in lives.store.orders.values())
    told = Counter(lives.till.told)
    for row in await lives.ends():
        for reason in faults(lives, row, stories[row["remote_id"]], written, told):
            wrong[reason].append(stories[row["remote_id"]])
    summary = {reason: (len(which), which[:4]) for reason, which in wrong.items()}
    assert not wrong, "\n".join(f"{reason}: {which}" for reason, which in summary.items())


def faults(
    lives: Lives, row: dict[str, Any], story: Story, written: Counter[str], told: Counter[tuple[str, str]]
) -> list[str]:
    """What is not legal about the end of one order's story."""
    id_, status = row["remote_id"], lives.till.orders[row["remote_id"]].status
    there = lives.store.of(id_)
    return [
        sentence
        for sentence, is_so in {
            "in Ecwid twice": written[id_] > 1,
            "shipped or cancelled twice": max(told[id_, "ship"], told[id_, "cancel"]) > 1,
            f"ends as {row['relay']}": row["relay"] not in QUIET,
            "the row is behind TikTok": row["status"] not in (status, "CANCELLED"),
            "in Ecwid, and the row does not know": bool(there) != (row["relay"] == "synced"),
            "still wants to tell Ecwid something": bool(row["wanted_payment"] or row["wanted_fulfilment"]),
            "ready, and neither in Ecwid nor asked about": row["status"] in READY
            and row["relay"] not in ("synced", "needs_you"),
            "unpaid, and in Ecwid for no reason": status is OrderStatus.UNPAID and row["relay"] == "needs_you",
            f"a parcel waits as {row['shipment']} at {status}": _parcel_waits(row, status),
            "a cancellation is still due": "due" in (row["cancels"] or ()),
        }.items()
        if is_so
    ] + [fault for order in there for fault in _between_the_shops(lives, row, story, order, status)]


def _parcel_waits(row: dict[str, Any], status: OrderStatus) -> bool:
    if row["shipment"] == "held":
        return status not in NOT_YET
    waits = row["shipment"] in ("due", "sending", "carrier", "number", "refused")
    return waits and status in (*SHIPPED, OrderStatus.CANCELLED)


def _between_the_shops(lives: Lives, row: dict[str, Any], story: Story, order: Any, status: OrderStatus) -> list[str]:
    cancelled = order.payment_status in ("CANCELLED", "REFUNDED")
    steps = [FULFILMENT.index(said) for id_, _, said in lives.store.told if id_ == order.id and said in FULFILMENT]
    return [
        sentence
        for sentence, is_so in {
            "the row is behind Ecwid": row["source_payment"] != order.payment_status
            or row["source_fulfilment"] != order.fulfilment_status,
            "cancelled on TikTok alone": status is OrderStatus.CANCELLED and not cancelled,
            "cancelled in Ecwid alone, and nobody says so": cancelled
            and row["status"] != "CANCELLED"
            and row["reason"] != DISAGREE,
            "Ecwid was told to go back": steps != sorted(steps),
            "Ecwid is behind TikTok": not cancelled
            and status in (OrderStatus.DELIVERED, OrderStatus.COMPLETED)
            and order.fulfilment_status not in ("DELIVERED", "RETURNED")
            and not any(event.startswith("Ecwid: shipped") for event in story),  # somebody's own hand
        }.items()
        if is_so
    ]
