"""Check Sync Status, for one product, the ticked ones or all that match (S130)."""

from typing import Any

from litestar import Request, Response, post
from litestar.di import NamedDependency

from app.domain.words import N_
from app.errors import Conflict
from app.resources import Resources
from app.sync.listing_checks import check_now
from app.tables.connections import Connection
from app.web import paths, selections
from app.web.forms import Form
from app.web.pulls import NOT_IN_STEP
from app.web.render import flash, see_other

AnyRequest = Request[Any, Any, Any]


@post("/connections/{connection_id:int}/checks")
async def create(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Response[Any]:
    """Ask TikTok; what it says appears by itself."""
    selection = selections.from_form(form)
    if connection.state != "active":
        raise Conflict(NOT_IN_STEP)
    asked = await check_now(res, connection.id, selection)
    if asked:
        one, more = N_("TikTok is asked about the product."), N_("TikTok is asked about %(n)s products.")
        flash(request, one if asked == 1 else more, {"n": asked})
    else:
        flash(request, N_("None of these products is on TikTok yet."))
    query = selections.query(selection)
    return see_other(request, f"{paths.connection(connection.id)}/products" + (f"?{query}" if query else ""))


ROUTES = [create]
