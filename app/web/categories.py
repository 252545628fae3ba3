"""Categories: where the products of each Ecwid category go on TikTok (S97, S98, S102)."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from app.domain.categories import Basis
from app.domain.words import N_
from app.errors import Invalid
from app.resources import Resources
from app.sync import categories as mappings
from app.tables import category_lists, product_lists
from app.tables.connections import Connection
from app.tables.engine import connection as open_connection
from app.web import paths
from app.web.cursors import Cursor, cursor_of, pager_view, trimmed
from app.web.forms import Form
from app.web.guards import found, row_id
from app.web.language import Sentence
from app.web.render import flash, page, see_other
from app.web.states import STATES, SYNC_WORDS
from app.web.visitor import shell_for

AnyRequest = Request[Any, Any, Any]

_STATES: dict[str, Sentence] = {"": N_("All"), "unset": N_("Not set"), "suggested": N_("Suggested")}
_BASIS: dict[str, Sentence] = {
    Basis.CATEGORY_THEN_TYPE: N_("The product category in Ecwid, else the product type."),
    Basis.CATEGORY: N_("The product category in Ecwid."),
    Basis.TYPE: N_("The product type in Ecwid."),
}
_MOST_LEAVES = 20


@get("/connections/{connection_id:int}/categories")
async def index(
    request: AnyRequest, connection: NamedDependency[Connection], res: NamedDependency[Resources]
) -> Template:
    """The list."""
    base = paths.connection(connection.id)
    shown = request.query_params.get("show", "")
    shown = shown if shown in _STATES else ""
    q = request.query_params.get("q", "").strip()[:100]
    cursor = cursor_of(request)
    async with open_connection(res.db) as db:
        counts = await category_lists.counts(db, connection.id)
        numbers = await product_lists.mapping_counts(db, connection.id)
        rows = await category_lists.page_of(db, connection.id, shown, q, before=cursor.before, after=cursor.after)
        matching = await category_lists.count_matching(db, connection.id, shown, q)
        suggested = await category_lists.acceptable(db, connection.id)
    rows, more = trimmed(rows, Cursor(before=cursor.after, after=cursor.before), category_lists.PAGE)
    query = "&".join(f"{name}={value}" for name, value in (("show", shown), ("q", q)) if value)
    here = f"{base}/categories" + (f"?{query}" if query else "")
    return page(
        request,
        "categories/index.html",
        fragment="categories/_table.html",
        shell=shell_for(request, connection=connection, tab="categories"),
        categories={
            "total": counts[""],
            "matching": matching,
            "q": q,
            "hidden": [("show", shown)] if shown else [],
            "chips": [
                (word, counts[name], f"{base}/categories" + (f"?show={name}" if name else ""), name == shown)
                for name, word in _STATES.items()
            ],
            "suggested": len(suggested),
            "rows": [_row(row, numbers.get(row["id"], 0)) for row in rows],
            "none": numbers.get(0, 0),
            "none_href": f"{base}/products?category=0",
            "basis": _BASIS[connection.category_basis],
            "pager": pager_view(here, rows, more, matching, upwards=True),
        },
    )


def _row(row: Any, products: int) -> dict[str, Any]:
    parents, _, _leaf = row["remote_path"].rpartition(" › ")
    return {
        "id": row["id"],
        "name": row["source_name"],
        "products": products,
        "type": row["basis"] == "type",
        "state": row["state"],
        "remote": row["remote_name"],
        "path": parents,
        "invite_only": row["invite_only"],
    }


@post("/connections/{connection_id:int}/categories/acceptance")
async def accept(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
) -> Response[Any]:
    """Accept one suggestion, or all that need no invitation."""
    if not form.flag("all"):
        chosen = form.integers("category", most=1000)
    else:
        async with open_connection(res.db) as db:
            chosen = await category_lists.acceptable(db, connection.id)
    n = await mappings.accept(res, connection.id, chosen)
    if n:
        flash(request, N_("%(n)s accepted."), {"n": n})
    return see_other(request, f"{paths.connection(connection.id)}/categories")


@get("/connections/{connection_id:int}/categories/{mapping_id:int}")
async def edit(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    res: NamedDependency[Resources],
    mapping_id: FromPath[int],
) -> Template:
    """Search TikTok's leaves and choose one."""
    return await _edit(request, connection, res, mapping_id, {})


async def _edit(
    request: AnyRequest, connection: Connection, res: Resources, mapping_id: int, errors: dict[str, Sentence]
) -> Template:
    async with open_connection(res.db) as db:
        row = found(await category_lists.one(db, connection.id, row_id(mapping_id)))
        q = request.query_params.get("q", "").strip()[:100]
        leaves = await category_lists.leaves(db, connection.id, q, row["remote_id"], limit=_MOST_LEAVES + 1)
        states = await category_lists.product_states(db, connection.id, row["id"])
    total = sum(states.values())
    counted = [(SYNC_WORDS[state], n) for state, n in sorted(states.items())]  # type: ignore[index]
    return page(
        request,
        "categories/edit.html",
        fragment="categories/_leaves.html",
        shell=shell_for(request, connection=connection, tab="categories"),
        status=422 if errors else 200,
        category={
            "id": row["id"],
            "name": row["source_name"],
            "products": total,
            "type": row["basis"] == "type",
            "state": row["state"],
            "q": q,
            "leaves": [_leaf(leaf, row) for leaf in leaves[:_MOST_LEAVES]],
            "more": len(leaves) > _MOST_LEAVES,
            "errors": errors,
            "parts": [(STATES[word][0], n) for word, n in counted],
            "told": N_("1 product") if total == 1 else (N_("%(n)s products"), {"n": total}),
            "counts": [(word, *STATES[word], n) for word, n in counted],
        },
    )


def _leaf(leaf: Any, row: Any) -> dict[str, Any]:
    parents, _, _name = leaf["path"].rpartition(" › ")
    here = leaf["remote_id"] == row["remote_id"]
    note = N_("Products stay unlisted until TikTok invites you.") if leaf["invite_only"] else ""
    return {
        "id": leaf["remote_id"],
        "name": leaf["name"],
        "path": parents,
        "note": note,
        "suggested": here and row["state"] == "suggested",
        "chosen": here,
        "invite_only": leaf["invite_only"],
    }


@post("/connections/{connection_id:int}/categories/{mapping_id:int}")
async def choose(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    res: NamedDependency[Resources],
    form: NamedDependency[Form],
    mapping_id: FromPath[int],
) -> Template | Response[Any]:
    """Save the choice; products on TikTok already get "Unsent changes"."""
    try:
        await mappings.choose(res, connection.id, row_id(mapping_id), form.text("leaf", most=40))
    except Invalid as error:
        return await _edit(request, connection, res, mapping_id, {"leaf": error.message})
    flash(request, N_("The category is saved."))
    return see_other(request, f"{paths.connection(connection.id)}/categories")


ROUTES = [index, accept, edit, choose]
