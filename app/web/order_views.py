"""One order as its page shows it: the passport. Pure, from rows (B5, B10)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.domain.orders import Order, RelayState
from app.domain.words import N_
from app.sync.relay_doubts import IN_DOUBT
from app.web.elsewhere import Elsewhere, elsewhere
from app.web.language import Sentence
from app.web.money_views import Money, money_view
from app.web.order_banners import Banner, banner_of
from app.web.order_items import Item, items_of, package_view
from app.web.order_rows import OrderLine, row_view
from app.web.order_thread import Happened, Next, coming, thread
from app.web.order_words import Row, disagrees, not_on_channel, reason_of
from app.web.recipients import Recipient, recipient_of
from app.web.states import SOURCE_WORDS


@dataclass(frozen=True, slots=True)
class Facts:
    """What was read from the database for one order's page, at one moment. `alike`: products an SKU may be."""

    row: Row
    order: Order
    links: Mapping[str, Row]
    alike: Mapping[str, Sequence[Row]]
    events: Sequence[Row]
    packages: Sequence[Row]
    policy: str
    fallback_email: str
    purge_days: int
    looked_at: datetime | None
    now: datetime
    rehearsal_url: str = ""


@dataclass(frozen=True, slots=True)
class OrderView:
    """Everything orders/_order.html shows. `question`: "linking", "doubt", "import" or ""."""

    line: OrderLine
    ship_by: datetime | None
    tie: str
    source: list[str]
    source_tone: str
    instead: Sentence
    banner: Banner | None
    question: str
    reason: Sentence
    items: list[Item]
    thread: list[Happened]
    coming: list[Next]
    money: Money
    recipient: Recipient
    packages: list[dict[str, Any]]
    looked_at: datetime | None
    elsewhere: Elsewhere

    @property
    def unlinked(self) -> list[Item]:
        """Lines that wait for a link."""
        return [item for item in self.items if not item.product_href and not item.cancelled]

    def showing(self, seen: Recipient) -> "OrderView":
        """The same page for somebody who asked to see the name and address."""
        return replace(self, recipient=seen)


def order_view(facts: Facts, base: str) -> OrderView:
    """The page of one order."""
    row = facts.row
    line = row_view(row, base, facts.now)
    source_total = row["source_total"]
    return OrderView(
        line=line,
        ship_by=row["ship_by"],
        tie="cut" if not_on_channel(row) or disagrees(row) else "" if row["source_order_id"] else "waits",
        source=[
            SOURCE_WORDS[word] for word in (row["source_payment"], row["source_fulfilment"]) if word in SOURCE_WORDS
        ],
        source_tone=_source_tone(row),
        instead=_instead_of_source(row),
        banner=banner_of(row, facts.events, line, facts.now),
        question=_question(row),
        reason=reason_of(row),
        items=items_of(facts.order, facts.links, facts.alike, base),
        thread=thread(facts.events),
        coming=coming(row, facts.now),
        money=money_view(facts.order.money, facts.policy, source_total if row["source_order_id"] else None),
        recipient=recipient_of(row, facts.fallback_email, facts.purge_days),
        packages=[package_view(package, facts.order.units) for package in facts.packages],
        looked_at=facts.looked_at,
        elsewhere=elsewhere(row, facts.rehearsal_url),
    )


def _source_tone(row: Row) -> str:
    if row["source_payment"] in ("CANCELLED", "REFUNDED"):
        return "neutral"
    return "success" if row["source_fulfilment"] in ("SHIPPED", "OUT_FOR_DELIVERY", "DELIVERED") else "info"


def _instead_of_source(row: Row) -> Sentence:
    """What stands where the Ecwid order would (S91: the id stays blank)."""
    return {
        RelayState.NEEDS_LINKING: N_("Waits for the SKU"),
        RelayState.WAITING_FOR_PAYMENT: N_("Waits for payment"),
        RelayState.ON_HOLD: N_("Waits for TikTok’s hold"),
        RelayState.NEEDS_YOU: N_("Waits for you"),
        RelayState.SKIPPED: N_("Not sent on"),
        RelayState.CANCELLED: N_("Not sent on"),
    }.get(RelayState(row["relay"]), N_("On its way"))


def _question(row: Row) -> str:
    if row["archived_at"] is not None or row["source_order_id"]:
        return ""
    if row["relay"] == RelayState.NEEDS_LINKING:
        return "linking"
    if row["relay"] == RelayState.NEEDS_YOU:
        return "doubt" if row["reason"] == IN_DOUBT else "import"
    return "import" if row["relay"] == RelayState.SKIPPED else ""
