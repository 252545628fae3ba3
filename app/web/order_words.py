"""An order in words: our badge, why it stands where it stands, and the one thing to do about it. Pure, from rows."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.cancellations import SELLER_MAY
from app.domain.fulfilment import SHIPPED_IN_SOURCE
from app.domain.orders import OrderStatus, RelayState
from app.domain.relay import SHIPPED_BEFORE
from app.domain.ship_by import TO_DISPATCH
from app.domain.words import N_
from app.tables.order_conditions import WAITS
from app.web.formats import countdown, duration
from app.web.language import Sentence
from app.web.states import RELAY_WORDS

Row = Mapping[str, Any]
TRIES = 3  # S137


@dataclass(frozen=True, slots=True)
class Act:
    """A button: its words, its address, and whether that is a dialog over the page."""

    label: str
    href: str
    over: bool = False


@dataclass(frozen=True, slots=True)
class Because:
    """Why an order waits, "" for no reason, and what to do about it."""

    text: Sentence = ""
    act: Act | None = None


NOTHING = Because()


def status_of(row: Row) -> OrderStatus:
    """TikTok's word of the order."""
    return OrderStatus(row["status"]) if row["status"] in OrderStatus.__members__ else OrderStatus.UNKNOWN


def not_on_channel(row: Row) -> bool:
    """Shipped in Ecwid, and TikTok does not know yet (B4): order_conditions.NOT_ON_CHANNEL for one row."""
    if status_of(row) not in TO_DISPATCH or not row["source_order_id"] or row["fulfilled_by_channel"]:
        return False
    return row["shipment"] in WAITS or row["source_fulfilment"] in SHIPPED_IN_SOURCE


def disagrees(row: Row) -> bool:
    """One side is cancelled and the other is not (S114): the only reason an order has once it is written."""
    open_on_channel = status_of(row) not in (OrderStatus.CANCELLED, OrderStatus.COMPLETED)
    return open_on_channel and row["relay"] == RelayState.SYNCED and bool(row["reason"])


def word_of(row: Row) -> str:
    """Our badge; TikTok's own word stands beside it and is never merged with it."""
    if row["archived_at"] is not None:
        return "Archived"
    if row["cancellation_state"] == "pending":
        return "Needs you"
    if disagrees(row):
        return "Disagree"
    if not_on_channel(row):
        return "Not on TikTok yet"
    return RELAY_WORDS[RelayState(row["relay"])]


def because(row: Row, base: str, now: datetime) -> Because:
    """The line below an order in the list, and the banner on its page."""
    here = f"{base}/orders/{row['id']}"
    if row["archived_at"] is not None:
        return NOTHING
    if row["cancellation_state"] == "pending":
        return Because(_asks_to_cancel(row, now), Act(N_("Answer"), f"{here}/cancellation"))
    if disagrees(row):
        return Because(reason_of(row), Act(N_("Open order"), here))
    if not_on_channel(row):
        return _parcel(row, here)
    return _relay(row, here, now)


def _asks_to_cancel(row: Row, now: datetime) -> Sentence:
    said = row["reason_text"] or "–"
    if row["deadline"] is None:
        return (N_("The buyer asks to cancel: “%(why)s”."), {"why": said})
    left = max(0.0, (row["deadline"] - now).total_seconds())
    return (N_("The buyer asks to cancel: “%(why)s”. %(left)s to answer."), {"why": said, "left": duration(left)})


def _parcel(row: Row, here: str) -> Because:
    number = {"number": spaced(row["tracking_number"])}
    shipment = row["shipment"]
    if shipment == "carrier":
        asked: Sentence = (N_("Shipped in Ecwid. Which carrier is %(number)s?"), number)
        return Because(asked, Act(N_("Answer"), f"{here}/carrier"))
    if shipment == "number":
        text = N_("Shipped in Ecwid without a tracking number. TikTok takes nothing without one.")
        return Because(text, Act(N_("Add number"), f"{here}/shipment/new", over=True))
    if shipment == "refused":
        text = N_("TikTok refused the shipping information. Its words are on the order’s page.")
        return Because(text, Act(N_("Open order"), here))
    if shipment == "held":
        return Because((N_("%(number)s is kept until TikTok’s hold ends."), number))
    if shipment in ("due", "sending"):
        return Because((N_("Shipped in Ecwid. TikTok is being told %(number)s."), number))
    return Because(N_("Shipped in Ecwid, TikTok does not know yet."), Act(N_("Open order"), here))


def _relay(row: Row, here: str, now: datetime) -> Because:
    state = RelayState(row["relay"])
    if state is RelayState.RETRYING:
        return Because(retrying(row, now))
    if state is RelayState.NEEDS_LINKING:
        return Because(reason_of(row), Act(N_("Link SKU"), f"{here}/links/new", over=True))
    if state is RelayState.NEEDS_YOU:
        return Because(reason_of(row), Act(N_("Answer"), f"{here}#question"))
    if state is RelayState.SKIPPED and row["reason"] == SHIPPED_BEFORE:
        return Because(reason_of(row), Act(N_("Import"), f"{here}#question"))
    if state in (RelayState.ON_HOLD, RelayState.MAYBE, RelayState.SKIPPED):
        return Because(reason_of(row))
    if state is RelayState.SYNCED and row["difference"]:
        return Because(
            N_("The parts of TikTok’s total do not add up. The order’s page shows by how much."),
            Act(N_("Open order"), here),
        )
    return NOTHING


def retrying(row: Row, now: datetime) -> Sentence:
    """ "Try 2 of 3, next in 6:12." (S137). The first failure is tried again at once and counts as no try."""
    tried = min(max(row["attempts"] - 1, 1), TRIES)
    if row["next_try_at"] is None:
        return (N_("Ecwid did not answer. Try %(n)s of 3."), {"n": tried})
    left = countdown((row["next_try_at"] - now).total_seconds())
    return (N_("Ecwid did not answer. Try %(n)s of 3, next in %(left)s."), {"n": tried, "left": left})


def reason_of(row: Row) -> Sentence:
    """The stored reason with its values; "" for none."""
    reason: str = row["reason"]
    if not reason:
        return ""
    params = json.loads(row["reason_params"]) if row["reason_params"] else {}
    return filled(reason, params)


def filled(sentence: str, params: Mapping[str, Any]) -> Sentence:
    """A stored sentence with its values; a value that was not stored is a dash, never an error."""
    wanted = re.findall(r"%\((\w+)\)s", sentence)
    if not wanted:
        return sentence
    return (sentence, {name: params.get(name, "–") for name in wanted})


def spaced(number: str) -> str:
    """A long tracking number in groups of four, as it is read aloud."""
    text = "".join(number.split())
    if len(text) < 12:
        return text
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


@dataclass(frozen=True, slots=True)
class May:
    """What can be done with an order now."""

    ship: bool
    label: bool
    resend: bool
    cancel: bool


def may(row: Row) -> May:
    """By TikTok's status and who ships (platform-facts T13, T16)."""
    status, ours = status_of(row), not row["fulfilled_by_channel"]
    to_ship = ours and status in TO_DISPATCH
    return May(
        ship=ours and status in (*TO_DISPATCH, OrderStatus.ON_HOLD) and row["shipping_type"] == "SELLER",
        label=to_ship and row["shipping_type"] == "TIKTOK",
        resend=ours and status in (*TO_DISPATCH, OrderStatus.ON_HOLD) and bool(row["tracking_number"]),
        cancel=status in SELLER_MAY,
    )
