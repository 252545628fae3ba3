"""What handlers start from: who asks, and whether what they ask about is theirs.

Every route is for signed-in people unless its handler says `exclude_from_auth`. The finders give the same answer for
what belongs to another account as for what does not exist.
"""

from typing import Any, TypeVar

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotAuthorizedException
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath

from app.domain.words import N_
from app.errors import NotFound
from app.resources import Resources
from app.tables.connections import Connection
from app.tables.orders import OrderRow
from app.tables.products import ProductRow
from app.tables.tasks import Task
from app.web.forms import read_form
from app.web.visitor import Visitor, visitor_of

BIGGEST_ID = 2**63 - 1

Found = TypeVar("Found")


async def signed_in(request: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """The guard of every route: 401 for strangers (failures.py sends them to the sign-in page)."""
    if handler.opt.get("exclude_from_auth"):
        return
    visitor = await visitor_of(Request(request.scope))
    if visitor is None:
        if request.scope.get("session"):
            request.scope["state"]["session_ended"] = True
        raise NotAuthorizedException
    request.scope["state"]["visitor"] = visitor


def row_id(number: int) -> int:
    """An id that can be one; anything else is not found rather than an error of the database."""
    if not 0 < number <= BIGGEST_ID:
        raise not_found()
    return number


def not_found() -> NotFound:
    """The one answer for absent and foreign."""
    return NotFound(N_("The link may be old, or the page belongs to a connection you cannot see."))


def found(row: Found | None) -> Found:
    """The row, or not found."""
    if row is None:
        raise not_found()
    return row


async def _visitor(request: Request[Any, Any, Any]) -> Visitor:
    visitor: Visitor | None = request.scope["state"].get("visitor")
    if visitor is None:
        raise NotAuthorizedException
    return visitor


async def _resources(request: Request[Any, Any, Any]) -> Resources:
    res: Resources = request.app.state.resources
    return res


async def visitor_connection(visitor: NamedDependency[Visitor], connection_id: FromPath[int]) -> Connection:
    """The connection of the path, if it is of the visitor's account."""
    mine = (Connection.id == row_id(connection_id)) & (Connection.account == visitor.account_id)
    return found(await Connection.objects().where(mine).first())


async def visitor_task(connection: NamedDependency[Connection], task_id: FromPath[int]) -> Task:
    """The task of the path, if it is of the path's connection."""
    mine = (Task.id == row_id(task_id)) & (Task.connection == connection.id)
    return found(await Task.objects().where(mine).first())


async def visitor_product(connection: NamedDependency[Connection], product_id: FromPath[int]) -> ProductRow:
    """The product of the path, if it is of the path's connection."""
    mine = (ProductRow.id == row_id(product_id)) & (ProductRow.connection == connection.id)
    return found(await ProductRow.objects().where(mine).first())


async def visitor_order(connection: NamedDependency[Connection], order_id: FromPath[int]) -> OrderRow:
    """The order of the path, if it is of the path's connection."""
    mine = (OrderRow.id == row_id(order_id)) & (OrderRow.connection == connection.id)
    return found(await OrderRow.objects().where(mine).first())


DEPENDENCIES = {
    "res": Provide(_resources),
    "visitor": Provide(_visitor),
    "connection": Provide(visitor_connection),
    "task": Provide(visitor_task),
    "product": Provide(visitor_product),
    "order": Provide(visitor_order),
    "form": Provide(read_form),
}
