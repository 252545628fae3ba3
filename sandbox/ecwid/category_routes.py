"""Categories: /categories. Disabled ones are left out unless asked for, unlike disabled products."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.ecwid import queries, render
from sandbox.ecwid.access import enter, json_body
from sandbox.ecwid.answers import answer, deleted, page, path_number, refusing, updated
from sandbox.ecwid.errors import EcwidError, wrong
from sandbox.ecwid.wire import EcwidJSON, Record

if TYPE_CHECKING:
    from sandbox.ecwid.store import EcwidStore

WRITABLE = {"name": str, "description": str, "enabled": bool, "parentId": int, "orderBy": int}


@refusing
async def list_all(request: Request) -> Response:
    store = enter(request, "read_catalog")
    query = request.query_params
    found = sorted(store.categories.values(), key=lambda c: (c.get("parentId", 0), c["orderBy"], c["id"]))
    ids, parents = queries.whole_numbers(query, "categoryIds"), _parents(request)
    if ids is not None:
        found = [c for c in found if c["id"] in ids]
    if parents:
        deep = queries.flag(query, "withSubcategories")
        wanted = {b for p in parents for b in store.category_branch(p)} if deep else set(parents)
        found = [c for c in found if c.get("parentId", 0) in wanted]
    if not queries.flag(query, "hidden_categories"):
        found = [c for c in found if c["enabled"]]
    if word := query.get("keyword", "").lower():
        found = [c for c in found if word in c["name"].lower()]
    with_products = bool(queries.flag(query, "productIds"))
    return page(request, found, lambda c: _wire(store, c, with_products))


@refusing
async def get(request: Request) -> Response:
    store = enter(request, "read_catalog")
    return answer(request, _wire(store, store.category(path_number(request)), with_products=True))


@refusing
async def create(request: Request) -> Response:
    store = enter(request, "create_catalog")
    taken = _read(store, await json_body(request))
    if not taken.get("name"):
        raise wrong("Field Category.name is absent")
    order = 10 * (1 + len(store.categories))
    made = {"id": store.take_id(), "enabled": True, "orderBy": order, "description": "", **taken}
    store.categories[made["id"]] = made
    store.changed_tree()
    return EcwidJSON({"id": made["id"]})


@refusing
async def update(request: Request) -> Response:
    store = enter(request, "update_catalog")
    category = store.category(path_number(request))
    category.update(_read(store, await json_body(request)))
    store.changed_tree()
    return updated()


@refusing
async def delete(request: Request) -> Response:
    """Its products stay and lose the category."""
    store = enter(request, "update_catalog")
    gone = store.category_branch(store.category(path_number(request))["id"])
    for product in list(store.products.values()):
        if set(gone) & set(product["categoryIds"]):
            _move(store, product, [c for c in product["categoryIds"] if c not in gone])
    for number in gone:
        del store.categories[number]
    store.changed_tree()
    return deleted(len(gone))


@refusing
async def assign(request: Request) -> Response:
    store, category, products = await _assignment(request)
    for product in products:
        if category not in product["categoryIds"]:
            _move(store, product, [*product["categoryIds"], category])
    return updated(len(products))


@refusing
async def unassign(request: Request) -> Response:
    store, category, products = await _assignment(request)
    for product in products:
        if category in product["categoryIds"]:
            _move(store, product, [c for c in product["categoryIds"] if c != category])
    return updated(len(products))


async def _assignment(request: Request) -> tuple[EcwidStore, int, list[Record]]:
    store = enter(request, "update_catalog")
    category = store.category(path_number(request))["id"]
    numbers = (await json_body(request)).get("productIds") or []
    return store, category, [store.product(n) for n in numbers]


def _move(store: EcwidStore, product: Record, numbers: list[int]) -> None:
    default = product["defaultCategoryId"]
    if default not in numbers:
        default = numbers[0] if numbers else 0
    store.save({**product, "categoryIds": numbers, "defaultCategoryId": default})


def _parents(request: Request) -> list[int]:
    """With both `parent` and `parentIds` the lists are joined."""
    query = request.query_params
    return [*(queries.whole_numbers(query, "parent") or []), *(queries.whole_numbers(query, "parentIds") or [])]


def _read(store: EcwidStore, body: dict[str, Any]) -> Record:
    taken = {k: body[k] for k in WRITABLE if body.get(k) is not None}
    for name, value in taken.items():
        if not isinstance(value, WRITABLE[name]):
            raise wrong(f"Field Category.{name} is of the wrong type")
    if taken.get("parentId", 0) and taken["parentId"] not in store.categories:
        raise EcwidError(404, f"Category #{taken['parentId']} not found", "CATEGORIES_NOT_FOUND")
    if taken.get("parentId") == 0:
        del taken["parentId"]
    return taken


def _wire(store: EcwidStore, category: Record, with_products: bool) -> Record:
    branch = set(store.category_branch(category["id"]))
    members = [p for p in store.products.values() if branch & set(p["categoryIds"])]
    direct = [p["id"] for p in members if category["id"] in p["categoryIds"]]
    slug = f"{render.slug_of(category['name'])}-{category['id']}"
    wire = {
        **category,
        "nameTranslated": {"en": category["name"]},
        "descriptionTranslated": {"en": category.get("description", "")},
        "productCount": len(members),
        "enabledProductCount": sum(1 for p in members if p["enabled"]),
        "productCountWithoutSubcategories": len(direct),
        "url": f"{store.world.ecwid_url}/categories/{slug}",
        "autogeneratedSlug": slug,
        "isSampleCategory": False,
    }
    return wire | ({"productIds": direct} if with_products else {})
