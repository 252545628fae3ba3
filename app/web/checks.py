"""Check Sync Status, for one product, the ticked ones or all that match (S130)."""

from typing import Any

from litestar import Request, Response, post
from litestar.di import NamedDependency

from app.domain.words import N_
from app.resources import Resources
from app.sync.listing_checks import check_now
from app.tables.connections import Connection
from app.web.forms import Form
from app.web.product_actions import chosen, to_list
from app.web.render import flash

AnyRequest = Request[Any, Any, Any]


@post("/connections/{connection_id:int}/checks")
async def create(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Response[Any]:
    """Ask TikTok; what it says appears by itself."""
    selection = chosen(connection, form)
    asked = await check_now(res, connection.id, selection)
    if asked:
        one, more = N_("TikTok is asked about the product."), N_("TikTok is asked about %(n)s products.")
        flash(request, one if asked == 1 else more, {"n": asked})
    else:
        flash(request, N_("None of these products is on TikTok yet."))
    return to_list(request, connection, selection)


ROUTES = [create]
