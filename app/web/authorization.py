"""The connection's own card: access, readiness, and what can be done with it (S16–S18)."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Template

from app.domain.access import Action
from app.domain.words import N_
from app.errors import Invalid
from app.resources import Resources
from app.sync import connections
from app.sync.readiness import check_readiness, lines_of
from app.tables import connection_lists
from app.tables.connections import Connection
from app.web import connection_views, paths
from app.web.clocks import clock_of
from app.web.forms import Form
from app.web.language import worded
from app.web.render import flash, page, see_other
from app.web.visitor import Visitor, shell_for

AnyRequest = Request[Any, Any, Any]


@get("/connections/{connection_id:int}/authorization")
async def show(
    request: AnyRequest, connection: NamedDependency[Connection], res: NamedDependency[Resources]
) -> Template:
    """The card."""
    return await _card(request, connection, res)


async def _card(
    request: AnyRequest,
    connection: Connection,
    res: Resources,
    *,
    errors: dict[str, Any] | None = None,
    values: dict[str, str] | None = None,
    status: int = 200,
) -> Template:
    grants = await connection_lists.grants_of(res.db, connection.id)
    ecwid, tiktok = (
        connection_views.grant_view(grants.get(platform), connection, res.now())
        for platform in ("ecwid", "tiktok_shop")
    )
    word, thread = connection_views.words_of(connection.state, connection.state_reason)
    lines = lines_of(connection.readiness)
    return page(
        request,
        "connections/show.html",
        fragment="connections/_readiness.html",
        shell=shell_for(request, connection=connection, tab="settings"),
        status=status,
        c={
            "name": connection.name,
            "word": word,
            "thread": thread,
            "paused": connection.state == "paused",
            "draft": connection.state == "draft",
            "banner": connection_views.banner(connection, tiktok),
            "ecwid": ecwid,
            "tiktok": tiktok,
        },
        readiness=[
            {
                "title": line.title,
                "ok": line.ok,
                "text": worded(line.text, line.params),
                "fix": line.fix,
            }
            for line in lines
        ],
        checked_at=connection.readiness_at,
        errors=errors or {},
        values=values or {},
        clock=clock_of(connection, res),
    )


@post("/connections/{connection_id:int}/readiness", status_code=200)
async def check(
    request: AnyRequest, connection: NamedDependency[Connection], res: NamedDependency[Resources]
) -> Template | Response[Any]:
    """Ask TikTok again, now."""
    await check_readiness(res, connection.id)
    if request.headers.get("hx-request") != "true":
        return see_other(request, f"{paths.connection(connection.id)}/authorization")
    await connection.refresh()
    return await _card(request, connection, res)


@post("/connections/{connection_id:int}/name")
async def rename(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    visitor: NamedDependency[Visitor],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Template | Response[Any]:
    """Another name; a draft goes on with its next step."""
    try:
        await connections.rename(res, visitor.account_id, connection.id, form.raw("name"))
    except Invalid as error:
        errors = {"name": worded(error.message, error.params)}
        return await _card(request, connection, res, errors=errors, values={"name": form.raw("name")[:200]}, status=422)
    base = paths.connection(connection.id)
    return see_other(request, f"{base}/source" if connection.state == "draft" else f"{base}/authorization")


@post("/connections/{connection_id:int}/pause")
async def pause(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    visitor: NamedDependency[Visitor],
    res: NamedDependency[Resources],
) -> Response[Any]:
    """Stop for a while."""
    await connections.pause(res, visitor.account_id, connection.id)
    flash(request, N_("%(name)s is paused. Tasks wait."), {"name": connection.name})
    return see_other(request, f"{paths.connection(connection.id)}/authorization")


@post("/connections/{connection_id:int}/resumption")
async def resume(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    visitor: NamedDependency[Visitor],
    res: NamedDependency[Resources],
) -> Response[Any]:
    """Go on."""
    await connections.resume(res, visitor.account_id, connection.id)
    flash(request, N_("%(name)s goes on."), {"name": connection.name})
    return see_other(request, f"{paths.connection(connection.id)}/authorization")


@post("/connections/{connection_id:int}/disconnection")
async def disconnect(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    visitor: NamedDependency[Visitor],
    res: NamedDependency[Resources],
) -> Response[Any]:
    """Forget both consents; keep the data."""
    await connections.disconnect(res, visitor.account_id, connection.id)
    return see_other(request, f"{paths.connection(connection.id)}/authorization")


@post("/connections/{connection_id:int}/deletion")
async def delete(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    visitor: NamedDependency[Visitor],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Template | Response[Any]:
    """Remove the connection from Weft, once its name was typed."""
    visitor.must(Action.DELETE_CONNECTION)
    try:
        await connections.delete(res, visitor.account_id, connection.id, form.text("confirm", most=200))
    except Invalid as error:
        return await _card(request, connection, res, errors={"confirm": error.message}, status=422)
    flash(request, N_("%(name)s was deleted from Weft."), {"name": connection.name})
    return see_other(request, paths.CONNECTIONS)


ROUTES = [show, check, rename, pause, resume, disconnect, delete]
