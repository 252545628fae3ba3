"""Orders on Home: the block with its four figures, and what of them waits for the seller (S118, B4). Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import asyncpg

from app.domain.ship_by import LATE_ALLOWED
from app.domain.words import N_
from app.web.formats import duration, number
from app.web.language import Sentence


def block(counts: Mapping[str, int], late: tuple[int, int], base: str) -> dict[str, Any]:
    """The Orders block (S118): the four figures add up to all that are not archived, and each leads to its list."""
    here = f"{base}/orders"
    fulfilled, unfulfilled, unsynced = counts["fulfilled"], counts["unfulfilled"], counts["unsynced"]
    cancelled = counts["cancelled"]
    values = {
        "fulfilled": number(fulfilled),
        "unfulfilled": number(unfulfilled),
        "unsynced": number(unsynced),
        "cancelled": number(cancelled),
    }
    figures: list[tuple[int, Sentence, str, str, str]] = [
        (fulfilled, N_("Fulfilled"), "success", "synced", f"{here}?show=fulfilled"),
        (unfulfilled, N_("Unfulfilled"), "info", "queued", f"{here}?show=unfulfilled"),
        (unsynced, N_("Unsynced"), "warning", "needs", f"{here}?show=unsynced"),
        (cancelled, N_("Cancelled"), "neutral", "off", f"{here}?show=cancelled"),
    ]
    return {
        "total": counts[""],
        "parts": [(tone, n) for n, _, tone, _, _ in figures if n],
        "told": (
            N_("%(fulfilled)s fulfilled, %(unfulfilled)s unfulfilled, %(unsynced)s unsynced, %(cancelled)s cancelled"),
            values,
        ),
        "counts": figures,
        "late": 100 * late[0] / late[1] if late[1] else None,
        "allowed": LATE_ALLOWED,
    }


def needs(facts: asyncpg.Record, base: str, now: datetime) -> list[dict[str, Any]]:
    """What of the orders waits for the seller, most urgent first (B4, B9)."""
    here = f"{base}/orders"
    lines: list[tuple[int, str, Sentence, Sentence, Sentence, str]] = [
        (
            facts["not_on_channel"],
            "danger",
            _many(
                facts["not_on_channel"],
                N_("1 order is shipped in Ecwid, TikTok does not know yet."),
                N_("%(n)s orders are shipped in Ecwid, TikTok does not know yet."),
            ),
            _by(facts["not_on_channel"], facts["not_on_channel_by"], now),
            N_("Show"),
            here,
        ),
        (
            facts["asking"],
            "warning",
            _many(
                facts["asking"],
                N_("1 buyer asks to cancel."),
                N_("%(n)s buyers ask to cancel."),
            ),
            _until(facts["asking"], facts["asking_until"], now),
            N_("Answer"),
            f"{here}?show=needs_you",
        ),
        (
            facts["questions"] + facts["linking"],
            "warning",
            _many(
                facts["questions"] + facts["linking"],
                N_("1 order waits for you."),
                N_("%(n)s orders wait for you."),
            ),
            _many(
                facts["questions"] + facts["linking"],
                N_("It goes on by itself once its SKU is linked or its question is answered."),
                N_("They go on by themselves once a SKU is linked or a question is answered."),
            ),
            N_("Show"),
            f"{here}?show=needs_you",
        ),
        (
            facts["urgent"],
            "danger",
            _many(
                facts["urgent"],
                N_("1 order must be dispatched within 6 hours."),
                N_("%(n)s orders must be dispatched within 6 hours."),
            ),
            _by(facts["urgent"], facts["urgent_by"], now),
            N_("Show"),
            f"{here}?show=awaiting_shipment",
        ),
        (
            facts["soon"],
            "warning",
            _many(
                facts["soon"],
                N_("1 order must be dispatched within 24 hours."),
                N_("%(n)s orders must be dispatched within 24 hours."),
            ),
            _by(facts["soon"], facts["soon_by"], now),
            N_("Show"),
            f"{here}?show=awaiting_shipment",
        ),
        (
            facts["unreadable"],
            "danger",
            _many(
                facts["unreadable"],
                N_("TikTok sent an order that Weft could not read."),
                N_("TikTok sent %(n)s orders that Weft could not read."),
            ),
            N_("It is not in Ecwid. Weft tries it again every 10 minutes."),
            N_("Show"),
            f"{here}?show=needs_you",
        ),
    ]
    return [
        {"tone": tone, "sign": "needs", "title": title, "text": text, "act": act, "href": href, "outside": False}
        for n, tone, title, text, act, href in lines
        if n
    ]


def _many(n: int, one: str, many: str) -> Sentence:
    return one if n == 1 else (many, {"n": number(n)})


def _by(n: int, ship_by: datetime | None, now: datetime) -> Sentence:
    if ship_by is None:
        return ""
    left = (ship_by - now).total_seconds()
    if left < 0:
        return (N_("It is %(time)s late.") if n == 1 else N_("The first is %(time)s late."), {"time": duration(-left)})
    return (N_("It has %(time)s left.") if n == 1 else N_("The first has %(time)s left."), {"time": duration(left)})


def _until(n: int, deadline: datetime | None, now: datetime) -> Sentence:
    if deadline is None:
        return ""
    left = duration(max(0.0, (deadline - now).total_seconds()))
    one, many = (
        N_("Without an answer TikTok accepts in %(time)s."),
        N_("Without an answer TikTok accepts, the first in %(time)s."),
    )
    return (one if n == 1 else many, {"time": left})
