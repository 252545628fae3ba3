"""The counts below a task's bar, each with its list where there is one. Pure, from rows (S123, S128)."""

from app.domain.tasks import OF_ORDERS, UPDATES, Kind, Tally
from app.domain.words import N_
from app.web.formats import duration, number
from app.web.language import Sentence
from app.web.task_facts import Facts
from app.web.task_rows import counted

Stat = tuple[str, Sentence, str, str, str]


def stats(facts: Facts, base: str) -> list[Stat]:
    """At most four."""
    here = f"{base}/tasks/{facts.row['id']}"
    took = 0.0 if facts.under_way else max(facts.seconds, 0.1)  # what has ended took something
    if facts.kind == Kind.PULL:
        return _of_pull(facts)
    if facts.kind in OF_ORDERS:
        return _of_orders(facts, base, took)
    if facts.kind in UPDATES:
        return _of_update(facts.tally, here, took)
    return _of_push(facts.tally, here, took)


def _of_push(tally: Tally, here: str, took: float) -> list[Stat]:
    found: list[Stat] = [
        (number(tally.live), N_("Live"), "success", "synced", f"{here}/items?state=live"),
        (number(tally.in_review), N_("In review"), "review", "review", f"{here}/items?state=in_review"),
        (number(tally.refused), N_("Refused"), "danger", "failed", f"{here}/items?state=refused"),
    ]
    if tally.stopped or tally.skipped:
        rest = tally.stopped + tally.skipped + tally.to_do
        return [*found, (number(rest), N_("Not sent"), "neutral", "off", f"{here}/items")]
    return [*found, _last(tally, here, took, "queued")]


def _of_update(tally: Tally, here: str, took: float) -> list[Stat]:
    found: list[Stat] = [
        (number(tally.sent), N_("Sent"), "success", "synced", f"{here}/items?state=sent"),
        (number(tally.unchanged), N_("Unchanged"), "neutral", "off", f"{here}/items?state=unchanged"),
        (number(tally.refused), N_("Refused"), "danger", "failed", f"{here}/items?state=refused"),
    ]
    if tally.locked:
        return [*found, (number(tally.locked), N_("Locked"), "warning", "clock", f"{here}/items?state=locked")]
    if tally.stopped or tally.skipped:
        rest = tally.stopped + tally.skipped + tally.to_do
        return [*found, (number(rest), N_("Not sent"), "neutral", "off", f"{here}/items")]
    return [*found, _last(tally, here, took, "due")]


def _last(tally: Tally, here: str, took: float, waiting: str) -> Stat:
    if took:
        return (duration(took), N_("Took"), "neutral", "clock", f"{here}/items")
    return (number(tally.to_do), N_("To do"), "neutral", "not", f"{here}/items?state={waiting}")


def _of_pull(facts: Facts) -> list[Stat]:
    counts = counted(facts.row)
    return [
        (number(counts.get("new", 0)), N_("New"), "success", "synced", ""),
        (number(counts.get("updated", 0)), N_("Updated"), "success", "synced", ""),
        (number(counts.get("unchanged", 0)), N_("Unchanged"), "neutral", "off", ""),
        (number(counts.get("deleted", 0)), N_("Deleted in Ecwid"), "neutral", "off", ""),
    ]


def _of_orders(facts: Facts, base: str, took: float) -> list[Stat]:
    counts = counted(facts.row)
    took_words: list[Stat] = [(duration(took), N_("Took"), "neutral", "clock", "")] if took else []
    if facts.kind == Kind.REFRESH_ORDERS:
        if facts.under_way:
            return []
        return [
            (number(counts.get("new", 0)), N_("New"), "success", "synced", f"{base}/orders?sort=newest"),
            (number(counts.get("changed", 0)), N_("Changed"), "info", "dot", f"{base}/orders"),
            *took_words,
        ]
    done = N_("In Ecwid") if facts.kind == Kind.SYNC_ORDERS else N_("Known to TikTok")
    waiting = N_("Tried again") if facts.kind == Kind.SYNC_ORDERS else N_("On hold")
    return [
        (number(counts.get("done", 0)), done, "success", "synced", ""),
        (number(counts.get("waiting", 0)), waiting, "info", "clock", ""),
        (number(counts.get("needs_you", 0)), N_("Needs you"), "warning", "needs", f"{base}/orders?show=needs_you"),
        *(took_words or [(number(counts.get("to_do", facts.row["total"])), N_("To do"), "neutral", "not", "")]),
    ]
