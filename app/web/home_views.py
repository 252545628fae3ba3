"""Home as it is shown: pure, from counts and rows."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg

from app.domain.words import N_
from app.sync.readiness import lines_of
from app.tables.connections import Connection
from app.web import connection_views
from app.web.fixes import repair
from app.web.formats import number
from app.web.language import Sentence


def setup(
    connection: Connection, grants: Mapping[str, asyncpg.Record], facts: asyncpg.Record, base: str
) -> list[dict[str, Any]] | None:
    """The setup guide: it remembers where you stopped, and leaves once everything is done."""
    ready = lines_of(connection.readiness)
    has_package = bool(connection.package_weight_g and connection.package_length_mm)
    steps: list[tuple[bool, Sentence, Sentence, Sentence, str, bool]] = [
        (
            "ecwid" in grants,
            N_("Connect Ecwid"),
            N_("Weft reads your products there."),
            N_("Connect"),
            f"{base}/source",
            False,
        ),
        (
            "tiktok_shop" in grants,
            N_("Connect TikTok Shop"),
            N_("Products are listed there."),
            N_("Connect"),
            f"{base}/channel",
            False,
        ),
        (
            bool(ready) and all(line.ok for line in ready),
            N_("Readiness"),
            N_("What TikTok wants in order before a product can be sent."),
            N_("Check"),
            f"{base}/authorization",
            False,
        ),
        (
            has_package,
            N_("Default package"),
            N_("TikTok needs a size and a weight; Ecwid often has none."),
            N_("Fill in"),
            f"{base}/settings/products#custom",
            False,
        ),
        (
            facts["pulled"],
            N_("Pull your products"),
            N_("This changes nothing in Ecwid or on TikTok."),
            N_("Pull"),
            f"{base}/pulls/new",
            True,
        ),
        (
            facts["sent"],
            N_("First push"),
            N_("Send products to TikTok and follow them until they are live."),
            N_("Open products"),
            f"{base}/products",
            False,
        ),
    ]
    if all(done for done, *_ in steps):
        return None
    now = next(i for i, step in enumerate(steps) if not step[0])
    return [
        {
            "state": "done" if done else "now" if i == now else "next",
            "title": title,
            "text": text,
            "act": "" if done or i != now else act,
            "href": href,
            "over": over,
        }
        for i, (done, title, text, act, href, over) in enumerate(steps)
    ]


def needs(
    connection: Connection, causes: Sequence[asyncpg.Record], orders: Sequence[dict[str, Any]], base: str
) -> list[dict[str, Any]]:
    """What only the seller can mend, most urgent first. `orders`: home_orders.needs."""
    found = []
    banner = connection_views.banner(connection, None)
    if banner is not None:
        found.append(
            {
                "tone": banner["tone"],
                "sign": "needs",
                "title": banner["title"],
                "text": banner["text"],
                "act": N_("Open connection"),
                "href": f"{base}/authorization",
                "outside": False,
            }
        )
    return [*found, *orders, *(_need(cause, base) for cause in causes if cause["who"] == "you")]


def _need(cause: asyncpg.Record, base: str) -> dict[str, Any]:
    params = json.loads(cause["parameters"])
    mend = repair(cause["fix"], base)
    many = cause["n"] > 1
    sentence: Sentence = (cause["sentence"], params) if params else cause["sentence"]
    count = {"n": number(cause["n"])}
    return {
        "tone": "warning",
        "sign": "needs",
        "title": (N_("%(n)s products wait for you."), count) if many else N_("1 product waits for you."),
        "text": sentence,
        "act": mend.label if mend else N_("Show"),
        "href": mend.href if mend and not mend.outside else f"{base}/products?show=sync_failed",
        "outside": False,
    }


def products(counts: Mapping[str, int], base: str) -> dict[str, Any]:
    """The Products block. Deactivated is counted with Synced: both sides agree (design, States)."""
    here = f"{base}/products"
    synced = counts.get("synced", 0) + counts.get("deactivated", 0)
    going, review = counts.get("queued", 0) + counts.get("sending", 0), counts.get("in_review", 0)
    rest = counts.get("not_synced", 0)
    failed, update_failed = counts.get("sync_failed", 0), counts.get("update_failed", 0)
    values = {
        "synced": number(synced),
        "review": number(review),
        "going": number(going),
        "rest": number(rest),
        "failed": number(failed + update_failed),
    }
    return {
        "total": counts["all"],
        "parts": [
            (tone, n)
            for tone, n in (
                ("success", synced),
                ("review", review),
                ("info", going),
                ("neutral", rest),
                ("danger", failed + update_failed),
            )
            if n
        ],
        "told": (
            N_(
                "%(synced)s synced, %(review)s in review, %(going)s on their way, "
                "%(rest)s not synced, %(failed)s failed"
            ),
            values,
        ),
        "counts": [
            (synced, N_("Synced"), "success", "synced", f"{here}?show=synced"),
            (rest, N_("Not synced"), "neutral", "not", f"{here}?show=not_synced"),
            (failed, N_("Sync failed"), "danger", "failed", f"{here}?show=sync_failed"),
            (update_failed, N_("Update failed"), "danger", "update", f"{here}?show=update_failed"),
        ],
        "review": review,
        "review_href": f"{here}?show=in_review",
        "going": going,
        "going_href": f"{base}/tasks?show=running",
    }


def notes(counts: Mapping[str, int], facts: asyncpg.Record) -> dict[str, Sentence]:
    """Beside the lines of "More"."""
    said: dict[str, Sentence] = {}
    if counts["running"]:
        said["tasks"] = (N_("%(n)s running"), {"n": number(counts["running"])})
    if facts["unset"]:
        said["categories"] = (N_("%(n)s not set"), {"n": number(facts["unset"])})
    return said
