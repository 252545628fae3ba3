"""/gallery: every template with canned data, for people who build Weft. Local mode only, and only from a checkout."""

import importlib
import importlib.util
from typing import Any

from litestar import Request, get
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Template

from app.web.render import page

# Fragments that are dialogs stand over the page.
DIALOGS = ("pull", "confirm", "stop", "problem", "ship", "cancel")


def _cases() -> dict[str, Any]:
    """The cases, imported late: the tests are not in the image, and nothing else of the app needs them."""
    cases: dict[str, Any] = importlib.import_module("tests.gallery").GALLERY
    return cases


@get("/gallery", exclude_from_auth=True, include_in_schema=False, sync_to_thread=False)
def show_gallery(request: Request[Any, Any, Any]) -> Template:
    """List every case."""
    rows = [{"folder": name.partition("/")[0], "name": name, "href": f"/gallery/{name}"} for name in _cases()]
    return page(request, "gallery/index.html", cases=rows)


@get("/gallery/{folder:str}/{name:str}", exclude_from_auth=True, include_in_schema=False, sync_to_thread=False)
def show_case(request: Request[Any, Any, Any], folder: FromPath[str], name: FromPath[str]) -> Template:
    """Show one case, a fragment within a frame."""
    case = _cases().get(f"{folder}/{name}")
    if case is None:
        raise NotFoundException
    context = case.full_context()
    if not case.is_fragment:
        return page(request, case.template, **context)
    part = case.template.rpartition("/")[2].removeprefix("_").removesuffix(".html")
    return page(request, "gallery/frame.html", template=case.template, name=case.name, over=part in DIALOGS, **context)


def gallery_routes(*, local: bool) -> list[HTTPRouteHandler]:
    """What main.py mounts: nothing outside local mode or without the tests beside the app."""
    if not local or importlib.util.find_spec("tests") is None or importlib.util.find_spec("tests.gallery") is None:
        return []
    return [show_gallery, show_case]
