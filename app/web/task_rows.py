"""Tasks in a list: what a task is about, its bar and its result, pure from rows (S125, S126)."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg

from app.domain.tasks import OF_ORDERS, UNDER_WAY, UPDATES, Kind, Tally
from app.domain.words import N_
from app.web.formats import number
from app.web.language import Sentence
from app.web.states import TASK_WORDS

KINDS: dict[str, Sentence] = {
    Kind.PULL: N_("Pull Products"),
    Kind.PUSH: N_("Sync Products"),
    Kind.UPDATE_STOCK: N_("Update Stock"),
    Kind.UPDATE_PRICE: N_("Update Price"),
    Kind.REFRESH_ORDERS: N_("Refresh Orders"),
    Kind.SYNC_ORDERS: N_("Sync Orders"),
    Kind.RESEND_SHIPPING: N_("Resend shipping information"),
}
NO_NAME = N_("Weft")
_DRIFTED: dict[str, tuple[str, str]] = {
    Kind.UPDATE_STOCK: (N_("Stock of 1 SKU that had drifted"), N_("Stock of %(n)s SKUs that had drifted")),
    Kind.UPDATE_PRICE: (N_("Price of 1 SKU that had drifted"), N_("Prices of %(n)s SKUs that had drifted")),
}

Parts = list[tuple[str, int]]
RANGES: dict[str, Sentence] = {
    "all": N_("Everything"),
    "since": N_("Since last pull"),
    "week": N_("Last 7 days"),
    "own": N_("Start and end date"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One task in a list."""

    href: str
    kind: Sentence
    summary: Sentence
    word: str
    who: str
    started_at: datetime
    parts: Parts
    result: Sentence


def row_view(row: asyncpg.Record, tally: Tally, base: str) -> Row:
    """A line of the Tasks table."""
    return Row(
        href=f"{base}/tasks/{row['id']}",
        kind=KINDS[row["kind"]],
        summary=summary(row),
        word=TASK_WORDS[row["run_state"]],
        who=(row["who"] or NO_NAME).split()[0],  # the column is narrow; the task's own page has the whole name
        started_at=row["created_at"],
        parts=parts_of(row, tally),
        result=told(row, tally),
    )


def summary(row: asyncpg.Record) -> Sentence:
    """What the task is about, in a few words."""
    parameters = json.loads(row["parameters"])
    if row["kind"] == "pull":
        if parameters.get("range") == "own":
            return (N_("%(start)s to %(end)s"), {"start": parameters["from"], "end": parameters["to"]})
        return RANGES.get(parameters.get("range", "all"), RANGES["all"])
    if row["kind"] == Kind.REFRESH_ORDERS:
        return N_("Both shops")
    if drifted := parameters.get("drifted"):
        one, more = _DRIFTED[row["kind"]]
        return one if drifted == 1 else (more, {"n": number(drifted)})
    one, more = (
        (N_("1 order"), N_("%(n)s orders")) if row["kind"] in OF_ORDERS else (N_("1 product"), N_("%(n)s products"))
    )
    return one if row["total"] == 1 else (more, {"n": number(row["total"])})


def counted(row: asyncpg.Record) -> dict[str, int]:
    """The own counts of a pull or a task of orders."""
    counts: dict[str, int] = json.loads(row["counts"])
    return counts


def parts_of(row: asyncpg.Record, tally: Tally) -> Parts:
    """The bar: what is done in its tones, what is to do as empty track."""
    if row["kind"] == "pull":
        counts = counted(row)
        read, total = counts.get("read", 0), max(counts.get("total", 0), counts.get("read", 0))
        rest = "danger" if row["run_state"] == "died" else ""
        return _some([("success", read), (rest, total - read)])
    if row["kind"] in OF_ORDERS:
        return _some(_parts_of_orders(row))
    return _some(
        [
            ("success", tally.live + tally.sent + tally.unchanged),
            ("review", tally.in_review),
            ("warning", tally.locked),
            ("danger", tally.refused),
            ("neutral", tally.skipped + tally.stopped),
            ("", tally.to_do),
        ]
    )


def _parts_of_orders(row: asyncpg.Record) -> Parts:
    counts = counted(row)
    if row["kind"] == Kind.REFRESH_ORDERS:
        return [("" if row["run_state"] in UNDER_WAY else "success", 1)]
    return [
        ("success", counts.get("done", 0)),
        ("info", counts.get("waiting", 0)),
        ("warning", counts.get("needs_you", 0)),
        ("", counts.get("to_do", row["total"])),
    ]


def _some(parts: Parts) -> Parts:
    return [(tone, n) for tone, n in parts if n > 0] or [("", 1)]


def told(row: asyncpg.Record, tally: Tally) -> Sentence:
    """The bar in words."""
    under_way = row["run_state"] in UNDER_WAY
    if row["kind"] == Kind.PULL:
        return _told_of_pull(counted(row), under_way)
    if row["kind"] in OF_ORDERS:
        return _told_of_orders(row, under_way)
    names = ("live", "in_review", "refused", "to_do", "sent", "unchanged", "locked")
    values = {name: number(getattr(tally, name)) for name in names}
    if row["kind"] in UPDATES:
        return _told_of_update(tally, values)
    if under_way:
        return (N_("%(live)s live, %(in_review)s in review, %(refused)s refused, %(to_do)s to do"), values)
    return (N_("%(live)s live, %(in_review)s in review, %(refused)s refused"), values)


def _told_of_pull(counts: dict[str, int], under_way: bool) -> Sentence:
    values = {name: number(counts.get(name, 0)) for name in ("read", "total", "new", "updated", "unchanged")}
    if under_way:
        return (N_("%(read)s of %(total)s read"), values)
    return (N_("%(read)s read: %(new)s new, %(updated)s updated, %(unchanged)s unchanged"), values)


def _told_of_update(tally: Tally, values: dict[str, str]) -> Sentence:
    if tally.to_do:
        return (N_("%(sent)s sent, %(unchanged)s unchanged, %(refused)s refused, %(to_do)s to do"), values)
    if tally.locked:
        return (N_("%(sent)s sent, %(unchanged)s unchanged, %(refused)s refused, %(locked)s locked"), values)
    return (N_("%(sent)s sent, %(unchanged)s unchanged, %(refused)s refused"), values)


def _told_of_orders(row: asyncpg.Record, under_way: bool) -> Sentence:
    counts = counted(row)
    values = {name: number(counts.get(name, 0)) for name in ("new", "changed", "done", "waiting", "needs_you")}
    if row["kind"] == Kind.REFRESH_ORDERS:
        return N_("Being read") if under_way else (N_("%(new)s new, %(changed)s changed"), values)
    if under_way:
        return (N_("%(done)s of %(total)s done"), values | {"total": number(row["total"])})
    if row["kind"] == Kind.SYNC_ORDERS:
        return (N_("%(done)s in Ecwid, %(waiting)s tried again, %(needs_you)s need you"), values)
    return (N_("%(done)s known to TikTok, %(waiting)s on hold, %(needs_you)s need you"), values)


def with_params(sentence: str, params: dict[str, Any] | None) -> Sentence:
    """A stored sentence with its values."""
    return (sentence, params) if params else sentence
