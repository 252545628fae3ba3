"""Update Stock and Update Price: for one product, the ticked ones, or all that match (S56)."""

from typing import Any

from litestar import Request, Response, post
from litestar.di import NamedDependency

from app.domain.words import N_
from app.errors import Conflict
from app.resources import Resources
from app.sync import updates
from app.sync.updates import What
from app.tables.connections import Connection
from app.web import paths, selections
from app.web.forms import Form
from app.web.pulls import NOT_IN_STEP
from app.web.render import flash, see_other

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
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Response[Any]:
    """Update Stock."""
    return await _send(request, connection, res, form, What.STOCK)


@post("/connections/{connection_id:int}/updates/price")
async def price(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Response[Any]:
    """Update Price."""
    return await _send(request, connection, res, form, What.PRICE)


async def _send(request: AnyRequest, connection: Connection, res: Resources, form: Form, what: What) -> Response[Any]:
    selection = selections.from_form(form)
    if connection.state != "active":
        raise Conflict(NOT_IN_STEP)
    sent = await updates.send_again(res, connection.id, selection, what)
    if sent:
        one, more = SAID[what]
        flash(request, one if sent == 1 else more, {"n": sent})
    else:
        flash(request, N_("None of these products is on TikTok yet."))
    filtered = selections.query(selection)
    return see_other(request, f"{paths.connection(connection.id)}/products{'?' + filtered if filtered else ''}")


ROUTES = [stock, price]
