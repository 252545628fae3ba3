"""Settings → Order Settings (S114, S116, S137–S143, B10): one form one card, each saved by itself."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Template

from app.domain.cancellations import REASONS
from app.domain.discounts import POLICIES
from app.domain.words import N_
from app.errors import Invalid
from app.resources import Resources
from app.sync import order_settings
from app.sync.order_settings import SyncChoices, Writing
from app.tables import order_details
from app.tables.connections import Connection
from app.tables.engine import connection as open_connection
from app.web import carrier_pairs, paths
from app.web import order_settings_views as views
from app.web.forms import Form, Problems
from app.web.language import NO_ERRORS, Sentence, worded
from app.web.render import flash, page, see_other
from app.web.visitor import shell_for

AnyRequest = Request[Any, Any, Any]


@get("/connections/{connection_id:int}/settings/orders")
async def show(
    request: AnyRequest, connection: NamedDependency[Connection], res: NamedDependency[Resources]
) -> Template:
    """The page."""
    return await _page(request, connection, res)


async def _page(
    request: AnyRequest,
    connection: Connection,
    res: Resources,
    *,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, Sentence] = NO_ERRORS,
    pairs: list[tuple[str, str]] | None = None,
    status: int | None = None,
) -> Template:
    async with open_connection(res.db) as db:
        sample = await order_details.newest_written(db, connection.id)
        carriers = await carrier_pairs.table(db, connection.id, pairs)
    saved = {
        "payment_method": connection.payment_method,
        "fallback_email": connection.fallback_email,
        "cancel_reason": connection.cancel_reason,
        "discount_policy": connection.discount_policy,
        "purge_days": str(connection.purge_days),
    }
    return page(
        request,
        "settings/orders.html",
        shell=shell_for(request, connection=connection, tab="settings"),
        status=status or (422 if errors else 200),
        choices=views.choices(connection),
        values={**saved, **(values or {})},
        errors=errors,
        reasons=list(views.REASON_WORDS.items()),
        policies=views.policies(sample),
        sample=views.sample_view(sample, paths.connection(connection.id)),
        carriers=carriers,
    )


@post("/connections/{connection_id:int}/settings/order-sync")
async def save_sync(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Response[Any]:
    """The switches."""
    choices = SyncChoices(
        retry=form.flag("retry"),
        relay_fbt=form.flag("relay_fbt"),
        fbt_takes_stock=form.flag("fbt_takes_stock"),
        archive_cancelled=form.flag("archive_cancelled"),
        restock_cancelled=form.flag("restock_cancelled"),
        relay_on_hold=form.flag("relay_on_hold"),
    )
    await order_settings.save_sync(res, connection.id, choices)
    return _saved(request, connection)


@post("/connections/{connection_id:int}/settings/order-writing")
async def save_writing(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Template | Response[Any]:
    """How orders are written from now on."""
    problems, values = Problems(), {}
    for name, most in (("payment_method", 60), ("fallback_email", 254)):
        with problems.catching():
            values[name] = form.text(name, most=most, required=name == "payment_method")
    with problems.catching():
        values["cancel_reason"] = form.choice("cancel_reason", REASONS)
    with problems.catching():
        values["discount_policy"] = form.choice("discount_policy", POLICIES)
    with problems.catching():
        order_settings.fallback_of(values.get("fallback_email", ""))
    if problems:
        typed = {name: form.raw(name) for name in ("payment_method", "fallback_email") if name in form}
        return await _page(request, connection, res, values={**typed, **values}, errors=problems)
    await order_settings.save_writing(res, connection.id, Writing(**values))
    return _saved(request, connection)


@post("/connections/{connection_id:int}/settings/buyers")
async def save_buyers(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Template | Response[Any]:
    """After how many days names and addresses are erased."""
    low, high = order_settings.FEWEST_DAYS, order_settings.MOST_DAYS
    try:
        days = form.integer("purge_days", low=low, high=high)
    except Invalid as error:
        errors: dict[str, Sentence] = {"purge_days": worded(error.message, error.params)}
        return await _page(request, connection, res, values={"purge_days": form.raw("purge_days")}, errors=errors)
    await order_settings.save_purge(res, connection.id, days or order_settings.MOST_DAYS)
    return _saved(request, connection)


@post("/connections/{connection_id:int}/settings/carriers")
async def save_carriers(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Template | Response[Any]:
    """The pairs of names. "Add pair" brings one more empty line and saves nothing."""
    pairs = carrier_pairs.pairs_of(form)
    if form.choice("then", ("", "add")) == "add":
        return await _page(request, connection, res, pairs=[*pairs, ("", "")], status=200)
    dropped = form.integer("remove", low=0, high=carrier_pairs.MOST_PAIRS, required=False)
    kept = [pair for n, pair in enumerate(pairs) if n != dropped]
    async with open_connection(res.db) as db:
        half_done = await carrier_pairs.half_done(db, connection.id, kept)
    if half_done:
        return await _page(request, connection, res, pairs=kept, status=422)
    freed = await order_settings.save_carriers(res, connection.id, kept)
    if freed:
        one, more = N_("Saved. 1 order goes on to TikTok."), N_("Saved. %(n)s orders go on to TikTok.")
        flash(request, one if freed == 1 else more, {"n": freed})
        return see_other(request, f"{paths.connection(connection.id)}/settings/orders")
    return _saved(request, connection)


def _saved(request: AnyRequest, connection: Connection) -> Response[Any]:
    flash(request, N_("The order settings are saved."))
    return see_other(request, f"{paths.connection(connection.id)}/settings/orders")


ROUTES = [show, save_sync, save_writing, save_buyers, save_carriers]
