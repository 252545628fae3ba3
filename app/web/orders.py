"""Orders: the list with its chips, search and clock, live; and as a file (S92, B4)."""

from collections.abc import AsyncIterator
from typing import Any
from zlib import crc32

import asyncpg
from litestar import Request, get
from litestar.di import NamedDependency
from litestar.response import Stream, Template

from app import events
from app.domain.order_selection import BY_NEWEST, OrderSelection
from app.resources import Resources
from app.tables import missed_lists, order_lists
from app.tables.connections import Connection
from app.tables.engine import connection as open_connection
from app.web import order_csv, order_rows, paths
from app.web.clocks import clock_of, zone_of
from app.web.elsewhere import elsewhere
from app.web.order_filters import Asked, asked
from app.web.render import csrf_of, environment, page, render_fragment
from app.web.stream import STREAM, watch
from app.web.visitor import shell_for

AnyRequest = Request[Any, Any, Any]


@get("/connections/{connection_id:int}/orders")
async def index(
    request: AnyRequest, connection: NamedDependency[Connection], res: NamedDependency[Resources]
) -> Template:
    """The list: everything below the header is one fragment, so counts, filters and rows are of one moment."""
    return page(
        request,
        "orders/index.html",
        fragment="orders/_table.html",
        shell=shell_for(request, connection=connection, tab="orders"),
        orders=await _list(res, connection, asked(request, res)),
        clock=clock_of(connection, res),
    )


@get("/connections/{connection_id:int}/orders/stream", opt=STREAM)
async def stream(
    request: AnyRequest, connection: NamedDependency[Connection], res: NamedDependency[Resources]
) -> Stream:
    """The same fragment again whenever an order changes, and when time has passed: the clock runs."""
    wanted, base, csrf = asked(request, res), paths.connection(connection.id), csrf_of(request)

    async def render() -> tuple[str, bool]:
        html = render_fragment(
            environment(),
            "orders/_table.html",
            orders=await _list(res, connection, wanted),
            base=base,
            csrf=csrf,
            clock=clock_of(connection, res),
        )
        return html, False

    return watch(request, [events.orders(connection.id)], render)


async def _list(res: Resources, connection: Connection, wanted: Asked) -> dict[str, Any]:
    async with open_connection(res.db) as db, db.transaction(isolation="repeatable_read", readonly=True):
        # One snapshot: the chips and the rows add up.
        return await _context(db, res, connection, wanted)


async def _context(db: asyncpg.Connection, res: Resources, connection: Connection, wanted: Asked) -> dict[str, Any]:
    selection, base = wanted.selection, paths.connection(connection.id)
    counts = await order_lists.counts(db, connection.id)
    found = await order_lists.page_of(
        db, connection.id, selection, wanted.query, before=wanted.before, after=wanted.after
    )
    unread = await _unread(db, res, connection.id, selection)
    matching = counts[selection.shown] if found.total is None else found.total + len(unread)
    here = f"{base}/orders{order_rows.query(selection)}"
    glue = "&" if "?" in here else "?"
    first = (found.rows or unread) and found.back is None
    return {
        "total": counts[""] + counts["archived"] + counts["needs_you"],
        "matching": matching,
        "more": found.more,
        "chips": order_rows.chips(counts, selection, base),
        "filters": _filters(selection, base),
        "sorts": _sorts(selection, base),
        "by_time": selection.sort != BY_NEWEST,
        "q": selection.search,
        "hidden": [(name, value) for name, value in (("show", selection.shown), ("sort", selection.sort)) if value],
        "stream": f"{base}/orders/stream{wanted.address}",
        # Another filter is another ear: morphing then drops the old one, and its stream with it.
        "ear": f"orders-ear-{crc32(wanted.address.encode()):08x}",
        "export": f"{base}/orders/export{order_rows.query(selection)}",
        "unread": unread if found.back is None else [],
        "rows": [order_rows.row_view(row, base, res.now()) for row in found.rows],
        "pager": {
            "first": 1 if first else None,
            "last": len(found.rows) + len(unread) if first else None,
            "total": matching,
            "more": found.more,
            "prev": f"{here}{glue}before={found.back}" if found.back else "",
            "next": f"{here}{glue}after={found.on}" if found.on else "",
        },
    }


async def _unread(
    db: asyncpg.Connection, res: Resources, connection_id: int, selection: OrderSelection
) -> list[dict[str, Any]]:
    """Orders that Weft could not read: among what needs somebody, and where one looks for their ids (S142)."""
    if selection.shown not in ("", "needs_you") or (not selection.shown and not selection.search):
        return []
    rows = await missed_lists.unreadable_like(db, connection_id, selection.search)
    places = {"source_order_id": "", "store": ""}
    url = res.settings.rehearsal_url
    return [dict(row) | {"href": elsewhere(dict(row) | places, url).channel} for row in rows]


def _filters(selection: OrderSelection, base: str) -> list[tuple[Any, str]]:
    """A group that Home led to, and the address without it."""
    if selection.shown not in order_rows.GROUP_WORDS:
        return []
    return [(order_rows.GROUP_WORDS[selection.shown], f"{base}/orders{order_rows.query(selection, show='')}")]


def _sorts(selection: OrderSelection, base: str) -> list[tuple[Any, str, bool]]:
    return [
        (word, f"{base}/orders{order_rows.query(selection, sort=value)}", selection.sort == value)
        for value, word in order_rows.SORT_WORDS
    ]


@get("/connections/{connection_id:int}/orders/export")
async def export(
    request: AnyRequest, connection: NamedDependency[Connection], res: NamedDependency[Resources]
) -> Stream:
    """The present filter as CSV, all its pages, newest first. Names stay masked."""
    wanted = asked(request, res)
    newest = OrderSelection(wanted.selection.shown, wanted.selection.search, BY_NEWEST)
    zone, base = zone_of(connection), paths.connection(connection.id)

    async def lines() -> AsyncIterator[bytes]:
        yield order_csv.head()
        async for rows in order_lists.every(res.db, connection.id, newest, wanted.query):
            yield order_csv.lines([order_rows.row_view(row, base, res.now()) for row in rows], rows, zone)

    name = f"orders-{clock_of(connection, res).today.isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Stream(lines(), media_type="text/csv", headers=headers)


ROUTES = [index, stream, export]
