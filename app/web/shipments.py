"""Shipping an order from Weft, and the one question that may stand in the way: which carrier (S103, S104, S108, B9)."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Template

from app.domain.words import N_
from app.errors import Invalid
from app.platforms.errors import PlatformError, Refused
from app.platforms.order_roles import Provider
from app.resources import Resources
from app.sync import shipment_actions
from app.sync.order_records import known_order
from app.tables import order_details
from app.tables.connections import Connection
from app.tables.engine import connection as open_connection
from app.tables.orders import OrderRow
from app.web import paths
from app.web.forms import Form
from app.web.guards import found
from app.web.language import NO_ERRORS, Sentence, worded
from app.web.render import flash, page, see_other
from app.web.shipment_views import open_units, unit_choices
from app.web.visitor import shell_for

AnyRequest = Request[Any, Any, Any]
LONGEST_NUMBER = 60
NO_CARRIER = N_("Choose a carrier: TikTok takes no tracking number without one.")
SILENT = N_("TikTok did not answer, so its carriers are missing. Load the page again.")


async def carriers_of(res: Resources, connection: Connection, order_id: int) -> tuple[tuple[Provider, ...], Sentence]:
    """The carriers TikTok takes for the order; none, and a sentence, while it does not answer."""
    try:
        return await shipment_actions.providers_of(res, connection.id, order_id), ""
    except Refused as refused:
        return (), worded(refused.finding.sentence, refused.finding.params)
    except PlatformError:
        return (), SILENT


@get("/connections/{connection_id:int}/orders/{order_id:int}/shipment/new")
async def new(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    order: NamedDependency[OrderRow],
    res: NamedDependency[Resources],
) -> Template:
    """Mark as Shipped: number, carrier, and what is in the parcel."""
    return await _dialog(request, connection, res, order.id)


async def _dialog(
    request: AnyRequest,
    connection: Connection,
    res: Resources,
    order_id: int,
    *,
    values: Mapping[str, Any] | None = None,
    errors: Mapping[str, Sentence] = NO_ERRORS,
) -> Template:
    async with open_connection(res.db) as db:
        row = found(await order_details.one(db, connection.id, order_id))
    providers, trouble = await carriers_of(res, connection, order_id)
    units = open_units(known_order(row))
    typed = values or {}
    return page(
        request,
        "orders/ship.html",
        fragment="orders/_ship.html",
        shell=shell_for(request, connection=connection, tab="orders"),
        status=422 if errors else 200,
        ship={
            "id": row["id"],
            "number": typed.get("number", row["tracking_number"]),
            "provider": typed.get("provider", row["provider_id"]),
            "providers": sorted(((p.id, p.name) for p in providers), key=lambda pair: pair[1].lower()),
            "trouble": trouble,
            "units": unit_choices(units),
            "ticked": typed.get("units", [unit.id for unit in units]),
            "held": row["status"] == "ON_HOLD",
        },
        errors=errors,
    )


@post("/connections/{connection_id:int}/orders/{order_id:int}/shipment")
async def create(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    order: NamedDependency[OrderRow],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Template | Response[Any]:
    """Tell TikTok. All open units are the whole order; fewer are a parcel of their own."""
    number = form.text("number", most=LONGEST_NUMBER, required=False)
    provider_id = form.text("provider", most=40, required=False)
    chosen = form.many("unit", most=500, each=40)
    values = {"number": number, "provider": provider_id, "units": chosen}
    providers, _ = await carriers_of(res, connection, order.id)
    name = next((provider.name for provider in providers if provider.id == provider_id), "")
    async with open_connection(res.db) as db:
        row = found(await order_details.one(db, connection.id, order.id))
    units = {unit.id for unit in open_units(known_order(row))}
    errors = _wrong(number, name, units, chosen)
    if errors:
        return await _dialog(request, connection, res, order.id, values=values, errors=errors)
    try:
        await shipment_actions.ship(
            res,
            connection.id,
            order.id,
            tracking_number=number,
            provider_id=provider_id,
            provider_name=name,
            unit_ids=() if units <= set(chosen) else tuple(chosen),
        )
    except Invalid as error:
        return await _dialog(request, connection, res, order.id, values=values, errors={"number": error.message})
    except Refused as refused:
        said: Sentence = worded(refused.finding.sentence, refused.finding.params)
        return await _dialog(request, connection, res, order.id, values=values, errors={"number": said})
    flash(request, N_("TikTok is being told."))
    return see_other(request, f"{paths.connection(connection.id)}/orders/{order.id}")


def _wrong(number: str, carrier: str, units: set[str], chosen: list[str]) -> dict[str, Sentence]:
    errors: dict[str, Sentence] = {}
    if not number:
        errors["number"] = N_("Type the tracking number.")
    if not carrier:
        errors["provider"] = NO_CARRIER
    if set(chosen) - units:
        errors["unit"] = N_("Something of this was shipped or cancelled meanwhile. Tick again what is in the parcel.")
    elif units and not chosen:
        errors["unit"] = N_("Tick what is in the parcel.")
    return errors


ROUTES = [new, create]
