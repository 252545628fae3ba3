"""One order as its page shows it: the passport. Pure, from rows (B5, B10)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.domain.orders import Address, Order, OrderStatus, OrderUnit, RelayState
from app.domain.words import N_
from app.sync.order_records import Buyer
from app.sync.relay_doubts import IN_DOUBT
from app.web.formats import duration
from app.web.language import Sentence
from app.web.money_views import Money, money_view
from app.web.order_rows import OrderLine, row_view
from app.web.order_thread import Happened, Next, coming, thread
from app.web.order_words import Row, disagrees, not_on_channel, reason_of, spaced
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


@dataclass(frozen=True, slots=True)
class Item:
    """Equal units of one SKU. `alike` are products it may be, for one that is not linked."""

    name: str
    options: str
    picture: str
    sku: str
    sku_id: str
    seller_sku: str
    units: int
    price: Decimal
    cancelled: bool
    product_href: str
    alike: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Banner:
    """The one thing that needs the seller at the top of the page."""

    tone: str
    title: str
    text: Sentence
    act: str = ""
    href: str = ""
    over: bool = False


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who and where: dotted, unless `shown`. `gone`: erased already; `erased`: when it will be."""

    name: str
    place: str
    gone: bool
    known: bool
    fallback: str
    erased_on: date
    over: bool
    shown: Address | None = None
    email: str = ""
    message: str = ""


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
    items = _items(facts, base)
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
        banner=_banner(facts, line),
        question=_question(row),
        reason=reason_of(row),
        items=items,
        thread=thread(facts.events),
        coming=coming(row, facts.now),
        money=money_view(facts.order.money, facts.policy, source_total if row["source_order_id"] else None),
        recipient=recipient(row, facts.fallback_email, facts.purge_days),
        packages=[package_view(package, facts.order.units) for package in facts.packages],
        looked_at=facts.looked_at,
    )


def _items(facts: Facts, base: str) -> list[Item]:
    groups: dict[tuple[str, Decimal, bool], list[OrderUnit]] = {}
    for unit in facts.order.units:
        groups.setdefault((unit.sku_id, unit.original_price, unit.status is OrderStatus.CANCELLED), []).append(unit)
    return [_item(units, facts, base, cancelled=cancelled) for (_, _, cancelled), units in groups.items()]


def _item(units: list[OrderUnit], facts: Facts, base: str, *, cancelled: bool) -> Item:
    unit, link = units[0], facts.links.get(units[0].sku_id)
    return Item(
        name=unit.name,
        options=unit.options,
        picture=(link["picture"] or "") if link else unit.picture,
        sku=link["sku"] if link else "",
        sku_id=unit.sku_id,
        seller_sku=unit.seller_sku,
        units=len(units),
        price=unit.original_price or unit.sale_price,
        cancelled=cancelled,
        product_href=f"{base}/products/{link['product']}" if link else "",
        alike=[_alike(product, base) for product in facts.alike.get(unit.sku_id, ())],
    )


def _alike(product: Row, base: str) -> dict[str, Any]:
    return {
        "title": product["title"],
        "sku": product["sku"],
        "picture": product["picture"] or "",
        "stock": product["quantity"],
        "href": f"{base}/products/{product['id']}",
        "listed": product["sync_state"] != "not_synced",
    }


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


def _banner(facts: Facts, line: OrderLine) -> Banner | None:
    row, because = facts.row, line.because
    if row["archived_at"] is not None:
        return None
    if row["cancellation_state"] == "pending":
        href = f"{line.href}/cancellation"
        return Banner("warning", N_("The buyer asks to cancel."), _until(row, facts.now), N_("Accept or decline"), href)
    if disagrees(row):
        return Banner("danger", N_("Ecwid and TikTok disagree."), because.text)
    if not_on_channel(row):
        return _parcel_banner(facts, line)
    return None


def _until(row: Row, now: datetime) -> Sentence:
    said = row["reason_text"] or "–"
    if row["deadline"] is None:
        return (N_("“%(why)s”"), {"why": said})
    left = duration(max(0.0, (row["deadline"] - now).total_seconds()))
    return (N_("“%(why)s”. Without an answer TikTok accepts in %(left)s."), {"why": said, "left": left})


def _parcel_banner(facts: Facts, line: OrderLine) -> Banner:
    title, text, act = N_("Shipped in Ecwid, TikTok does not know yet."), line.because.text, line.because.act
    shipment = facts.row["shipment"]
    if shipment == "carrier" and act:
        asked: Sentence = (N_("Which carrier is %(number)s?"), {"number": spaced(facts.row["tracking_number"])})
        return Banner("danger", title, asked, N_("Choose carrier"), act.href)
    if shipment == "refused":
        refusals = [event for event in facts.events if event["tone"] == "danger"]
        said: Sentence = refusals[-1]["sentence"] if refusals else text
        return Banner("danger", title, said, N_("Choose carrier"), f"{line.href}/carrier")
    if shipment == "number" and act:
        return Banner("danger", title, text, act.label, act.href, over=True)
    return Banner("warning", title, text)


def recipient(row: Row, fallback: str, purge_days: int, shown: Buyer | None = None) -> Recipient:
    """Who gets the parcel: dotted, or as it was sealed once somebody looked, which is recorded."""
    closed = row["status"] in (OrderStatus.DELIVERED, OrderStatus.COMPLETED, OrderStatus.CANCELLED)
    return Recipient(
        name=row["masked_buyer"],
        place=row["place"],
        gone=row["purged_at"] is not None,
        known=row["buyer"] is not None,
        fallback=fallback,
        erased_on=(row["placed_at"] + timedelta(days=purge_days)).date(),
        over=closed,
        shown=(shown.address or Address()) if shown else None,
        email=shown.email if shown else "",
        message=shown.message if shown else "",
    )


def package_view(package: Row, units: Sequence[OrderUnit]) -> dict[str, Any]:
    """One parcel: without units of its own it holds all that TikTok put into it."""
    inside = [unit for unit in units if unit.id in package["unit_ids"] or unit.package_id == package["remote_id"]]
    return {
        "id": package["id"],
        "number": package["tracking_number"],
        "carrier": package["provider_name"],
        "warning": package["warning"],
        "units": len(inside),
        "at": package["created_at"],
    }
