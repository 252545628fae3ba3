"""Sync Products: one, several, or all that match, with the number said before (S27–S29, S36, S37)."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Template

from app.domain.words import N_
from app.errors import Conflict
from app.resources import Resources
from app.sync import previews, tasks
from app.tables import product_details, product_lists
from app.tables.connections import Connection
from app.tables.engine import connection as open_connection
from app.web import selections
from app.web.forms import Form
from app.web.language import worded
from app.web.product_actions import chosen, to_task
from app.web.product_views import filter_words
from app.web.render import flash, page
from app.web.visitor import Visitor, shell_for

AnyRequest = Request[Any, Any, Any]


@get("/connections/{connection_id:int}/pushes/new")
async def new(
    request: AnyRequest, connection: NamedDependency[Connection], res: NamedDependency[Resources]
) -> Template:
    """Sync All Pages: how many match, how many of them are ready, what the others lack (S36, S38)."""
    selection = selections.from_query(request.query_params)
    async with open_connection(res.db) as db:
        matching = await product_lists.count_matching(db, connection.id, selection)
        name = await product_details.mapping_name(db, connection.id, selection.mapping)
    split = await previews.split(res, connection.id, selection, matching)
    hidden = selections.hidden(selection)
    if selection.search:
        hidden.append(("q", selection.search))
    return page(
        request,
        "products/confirm.html",
        fragment="products/_confirm.html",
        shell=shell_for(request, connection=connection, tab="products"),
        push={
            "matching": matching,
            "filter": filter_words(selection, name),
            "ready": split.ready,
            "new": split.new,
            "updates": split.updates,
            "lacking": [
                {
                    "count": count,
                    "cause": worded(finding.sentence, finding.params),
                    "fix": finding.fix.value,
                }
                for finding, count in split.lacking
            ],
            "busy": split.busy,
            "hidden": hidden,
        },
    )


@post("/connections/{connection_id:int}/pushes")
async def create(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    visitor: NamedDependency[Visitor],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Response[Any]:
    """Start the push and show its task."""
    selection = chosen(connection, form)
    task = await tasks.start_push(res, visitor.account_id, connection.id, visitor.person_id, selection)
    if task is None:
        raise Conflict(N_("Nothing was queued: these products are queued already, or do not exist in Ecwid any more."))
    flash(request, N_("Sync Products has started."))
    return to_task(request, connection, task)


ROUTES = [new, create]
