"""Product types: /classes. A bare array; id 0 is "General", has no name and cannot be deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.ecwid import attributes
from sandbox.ecwid.access import enter, json_body
from sandbox.ecwid.answers import answer, deleted, path_number, refusing, updated
from sandbox.ecwid.errors import wrong
from sandbox.ecwid.wire import EcwidJSON, Record

if TYPE_CHECKING:
    from sandbox.ecwid.store import EcwidStore


@refusing
async def list_all(request: Request) -> Response:
    return answer(request, list(enter(request, "read_catalog").classes.values()))


@refusing
async def get(request: Request) -> Response:
    return answer(request, enter(request, "read_catalog").product_class(path_number(request)))


@refusing
async def create(request: Request) -> Response:
    store = enter(request, "create_catalog")
    body = await json_body(request)
    if not body.get("name"):
        raise wrong("Field ProductClass.name is absent")
    made: Record = {"id": store.take_id(), "name": body["name"], "attributes": []}
    made["attributes"] = _attributes(store, made, body.get("attributes") or [])
    store.classes[made["id"]] = made
    store.changed_tree("products")
    return EcwidJSON({"id": made["id"]})


@refusing
async def update(request: Request) -> Response:
    """Attributes that are not listed are deleted, from the products too."""
    store = enter(request, "update_catalog")
    product_class = store.product_class(path_number(request))
    body = await json_body(request)
    if body.get("name") and product_class["id"]:
        product_class["name"] = body["name"]
    if body.get("attributes") is not None:
        product_class["attributes"] = _attributes(store, product_class, body["attributes"])
        _follow(store, product_class["id"])
    store.changed_tree("products")
    return updated()


@refusing
async def delete(request: Request) -> Response:
    """Its products fall back to "General"."""
    store = enter(request, "update_catalog")
    number = store.product_class(path_number(request))["id"]
    if number == 0:
        raise wrong("Product class #0 cannot be deleted")
    members = [p for p in store.products.values() if p["productClassId"] == number]
    del store.classes[number]
    for product in members:
        kept = attributes.kept(product["attributes"], store.classes[0])
        store.save({**product, "productClassId": 0, "attributes": kept})
    store.changed_tree("products")
    return deleted()


def _attributes(store: EcwidStore, product_class: Record, sent: list[Any]) -> list[Record]:
    known = {a["id"]: a for a in product_class["attributes"]}
    made = []
    for row in sent:
        if not isinstance(row, dict):
            raise wrong("Field ProductClass.attributes is expected to be a list of objects")
        old = known.get(row.get("id", -1), {})
        name = row.get("name") or old.get("name")
        if not name:
            raise wrong("Field Attribute.name is absent")
        kind, show = row.get("type") or old.get("type", "CUSTOM"), row.get("show") or old.get("show", "DESCR")
        made.append({"id": old.get("id") or store.take_id(), "name": name, "type": kind, "show": show})
    return made


def _follow(store: EcwidStore, number: int) -> None:
    for product in list(store.products.values()):
        if product["productClassId"] == number and product["attributes"]:
            store.save({**product, "attributes": attributes.kept(product["attributes"], store.classes[number])})
