"""Cancelling an order, and answering a buyer who asks for it (S111–S116, B9)."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Template

from app.domain.cancellations import DECLINE_REASONS, REASONS
from app.domain.orders import Order, OrderStatus
from app.domain.words import N_
from app.errors import Conflict
from app.resources import Resources
from app.sync import cancellation_actions
from app.sync.order_records import known_order
from app.tables import order_details
from app.tables.connections import Connection
from app.tables.engine import connection as open_connection
from app.tables.orders import OrderRow
from app.web import paths
from app.web.clocks import clock_of
from app.web.formats import duration
from app.web.forms import Form
from app.web.guards import found
from app.web.language import NO_ERRORS, Sentence
from app.web.order_items import picture_of
from app.web.order_rows import clock_view
from app.web.order_settings_views import DECLINE_WORDS, REASON_WORDS
from app.web.order_words import Row
from app.web.render import flash, page, see_other
from app.web.shipment_views import open_units
from app.web.visitor import Visitor, shell_for

AnyRequest = Request[Any, Any, Any]
# Single units only where something is missing (platform-facts T16).
FOR_SINGLE_UNITS = "seller_cancel_reason_out_of_stock"


@get("/connections/{connection_id:int}/orders/{order_id:int}/cancellation/new")
async def new(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    order: NamedDependency[OrderRow],
    res: NamedDependency[Resources],
) -> Template:
    """The dialog: the reason for TikTok, and which items."""
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
    order = known_order(row)
    units = _units(order)
    typed = values or {}
    return page(
        request,
        "orders/cancel.html",
        fragment="orders/_cancel.html",
        shell=shell_for(request, connection=connection, tab="orders"),
        status=422 if errors else 200,
        cancel={
            "id": row["id"],
            "written": bool(row["source_order_id"]),
            "total": row["total"],
            "currency": row["currency"] or "USD",
            "reasons": list(REASON_WORDS.items()),
            "reason": typed.get("reason", connection.cancel_reason),
            "units": units,
            "ticked": typed.get("units", [unit["id"] for unit in units]),
            "restocks": connection.restock_cancelled,
        },
        errors=errors,
    )


def _units(order: Order) -> list[dict[str, Any]]:
    open_ones = {unit.id for unit in open_units(order)}
    return [
        {
            "id": unit.id,
            "name": ", ".join(part for part in (unit.name, unit.options) if part),
            "price": unit.sale_price,
        }
        for unit in order.units
        if unit.id in open_ones or order.status is OrderStatus.AWAITING_COLLECTION
    ]


@post("/connections/{connection_id:int}/orders/{order_id:int}/cancellation")
async def create(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    order: NamedDependency[OrderRow],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Template | Response[Any]:
    """Cancel on both sides: the whole order, or single items where TikTok allows that."""
    reason = form.choice("reason", REASONS, default=REASONS[0])
    chosen = form.many("unit", most=500, each=40)
    async with open_connection(res.db) as db:
        row = found(await order_details.one(db, connection.id, order.id))
    units = {unit["id"] for unit in _units(known_order(row))}
    whole = units <= set(chosen)
    errors: dict[str, Sentence] = {}
    if set(chosen) - units:
        errors["unit"] = N_("Something of this was shipped or cancelled meanwhile. Tick again what is cancelled.")
    elif units and not chosen:
        errors["unit"] = N_("Tick what is cancelled.")
    elif not whole and reason != FOR_SINGLE_UNITS:
        errors["reason"] = N_("TikTok lets single items be cancelled only when they are out of stock.")
    if errors:
        values = {"reason": reason, "units": chosen}
        return await _dialog(request, connection, res, order.id, values=values, errors=errors)
    await cancellation_actions.cancel(res, connection.id, order.id, reason, () if whole else tuple(chosen))
    flash(request, N_("TikTok is being told. Ecwid follows."))
    return see_other(request, f"{paths.connection(connection.id)}/orders/{order.id}")


@get("/connections/{connection_id:int}/orders/{order_id:int}/cancellation")
async def ask(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    order: NamedDependency[OrderRow],
    res: NamedDependency[Resources],
) -> Template | Response[Any]:
    """The buyer's request: one card, two large answers, and how long there is to answer (S115)."""
    async with open_connection(res.db) as db:
        row = found(await order_details.one(db, connection.id, order.id))
        known = known_order(row)
        links = await order_details.links(db, connection.id, [unit.sku_id for unit in known.units[:1]])
        asked = await order_details.request_of(db, order.id)
    if asked is None:
        return see_other(request, f"{paths.connection(connection.id)}/orders/{order.id}")
    return page(
        request,
        "orders/cancellation.html",
        shell=shell_for(request, connection=connection, tab="orders"),
        ask={**_ask_view(row, asked, connection, res), **_first_of(row, known, links)},
        clock=clock_of(connection, res),
    )


def _first_of(row: Row, order: Order, links: Mapping[str, Row]) -> dict[str, Any]:
    """What the order is known by: its first unit, and how many more there are."""
    first = order.units[0] if order.units else None
    return {
        "title": first.name if first else row["remote_id"],
        "more": len(order.units) - 1,
        "picture": picture_of(first, links) if first else "",
    }


def _ask_view(row: Row, asked: Row, connection: Connection, res: Resources) -> dict[str, Any]:
    now, deadline = res.now(), asked["deadline"]
    left = max(0.0, (deadline - now).total_seconds()) if deadline else None
    return {
        "id": row["id"],
        "request": asked["id"],
        "name": row["source_order_id"] or row["remote_id"],
        "buyer": row["masked_buyer"],
        "place": row["place"],
        "units": row["unit_count"],
        "total": row["total"],
        "currency": row["currency"] or "USD",
        "left": duration(left) if left is not None else "",
        "share": min(100.0, left / 864) if left is not None else 0.0,
        "deadline": deadline,
        "why": asked["reason_text"],
        "at": asked["created_at"],
        "written": row["source_order_id"],
        "restocks": connection.restock_cancelled,
        "clock": clock_view(row, now),
        "reasons": list(DECLINE_WORDS.items()),
    }


@post("/connections/{connection_id:int}/orders/{order_id:int}/cancellation/answer")
async def answer(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    order: NamedDependency[OrderRow],
    visitor: NamedDependency[Visitor],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Response[Any]:
    """Accept or decline, once; what somebody else has answered meanwhile stands."""
    accept = form.choice("answer", ("accept", "decline")) == "accept"
    reason = form.choice("reason", DECLINE_REASONS, default=DECLINE_REASONS[0])
    async with open_connection(res.db) as db:
        asked = await order_details.request_of(db, order.id)
    if asked is None:
        raise Conflict(N_("This request is answered already, or it was withdrawn."))
    await cancellation_actions.answer(res, connection.id, asked["id"], accept, visitor.person_id, reason)
    flash(
        request,
        N_("Accepted. TikTok refunds the buyer.") if accept else N_("Declined. The order stays; ship it in time."),
    )
    return see_other(request, f"{paths.connection(connection.id)}/orders/{order.id}")


ROUTES = [new, create, ask, answer]
