"""What both shops' web applications are made of: their routes, the control panel, 501 for the rest, the faults."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from sandbox.fault_middleware import FaultAnswer, FaultMiddleware

if TYPE_CHECKING:
    from sandbox.world import World

ErrorPage = Callable[[Request, Exception], Response]


def build(
    world: World,
    platform: str,
    routes: Sequence[BaseRoute],
    *,
    answer_fault: FaultAnswer,
    is_api: Callable[[str], bool],
    not_implemented: ErrorPage | None = None,
    wrong_verb: ErrorPage | None = None,
) -> ASGIApp:
    """The finished ASGI application of one shop.

    `answer_fault(name, fault)` says it in the platform's words (see `FaultAnswer`); `is_api(path)` tells calls
    that faults strike from pages and pictures; unknown paths answer 501, known paths with another verb 405.
    """
    from sandbox.panel import panel_routes

    app = Starlette(routes=[*panel_routes(world), *routes])
    app.add_exception_handler(404, not_implemented or _not_implemented)
    app.add_exception_handler(405, wrong_verb or _wrong_verb)
    app.add_middleware(GZipMiddleware, minimum_size=500, compresslevel=5)
    app.router.redirect_slashes = False  # the platforms know no such courtesy
    app.state.world = world
    return FaultMiddleware(app, world, platform, answer_fault, is_api)


def _not_implemented(request: Request, _: Exception) -> Response:
    text = f"The rehearsal shop does not know {request.method} {request.url.path}"
    return JSONResponse({"errorMessage": text}, 501)


def _wrong_verb(_: Request, __: Exception) -> Response:
    return JSONResponse({"errorMessage": "Method not allowed"}, 405)
