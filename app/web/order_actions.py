"""What can be done with orders from the list and from an order's page (S92, S140, S142, S143)."""

from typing import Any

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.response import Template

from app.domain.words import N_
from app.errors import Conflict
from app.resources import Resources
from app.sync import order_readings, order_tasks, orders, shipment_actions
from app.tables import order_lists
from app.tables.connections import Connection
from app.tables.engine import connection as open_connection
from app.tables.orders import OrderRow
from app.web import order_filters, order_rows, paths
from app.web.forms import Form
from app.web.order_pages import order_page
from app.web.pulls import NOT_IN_STEP
from app.web.render import flash, see_other
from app.web.visitor import Visitor

AnyRequest = Request[Any, Any, Any]
MOST = 1_000
VIEW_TASK = N_("View task")


def say_on_its_way(request: AnyRequest, connection: Connection, asked: orders.Asked) -> None:
    """So many orders are written to Ecwid, and where one sees how far that is."""
    one, more = N_("The order is on its way to Ecwid."), N_("%(n)s orders are on their way to Ecwid.")
    href = f"{paths.connection(connection.id)}/tasks/{asked.task}"
    flash(request, one if asked.orders == 1 else more, {"n": asked.orders}, href=href, link=VIEW_TASK)


def _list(connection: Connection, form: Form) -> str:
    """The list, with the filter the form came from; or the one order, where it came from its page."""
    base = f"{paths.connection(connection.id)}/orders"
    ids = form.integers("order", most=MOST)
    if form.choice("then", ("", "list", "order")) == "order" and len(ids) == 1:
        return f"{base}/{ids[0]}"
    return base + order_rows.query(order_filters.from_form(form))


@post("/connections/{connection_id:int}/orders/sweeps")
async def refresh(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    visitor: NamedDependency[Visitor],
    res: NamedDependency[Resources],
) -> Response[Any]:
    """Refresh Orders: both shops are read now."""
    if connection.state != "active":
        raise Conflict(NOT_IN_STEP)
    task = await order_tasks.start_refresh(res, visitor.account_id, connection.id, visitor.person_id)
    flash(
        request,
        N_("Both shops are being read. What changed appears by itself."),
        href=f"{paths.connection(connection.id)}/tasks/{task}",
        link=VIEW_TASK,
    )
    return see_other(request, f"{paths.connection(connection.id)}/orders")


@post("/connections/{connection_id:int}/orders/{order_id:int}/readings")
async def refresh_one(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    order: NamedDependency[OrderRow],
    res: NamedDependency[Resources],
) -> Response[Any]:
    """Refresh order: this one is read in both shops before the page comes back."""
    if connection.state != "active":
        raise Conflict(NOT_IN_STEP)
    await order_readings.read_again(res, connection.id, order.id)
    flash(request, N_("The order was read in both shops."))
    return see_other(request, f"{paths.connection(connection.id)}/orders/{order.id}")


@post("/connections/{connection_id:int}/orders/relays")
async def relay(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    visitor: NamedDependency[Visitor],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Response[Any]:
    """Write orders to Ecwid that wait for somebody to ask: missed ones, and shipped ones for bookkeeping."""
    if connection.state != "active":
        raise Conflict(NOT_IN_STEP)
    chosen = form.integers("order", most=MOST)
    asked = await orders.ask_relay(res, connection.id, chosen, user=visitor.person_id)
    if not asked.orders:
        raise Conflict(N_("Nothing was queued: these orders are in Ecwid, on their way, unpaid or cancelled."))
    say_on_its_way(request, connection, asked)
    return see_other(request, _list(connection, form))


@post("/connections/{connection_id:int}/orders/shipments")
async def resend(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    visitor: NamedDependency[Visitor],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Response[Any]:
    """Resend shipping information: for one order, or for all of the filter that TikTok knows no parcel of."""
    if connection.state != "active":
        raise Conflict(NOT_IN_STEP)
    ids = form.integers("order", most=MOST)
    if not ids:
        selection = order_filters.from_form(form)
        async with open_connection(res.db) as db:
            query = order_filters.searched(selection, res)
            ids = await order_lists.to_resend(db, connection.id, selection, query)
    sent, task = await shipment_actions.resend(res, connection.id, ids, user=visitor.person_id)
    if sent:
        one, more = (
            N_("The tracking number is sent to TikTok again."),
            N_("%(n)s tracking numbers are sent to TikTok again."),
        )
        href = f"{paths.connection(connection.id)}/tasks/{task}"
        flash(request, one if sent == 1 else more, {"n": sent}, href=href, link=VIEW_TASK)
    else:
        flash(request, N_("TikTok knows every tracking number that Ecwid has."))
    return see_other(request, _list(connection, form))


@post("/connections/{connection_id:int}/orders/archive")
async def archive(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Response[Any]:
    """Put orders away, or take them out again; Ecwid is untouched (S140)."""
    put_away = form.flag("archived")
    await orders.archive(res, connection.id, form.integers("order", most=MOST), put_away)
    flash(request, N_("The order is archived in Weft. Ecwid stays as it is.") if put_away else N_("It is back."))
    return see_other(request, _list(connection, form))


@post("/connections/{connection_id:int}/orders/{order_id:int}/doubt")
async def settle(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    order: NamedDependency[OrderRow],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Template | Response[Any]:
    """Is it in Ecwid? The number is looked up there; "Create it" writes it anew (S96)."""
    there = form.choice("answer", ("there", "create")) == "there"
    number = form.text("source_order_id", most=60, required=False)
    if there and not number:
        wrong = {"source_order_id": N_("Type the number that Ecwid shows.")}
        return await order_page(request, connection, res, order.id, wrong)
    try:
        await orders.settle_doubt(res, connection.id, order.id, source_order_id=number if there else None)
    except Conflict as error:
        if not there:
            raise
        return await order_page(request, connection, res, order.id, {"source_order_id": error.message})
    flash(request, N_("Both sides are tied together.") if there else N_("The order is on its way to Ecwid."))
    return see_other(request, f"{paths.connection(connection.id)}/orders/{order.id}")


ROUTES = [refresh, refresh_one, relay, resend, archive, settle]
