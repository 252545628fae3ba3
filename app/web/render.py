"""Whole page or fragment: one handler, two answers. And the template environment both are made with."""

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Request, Response
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.response import Redirect, Template
from litestar.template.config import TemplateConfig
from litestar.utils.empty import value_or_default
from litestar.utils.scope.state import ScopeState

from app.web import fixes, formats, language, marks, shell, states
from app.web.assets import asset_url
from app.web.shell import Shell, ShellConnection, initials

__all__ = [
    "Shell",
    "ShellConnection",
    "csrf_of",
    "environment",
    "flash",
    "initials",
    "page",
    "render_fragment",
    "see_other",
    "template_config",
    "wants_fragment",
]

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
TOAST = "toast"

AnyRequest = Request[Any, Any, Any]


def _spoken(function: Any) -> Any:
    """A filter of formats.py in the reader's language."""

    @functools.wraps(function)
    def filtered(*args: Any) -> str:
        return str(function(*args, locale=language.locale()))

    return filtered


@functools.cache
def environment() -> Environment:
    """The one Jinja environment. An undefined name is an error, whatever is shown is escaped."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.policies["ext.i18n.trimmed"] = True
    env.install_gettext_callables(  # type: ignore[attr-defined]
        language.gettext, language.ngettext, newstyle=True
    )
    env.globals.update(
        asset_url=asset_url,
        bar=marks.bar,
        glyph=marks.glyph,
        icon=marks.icon,
        mark=marks.mark,
        ring=marks.ring,
        yarn=marks.yarn,
        repair=fixes.repair,
        locale=language.locale,
        STATES=states.STATES,
        TTS=states.TTS,
        TABS=tuple(tab for tab in shell.TABS if tab.built),
        SETTINGS=shell.SETTINGS,
        SETTINGS_MORE=shell.SETTINGS_MORE,
        WHO=fixes.WHO,
    )
    env.filters.update(
        t=language.translate,
        number=_spoken(formats.number),
        money=_spoken(formats.money),
        percent=_spoken(formats.percent),
        day=_spoken(formats.day),
        when=_spoken(formats.when),
        day_and_time=_spoken(formats.day_and_time),
        log_time=_spoken(formats.log_time),
        duration=formats.duration,
        roughly=formats.roughly,
        countdown=formats.countdown,
    )
    return env


def template_config() -> TemplateConfig[JinjaTemplateEngine]:
    """What main.py gives Litestar as `template_config`."""
    return TemplateConfig(instance=JinjaTemplateEngine.from_environment(environment()))


def wants_fragment(request: AnyRequest) -> bool:
    """Whether htmx will put the answer into a part of the page.

    A boosted link or form, a target that is the whole body and going back in history all want the page: htmx 4 says
    so in HX-Boosted and HX-Request-Type, and sends no HX-Request at all when it restores history.
    """
    headers = request.headers
    return (
        headers.get("hx-request") == "true"
        and "hx-boosted" not in headers
        and "hx-history-restore-request" not in headers
        and headers.get("hx-request-type", "partial") == "partial"
    )


def page(
    request: AnyRequest,
    name: str,
    /,
    *,
    fragment: str | None = None,
    shell: Shell | None = None,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> Template:
    """Answer `fragment` to htmx and the whole page `name` to everybody else.

    Besides `context` every template knows: `shell` (None when signed out), `base` (address of the open connection,
    for links), `csrf` (token for forms), `toast` (good news kept by flash(), or None) and `local`.
    """
    part = fragment if fragment is not None and wants_fragment(request) else None
    connection = shell.connection if shell else None
    known = {
        "shell": shell,
        "base": connection.href if connection else "",
        "csrf": csrf_of(request),
        "local": bool(shell and shell.local),
        # A fragment has no place for a toast: it waits for the next page.
        "toast": None if part else _take_toast(request),
    }
    return Template(
        part or name,
        context={**known, **context},
        status_code=status,
        headers={"Vary": "HX-Request, HX-Request-Type", **(headers or {})},
        media_type="text/html",
    )


def render_fragment(env: Environment, name: str, /, **context: Any) -> str:
    """A fragment as text, for streams: no request, so `base` and `csrf` come from the caller (csrf_of())."""
    return env.get_template(name).render(**{"base": "", "csrf": "", "shell": None, "local": False, **context})


def csrf_of(request: AnyRequest) -> str:
    """The token that forms of this reader must carry; empty where CSRF protection is not installed (some tests)."""
    return value_or_default(ScopeState.from_scope(request.scope).csrf_token, "")


def see_other(request: AnyRequest, url: str) -> Response[Any]:
    """Go on to another page after a form: 303 for browsers, HX-Redirect for htmx.

    htmx would follow a 303 by itself and put the whole page into the form's place.
    """
    if request.headers.get("hx-request") == "true":
        return Response(b"", status_code=200, media_type="text/html", headers={"HX-Redirect": url})
    return Redirect(url, status_code=303)


def flash(
    request: AnyRequest,
    sentence: str,
    params: Mapping[str, str | int] | None = None,
    *,
    href: str = "",
    link: str = "",
) -> None:
    """Keep one piece of good news for the next page (toast). Needs a session; `sentence` and `link` are msgids."""
    request.session[TOAST] = {"sentence": sentence, "params": dict(params or {}), "href": href, "link": link}


def _take_toast(request: AnyRequest) -> dict[str, Any] | None:
    session = request.scope.get("session")
    if not isinstance(session, dict) or TOAST not in session:
        return None
    toast: dict[str, Any] = session.pop(TOAST)
    return toast
