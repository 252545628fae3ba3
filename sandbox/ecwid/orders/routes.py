"""Orders: /orders, /orders/{id}, /orders/last, /orders/deleted. An id in a path may be either of an order's two."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from sandbox.ecwid import queries
from sandbox.ecwid.access import enter, json_body
from sandbox.ecwid.answers import answer, deleted, page, refusing, updated
from sandbox.ecwid.orders import render, writes
from sandbox.ecwid.orders.search import search as find
from sandbox.ecwid.wire import EcwidJSON, date_text


@refusing
async def search(request: Request) -> Response:
    """A search, so writes show after the index lag: never a proof that an order does not exist."""
    store = enter(request, "read_orders")
    return page(request, find(store, request.query_params), lambda o: render.order(store, o))


@refusing
async def create(request: Request) -> Response:
    """`{"id": hidden number, "orderId": what people see}`: here `id` is the number, in orders it is the string."""
    store = enter(request, "create_orders")
    made = writes.create(store, await json_body(request))
    return EcwidJSON({"id": made["internal"], "orderId": made["id"]})


@refusing
async def last(request: Request) -> Response:
    store = enter(request, "read_orders")
    return answer(request, render.order(store, store.orders.last()))


@refusing
async def get(request: Request) -> Response:
    store = enter(request, "read_orders")
    return answer(request, render.order(store, store.orders.find(request.path_params["id"])))


@refusing
async def update(request: Request) -> Response:
    store = enter(request, "update_orders")
    store.orders.find(request.path_params["id"])
    writes.update(store, request.path_params["id"], await json_body(request))
    return updated()


@refusing
async def delete(request: Request) -> Response:
    store = enter(request, "update_orders")
    store.orders.remove(request.path_params["id"])
    return deleted()


@refusing
async def list_deleted(request: Request) -> Response:
    """`GET /orders/deleted?from_date=&to_date=`; at once, without the lag of the search."""
    store = enter(request, "read_store_profile", "read_orders")
    first, last = (queries.moment(request.query_params, name) for name in ("from_date", "to_date"))
    found = [
        row
        for row in store.orders.deleted
        if (first is None or int(row["date"]) >= first) and (last is None or int(row["date"]) <= last)
    ]
    return page(request, found, lambda row: {**row, "date": date_text(row["date"])})
