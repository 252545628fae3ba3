"""Connections as their pages show them: pure, from rows."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import asyncpg

from app.domain.words import N_
from app.tables.connections import Connection
from app.web import paths
from app.web.clocks import zone_named
from app.web.formats import Clock, when
from app.web.language import Sentence, locale, translate
from app.web.states import CONNECTION_WORDS

# TikTok numbers its webhooks (platform-facts T17); Ecwid's have names already.
TIKTOK_TYPES = {
    "1": "order status",
    "3": "recipient address",
    "4": "package",
    "11": "cancellation",
    "5": "product status",
    "6": "deauthorisation",
    "7": "authorisation ends soon",
    "15": "product information",
    "16": "product created",
    "18": "product category",
    "37": "product review",
}
REGION_NAMES = {"US": N_("United States")}
# The countdown begins 30 days before the end (B7).
SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class RowView:
    """One connection in the list."""

    name: str
    href: str
    place: str
    ecwid: str
    tts: str
    word: str
    thread: str
    note: Sentence
    act: Sentence
    act_href: str
    need: int


def row_view(row: asyncpg.Record, now: datetime) -> RowView:
    """One row of the list; a draft leads to its next step."""
    word, thread = words_of(row["state"], row["state_reason"])
    home = paths.connection(row["id"])
    href, act, note = home, "", _note(row, now)
    if row["state"] == "draft":
        step = "channel" if row["ecwid_state"] == "healthy" else "source"
        href, act = f"{home}/{step}", N_("Continue")
        note = N_("TikTok Shop is left") if step == "channel" else N_("Ecwid and TikTok Shop are left")
    elif row["state"] in ("reauthorise", "disconnected"):
        href, act = f"{home}/authorization", N_("Reauthorise")
    region = translate(REGION_NAMES.get(row["region"], row["region"]))
    return RowView(
        name=row["name"],
        href=href,
        place=f"{region} · {row['currency']}" if row["currency"] else "",
        ecwid=row["ecwid_name"] or "",
        tts=row["tiktok_name"] or "",
        word=word,
        thread=thread,
        note=note,
        act=act,
        act_href=href,
        need=row["issues"],
    )


def _note(row: asyncpg.Record, now: datetime) -> Sentence:
    heard = [at for at in (row["ecwid_webhook_at"], row["tiktok_webhook_at"]) if at]
    if not heard:
        return N_("No news yet")
    return (N_("Last news %(time)s"), {"time": when(max(heard), Clock(now, zone_named(row["timezone"])), locale())})


def words_of(state: str, reason: str) -> tuple[str, str]:
    """The badge's word and the thread; who disconnected makes a difference."""
    if state == "disconnected" and reason == "by_person":
        return "Disconnected", "cut"
    return CONNECTION_WORDS[state]


@dataclass(frozen=True, slots=True)
class GrantView:
    """What we hold at one platform."""

    name: str
    facts: list[tuple[Sentence, Sentence]]
    ends_at: datetime | None
    left: float
    soon: bool
    ended: bool
    webhook_at: datetime | None
    webhook_type: str
    scopes: list[str]


def grant_view(grant: asyncpg.Record | None, connection: Connection, now: datetime) -> GrantView | None:
    """The half of the card that belongs to one shop."""
    if grant is None:
        return None
    ends_at = grant["refresh_expires_at"]
    left = max(timedelta(0), ends_at - now) if ends_at else SOON
    facts = json.loads(grant["facts"]) if grant["facts"] else {}
    return GrantView(
        name=grant["shop_name"],
        facts=_facts(grant, connection, facts or {}),
        ends_at=ends_at if ends_at and ends_at - now < timedelta(days=3650) else None,
        left=100 * min(1.0, left / SOON),
        soon=bool(ends_at) and left < SOON,
        ended=grant["state"] != "healthy",
        webhook_at=grant["last_webhook_at"],
        webhook_type=TIKTOK_TYPES.get(grant["last_webhook_type"], grant["last_webhook_type"]),
        scopes=list(grant["scopes"]),
    )


def _facts(grant: asyncpg.Record, connection: Connection, facts: dict[str, Any]) -> list[tuple[Sentence, Sentence]]:
    if grant["platform"] == "ecwid":
        return [
            (N_("Store"), str(grant["shop_id"])),
            (N_("Currency"), connection.currency),
            (N_("Store time"), connection.timezone.replace("_", " ")),
        ]
    region = REGION_NAMES.get(grant["region"], grant["region"])
    return [(N_("Shop"), str(grant["shop_id"])), (N_("Region"), region), (N_("Shop code"), str(facts.get("code", "")))]


def banner(connection: Connection, tiktok: GrantView | None) -> dict[str, Any] | None:
    """The one thing that needs the seller on this card, if anything does (B7, S159, S166, S169)."""
    reason = connection.state_reason
    platform = "ecwid" if reason.startswith("ecwid") else "tiktok_shop"
    if connection.state == "disconnected" and reason != "by_person":
        return _banner("danger", N_("TikTok disconnected this shop."), _STOPPED, N_("Connect again"), platform)
    if connection.state == "disconnected":
        return _banner("warning", N_("This connection is disconnected."), _STOPPED, N_("Connect again"), platform)
    if reason.endswith(":plan"):
        title = N_("Your Ecwid plan does not allow API access.")
        return _banner(
            "danger",
            title,
            N_("Change the plan in Ecwid, then reauthorise. Nothing is lost."),
            N_("Reauthorise"),
            "ecwid",
        )
    if connection.state == "reauthorise":
        title = N_("Ecwid’s access has ended.") if platform == "ecwid" else N_("TikTok’s access has ended.")
        return _banner("danger", title, _PAUSED, N_("Reauthorise"), platform)
    if tiktok is not None and tiktok.soon:
        return _banner("warning", N_("TikTok’s access ends soon."), _SOON, N_("Reauthorise"), "tiktok_shop")
    return None


_STOPPED = N_("Tasks have stopped; mappings stay. Connecting again takes up where it was.")
_PAUSED = N_("The queue is paused. Mappings are untouched, and everything goes on once you reauthorise.")
_SOON = N_("Without a new consent the queue pauses then and goes on afterwards. Mappings stay.")


def _banner(tone: str, title: str, text: str, act: str, platform: str) -> dict[str, Any]:
    sign = "clock" if tone == "warning" else "triangle-alert"
    return {"tone": tone, "sign": sign, "title": title, "text": text, "act": act, "platform": platform}
