"""Products: the list with its filters and selection, and one product (S27–S36, S129–S131)."""

from typing import Any

import asyncpg
from litestar import Request, get
from litestar.di import NamedDependency
from litestar.response import Template

from app.domain.listings import ListingStatus
from app.domain.selection import MAX_TICKED, Selection
from app.resources import Resources
from app.tables import product_details, product_lists
from app.tables.connections import Connection
from app.tables.engine import connection as open_connection
from app.tables.product_records import product_of
from app.tables.products import ProductRow
from app.web import paths, product_views, selections
from app.web.clocks import clock_of
from app.web.cursors import cursor_of
from app.web.guards import found
from app.web.render import page
from app.web.states import LISTING_WORDS, SYNC_WORDS
from app.web.visitor import shell_for

AnyRequest = Request[Any, Any, Any]


@get("/connections/{connection_id:int}/products")
async def index(
    request: AnyRequest, connection: NamedDependency[Connection], res: NamedDependency[Resources]
) -> Template:
    """The list: everything below the header is one fragment, so counts, filters and rows are of one moment."""
    selection = selections.from_query(request.query_params)
    async with open_connection(res.db) as db:
        context = await _list(db, request, connection, selection)
    return page(
        request,
        "products/index.html",
        fragment="products/_table.html",
        shell=shell_for(request, connection=connection, tab="products"),
        products=context,
        clock=clock_of(connection, res),
    )


async def _list(
    db: asyncpg.Connection, request: AnyRequest, connection: Connection, selection: Selection
) -> dict[str, Any]:
    base = paths.connection(connection.id)
    cursor = cursor_of(request)
    opened = _number(request.query_params.get("open", ""))
    counts = await product_lists.counts(db, connection.id)
    shown = await product_lists.page_of(db, connection.id, selection, before_id=cursor.before, after_id=cursor.after)
    issues = await product_details.open_issues(db, connection.id, opened) if opened else []
    ticked = _ticked(request)
    on_page = {row["id"] for row in shown.rows}
    everything = request.query_params.get("all") == "1"
    if everything:  # what a button will send is counted to the end
        matching, more = await product_lists.count_matching(db, connection.id, selection), False
    else:
        matching, more = await product_lists.count_shown(db, connection.id, selection)
    query = selections.query(selection)
    name = await product_details.mapping_name(db, connection.id, selection.mapping)
    return {
        "total": counts["all"] + counts["deleted"],
        "pulling": await _pulling(db, connection.id, base) if not counts["all"] else "",
        "matching": matching,
        "more": more,
        "chips": product_views.chips(counts, selection, base),
        "filters": product_views.filters(selection, name, base),
        "q": selection.search,
        "hidden": selections.hidden(selection),
        "query": query,
        "here": _here(base, query, request),
        "first": 1 if shown.rows and shown.newer is None else None,
        "last": len(shown.rows) if shown.rows and shown.newer is None else None,
        "prev": str(shown.newer or ""),
        "next": str(shown.older or ""),
        "currency": connection.currency or "USD",
        "rows": [product_views.row_view(row, on_page if everything else ticked, opened, issues) for row in shown.rows],
        "elsewhere": [] if everything else sorted(ticked - on_page),
        "all": everything,
    }


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _ticked(request: AnyRequest) -> set[int]:
    """The selection that came along with paging (S36)."""
    texts = request.query_params.getall("product", [])[:MAX_TICKED]
    return {number for text in texts if (number := _number(text))}


async def _pulling(db: asyncpg.Connection, connection_id: int, base: str) -> str:
    task = await product_details.running_pull(db, connection_id)
    return f"{base}/tasks/{task}" if task else ""


def _here(base: str, query: str, request: AnyRequest) -> str:
    """This page with its filter and place, without what is open or ticked."""
    place = [
        f"{name}={value}" for name in ("before", "after") if (value := request.query_params.get(name, "")).isdigit()
    ]
    parts = [part for part in (query, *place) if part]
    return f"{base}/products" + ("?" + "&".join(parts) if parts else "")


@get("/connections/{connection_id:int}/products/{product_id:int}")
async def show(
    request: AnyRequest,
    connection: NamedDependency[Connection],
    product: NamedDependency[ProductRow],
    res: NamedDependency[Resources],
) -> Template:
    """One product: its sync status, variants and both ids."""
    async with open_connection(res.db) as db:
        row = found(await product_details.one(db, connection.id, product.id))
        issues = await product_details.open_issues(db, connection.id, product.id)
        skus = await product_details.sku_ids(db, product.id)
    record = product_of(row)
    return page(
        request,
        "products/show.html",
        shell=shell_for(request, connection=connection, tab="products"),
        product={
            "id": row["id"],
            "title": row["title"],
            "sku": row["sku"],
            "picture": record.thumbnail or (record.pictures[0] if record.pictures else ""),
            "price": row["price"],
            "currency": connection.currency or "USD",
            "source_id": row["source_id"],
            "state": SYNC_WORDS[row["sync_state"]],
            "tts": LISTING_WORDS[ListingStatus(row["listing_status"])] if row["remote_id"] else "",
            "tts_id": row["remote_id"] or "",
            "category": record.category.name if record.category else "",
            "mapping_id": row["category_mapping"],
            "remote_path": row["own_category_path"] or row["mapping_path"] or "",
            "unsent": row["unsent_changes"],
            "deleted": row["deleted_at"] is not None,
            "updated_at": row["source_updated_at"],
            "pulled_at": row["pulled_at"],
            "sent_at": row["sent_at"],
            "status": product_views.status_view(row, issues),
            "variants": product_views.variants_view(record, skus),
        },
        clock=clock_of(connection, res),
    )


ROUTES = [index, show]
