"""Pull Products: the dialog with its dates, and the task it starts (S20–S23)."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Template

from app.domain.decisions import Finding
from app.domain.pull_range import Choice, pull_range
from app.domain.words import N_
from app.errors import Conflict
from app.resources import Resources
from app.sync import tasks
from app.tables import product_lists
from app.tables.connections import Connection
from app.tables.engine import connection as open_connection
from app.web import paths
from app.web.clocks import clock_of, zone_of
from app.web.formats import day
from app.web.forms import Form
from app.web.language import Sentence, locale
from app.web.render import flash, page, see_other
from app.web.visitor import Visitor, shell_for

AnyRequest = Request[Any, Any, Any]

_FIELDS = {"start_missing": "start", "end_missing": "end", "end_before_start": "end", "range_missing": "range"}
NOT_IN_STEP = N_("The connection is not in step. Reauthorise or resume it first; nothing was started.")


@get("/connections/{connection_id:int}/pulls/new")
async def new(
    request: AnyRequest, connection: NamedDependency[Connection], res: NamedDependency[Resources]
) -> Template:
    """The dialog."""
    choice = Choice.SINCE if connection.pulled_until else Choice.ALL
    return await _dialog(request, connection, res, {"range": choice.value}, {})


async def _dialog(
    request: AnyRequest, connection: Connection, res: Resources, values: dict[str, str], errors: dict[str, Sentence]
) -> Template:
    clock = clock_of(connection, res)
    async with open_connection(res.db) as db:
        total = await product_lists.live_count(db, connection.id)
    return page(
        request,
        "products/pull.html",
        fragment="products/_pull.html",
        shell=shell_for(request, connection=connection, tab="products"),
        status=422 if errors else 200,
        pull={
            "range": values.get("range", ""),
            "since": connection.pulled_until,
            "total": total,
            "start": values.get("from", ""),
            "end": values.get("to", clock.today.isoformat()),
            "today": clock.today.isoformat(),
            "week": clock.today - timedelta(days=6),
            "zone": connection.timezone.rpartition("/")[2].replace("_", " "),
            "errors": errors,
        },
        clock=clock,
    )


@post("/connections/{connection_id:int}/pulls")
async def create(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    visitor: NamedDependency[Visitor],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Template | Response[Any]:
    """OK: check the dates, start the task, show it. Pressed twice, it is the same task."""
    values = {
        "range": form.choice("range", [choice.value for choice in Choice], default="all"),
        "from": form.text("start", most=10, required=False),
        "to": form.text("end", most=10, required=False),
    }
    zone = zone_of(connection)
    asked = pull_range(
        values, zone if isinstance(zone, ZoneInfo) else ZoneInfo("UTC"), connection.pulled_until, res.now()
    )
    if isinstance(asked, Finding):
        return await _dialog(request, connection, res, values, _errors(asked, connection, res))
    if connection.state != "active":
        raise Conflict(NOT_IN_STEP)
    task = await tasks.start_pull(res, visitor.account_id, connection.id, visitor.person_id, values)
    flash(request, N_("Pull Products has started."))
    return see_other(request, f"{paths.connection(connection.id)}/tasks/{task}")


def _errors(finding: Finding, connection: Connection, res: Resources) -> dict[str, Sentence]:
    params = dict(finding.params)
    if "date" in params:
        params["date"] = day(date.fromisoformat(str(params["date"])), clock_of(connection, res), locale())
    return {_FIELDS.get(finding.code, "range"): (finding.sentence, params) if params else finding.sentence}


ROUTES = [new, create]
