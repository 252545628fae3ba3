"""The control panel at /_sandbox/, the same on both ports, and its JSON twin at /_sandbox/api/ (see `api.py`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox.pages import HERE
from sandbox.panel import api, page

if TYPE_CHECKING:
    from sandbox.world import World


def panel_routes(_: World) -> list[BaseRoute]:
    return [
        Route("/", page.home),
        Route("/_sandbox", page.home),
        Route("/_sandbox/", page.show),
        Route("/_sandbox/do/{action}", page.act, methods=["POST"]),
        Route("/_sandbox/static/sandbox.css", page.stylesheet),
        Mount("/_sandbox/static", StaticFiles(directory=HERE / "static")),
        Mount("/_sandbox/api", routes=api.routes()),
    ]
