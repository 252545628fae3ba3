"""What Order Settings shows: switches, reasons, each policy on one of the seller's orders (S137–S140, B10). Pure."""

from decimal import Decimal
from typing import Any

from app.domain.cancellations import DECLINE_REASONS, REASONS
from app.domain.discounts import BUYER_PAID, LIST_PRICE, POLICIES, WITH_PLATFORM_DISCOUNT
from app.domain.money_bridge import written_total
from app.domain.words import N_
from app.sync.order_records import known_order
from app.tables.connections import Connection
from app.web.language import Sentence
from app.web.order_words import Row

# TikTok's own words for its reasons (platform-facts T16).
REASON_WORDS: dict[str, Sentence] = dict(
    zip(
        REASONS,
        (
            N_("Out of stock"),
            N_("Pricing error"),
            N_("Unable to deliver to buyer address"),
            N_("Buyer requested cancellation"),
        ),
        strict=True,
    )
)
# And for its reasons for declining a buyer's wish (platform-facts T16).
DECLINE_WORDS: dict[str, Sentence] = dict(
    zip(
        DECLINE_REASONS,
        (
            N_("Product has been packed"),
            N_("Product delivery is on schedule"),
            N_("Reached an agreement with the buyer"),
            N_("Invalid reason for cancellation"),
        ),
        strict=True,
    )
)
POLICY_WORDS: dict[str, Sentence] = {
    BUYER_PAID: N_("What the buyer paid"),
    WITH_PLATFORM_DISCOUNT: N_("Your discount only"),
    LIST_PRICE: N_("List price"),
}


def choices(connection: Connection) -> list[tuple[str, Sentence, Sentence, bool]]:
    """The switches: name, title, what it does, on or off."""
    return [
        (
            "retry",
            N_("Retry Orders"),
            N_("An order that fails is tried once every 10 minutes, 3 times in all. Only where waiting can help."),
            connection.retry_orders,
        ),
        (
            "relay_fbt",
            N_("Sync FBT Orders"),
            N_("Sends orders that TikTok fulfils to Ecwid, marked as shipped by TikTok."),
            connection.relay_fbt,
        ),
        (
            "fbt_takes_stock",
            N_("FBT orders reduce Ecwid stock"),
            N_("Usually off: that stock lies in TikTok’s warehouse."),
            connection.fbt_takes_stock,
        ),
        (
            "archive_cancelled",
            N_("Archive Cancelled Order"),
            N_("Cancelled orders move to “Archived” in Weft. Ecwid stays as it is."),
            connection.archive_cancelled,
        ),
        (
            "restock_cancelled",
            N_("Restock cancelled items"),
            N_("Adds the quantity back in Ecwid, once for each line."),
            connection.restock_cancelled,
        ),
        (
            "relay_on_hold",
            N_("Write orders on hold at once"),
            N_("Usually off: in TikTok’s first hour the buyer may still cancel, and there is no address yet."),
            connection.relay_on_hold,
        ),
    ]


def policies(sample: Row | None) -> list[dict[str, Any]]:
    """Each policy with what it makes of one of the seller's real orders (B10)."""
    if sample is None:
        return [
            {"value": value, "title": POLICY_WORDS[value], "total": None, "back": Decimal(0), "currency": "USD"}
            for value in POLICIES
        ]
    money = known_order(sample).money
    return [
        {
            "value": value,
            "title": POLICY_WORDS[value],
            "total": written_total(money, value),
            "back": written_total(money, value) - money.total,
            "currency": money.currency,
        }
        for value in POLICIES
    ]


def sample_view(sample: Row | None, base: str) -> dict[str, str] | None:
    if sample is None:
        return None
    return {"id": sample["remote_id"], "href": f"{base}/orders/{sample['id']}"}
