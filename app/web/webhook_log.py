"""The webhook log: what both shops have sent, what came of it, and "Process again" (S164, S165)."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from app.domain.words import N_
from app.resources import Resources
from app.sync import webhook_log
from app.tables import inbox_lists
from app.tables.connections import Connection
from app.tables.engine import connection as open_connection
from app.tables.inbox_lists import Filter
from app.web import paths
from app.web.clocks import clock_of
from app.web.cursors import Cursor, cursor_of, pager_view, trimmed
from app.web.guards import found, row_id
from app.web.language import Sentence
from app.web.order_words import Row
from app.web.render import flash, page, see_other
from app.web.visitor import shell_for
from app.web.webhook_words import types_like, words_of

AnyRequest = Request[Any, Any, Any]

_WORDS: dict[str, Sentence] = {
    "": N_("All"),
    "received": N_("Received"),
    "queued": N_("Queued"),
    "done": N_("Done"),
    "duplicate": N_("Duplicate"),
    "failed": N_("Failed"),
    "refused": N_("Refused"),
}
_SHOPS: dict[str, Sentence] = {"ecwid": N_("Ecwid"), "tiktok_shop": N_("TikTok Shop")}
MOST_SEARCH = 100


@get("/connections/{connection_id:int}/webhooks")
async def index(
    request: AnyRequest, connection: NamedDependency[Connection], res: NamedDependency[Resources]
) -> Template:
    """The log, newest first; one row may be open."""
    params, base = request.query_params, paths.connection(connection.id)
    shown = params.get("show", "")
    typed = params.get("q", "").replace("\x00", "").strip()[:MOST_SEARCH]
    chosen = Filter(shown if shown in _WORDS else "", typed, tuple(types_like(typed)))
    opened, cursor = params.get("open", ""), cursor_of(request)
    async with open_connection(res.db) as db:
        counts = await inbox_lists.counts(db, connection.id, chosen)
        rows = await inbox_lists.page_of(db, connection.id, chosen, before=cursor.before, after=cursor.after)
        rows, more = trimmed(rows, cursor, inbox_lists.PAGE)
        subjects = await inbox_lists.subjects(db, connection.id, rows)
    here = f"{base}/webhooks{_query(chosen)}"
    return page(
        request,
        "webhooks/index.html",
        fragment="webhooks/_table.html",
        shell=shell_for(request, connection=connection, tab="settings"),
        webhooks={
            "q": chosen.search,
            "hidden": [("show", chosen.shown)] if chosen.shown else [],
            "chips": [
                (word, counts[name], f"{base}/webhooks{_query(Filter(name, chosen.search))}", name == chosen.shown)
                for name, word in _WORDS.items()
            ],
            "rows": [_row(row, subjects, base, _there(here, cursor), opened) for row in rows],
            "pager": pager_view(here, rows, more, counts[chosen.shown]),
        },
        clock=clock_of(connection, res),
    )


def _query(chosen: Filter) -> str:
    text = urlencode({name: value for name, value in (("show", chosen.shown), ("q", chosen.search)) if value})
    return f"?{text}" if text else ""


def _there(here: str, cursor: Cursor) -> str:
    """This page with its filter and place, for opening a row."""
    place = f"before={cursor.before}" if cursor.before else f"after={cursor.after}" if cursor.after else ""
    return here + (f"{'&' if '?' in here else '?'}{place}" if place else "")


def _row(row: Row, subjects: dict[tuple[str, str], Any], base: str, here: str, opened: str) -> dict[str, Any]:
    about = subjects.get((row["platform"], row["subject_id"]))
    is_open = opened == str(row["id"])
    glue = "&" if "?" in here else "?"
    event, theirs = words_of(row["platform"], row["their_type"])
    return {
        "id": row["id"],
        "word": _word(row),
        "event": event,
        "theirs": theirs,
        "shop": _SHOPS.get(row["platform"], row["platform"]),
        "about": about["name"] if about else row["subject_id"],
        "about_href": f"{base}/{about['what']}s/{about['id']}" if about else "",
        "about_order": about is not None and about["what"] == "order",
        "took": "" if row["state"] == "refused" else _took(row["received_at"], row["done_at"]),
        "at": row["received_at"],
        "seen": row["seen"],
        "open": is_open,
        "href": here if is_open else f"{here}{glue}open={row['id']}",
        "refused": row["state"] == "refused",
        "facts": _facts(row) if is_open else [],
        "said": _said(row) if is_open else "",
    }


def _word(row: Row) -> str:
    """Received, Queued, Done, Failed or Refused; that it came more than once is said beside it."""
    if row["state"] == "received":
        return "Queued" if row["attempts"] else "Received"
    return {"failed": "Failed", "refused": "Refused"}.get(row["state"], "Done")


def _took(began: datetime, ended: datetime | None) -> str:
    return f"{max(0.0, (ended - began).total_seconds()):.1f} s" if ended else ""


def _said(row: Row) -> Sentence:
    """What came of it, in a sentence."""
    if row["state"] == "refused":
        return N_(
            "It did not carry the shop’s signature, so Weft did nothing with it and kept nothing of what it said."
        )
    if row["state"] == "failed":
        return N_("It could not be worked off. What it was about is read by the sweep all the same: nothing is lost.")
    if row["state"] == "received" and row["attempts"]:
        return N_("The shop did not answer when Weft read what it is about. Weft tries again by itself.")
    if row["state"] == "received":
        return N_("It waits for its turn.")
    if row["topic"] == "ignored":
        return N_("Weft needs nothing of this kind; it was only taken.")
    return N_("What it is about was read again. A webhook is only a hint; its content is not kept.")


def _facts(row: Row) -> list[tuple[Sentence, str]]:
    if row["state"] == "refused":
        return [(N_("Type"), row["their_type"]), (N_("Error"), row["error"])]
    return [
        (N_("Event id"), row["event_id"]),
        (N_("Type"), row["their_type"]),
        (N_("Read as"), row["topic"]),
        (N_("About"), row["subject_id"]),
        (N_("Attempts"), str(row["attempts"])),
        (N_("Came"), str(row["seen"])),
        (N_("Error"), row["error"]),
    ]


@post("/connections/{connection_id:int}/webhooks/{event_id:int}/processing")
async def process(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    res: NamedDependency[Resources],
    event_id: FromPath[int],
) -> Response[Any]:
    """Process again: the same event, worked off anew."""
    async with open_connection(res.db) as db:
        row = found(await inbox_lists.one(db, connection.id, row_id(event_id)))
    await webhook_log.process_again(res, row["id"])
    flash(request, N_("The webhook is processed again."))
    return see_other(request, f"{paths.connection(connection.id)}/webhooks?open={row['id']}")


ROUTES = [index, process]
