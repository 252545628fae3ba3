"""Variations: /products/{id}/combinations and their stock. The list is a bare array, not a page."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from sandbox.ecwid import render, stock
from sandbox.ecwid.access import enter, json_body
from sandbox.ecwid.answers import answer, deleted, path_number, refusing, updated
from sandbox.ecwid.product_routes import read_delta
from sandbox.ecwid.variation_writes import add_variation, write_variation
from sandbox.ecwid.wire import EcwidJSON


@refusing
async def list_all(request: Request) -> Response:
    store = enter(request, "read_catalog")
    product = store.product(path_number(request))
    return answer(request, [render.variation(store, product, c) for c in product["combinations"]])


@refusing
async def get(request: Request) -> Response:
    store = enter(request, "read_catalog")
    product = store.product(path_number(request))
    found = store.variation(product, path_number(request, "variation"))
    return answer(request, render.variation(store, product, found))


@refusing
async def create(request: Request) -> Response:
    store = enter(request, "create_catalog")
    store.product(path_number(request))
    body = await json_body(request)
    draft = store.draft(path_number(request))
    number = add_variation(store, draft, body)
    store.save(draft)
    return EcwidJSON({"id": number})


@refusing
async def update(request: Request) -> Response:
    """`options` can be left out."""
    store = enter(request, "update_catalog")
    store.product(path_number(request))
    body = await json_body(request)
    draft = store.draft(path_number(request))
    write_variation(store, draft, store.variation(draft, path_number(request, "variation")), body)
    store.save(draft)
    return updated()


@refusing
async def delete(request: Request) -> Response:
    store = enter(request, "update_catalog")
    draft = store.draft(path_number(request))
    draft["combinations"].remove(store.variation(draft, path_number(request, "variation")))
    store.save(draft)
    return deleted()


@refusing
async def delete_all(request: Request) -> Response:
    store = enter(request, "update_catalog")
    draft = store.draft(path_number(request))
    count = len(draft["combinations"])
    draft["combinations"] = []
    store.save(draft)
    return deleted(count)


@refusing
async def change_stock(request: Request) -> Response:
    """400 for a variation without its own SKU: it has no stock of its own."""
    store = enter(request, "update_catalog")
    delta = read_delta(await json_body(request))
    draft = store.draft(path_number(request))
    variation = store.variation(draft, path_number(request, "variation"))
    stock.need_own_stock(variation)
    given = stock.apply_delta(variation, delta)
    if given["updateCount"]:
        store.save(draft)
    return EcwidJSON(given)
