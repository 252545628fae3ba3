"""Home of a connection: the setup guide, what needs the seller, products, orders, tasks (S10, S117, S118, S122)."""

from datetime import timedelta
from typing import Any

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.response import Template

from app.domain.ship_by import HURRY, SOON
from app.domain.tasks import Tally
from app.resources import Resources
from app.tables import connection_lists, home_facts, order_lists, product_lists, task_lists
from app.tables.connections import Connection
from app.tables.engine import connection as open_connection
from app.web import home_orders, home_views, paths
from app.web.clocks import clock_of
from app.web.render import page
from app.web.task_rows import row_view
from app.web.visitor import shell_for

AnyRequest = Request[Any, Any, Any]
NEWEST = 6
LATE_OVER = timedelta(days=30)


@get("/connections/{connection_id:int}")
async def show(
    request: AnyRequest, connection: NamedDependency[Connection], res: NamedDependency[Resources]
) -> Template:
    """Home."""
    base, now = paths.connection(connection.id), res.now()
    grants = await connection_lists.grants_of(res.db, connection.id)
    async with open_connection(res.db) as db:
        counts = await product_lists.counts(db, connection.id)
        causes = await home_facts.causes(db, connection.id)
        facts = await home_facts.of(db, connection.id)
        order_counts = await order_lists.counts(db, connection.id)
        order_needs = await order_lists.needs(db, connection.id, now + HURRY, now + SOON)
        late = await order_lists.late_dispatch(db, connection.id, now - LATE_OVER, now)
        rows = (await task_lists.page_of(db, connection.id, ""))[:NEWEST]
        tallies = await task_lists.tallies(db, [row["id"] for row in rows])
    return page(
        request,
        "home/show.html",
        fragment="home/_home.html",
        shell=shell_for(request, connection=connection, tab="home"),
        setup=home_views.setup(connection, grants, facts, base),
        needs=home_views.needs(connection, causes, home_orders.needs(order_needs, base, now), base),
        products=home_views.products(counts, base),
        orders=home_orders.block(order_counts, late, base),
        tasks=[row_view(row, tallies.get(row["id"], Tally()), base) for row in rows],
        clock=clock_of(connection, res),
    )


@get("/connections/{connection_id:int}/more")
async def more(
    request: AnyRequest, connection: NamedDependency[Connection], res: NamedDependency[Resources]
) -> Template:
    """What the bar at the bottom of a phone leaves out."""
    async with open_connection(res.db) as db:
        counts = await task_lists.counts(db, connection.id)
        facts = await home_facts.of(db, connection.id)
    return page(
        request,
        "more.html",
        shell=shell_for(request, connection=connection, tab="more"),
        notes=home_views.notes(counts, facts),
    )


ROUTES = [show, more]
