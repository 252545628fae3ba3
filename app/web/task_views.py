"""One task as its page shows it, pure from rows: every number comes from the rows it speaks about (B1, S128)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import asyncpg

from app.domain.decisions import Fix
from app.domain.tasks import UNDER_WAY, Tally, a_minute, seconds_left
from app.domain.words import N_
from app.web.formats import duration, number, roughly
from app.web.language import Sentence
from app.web.states import ITEM_WORDS, TASK_WORDS
from app.web.task_rows import KINDS, NO_NAME, Parts, counted, parts_of, summary, told, with_params

DOING: dict[str, Sentence] = {
    "pictures": N_("Sending pictures"),
    "sending": N_("Sending to TikTok"),
    "waiting": N_("Waits for TikTok, then tries again"),
    "no_room": N_("Waiting for a free place"),
    "": N_("Checking"),
}


@dataclass(frozen=True, slots=True)
class TaskView:
    """Everything tasks/_task.html shows."""

    id: int
    kind: Sentence
    summary: Sentence
    who: str
    started_at: datetime
    word: str
    stopped: bool
    stopping: bool
    follows: bool
    stream: str
    done: int
    total: int
    say: Sentence
    rate: int | None
    parts: Parts
    told: Sentence
    stats: list[tuple[str, Sentence, str, str, str]]
    now: dict[str, Any] | None
    note: Sentence
    failure: dict[str, Any] | None
    refused: list[dict[str, Any]]
    refused_count: int
    items: list[dict[str, Any]]
    items_href: str
    items_total: int
    facts: list[tuple[Sentence, Sentence]] = field(default_factory=list)
    can_stop: bool = False
    can_retry: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What was read from the database for one task's page, at one moment."""

    row: asyncpg.Record
    tally: Tally
    tail: Sequence[asyncpg.Record]
    causes: Sequence[asyncpg.Record]
    at_work: asyncpg.Record | None
    now: datetime
    without_room: int = 0  # how many of those to do wait until the shop may list more (S168)


def task_view(facts: Facts, base: str) -> TaskView:
    """The page of one task."""
    row, tally = facts.row, facts.tally
    here = f"{base}/tasks/{row['id']}"
    under_way = row["run_state"] in UNDER_WAY
    follows = under_way or tally.in_review > 0
    is_push = row["kind"] == "push"
    seconds = _seconds(facts)
    done, total, left = _figures(facts)
    return TaskView(
        id=row["id"],
        kind=KINDS[row["kind"]],
        summary=summary(row),
        who=row["who"] or NO_NAME,
        started_at=row["created_at"],
        word=TASK_WORDS[row["run_state"]],
        stopped=row["run_state"] == "stopped",
        stopping=row["stop_requested"] and under_way,
        follows=follows,
        stream=f"{here}/stream" if follows else "",
        done=done,
        total=total,
        say=_say(facts, left),
        rate=a_minute(done, seconds) if seconds else None,
        parts=parts_of(row, tally),
        told=told(row, tally),
        stats=_push_stats(tally, here, 0.0 if under_way else seconds) if is_push else _pull_stats(facts),
        now=_at_work(facts) if under_way else None,
        note=_note(facts),
        failure=_failure(row),
        refused=[_cause(cause, base) for cause in facts.causes],
        refused_count=tally.refused,
        items=[item_view(item, base) for item in facts.tail],
        items_href=f"{here}/items" if is_push else "",
        items_total=row["total"],
        can_stop=under_way and not row["stop_requested"],
        can_retry=not under_way and (tally.refused > 0 or row["run_state"] == "died"),
    )


def _seconds(facts: Facts) -> float:
    if facts.row["started_at"] is None:
        return 0.0
    return float(((facts.row["sent_at"] or facts.now) - facts.row["started_at"]).total_seconds())


def _figures(facts: Facts) -> tuple[int, int, int | None]:
    """Done, of how many, and the seconds left."""
    row, tally = facts.row, facts.tally
    if row["kind"] == "pull":
        counts = counted(row)
        done, total = counts.get("read", 0), counts.get("total", 0)
        return done, max(done, total), seconds_left(max(0, total - done), done, _seconds(facts))
    under_way = row["run_state"] in UNDER_WAY
    return (
        tally.handled if under_way else tally.ruled,
        tally.total,
        seconds_left(tally.to_do, tally.handled, _seconds(facts)),
    )


def _say(facts: Facts, left: int | None) -> Sentence:
    row, tally = facts.row, facts.tally
    if row["run_state"] == "paused":
        return N_("Waits until the connection is in step again")
    if row["stop_requested"] and row["run_state"] in UNDER_WAY:
        return N_("Stops after what is on its way")
    if row["run_state"] not in UNDER_WAY:
        if row["run_state"] == "died":
            return N_("then it stopped")
        return N_("live or refused") if row["kind"] == "push" else N_("read from Ecwid")
    if facts.without_room:
        return (N_("%(n)s wait for a free place"), {"n": number(facts.without_room)})
    span = roughly(left) if left is not None else ""
    if row["kind"] == "push" and tally.refused:
        if span:
            return (N_("%(n)s refused · %(span)s left"), {"n": number(tally.refused), "span": span})
        return (N_("%(n)s refused"), {"n": number(tally.refused)})
    return (N_("%(span)s left"), {"span": span}) if span else N_("Just begun")


def _push_stats(tally: Tally, here: str, took: float) -> list[tuple[str, Sentence, str, str, str]]:
    stats: list[tuple[str, Sentence, str, str, str]] = [
        (number(tally.live), N_("Live"), "success", "synced", f"{here}/items?state=live"),
        (number(tally.in_review), N_("In review"), "review", "review", f"{here}/items?state=in_review"),
        (number(tally.refused), N_("Refused"), "danger", "failed", f"{here}/items?state=refused"),
    ]
    if tally.stopped or tally.skipped:
        rest = tally.stopped + tally.skipped + tally.to_do
        return [*stats, (number(rest), N_("Not sent"), "neutral", "off", f"{here}/items")]
    if took:
        return [*stats, (duration(took), N_("Took"), "neutral", "clock", f"{here}/items")]
    return [*stats, (number(tally.to_do), N_("To do"), "neutral", "not", f"{here}/items?state=queued")]


def _pull_stats(facts: Facts) -> list[tuple[str, Sentence, str, str, str]]:
    counts = counted(facts.row)
    return [
        (number(counts.get("new", 0)), N_("New"), "success", "synced", ""),
        (number(counts.get("updated", 0)), N_("Updated"), "success", "synced", ""),
        (number(counts.get("unchanged", 0)), N_("Unchanged"), "neutral", "off", ""),
        (number(counts.get("deleted", 0)), N_("Deleted in Ecwid"), "neutral", "off", ""),
    ]


def _at_work(facts: Facts) -> dict[str, Any] | None:
    item = facts.at_work
    if item is not None:
        return {"picture": item["picture"] or "", "title": item["title"], "doing": DOING.get(item["doing"], DOING[""])}
    if facts.row["kind"] == "pull" and facts.row["now"]:
        return {"picture": "", "title": facts.row["now"], "doing": N_("Read from Ecwid")}
    return None


def _note(facts: Facts) -> Sentence:
    row, tally = facts.row, facts.tally
    if row["kind"] == "pull":
        return N_("A pull changes nothing in Ecwid or on TikTok. You can close this page.")
    if facts.without_room and row["run_state"] in UNDER_WAY:
        return N_(
            "TikTok limits how many new products your shop may list. The rest is sent by itself when places are free."
        )
    if row["run_state"] in UNDER_WAY:
        return N_("Followed until TikTok has ruled on each product. You can close this page.")
    if tally.in_review:
        return (
            N_(
                "Completed means everything is sent. %(rest)s are still in review at TikTok, "
                "and are followed until it has ruled."
            ),
            {"rest": number(tally.in_review)},
        )
    if tally.stopped:
        return N_("It was stopped. What was not sent stays as it was; you can send it later.")
    return N_("Everything that could be sent is sent, and TikTok has ruled on it.")


def _failure(row: asyncpg.Record) -> dict[str, Any] | None:
    if not row["error"]:
        return None
    error = json.loads(row["error"])
    return {
        "sentence": with_params(error["sentence"], error.get("params")),
        "hint": error["hint"],
        "fix": error["fix"],
        "who": error["who"],
        "can_retry": True,
        "their_text": error.get("their_text", ""),
        "their_code": error.get("their_code", ""),
        "request_id": error.get("request_id", ""),
        "at": row["finished_at"],
    }


def _cause(cause: asyncpg.Record, base: str) -> dict[str, Any]:
    return {
        "count": cause["n"],
        "cause": with_params(cause["reason"], json.loads(cause["parameters"] or "{}")),
        "fix": cause["fix"] or Fix.NONE.value,
        "mapping_id": cause["mapping"],
        "products": [
            (title, f"{base}/products/{product}") for title, product in zip(cause["names"], cause["ids"], strict=True)
        ],
        "more": cause["n"] - len(cause["names"]),
    }


def item_view(item: asyncpg.Record, base: str) -> dict[str, Any]:
    """One line of the items table."""
    note: Sentence = item["remote_id"] or ""
    if item["state"] == "sending" or item["doing"] in ("waiting", "no_room"):
        note = DOING.get(item["doing"], DOING[""])
    elif item["reason"]:
        note = with_params(item["reason"], json.loads(item["parameters"] or "{}"))
    return {
        "id": item["id"],
        "picture": item["picture"] or "",
        "title": item["title"],
        "href": f"{base}/products/{item['product']}",
        "word": ITEM_WORDS[item["state"]],
        "note": note,
        "at": item["changed_at"],
    }
