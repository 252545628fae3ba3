"""What the handlers share: refusals become answers, lists become pages, answers are cut to `responseFields`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.ecwid import queries, response_fields
from sandbox.ecwid.errors import EcwidError
from sandbox.ecwid.wire import EcwidJSON, Record

Handler = Callable[[Request], Awaitable[Response]]


def refusing(handler: Handler) -> Handler:
    """`EcwidError` raised anywhere below becomes Ecwid's answer."""

    @wraps(handler)
    async def answered(request: Request) -> Response:
        try:
            return await handler(request)
        except EcwidError as error:
            return error.response()

    return answered


def answer(request: Request, value: Any) -> Response:
    wanted = request.query_params.get("responseFields")
    return EcwidJSON(response_fields.cut(value, response_fields.parse(wanted)) if wanted else value)


def page(request: Request, found: list[Any], render: Callable[[Any], Record]) -> Response:
    """`total` = matches, `count` = items in this page. Only the page's items are rendered."""
    offset, limit = queries.paging(request.query_params)
    items = [render(row) for row in found[offset : offset + limit]]
    return answer(request, {"total": len(found), "count": len(items), "offset": offset, "limit": limit, "items": items})


def path_number(request: Request, name: str = "id") -> int:
    return queries.number(request.path_params[name], name)


def updated(count: int = 1) -> Response:
    return EcwidJSON({"updateCount": count})


def deleted(count: int = 1) -> Response:
    return EcwidJSON({"deleteCount": count})
