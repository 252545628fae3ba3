"""Tasks in a list: what a task is about, its bar and its result, pure from rows (S125, S126)."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg

from app.domain.tasks import UNDER_WAY, Tally
from app.domain.words import N_
from app.web.formats import number
from app.web.language import Sentence
from app.web.states import TASK_WORDS

KINDS: dict[str, Sentence] = {"pull": N_("Pull Products"), "push": N_("Sync Products")}
NO_NAME = N_("Weft")

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
    if row["total"] == 1:
        return N_("1 product")
    return (N_("%(n)s products"), {"n": number(row["total"])})


def counted(row: asyncpg.Record) -> dict[str, int]:
    """A pull's own counts."""
    counts: dict[str, int] = json.loads(row["counts"])
    return counts


def parts_of(row: asyncpg.Record, tally: Tally) -> Parts:
    """The bar: what is done in its tones, what is to do as empty track."""
    if row["kind"] == "pull":
        counts = counted(row)
        read, total = counts.get("read", 0), max(counts.get("total", 0), counts.get("read", 0))
        rest = "danger" if row["run_state"] == "died" else ""
        return _some([("success", read), (rest, total - read)])
    return _some(
        [
            ("success", tally.live),
            ("review", tally.in_review),
            ("danger", tally.refused),
            ("neutral", tally.skipped + tally.stopped),
            ("", tally.to_do),
        ]
    )


def _some(parts: Parts) -> Parts:
    return [(tone, n) for tone, n in parts if n > 0] or [("", 1)]


def told(row: asyncpg.Record, tally: Tally) -> Sentence:
    """The bar in words."""
    if row["kind"] == "pull":
        counts = counted(row)
        values = {name: number(counts.get(name, 0)) for name in ("read", "total", "new", "updated", "unchanged")}
        if row["run_state"] in UNDER_WAY:
            return (N_("%(read)s of %(total)s read"), values)
        return (N_("%(read)s read: %(new)s new, %(updated)s updated, %(unchanged)s unchanged"), values)
    values = {
        "live": number(tally.live),
        "in_review": number(tally.in_review),
        "refused": number(tally.refused),
        "to_do": number(tally.to_do),
    }
    if row["run_state"] in UNDER_WAY:
        return (N_("%(live)s live, %(in_review)s in review, %(refused)s refused, %(to_do)s to do"), values)
    return (N_("%(live)s live, %(in_review)s in review, %(refused)s refused"), values)


def with_params(sentence: str, params: dict[str, Any] | None) -> Sentence:
    """A stored sentence with its values."""
    return (sentence, params) if params else sentence
