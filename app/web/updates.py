"""Update Stock and Update Price: for one product, the ticked ones, or all that match (S56, S124)."""

from typing import Any

from litestar import Request, Response, post
from litestar.di import NamedDependency

from app.domain.words import N_
from app.resources import Resources
from app.sync import updates
from app.sync.updates import What
from app.tables.connections import Connection
from app.web.forms import Form
from app.web.product_actions import chosen, to_list, to_task
from app.web.render import flash
from app.web.visitor import Visitor

AnyRequest = Request[Any, Any, Any]
# Of one product, and of several.
SAID = {
    What.STOCK: (
        N_("The stock of the product is sent to TikTok again."),
        N_("The stock of %(n)s products is sent to TikTok again."),
    ),
    What.PRICE: (
        N_("The price of the product is sent to TikTok again."),
        N_("The prices of %(n)s products are sent to TikTok again."),
    ),
}


@post("/connections/{connection_id:int}/updates/stock")
async def stock(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    visitor: NamedDependency[Visitor],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Response[Any]:
    """Update Stock."""
    return await _send(request, connection, visitor, res, form, What.STOCK)


@post("/connections/{connection_id:int}/updates/price")
async def price(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    visitor: NamedDependency[Visitor],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Response[Any]:
    """Update Price."""
    return await _send(request, connection, visitor, res, form, What.PRICE)


async def _send(
    request: AnyRequest, connection: Connection, visitor: Visitor, res: Resources, form: Form, what: What
) -> Response[Any]:
    selection = chosen(connection, form)
    started = await updates.start_update(res, visitor.account_id, connection.id, visitor.person_id, selection, what)
    if started:
        one, more = SAID[what]
        flash(request, one if started.products == 1 else more, {"n": started.products})
        return to_task(request, connection, started.task)
    if await updates.count_listed(res, connection.id, selection):
        flash(request, N_("It is on its way to TikTok already. The task says how far it is."))
    else:
        flash(request, N_("None of these products is on TikTok yet."))
    return to_list(request, connection, selection)


ROUTES = [stock, price]
