"""What happened to an order, equal things in one line; and what is still to come (B5). Pure, from rows."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.orders import OrderStatus, RelayState
from app.domain.words import N_
from app.web.formats import countdown
from app.web.language import Sentence, translate
from app.web.order_words import Row, filled, not_on_channel, retrying, spaced, status_of
from app.web.states import ORDER_WORDS, SOURCE_WORDS

_SIGNS = {"success": "synced", "warning": "needs", "danger": "failed", "info": "dot", "neutral": "dot"}


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the thread. `tries`: the times at which the same thing happened before, with what was said then."""

    tone: str
    sign: str
    title: Sentence
    at: datetime
    detail: str
    tries: list[tuple[datetime, str]]


@dataclass(frozen=True, slots=True)
class Next:
    """One line that is still to come."""

    title: str
    text: Sentence


def thread(events: Sequence[Row]) -> list[Happened]:
    """The events of an order. Attempts that ended alike are one line with its times folded."""
    out: list[Happened] = []
    for event in events:
        title = sentence_of(event)
        tries: list[tuple[datetime, str]] = []
        if out and out[-1].title == title:
            before = out.pop()
            tries = [*before.tries, (before.at, before.detail)]
        tone = event["tone"] if event["tone"] in _SIGNS else "info"
        # A plain note is grey: only what went well, waits or failed has a colour.
        shown = "neutral" if tone == "info" else tone
        out.append(Happened(shown, _SIGNS[tone], title, event["at"], event["detail"], tries))
    return out


def sentence_of(event: Row) -> Sentence:
    """What happened, with its values: statuses as words, numbers as they are read aloud."""
    params = json.loads(event["parameters"]) if event["parameters"] else {}
    if params.get("status") in OrderStatus.__members__ and event["sentence"].startswith("TikTok"):
        params["status"] = translate(ORDER_WORDS[OrderStatus(params["status"])])
    elif params.get("status") in SOURCE_WORDS:
        params["status"] = translate(SOURCE_WORDS[params["status"]])
    if params.get("number"):
        params["number"] = spaced(str(params["number"]))
    return filled(event["sentence"], params)


def coming(row: Row, now: datetime) -> list[Next]:
    """What happens next, and by whom."""
    status = status_of(row)
    if row["archived_at"] is not None or status in (OrderStatus.CANCELLED, OrderStatus.COMPLETED):
        return []
    if not row["source_order_id"]:
        return _to_source(row, now)
    if not_on_channel(row):
        return [Next(N_("TikTok gets the tracking number"), _parcel(row))]
    return {
        OrderStatus.AWAITING_SHIPMENT: [_to_ship(row)],
        OrderStatus.PARTIALLY_SHIPPING: [Next(N_("Ship the rest"), N_("TikTok waits for the other units."))],
        OrderStatus.AWAITING_COLLECTION: [
            Next(N_("The carrier collects it"), N_("TikTok follows the parcel; Ecwid is told."))
        ],
        OrderStatus.IN_TRANSIT: [Next(N_("Delivered"), N_("TikTok says when; Ecwid is told."))],
    }.get(status, [])


def _to_ship(row: Row) -> Next:
    """Who ships it, and how."""
    if row["fulfilled_by_channel"]:
        return Next(N_("TikTok ships it"), N_("From its own warehouse; Ecwid is told."))
    if row["shipping_type"] == "TIKTOK":
        return Next(N_("Buy its label"), N_("TikTok ships it with a label of its own; Ecwid is told."))
    return Next(N_("Ship it in Ecwid"), N_("Add its tracking number there; TikTok is told at once."))


def _to_source(row: Row, now: datetime) -> list[Next]:
    state = RelayState(row["relay"])
    written = N_("Written to Ecwid by itself")
    if state is RelayState.NEEDS_LINKING:
        return [Next(written, N_("At once after linking, with the buyer’s price. You do nothing more."))]
    if state is RelayState.WAITING_FOR_PAYMENT:
        return [Next(written, N_("Once the buyer has paid and TikTok’s hold is over."))]
    if state is RelayState.ON_HOLD:
        return [Next(written, N_("When TikTok’s hold ends. What is sold is taken off the stock already."))]
    if state is RelayState.RETRYING:
        return [Next(written, retrying(row, now))]
    if state is RelayState.MAYBE and row["next_try_at"] is not None:
        left = countdown((row["next_try_at"] - now).total_seconds())
        return [Next(written, (N_("Next try in %(left)s."), {"left": left}))]
    if state in (RelayState.QUEUED, RelayState.SENDING, RelayState.MAYBE):
        return [Next(written, N_("In a moment."))]
    return []


def _parcel(row: Row) -> Sentence:
    if row["shipment"] == "held":
        return N_("When TikTok’s hold ends.")
    if row["shipment"] in ("carrier", "number", "refused"):
        return N_("At once after your answer. The order becomes Awaiting collection.")
    return N_("In a moment. The order becomes Awaiting collection.")
