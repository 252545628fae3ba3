"""One order: its passport, live; and the buyer's name and address for whoever asks, which is recorded (B5, B10)."""

from collections.abc import Mapping
from typing import Any

import asyncpg
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Stream, Template

from app import events
from app.resources import Resources
from app.sync import order_buyers
from app.sync.order_records import known_order
from app.tables import order_details
from app.tables.connections import Connection
from app.tables.engine import connection as open_connection
from app.tables.orders import OrderRow
from app.web import paths
from app.web.clocks import clock_of
from app.web.guards import found
from app.web.language import NO_ERRORS, Sentence
from app.web.order_views import Facts, OrderView, order_view
from app.web.recipients import recipient_of
from app.web.render import csrf_of, environment, page, render_fragment, wants_fragment
from app.web.stream import STREAM, watch
from app.web.visitor import Visitor, shell_for

AnyRequest = Request[Any, Any, Any]


@get("/connections/{connection_id:int}/orders/{order_id:int}")
async def show(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    order: NamedDependency[OrderRow],
    res: NamedDependency[Resources],
) -> Template:
    """The order as it stands now."""
    return await order_page(request, connection, res, order.id)


async def order_page(
    request: AnyRequest,
    connection: Connection,
    res: Resources,
    order_id: int,
    errors: Mapping[str, Sentence] = NO_ERRORS,
) -> Template:
    """The page, perhaps with what was wrong in a form of it."""
    base = paths.connection(connection.id)
    view = order_view(await facts_of(res, connection, order_id), base)
    return page(
        request,
        "orders/show.html",
        fragment="orders/_order.html",
        shell=shell_for(request, connection=connection, tab="orders"),
        status=422 if errors else 200,
        order=view,
        errors=errors,
        stream=f"{base}/orders/{order_id}/stream",
        clock=clock_of(connection, res),
    )


@get("/connections/{connection_id:int}/orders/{order_id:int}/stream", opt=STREAM)
async def stream(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    order: NamedDependency[OrderRow],
    res: NamedDependency[Resources],
) -> Stream:
    """The same fragment again whenever something happens to the order, and as its clocks run."""
    base, csrf, order_id = paths.connection(connection.id), csrf_of(request), order.id
    here = f"{base}/orders/{order_id}/stream"

    async def render() -> tuple[str, bool]:
        view: OrderView = order_view(await facts_of(res, connection, order_id), base)
        html = render_fragment(
            environment(),
            "orders/_order.html",
            order=view,
            errors=NO_ERRORS,
            stream=here,
            base=base,
            csrf=csrf,
            clock=clock_of(connection, res),
        )
        return html, False

    return watch(request, [events.order(order_id), events.orders(connection.id)], render)


async def facts_of(res: Resources, connection: Connection, order_id: int) -> Facts:
    """What the page is made of, read at one moment."""
    async with open_connection(res.db) as db, db.transaction(isolation="repeatable_read", readonly=True):
        row = found(await order_details.one(db, connection.id, order_id))
        order = known_order(row)
        links = await order_details.links(db, connection.id, [unit.sku_id for unit in order.units])
        return Facts(
            row=row,
            order=order,
            links=links,
            alike=await _alike(db, connection.id, {unit.sku_id: unit.seller_sku for unit in order.units}, links),
            events=await order_details.events(db, order_id),
            packages=await order_details.packages(db, order_id),
            policy=connection.discount_policy,
            fallback_email=connection.fallback_email,
            purge_days=connection.purge_days,
            looked_at=await order_details.looked_at(db, connection.id),
            rehearsal_url=res.settings.rehearsal_url,
            now=res.now(),
        )


async def _alike(
    db: asyncpg.Connection, connection_id: int, skus: Mapping[str, str], links: Mapping[str, Any]
) -> dict[str, list[asyncpg.Record]]:
    """Products that the unlinked ones may be. An order has a handful of SKUs."""
    unlinked = [(sku_id, sku) for sku_id, sku in skus.items() if sku_id not in links]
    return {sku_id: await order_details.alike(db, connection_id, sku) for sku_id, sku in unlinked[:20]}


@post("/connections/{connection_id:int}/orders/{order_id:int}/looks", status_code=200)
async def look(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    order: NamedDependency[OrderRow],
    visitor: NamedDependency[Visitor],
    res: NamedDependency[Resources],
) -> Template | Response[Any]:
    """Show the buyer's name and address, once, to whoever asks. Not an address of its own: each look is a POST."""
    buyer = await order_buyers.show(res, visitor.account_id, connection.id, order.id, visitor.name or visitor.email)
    base = paths.connection(connection.id)
    facts = await facts_of(res, connection, order.id)
    seen = recipient_of(facts.row, connection.fallback_email, connection.purge_days, buyer)
    context: dict[str, Any]
    if wants_fragment(request):
        context = {"recipient": seen, "order_id": order.id}
    else:
        view = order_view(facts, base)
        context = {"order": view.showing(seen), "errors": NO_ERRORS, "stream": ""}
    return page(
        request,
        "orders/show.html",
        fragment="orders/_recipient.html",
        shell=shell_for(request, connection=connection, tab="orders"),
        clock=clock_of(connection, res),
        **context,
    )


ROUTES = [show, stream, look]
