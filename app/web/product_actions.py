"""What all actions on a selection of products share: who may press, what was meant, and where one comes out."""

from typing import Any

from litestar import Request, Response

from app.domain.selection import Selection
from app.errors import Conflict
from app.tables.connections import Connection
from app.web import paths, selections
from app.web.forms import Form
from app.web.pulls import NOT_IN_STEP
from app.web.render import see_other

AnyRequest = Request[Any, Any, Any]


def chosen(connection: Connection, form: Form) -> Selection:
    """What a form acts on. Raises Invalid for nothing, Conflict while the connection is not in step."""
    selection = selections.from_form(form)
    if connection.state != "active":
        raise Conflict(NOT_IN_STEP)
    return selection


def to_list(request: AnyRequest, connection: Connection, selection: Selection) -> Response[Any]:
    """Back to the list, with the filter that was acted on."""
    query = selections.query(selection)
    return see_other(request, f"{paths.connection(connection.id)}/products" + (f"?{query}" if query else ""))


def to_task(request: AnyRequest, connection: Connection, task: int) -> Response[Any]:
    """To what was started."""
    return see_other(request, f"{paths.connection(connection.id)}/tasks/{task}")
