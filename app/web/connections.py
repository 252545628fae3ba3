"""Connections: the list, the wizard's three steps, both callbacks (S5–S15)."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Template

from app.domain.words import N_
from app.errors import Conflict, Invalid
from app.platforms.registry import ECWID, TIKTOK_SHOP
from app.resources import Resources
from app.sync import connections
from app.sync.consent_problems import FOREIGN, ConsentFailed
from app.tables import connection_lists
from app.tables.connections import Connection
from app.web import consents, paths
from app.web.connection_views import row_view
from app.web.forms import Form
from app.web.language import worded
from app.web.render import flash, page, see_other
from app.web.visitor import Visitor, shell_for

AnyRequest = Request[Any, Any, Any]

# value, name, hint. Weft speaks to shops in the US; the others stand here when it does (S15).
REGIONS = (("US", N_("United States"), N_("North America Seller")),)


@get("/connections")
async def index(request: AnyRequest, visitor: NamedDependency[Visitor], res: NamedDependency[Resources]) -> Template:
    """All connections of the account."""
    rows = await connection_lists.all_of(res.db, visitor.account_id)
    views = [row_view(row, res.now()) for row in rows]
    return page(request, "connections/index.html", shell=shell_for(request), connections=views)


@get("/connections/new")
async def new(request: AnyRequest) -> Template:
    """Step 1, empty."""
    return _name_step(request, {}, {})


@post("/connections")
async def create(
    request: AnyRequest,
    visitor: NamedDependency[Visitor],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Template | Response[Any]:
    """Step 1 sent: the draft exists from here on (S13)."""
    try:
        name = form.text("name", most=connections.NAME_LENGTH)
        form.choice("source", ("ecwid",), default="ecwid")
        form.choice("channel", ("tiktok_shop",), default="tiktok_shop")
        made = await connections.create_draft(res, visitor.account_id, name)
    except Invalid as error:
        return _name_step(request, {"name": _as_typed(form)}, _errors(error), status=error.status)
    return see_other(request, f"{paths.connection(made)}/source")


@get("/connections/{connection_id:int}/name")
async def name_step(request: AnyRequest, connection: NamedDependency[Connection]) -> Template:
    """Step 1 of a draft that is resumed."""
    return _name_step(request, {"name": connection.name}, {}, action=f"{paths.connection(connection.id)}/name")


@get("/connections/{connection_id:int}/source")
async def source_step(
    request: AnyRequest, connection: NamedDependency[Connection], res: NamedDependency[Resources]
) -> Template:
    """Step 2: Ecwid."""
    grants = await connection_lists.grants_of(res.db, connection.id)
    store = grants.get(ECWID)
    return page(
        request,
        "connections/source.html",
        shell=shell_for(request),
        draft=paths.connection(connection.id),
        store=store["shop_name"] if store and store["state"] == "healthy" else "",
        problem=consents.take_problem(request, ECWID) or _not_set_up(bool(res.settings.ecwid.client_id)),
        ready=bool(res.settings.ecwid.client_id),
    )


@get("/connections/{connection_id:int}/channel")
async def channel_step(
    request: AnyRequest, connection: NamedDependency[Connection], res: NamedDependency[Resources]
) -> Template:
    """Step 3: TikTok Shop."""
    regions = [
        {"value": value, "name": name, "hint": hint, "chosen": value == connection.region}
        for value, name, hint in REGIONS
    ]
    return page(
        request,
        "connections/channel.html",
        shell=shell_for(request),
        draft=paths.connection(connection.id),
        regions=regions,
        problem=consents.take_problem(request, TIKTOK_SHOP) or _not_set_up(bool(res.settings.tiktok.app_key)),
        ready=bool(res.settings.tiktok.app_key),
    )


@post("/connections/{connection_id:int}/authorization")
async def authorize(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Response[Any]:
    """Send the person to the platform's consent page."""
    platform = form.choice("platform", (ECWID, TIKTOK_SHOP))
    region = form.choice("region", [value for value, _, _ in REGIONS], default="US")
    configured = res.settings.ecwid.client_id if platform == ECWID else res.settings.tiktok.app_key
    if not configured:
        raise Conflict(_NOT_SET_UP["text"])
    state = consents.begin(request, platform, connection.id, res.now().timestamp())
    return see_other(request, connections.begin_consent(res, platform, state, region).url)


@get("/connections/ecwid/callback")
async def ecwid_callback(
    request: AnyRequest, visitor: NamedDependency[Visitor], res: NamedDependency[Resources]
) -> Response[Any]:
    """Back from Ecwid."""
    return await _come_back(request, visitor, res, ECWID)


@get("/connections/tiktok-shop/callback")
async def tiktok_callback(
    request: AnyRequest, visitor: NamedDependency[Visitor], res: NamedDependency[Resources]
) -> Response[Any]:
    """Back from TikTok."""
    return await _come_back(request, visitor, res, TIKTOK_SHOP)


async def _come_back(request: AnyRequest, visitor: Visitor, res: Resources, platform: str) -> Response[Any]:
    """Refuse what does not belong to this session's consent; else finish it. Either way back to the step."""
    pending = consents.take(request, platform, res.now().timestamp())
    if pending is None:
        raise Conflict(
            N_("Nobody asked for this consent here, or it is too old. Open the connection and start it again.")
        )
    callback = consents.callback_of(request)
    step = "source" if platform == ECWID else "channel"
    try:
        if callback is None or (callback.state and callback.state != pending.state):
            raise ConsentFailed(FOREIGN)
        finish = connections.finish_source if platform == ECWID else connections.finish_channel
        await finish(res, visitor.account_id, pending.connection, callback)
    except ConsentFailed as failed:
        consents.keep_problem(request, platform, failed.problem)
        return see_other(request, f"{paths.connection(pending.connection)}/{step}")
    connection = await Connection.objects().where(Connection.id == pending.connection).first()
    if connection is None or connection.state == "draft":
        missing = "channel" if platform == ECWID else "source"
        return see_other(request, f"{paths.connection(pending.connection)}/{missing}")
    flash(request, N_("%(name)s is connected."), {"name": connection.name})
    return see_other(request, paths.connection(pending.connection))


_NOT_SET_UP = {
    "title": N_("This Weft cannot ask for consent yet."),
    "text": N_("Whoever runs it has to register the app with the platform first and set its keys."),
}


def _not_set_up(ready: bool) -> dict[str, str] | None:
    return None if ready else _NOT_SET_UP


def _name_step(
    request: AnyRequest,
    values: dict[str, str],
    errors: dict[str, Any],
    *,
    action: str = "/connections",
    status: int = 200,
) -> Template:
    return page(
        request,
        "connections/new.html",
        shell=shell_for(request),
        values=values,
        errors=errors,
        action=action,
        status=status,
    )


def _as_typed(form: Form) -> str:
    try:
        return form.raw("name")[:200]
    except Invalid:
        return ""


def _errors(error: Invalid) -> dict[str, Any]:
    return {error.field or "name": worded(error.message, error.params)}


ROUTES = [
    index,
    new,
    create,
    name_step,
    source_step,
    channel_step,
    authorize,
    ecwid_callback,
    tiktok_callback,
]
