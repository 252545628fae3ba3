"""One task as its page shows it, pure from rows: every number comes from the rows it speaks about (B1, S128)."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import asyncpg

from app.domain.decisions import Fix
from app.domain.orders import RelayState
from app.domain.tasks import OF_ORDERS, STOPPABLE, Kind, a_minute
from app.domain.words import N_
from app.web import task_words
from app.web.language import Sentence
from app.web.order_words import reason_of, retrying, spaced
from app.web.states import ITEM_WORDS, RELAY_WORDS, TASK_WORDS
from app.web.task_facts import Facts
from app.web.task_rows import KINDS, NO_NAME, Parts, counted, parts_of, summary, told, with_params
from app.web.task_stats import stats

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
    of_orders: bool = False
    facts: list[tuple[Sentence, Sentence]] = field(default_factory=list)
    can_stop: bool = False
    can_retry: bool = False


def task_view(facts: Facts, base: str) -> TaskView:
    """The page of one task."""
    row, tally = facts.row, facts.tally
    here = f"{base}/tasks/{row['id']}"
    of_orders = facts.kind in OF_ORDERS
    has_items = facts.kind != Kind.PULL and not of_orders
    waits = tally.in_review > 0 or tally.locked > 0 or (of_orders and counted(row).get("waiting", 0) > 0)
    follows = facts.under_way or waits
    done, total = _figures(facts)
    return TaskView(
        id=row["id"],
        kind=KINDS[facts.kind],
        summary=summary(row),
        who=row["who"] or NO_NAME,
        started_at=row["created_at"],
        word=TASK_WORDS[row["run_state"]],
        stopped=row["run_state"] == "stopped",
        stopping=row["stop_requested"] and facts.under_way,
        follows=follows,
        stream=f"{here}/stream" if follows else "",
        done=done,
        total=total,
        say=task_words.say(facts, done, total),
        rate=a_minute(done, facts.seconds) if facts.seconds and facts.kind != Kind.REFRESH_ORDERS else None,
        parts=parts_of(row, tally),
        told=told(row, tally),
        stats=stats(facts, base),
        now=_at_work(facts) if facts.under_way else None,
        note=task_words.note(facts),
        failure=_failure(row),
        refused=[_cause(cause, base) for cause in facts.causes],
        refused_count=tally.refused,
        items=[_order_item(order, facts, base) for order in facts.orders]
        if of_orders
        else [item_view(item, base) for item in facts.tail],
        items_href=f"{here}/items" if has_items else "",
        items_total=row["total"],
        of_orders=of_orders,
        can_stop=facts.under_way and not row["stop_requested"] and facts.kind in STOPPABLE,
        can_retry=not facts.under_way and (tally.refused > 0 or row["run_state"] == "died"),
    )


def _figures(facts: Facts) -> tuple[int, int]:
    """Done, of how many."""
    row, tally, counts = facts.row, facts.tally, counted(facts.row)
    if facts.kind == Kind.PULL:
        done = counts.get("read", 0)
        return done, max(done, counts.get("total", 0))
    if facts.kind == Kind.REFRESH_ORDERS:
        return counts.get("new", 0) + counts.get("changed", 0), 0
    if facts.kind in OF_ORDERS:
        tried = counts.get("waiting", 0) + counts.get("needs_you", 0) if facts.under_way else 0
        return counts.get("done", 0) + tried, row["total"]
    return tally.handled if facts.under_way else tally.ruled, tally.total


def _at_work(facts: Facts) -> dict[str, Any] | None:
    item = facts.at_work
    if item is not None:
        return {"picture": item["picture"] or "", "title": item["title"], "doing": DOING.get(item["doing"], DOING[""])}
    if facts.kind == Kind.PULL and facts.row["now"]:
        return {"picture": "", "title": facts.row["now"], "doing": N_("Read from Ecwid")}
    return None


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


def _order_item(order: asyncpg.Record, facts: Facts, base: str) -> dict[str, Any]:
    """One order of a task."""
    word, note = _relayed(order, facts.now) if facts.kind == Kind.SYNC_ORDERS else _shipped(order)
    return {
        "id": order["id"],
        "picture": "",
        "title": f"{order['remote_id']} · {order['masked_buyer'] or '•••'}",
        "href": f"{base}/orders/{order['id']}",
        "word": word,
        "note": note,
        "at": order["relayed_at"] or order["decided_at"] or order["seen_at"],
    }


def _relayed(order: asyncpg.Record, now: datetime) -> tuple[str, Sentence]:
    if order["source_order_id"]:
        return "Synced", (N_("Ecwid order %(number)s"), {"number": order["source_order_id"]})
    state = RelayState(order["relay"])
    return RELAY_WORDS[state], retrying(order, now) if state is RelayState.RETRYING else reason_of(order)


def _shipped(order: asyncpg.Record) -> tuple[str, Sentence]:
    words = {"to_do": "Sending", "waiting": "On hold", "needs_you": "Needs you", "done": "Done"}
    number = spaced(order["tracking_number"])
    said: dict[str, Sentence] = {
        "carrier": (N_("Which carrier is %(number)s?"), {"number": number}),
        "number": N_("Shipped in Ecwid without a tracking number. TikTok takes nothing without one."),
        "refused": N_("TikTok refused the shipping information. Its words are on the order’s page."),
    }
    return words[order["state"]], said.get(order["shipment"], number)
