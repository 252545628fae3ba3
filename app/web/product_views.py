"""Products as their pages show them: pure, from rows."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import asyncpg

from app.domain.listings import ListingStatus
from app.domain.products import Product, SyncState
from app.domain.selection import Selection
from app.domain.words import N_
from app.web.language import Sentence
from app.web.selections import hidden, query
from app.web.states import LISTING_WORDS, STATES, SYNC_WORDS

# The chips over the list, in the order of a product's life.
CHIPS: tuple[tuple[str, Sentence], ...] = (
    ("", N_("All")),
    ("not_synced", N_("Not synced")),
    ("queued", N_("Queued")),
    ("sending", N_("Sending")),
    ("in_review", N_("In review")),
    ("synced", N_("Synced")),
    ("sync_failed", N_("Sync failed")),
    ("update_failed", N_("Update failed")),
    ("unsent", N_("Unsent changes")),
    ("deactivated", N_("Deactivated")),
    ("deleted", N_("Deleted in Ecwid")),
)
# Shown only while there is something behind them.
_SELDOM = ("queued", "sending", "unsent", "deactivated", "deleted")

SAYS: dict[str, Sentence] = {
    "not_synced": N_("It is not on TikTok yet. Sync it when it is ready."),
    "queued": N_("It waits for its turn."),
    "sending": N_("It is being sent to TikTok now."),
    "in_review": N_("TikTok is reviewing it. Mostly that takes less than a day."),
    "synced": N_("It is on TikTok, and both sides agree."),
    "deactivated": N_("It is on TikTok, but buyers cannot see it there."),
    "sync_failed": N_("It could not be listed."),
    "update_failed": N_("The listing keeps its old content."),
}


def chips(counts: Mapping[str, int], selection: Selection, base: str) -> list[tuple[Sentence, int, str, bool]]:
    """The states with their exact numbers."""
    shown = []
    for value, label in CHIPS:
        count = counts.get(value or "all", 0)
        if value in _SELDOM and not count and selection.shown != value:
            continue
        filtered = query(replace(selection, shown=value))
        href = f"{base}/products" + (f"?{filtered}" if filtered else "")
        shown.append((label, count, href, selection.shown == value))
    return shown


def filters(selection: Selection, mapping_name: str, base: str) -> list[tuple[Sentence, str]]:
    """Further filters that are on, and the address without each."""
    if selection.mapping is None:
        return []
    without = query(replace(selection, mapping=None))
    return [(mapping_name or N_("No Ecwid category"), f"{base}/products" + (f"?{without}" if without else ""))]


def row_view(
    row: asyncpg.Record, selected: Collection[int], opened: int | None, issues: Sequence[asyncpg.Record]
) -> dict[str, Any]:
    """One row of the table."""
    return {
        "id": row["id"],
        "title": row["title"],
        "sku": row["sku"],
        "variants": row["variant_count"],
        "picture": row["picture"] or "",
        "category": row["mapping_source"] or row["category_name"] or row["type_name"] or "",
        "stock": row["quantity"],
        "price": row["price"],
        "state": SYNC_WORDS[SyncState(row["sync_state"])],
        "unsent": row["unsent_changes"],
        "deleted": row["deleted_at"] is not None,
        "tts_id": row["remote_id"] or "",
        "tts": LISTING_WORDS[_status(row["listing_status"])] if row["remote_id"] else "",
        "selected": row["id"] in selected,
        "status": status_view(row, issues) if row["id"] == opened else None,
    }


def _status(text: str | None) -> ListingStatus:
    return ListingStatus(text) if text and text in ListingStatus.__members__ else ListingStatus.UNKNOWN


def status_view(row: Mapping[str, Any] | asyncpg.Record, issues: Sequence[asyncpg.Record]) -> dict[str, Any]:
    """Why the product stands where it stands (S33)."""
    state = row["sync_state"]
    tone, sign = STATES[SYNC_WORDS[SyncState(state)]]
    return {
        "tone": tone,
        "sign": sign,
        "text": "" if issues else SAYS[state],
        "findings": [finding_view(issue) for issue in issues],
        "mapping_id": row["category_mapping"],
    }


def finding_view(issue: asyncpg.Record) -> dict[str, Any]:
    """One issue for shared/_finding.html."""
    params = json.loads(issue["parameters"])
    return {
        "sentence": (issue["sentence"], params) if params else issue["sentence"],
        "hint": (issue["hint"], params) if params and "%(" in issue["hint"] else issue["hint"],
        "fix": issue["fix"],
        "who": issue["who"],
        "can_retry": issue["can_retry"],
        "their_text": issue["their_text"],
        "their_code": issue["their_code"],
        "request_id": issue["request_id"],
        "at": issue["opened_at"],
    }


def filter_words(selection: Selection, mapping_name: str) -> Sentence:
    """The filter as the confirmation names it; "" for everything."""
    names: dict[str, Sentence] = dict(CHIPS)
    if selection.search:
        return selection.search
    if selection.mapping is not None:
        return mapping_name or N_("No Ecwid category")
    return names[selection.shown] if selection.shown else ""


def variants_view(product: Product, remote_ids: Mapping[int, str]) -> list[dict[str, Any]]:
    """The variants on a product's own page."""
    return [
        {
            "sku": variant.sku,
            "options": ", ".join(value for _, value in variant.options),
            "stock": product.quantity if variant.shares_stock else variant.quantity,
            "price": variant.price,
            "remote_id": remote_ids.get(variant.combination_id, ""),
        }
        for variant in product.variants
    ]


__all__ = ["chips", "filter_words", "filters", "hidden", "row_view", "status_view", "variants_view"]
