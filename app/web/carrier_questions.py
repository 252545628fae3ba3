"""Which carrier? One question, two or three large answers, on the phone too (S104, S108, B9)."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Template

from app.domain.words import N_
from app.resources import Resources
from app.sync import shipment_actions
from app.sync.order_records import known_order
from app.tables import order_details
from app.tables.connections import Connection
from app.tables.engine import connection as open_connection
from app.tables.orders import OrderRow
from app.web import paths
from app.web.clocks import clock_of
from app.web.forms import Form
from app.web.guards import found
from app.web.language import NO_ERRORS, Sentence
from app.web.render import flash, page, see_other
from app.web.shipment_views import ask_view
from app.web.shipments import LONGEST_NUMBER, NO_CARRIER, carriers_of
from app.web.visitor import shell_for

AnyRequest = Request[Any, Any, Any]


@get("/connections/{connection_id:int}/orders/{order_id:int}/carrier")
async def ask(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    order: NamedDependency[OrderRow],
    res: NamedDependency[Resources],
) -> Template | Response[Any]:
    """One card, large answers: it works on the phone, from a mail."""
    number = _number(request.query_params.get("number", "")) or order.tracking_number
    if not number or order.shipment not in ("carrier", "refused"):
        return see_other(request, f"{paths.connection(connection.id)}/orders/{order.id}")
    return await _question(request, connection, res, order.id, number)


async def _question(
    request: AnyRequest,
    connection: Connection,
    res: Resources,
    order_id: int,
    number: str,
    errors: Mapping[str, Sentence] = NO_ERRORS,
) -> Template:
    async with open_connection(res.db) as db:
        row = found(await order_details.one(db, connection.id, order_id))
        order = known_order(row)
        usual = await order_details.usual_carriers(db, connection.id)
        links = await order_details.links(db, connection.id, [unit.sku_id for unit in order.units[:1]])
    providers, trouble = await carriers_of(res, connection, order_id)
    view = ask_view(row, order, number, providers, usual, links, res.now())
    return page(
        request,
        "orders/carrier.html",
        shell=shell_for(request, connection=connection, tab="orders"),
        status=422 if errors else 200,
        ask={**view, "trouble": trouble},
        errors=errors,
        clock=clock_of(connection, res),
    )


@post("/connections/{connection_id:int}/orders/{order_id:int}/carrier")
async def choose(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    order: NamedDependency[OrderRow],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Template | Response[Any]:
    """The answer: a carrier, another one, or "the number is wrong", which asks again about the right number."""
    here = f"{paths.connection(connection.id)}/orders/{order.id}"
    answer, number = form.text("carrier", most=40), _number(form.text("number", most=LONGEST_NUMBER, required=False))
    if answer == "correct":
        if not number:
            wrong: dict[str, Sentence] = {"number": N_("A tracking number has letters and digits only.")}
            return await _question(request, connection, res, order.id, order.tracking_number, wrong)
        return see_other(request, f"{here}/carrier?number={quote(number)}")
    asked = _number(form.text("asked", most=LONGEST_NUMBER, required=False)) or order.tracking_number
    provider_id = form.text("other", most=40, required=False) if answer == "other" else answer
    providers, _ = await carriers_of(res, connection, order.id)
    chosen = next((provider for provider in providers if provider.id == provider_id), None)
    if chosen is None:
        said = N_("TikTok does not take this carrier for the order. Choose another.") if provider_id else NO_CARRIER
        return await _question(request, connection, res, order.id, asked, {"carrier": said})
    if asked == order.tracking_number:
        remember = form.flag("remember")
        await shipment_actions.choose_carrier(res, connection.id, order.id, chosen.id, chosen.name, remember)
    else:
        await shipment_actions.ship(
            res, connection.id, order.id, tracking_number=asked, provider_id=chosen.id, provider_name=chosen.name
        )
    flash(request, N_("TikTok gets the tracking number now."))
    return see_other(request, here)


def _number(text: str) -> str:
    """A tracking number without its blanks; "" for anything that is none."""
    number = "".join(text.split())
    return number if number.isascii() and number.isalnum() and len(number) <= LONGEST_NUMBER else ""


ROUTES = [ask, choose]
