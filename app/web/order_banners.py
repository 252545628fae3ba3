"""The one thing that needs the seller at the top of an order's page. Pure, from rows (S104, S114, S115)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.words import N_
from app.web.formats import duration
from app.web.language import Sentence
from app.web.order_rows import OrderLine
from app.web.order_thread import sentence_of
from app.web.order_words import Row, disagrees, not_on_channel, spaced


@dataclass(frozen=True, slots=True)
class Banner:
    """The one thing that needs the seller at the top of the page."""

    tone: str
    title: str
    text: Sentence
    act: str = ""
    href: str = ""
    over: bool = False


def banner_of(row: Row, events: Sequence[Row], line: OrderLine, now: datetime) -> Banner | None:
    """Most urgent first; None where nothing waits for the seller here."""
    because = line.because
    if row["archived_at"] is not None:
        return None
    if row["cancellation_state"] == "pending":
        href = f"{line.href}/cancellation"
        return Banner("warning", N_("The buyer asks to cancel."), _until(row, now), N_("Accept or decline"), href)
    if disagrees(row):
        return Banner("danger", N_("Ecwid and TikTok disagree."), because.text)
    if not_on_channel(row):
        return _parcel(row, events, line)
    return None


def _until(row: Row, now: datetime) -> Sentence:
    said = row["reason_text"] or "–"
    if row["deadline"] is None:
        return (N_("“%(why)s”"), {"why": said})
    left = duration(max(0.0, (row["deadline"] - now).total_seconds()))
    return (N_("“%(why)s”. Without an answer TikTok accepts in %(left)s."), {"why": said, "left": left})


def _parcel(row: Row, events: Sequence[Row], line: OrderLine) -> Banner:
    title, text, act = N_("Shipped in Ecwid, TikTok does not know yet."), line.because.text, line.because.act
    shipment = row["shipment"]
    if shipment == "carrier" and act:
        asked: Sentence = (N_("Which carrier is %(number)s?"), {"number": spaced(row["tracking_number"])})
        return Banner("danger", title, asked, N_("Choose carrier"), act.href)
    if shipment == "refused":
        refusals = [event for event in events if event["tone"] == "danger"]
        said = sentence_of(refusals[-1]) if refusals else text
        return Banner("danger", title, said, N_("Choose carrier"), f"{line.href}/carrier")
    if shipment == "number" and act:
        return Banner("danger", title, text, act.label, act.href, over=True)
    return Banner("warning", title, text)
