"""Which Ecwid SKU is it? Linking one of an order's SKUs by hand, and undoing that (S50–S54, S88, S89)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Template

from app.domain.orders import OrderUnit
from app.domain.relay import sold_units
from app.domain.words import N_
from app.errors import Conflict, Invalid
from app.resources import Resources
from app.sync import links
from app.sync.links import Choice, Taken
from app.sync.order_records import known_order
from app.tables import link_lists, order_details
from app.tables.connections import Connection
from app.tables.engine import connection as open_connection
from app.tables.orders import OrderRow
from app.web import link_views, paths
from app.web.forms import Form
from app.web.guards import found
from app.web.language import NO_ERRORS, Sentence, worded
from app.web.render import flash, page, see_other
from app.web.visitor import Visitor, shell_for

AnyRequest = Request[Any, Any, Any]
LONGEST_SEARCH = 200


@dataclass(frozen=True, slots=True)
class Typed:
    """What the dialog was filled in with. `taken`: the chosen SKU is linked already; which link stays is asked."""

    search: str = ""
    choice: str = ""
    taken: bool = False


@get("/connections/{connection_id:int}/orders/{order_id:int}/links/new")
async def new(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    order: NamedDependency[OrderRow],
    res: NamedDependency[Resources],
) -> Template | Response[Any]:
    """The dialog for one SKU of the order: the first that is not linked, unless one is named."""
    sku_id = request.query_params.get("sku", "")[:40]
    typed = Typed(search=request.query_params.get("q", "")[:LONGEST_SEARCH])
    return await _dialog(request, connection, res, order.id, sku_id, typed)


async def _dialog(
    request: AnyRequest,
    connection: Connection,
    res: Resources,
    order_id: int,
    sku_id: str,
    typed: Typed,
    errors: Mapping[str, Sentence] = NO_ERRORS,
) -> Template | Response[Any]:
    async with open_connection(res.db) as db:
        row = found(await order_details.one(db, connection.id, order_id))
        units = {unit.sku_id: unit for unit in sold_units(known_order(row))}
        linked = await order_details.links(db, connection.id, list(units))
        unit = _asked_about(units, set(linked), sku_id)
        if unit is None:
            return see_other(request, f"{paths.connection(connection.id)}/orders/{order_id}")
        searches = [typed.search] if typed.search else [unit.seller_sku, unit.name]
        candidates = await link_lists.candidates(db, connection.id, unit.product_id, searches)
    return page(
        request,
        "orders/link.html",
        fragment="orders/_link.html",
        shell=shell_for(request, connection=connection, tab="orders"),
        status=422 if errors else 200,
        link=link_views.link_view(row, unit, candidates, typed.search, typed.choice, taken=typed.taken),
        errors=errors,
    )


def _asked_about(units: Mapping[str, OrderUnit], linked: set[str], sku_id: str) -> OrderUnit | None:
    """The named SKU while it is not linked; without a name the first that is not."""
    if sku_id:
        return units.get(sku_id) if sku_id not in linked else None
    return next((unit for id_, unit in units.items() if id_ not in linked), None)


@post("/connections/{connection_id:int}/orders/{order_id:int}/links")
async def create(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    order: NamedDependency[OrderRow],
    visitor: NamedDependency[Visitor],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Template | Response[Any]:
    """Search for another SKU, or link the chosen one. The orders that waited for it then go on by themselves."""
    sku_id = form.text("sku", most=40)
    typed = Typed(form.text("q", most=LONGEST_SEARCH, required=False), form.text("choice", most=40, required=False))
    if form.choice("then", ("search", "link"), default="link") == "search":
        return await _dialog(request, connection, res, order.id, sku_id, typed)
    stays = form.choice("conflict", ("", "old", "new"))
    if stays == "old":
        return await _dialog(request, connection, res, order.id, sku_id, Typed(typed.search))
    # The answer counts for the SKU it was asked about, not for one that was ticked since.
    instead = stays == "new" and form.text("taken", most=40, required=False) == typed.choice
    try:
        product, combination = _ids(typed.choice)
        await links.link(
            res, connection.id, order.id, Choice(sku_id, product, combination, visitor.person_id, instead=instead)
        )
    except (Conflict, Invalid) as error:
        said: Sentence = worded(error.message, error.params)
        asks = Typed(typed.search, typed.choice, taken=isinstance(error, Taken))
        return await _dialog(request, connection, res, order.id, sku_id, asks, {"choice": said})
    flash(request, N_("Linked. Orders that waited for it go through by themselves."))
    return see_other(request, f"{paths.connection(connection.id)}/orders/{order.id}")


def _ids(choice: str) -> tuple[int, int]:
    """Product and variant of a choice, "12:0". Raises Invalid."""
    product, _, combination = choice.partition(":")
    if not choice:
        raise Invalid(N_("Choose the Ecwid SKU that it is."), field="choice")
    if not all(part.isascii() and part.isdigit() and len(part) < 19 for part in (product, combination)):
        raise Invalid(links.NOT_OFFERED, field="choice")
    return int(product), int(combination)


@post("/connections/{connection_id:int}/orders/{order_id:int}/unlinks")
async def undo(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    order: NamedDependency[OrderRow],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Response[Any]:
    """Undo a link that was made by hand."""
    await links.unlink(res, connection.id, order.id, form.text("sku", most=40))
    flash(request, N_("The link is undone. Orders of this SKU wait until it is linked again."))
    return see_other(request, f"{paths.connection(connection.id)}/orders/{order.id}")


ROUTES = [new, create, undo]
