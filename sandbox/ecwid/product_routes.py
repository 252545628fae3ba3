"""Products and their stock: /products, /products/{id}, /products/deleted, …/inventory."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.ecwid import product_search, product_writes, queries, render, stock
from sandbox.ecwid.access import enter, json_body
from sandbox.ecwid.answers import answer, deleted, page, path_number, refusing, updated
from sandbox.ecwid.errors import wrong
from sandbox.ecwid.wire import EcwidJSON, Record, date_text


@refusing
async def search(request: Request) -> Response:
    """`GET /products`: whole products, page by page; a search, so writes show after the index lag."""
    store = enter(request, "read_catalog")
    lang = request.query_params.get("lang", "")
    return page(request, product_search.search(store, request.query_params), lambda p: render.product(store, p, lang))


@refusing
async def create(request: Request) -> Response:
    """`POST /products[?saveCombinations=true]` → `{"id"}`."""
    store = enter(request, "create_catalog")
    with_variations = queries.flag(request.query_params, "saveCombinations") or False
    number = product_writes.create(store, await json_body(request), with_variations=with_variations)
    return EcwidJSON({"id": number})


@refusing
async def get(request: Request) -> Response:
    store = enter(request, "read_catalog")
    found = store.product(path_number(request))
    return answer(request, render.product(store, found, request.query_params.get("lang", "")))


@refusing
async def update(request: Request) -> Response:
    """`PUT` merges. `?returnItem=true` adds the product as `item`."""
    store = enter(request, "update_catalog")
    number = path_number(request)
    store.product(number)
    product_writes.update(store, number, await json_body(request))
    if queries.flag(request.query_params, "returnItem"):
        return answer(request, {"updateCount": 1, "item": render.product(store, store.product(number))})
    return updated()


@refusing
async def delete(request: Request) -> Response:
    store = enter(request, "update_catalog")
    store.remove_product(path_number(request))
    return deleted()


@refusing
async def list_deleted(request: Request) -> Response:
    """`GET /products/deleted?from_date=&to_date=`; at once, without the lag of the search."""
    store = enter(request, "read_store_profile", "read_catalog")
    first = queries.moment(request.query_params, "from_date")
    last = queries.moment(request.query_params, "to_date")
    found = [
        row
        for row in store.deleted
        if (first is None or int(row["date"]) >= first) and (last is None or int(row["date"]) <= last)
    ]
    return page(request, found, lambda row: {"id": row["id"], "date": date_text(row["date"])})


@refusing
async def change_stock(request: Request) -> Response:
    """`PUT /products/{id}/inventory` `{"quantityDelta":-3}`."""
    store = enter(request, "update_catalog")
    delta = read_delta(await json_body(request))
    draft = store.draft(path_number(request))
    given = stock.apply_delta(draft, delta)
    if given["updateCount"]:
        store.save(draft)
    return EcwidJSON(given)


def read_delta(body: Record) -> int:
    value: Any = body.get("quantityDelta")
    if value is None:
        raise wrong("Field InventoryDelta.quantityDelta is absent")
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not float(value).is_integer():
        raise wrong("Field InventoryDelta.quantityDelta is expected to be a number")
    return int(value)
