"""The rehearsal shops' own pages: Jinja templates and their headers. Sentences pass through gettext."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

HERE = Path(__file__).parent
HEADERS = {
    # No form-action: the consent form ends in a redirect to the app, which browsers count as a form target.
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


# Order matters: tokens, elements, layout, components, then pages.
SHEETS = "tokens base layout shell button field badge card list table banner thread rehearsal more"


def stylesheet() -> Response:
    """All of static/css as one sheet: no @import, which would cost a round trip each."""
    sheets = [(HERE / "static" / "css" / f"{name}.css").read_text("utf-8") for name in SHEETS.split()]
    return Response("".join(sheets), media_type="text/css", headers={"Cache-Control": "max-age=300"})


def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    return made


ENVIRONMENT = environment()


def render(template: str, status: int = 200, **values: Any) -> Response:
    return HTMLResponse(ENVIRONMENT.get_template(template).render(**values), status, headers=HEADERS)


def N_(sentence: str) -> str:  # noqa: N802
    """Marks a sentence that is translated when it is shown."""
    return sentence
