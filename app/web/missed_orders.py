"""Sync Missed Orders: what is on TikTok and not in Ecwid, by the time it was placed (S142, S143)."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Template

from app.domain.orders import RelayState
from app.domain.words import N_
from app.errors import Conflict
from app.resources import Resources
from app.sync import orders
from app.tables import missed_lists
from app.tables.connections import Connection
from app.tables.engine import connection as open_connection
from app.web import paths
from app.web.clocks import clock_of, zone_of
from app.web.forms import Form
from app.web.language import Sentence
from app.web.order_actions import say_on_its_way
from app.web.order_words import Row, reason_of, retrying, status_of
from app.web.pulls import NOT_IN_STEP
from app.web.render import page, see_other
from app.web.states import ORDER_WORDS
from app.web.visitor import Visitor, shell_for

AnyRequest = Request[Any, Any, Any]
PRESETS: tuple[tuple[str, Sentence, int], ...] = (
    ("today", N_("Today"), 0),
    ("3", N_("3 days"), 3),
    ("7", N_("7 days"), 7),
    ("30", N_("30 days"), 30),
)
USUAL = "3"
_FORMAT = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True, slots=True)
class Span:
    """A time in which orders were placed: [start, end), aware. `preset` "" for one that was typed."""

    start: datetime
    end: datetime
    preset: str
    error: Sentence = ""


@get("/connections/{connection_id:int}/orders/missed")
async def show(
    request: AnyRequest, connection: NamedDependency[Connection], res: NamedDependency[Resources]
) -> Template:
    """Both lists: what can be sent on, and what can only be imported for bookkeeping."""
    zone, now, base = zone_of(connection), res.now(), paths.connection(connection.id)
    span = span_of(request.query_params, zone, now)
    async with open_connection(res.db) as db:
        waiting, total = await missed_lists.missed(db, connection.id, span.start, span.end, shipped=False)
        past, past_total = await missed_lists.missed(db, connection.id, span.start, span.end, shipped=True)
        unreadable = await missed_lists.unreadable(db, connection.id)
    return page(
        request,
        "orders/missed.html",
        shell=shell_for(request, connection=connection, tab="orders"),
        status=422 if span.error else 200,
        missed={
            "start": span.start.astimezone(zone).strftime(_FORMAT),
            "end": span.end.astimezone(zone).strftime(_FORMAT),
            "error": span.error,
            "presets": [(word, f"{base}/orders/missed?range={name}", name == span.preset) for name, word, _ in PRESETS],
            "rows": [_row(row, base, now) for row in waiting],
            "total": total,
            "past": [_row(row, base, now) for row in past],
            "past_total": past_total,
            "looked_at": connection.orders_until,
            "unreadable": unreadable,
        },
        clock=clock_of(connection, res),
    )


def _row(row: Row, base: str, now: datetime) -> dict[str, Any]:
    return {
        "id": row["id"],
        "remote_id": row["remote_id"],
        "href": f"{base}/orders/{row['id']}",
        "placed_at": row["placed_at"],
        "buyer": row["masked_buyer"] or "•••",
        "place": row["place"],
        "units": row["unit_count"],
        "total": row["total"],
        "currency": row["currency"] or "USD",
        "tts": ORDER_WORDS[status_of(row)],
        "why": _why(row, now),
        "can_import": row["status"] != "CANCELLED",
    }


def _why(row: Row, now: datetime) -> Sentence:
    """Why it was missed, as far as Weft knows."""
    state = RelayState(row["relay"])
    if state is RelayState.RETRYING:
        return retrying(row, now)
    if state in (RelayState.QUEUED, RelayState.SENDING):
        return N_("On its way")
    if state is RelayState.CANCELLED:
        return N_("Cancelled before it was written")
    return reason_of(row) or N_("Never asked for")


def span_of(query: Any, zone: tzinfo, now: datetime) -> Span:
    """The time from an address: a preset, or two moments of the store's clock. What cannot be read is the usual."""
    days = {name: days for name, _, days in PRESETS}
    preset = query.get("range", "")
    if preset not in days and not query.get("from") and not query.get("to"):
        preset = USUAL
    if preset in days:
        midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
        return Span(midnight - timedelta(days=days[preset]), now, preset)
    usual = Span(now - timedelta(days=int(USUAL)), now, "")
    start, end = _moment(query.get("from", ""), zone), _moment(query.get("to", ""), zone)
    if start is None or end is None:
        return Span(usual.start, usual.end, "", N_("Choose a start and an end."))
    if end <= start:
        return Span(start, end, "", N_("The end is before the start. Choose a later end."))
    return Span(start, end, "")


def _moment(text: str, zone: tzinfo) -> datetime | None:
    try:
        moment = datetime.strptime(text, _FORMAT).replace(tzinfo=zone)
    except ValueError:
        return None
    return moment if 2000 <= moment.year < 2100 else None


@post("/connections/{connection_id:int}/orders/missed")
async def sync(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    visitor: NamedDependency[Visitor],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Response[Any]:
    """Sync All Missed Orders, the ticked ones of a list, or all of the time chosen."""
    if connection.state != "active":
        raise Conflict(NOT_IN_STEP)
    chosen = form.integers("order", most=missed_lists.MOST)
    if form.flag("all"):
        fields = {name: form.text(name, most=20, required=False) for name in ("from", "to")}
        span = span_of(fields, zone_of(connection), res.now())
        async with open_connection(res.db) as db:
            chosen = await missed_lists.ids(db, connection.id, span.start, span.end)
    asked = await orders.ask_relay(res, connection.id, chosen, user=visitor.person_id)
    if not asked.orders:
        raise Conflict(N_("Nothing was queued: tick orders that are neither on their way nor in Ecwid."))
    say_on_its_way(request, connection, asked)
    return see_other(request, f"{paths.connection(connection.id)}/orders")


ROUTES = [show, sync]
