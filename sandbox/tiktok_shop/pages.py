"""Renders the stand-in's own pages in the dress of the rehearsal shops."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, FileSystemLoader
from starlette.responses import HTMLResponse, Response

from sandbox.pages import HEADERS, HERE, environment

_PAGES = environment()
_PAGES.loader = ChoiceLoader(
    [FileSystemLoader(Path(__file__).with_name("templates")), FileSystemLoader(HERE / "templates")]
)


def page(template: str, status: int = 200, **values: Any) -> Response:
    return HTMLResponse(_PAGES.get_template(template).render(**values), status, headers=HEADERS)
