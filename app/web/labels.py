"""Buy Shipping Label: the parcel, TikTok's services and prices, buying one, printing it (S105, S134)."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Template

from app.domain import packages
from app.domain.packages import Package
from app.domain.words import N_
from app.errors import NotFound
from app.platforms.errors import PlatformError, Refused
from app.platforms.order_roles import ShippingService
from app.resources import Resources
from app.sync import shipment_actions
from app.sync.order_records import known_order
from app.tables import order_details
from app.tables.connections import Connection
from app.tables.engine import connection as open_connection
from app.tables.orders import OrderRow
from app.web import label_views as views
from app.web import paths
from app.web.clocks import clock_of
from app.web.forms import Form
from app.web.guards import found, row_id
from app.web.language import Sentence, worded
from app.web.order_items import package_view
from app.web.order_rows import clock_view
from app.web.order_words import may
from app.web.render import flash, page, see_other
from app.web.visitor import shell_for

AnyRequest = Request[Any, Any, Any]
SILENT = N_("TikTok did not answer. Nothing was bought; try again in a moment.")


@get("/connections/{connection_id:int}/orders/{order_id:int}/label")
async def show(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    order: NamedDependency[OrderRow],
    res: NamedDependency[Resources],
) -> Template:
    """Bought already: print it. Else the parcel; once its size is known, what it costs."""
    query = request.query_params
    values = {name: query.get(name, "")[:12] for name in packages.FIELDS}
    return await _page(request, connection, res, order.id, values, _units(query.get("units", ""), connection))


def _units(text: str, connection: Connection) -> str:
    return text if text in packages.UNITS else connection.package_units


async def _page(
    request: AnyRequest,
    connection: Connection,
    res: Resources,
    order_id: int,
    values: Mapping[str, str],
    units: str,
    *,
    trouble: Sentence = "",
    refused: bool = False,
) -> Template:
    async with open_connection(res.db) as db:
        row = found(await order_details.one(db, connection.id, order_id))
        parcels = await order_details.packages(db, order_id)
    order = known_order(row)
    typed = packages.read(values, units) if any(values.values()) else None
    services: tuple[ShippingService, ...] = ()
    if typed is not None and typed.package is not None and may(row).label and not trouble:
        services, trouble = await _services(res, connection, order_id, typed.package)
    return page(
        request,
        "orders/label.html",
        shell=shell_for(request, connection=connection, tab="orders"),
        status=422 if refused or (typed is not None and typed.package is None) else 200,
        label={
            "id": row["id"],
            "name": row["source_order_id"] or row["remote_id"],
            "remote_id": row["remote_id"],
            "can_buy": may(row).label,
            "buyer": row["masked_buyer"],
            "place": row["place"],
            "clock": clock_view(row, res.now()),
            "ship_by": row["ship_by"],
            "inside": views.inside(order.units),
            "units": units,
            "values": dict(values) if typed is not None else views.default_size(connection, units),
            "errors": views.errors_of(typed),
            "sends": views.sends(typed, units),
            "services": [views.service_view(service) for service in services],
            "trouble": trouble,
            "bought": [package_view(package, order.units) for package in parcels if row["shipping_type"] == "TIKTOK"],
            "in_source": row["source_order_id"],
        },
        clock=clock_of(connection, res),
    )


async def _services(
    res: Resources, connection: Connection, order_id: int, package: Package
) -> tuple[tuple[ShippingService, ...], Sentence]:
    try:
        size = views.size_of(package)
        return await shipment_actions.services(res, connection.id, order_id, package.weight_g, size), ""
    except Refused as refused:
        return (), worded(refused.finding.sentence, refused.finding.params)
    except PlatformError:
        return (), SILENT


@post("/connections/{connection_id:int}/orders/{order_id:int}/label")
async def buy(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    order: NamedDependency[OrderRow],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Template | Response[Any]:
    """Buy the label of one service. Bought twice, TikTok refuses the second."""
    units = _units(form.choice("units", ("", *packages.UNITS)), connection)
    values = {name: form.text(name, most=12, required=False) for name in packages.FIELDS}
    service = form.text("service", most=60, required=False)
    typed = packages.read(values, units)
    if typed.package is None or not service:
        trouble = N_("Choose a shipping service.") if typed.package is not None else ""
        return await _page(request, connection, res, order.id, values, units, trouble=trouble, refused=True)
    try:
        await shipment_actions.buy_label(
            res, connection.id, order.id, service, typed.package.weight_g, views.size_of(typed.package)
        )
    except Refused as refused:
        said: Sentence = worded(refused.finding.sentence, refused.finding.params)
        return await _page(request, connection, res, order.id, values, units, trouble=said, refused=True)
    flash(request, N_("The label is bought."))
    return see_other(request, f"{paths.connection(connection.id)}/orders/{order.id}/label")


@get("/connections/{connection_id:int}/orders/{order_id:int}/label/document")
async def document(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    order: NamedDependency[OrderRow],
    res: NamedDependency[Resources],
) -> Template | Response[Any]:
    """Go on to TikTok's PDF, whose address is good for a day and asked for anew each time."""
    text = request.query_params.get("package", "")
    async with open_connection(res.db) as db:
        parcels = await order_details.packages(db, order.id)
    if not parcels:
        return see_other(request, f"{paths.connection(connection.id)}/orders/{order.id}/label")
    wanted = row_id(int(text)) if text.isascii() and text.isdigit() and len(text) < 19 else parcels[-1]["id"]
    if wanted not in {package["id"] for package in parcels}:
        raise NotFound(N_("This label does not exist any more."))
    try:
        address = await shipment_actions.label_url(res, connection.id, wanted)
    except Refused as refused:
        trouble: Sentence = worded(refused.finding.sentence, refused.finding.params)
    except PlatformError:
        trouble = N_("TikTok did not answer. The label is yours; try again in a moment.")
    else:
        return see_other(request, address)
    nothing = dict.fromkeys(packages.FIELDS, "")
    return await _page(request, connection, res, order.id, nothing, _units("", connection), trouble=trouble)


ROUTES = [show, buy, document]
