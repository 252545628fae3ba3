"""One handler for everything that goes wrong: a calm page for people, the facts for the log, never a traceback.

htmx gets the same sentence in a dialog over the page, so that nothing that was typed is lost.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import asyncpg
from jinja2 import TemplateError
from litestar import Request, Response
from litestar.exceptions import HTTPException, InternalServerException
from redis.exceptions import RedisError

from app.domain.words import N_
from app.errors import AppError, NotFound
from app.platforms.errors import PlatformError
from app.web import paths
from app.web.csrf import SAFE, ForeignRequest
from app.web.language import Sentence
from app.web.render import csrf_of, environment, wants_fragment
from app.web.throttle import TooMany
from app.web.visitor import shell_for

log = logging.getLogger(__name__)

AnyRequest = Request[Any, Any, Any]

# What means "our database or Redis does not answer", as opposed to a mistake of ours.
AWAY = (
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    RedisError,
)


@dataclass(frozen=True, slots=True)
class Problem:
    """What a person reads. `retry` offers the same page again."""

    status: int
    title: Sentence
    text: Sentence
    retry: bool = False
    headers: Mapping[str, str] | None = None


KEEP = {"HX-Reswap": "none"}
WORDS = {
    400: (N_("This address cannot be read"), N_("Part of it is not what it should be. Nothing was changed.")),
    403: (N_("This is not allowed"), N_("Your role in this account does not include it. Nothing was changed.")),
    405: (N_("This address takes no such request"), N_("Nothing was changed. Use the pages’ own buttons.")),
    409: (N_("This does not fit any more"), N_("Something changed meanwhile. Load the page again.")),
    413: (N_("This is too large"), N_("What was sent is larger than Weft takes. Nothing was changed.")),
    415: (N_("This is not a form"), N_("Weft could not read what was sent. Nothing was changed.")),
    422: (N_("This cannot be used"), N_("Part of what was sent is not what it should be. Nothing was changed.")),
    429: (N_("Too many tries"), N_("Wait a few minutes, then go on. Nothing is lost.")),
}
OTHER = (N_("This did not work"), N_("What was sent could not be used. Nothing was changed."))
BROKEN = Problem(
    500, N_("Weft could not do this"), N_("The fault is ours and has been written down. Your data is safe."), retry=True
)
RESTING = Problem(
    503,
    N_("Weft is catching its breath"),
    N_("Its database does not answer just now. Nothing is lost; try again in a moment."),
    retry=True,
    headers={"Retry-After": "5"},
)
TOO_OLD = Problem(
    403,
    N_("This page is too old"),
    N_("Nothing was changed. Load it again, then repeat what you did."),
    retry=True,
)
NO_ANSWER = Problem(
    502,
    N_("The other side did not answer"),
    N_("Ecwid or TikTok Shop could not be reached. Nothing is lost; try again in a moment."),
    retry=True,
)


def problem_of(error: Exception) -> Problem:
    """What a person should read about this error."""
    if isinstance(error, ForeignRequest):
        return TOO_OLD
    if isinstance(error, TooMany):
        return Problem(429, WORDS[429][0], error.sentence, headers={"Retry-After": str(error.seconds)})
    if isinstance(error, AppError) and error.status < 500:
        title = WORDS.get(error.status, OTHER)[0]
        return Problem(error.status, title, (error.message, error.params) if error.params else error.message)
    if isinstance(error, InternalServerException):  # Litestar's word for a browser that went away while sending
        return Problem(400, *WORDS[400])
    if isinstance(error, HTTPException) and error.status_code < 500:
        return Problem(error.status_code, *WORDS.get(error.status_code, OTHER), headers=error.headers)
    if isinstance(error, asyncpg.DataError):  # a number or a text no column takes: a second wall behind the forms
        return Problem(422, *WORDS[422])
    if isinstance(error, PlatformError):
        return NO_ANSWER
    return RESTING if _is_away(error) else BROKEN


def _is_away(error: Exception) -> bool:
    """No answer from PostgreSQL or Redis: refused, no socket, time-out. A missing file or template is our fault."""
    if isinstance(error, OSError):
        return error.filename is None and not isinstance(error, TemplateError)
    return isinstance(error, AWAY)


def on_failure(request: AnyRequest, error: Exception) -> Response[Any]:
    """Litestar's exception handler for every exception."""
    if isinstance(error, HTTPException) and error.status_code == 401:
        return _ask_to_sign_in(request)
    problem = problem_of(error)
    _write_down(request, error, problem)
    headers = {**(problem.headers or {}), "Vary": "HX-Request, HX-Request-Type"}
    if _is_bare(request):
        # Empty, and htmx must not put that into the place of what it wanted to keep up to date.
        return Response(b"", status_code=problem.status, media_type="text/plain", headers={**headers, **KEEP})
    fragment = wants_fragment(request)
    if fragment:
        headers |= {"HX-Retarget": "#over", "HX-Reswap": "innerHTML"}
    text = _render(request, problem, fragment=fragment)
    return Response(text, status_code=problem.status, media_type="text/html", headers=headers)


def _render(request: AnyRequest, problem: Problem, *, fragment: bool) -> str:
    name = "failures/_problem.html" if fragment else "failures/problem.html"
    if problem.status == 404 and not fragment:
        name = "failures/not-found.html"
    again = problem.retry and request.method in SAFE
    way_on = (_here(request), N_("Try again")) if again else (paths.CONNECTIONS, N_("Open connections"))
    return (
        environment()
        .get_template(name)
        .render(
            shell=shell_for(request),
            base="",
            csrf=csrf_of(request),
            local=False,
            toast=None,
            title=problem.title,
            text=problem.text,
            href=way_on[0],
            action=way_on[1],
            reference=request.scope["state"].get("request_id", "") if problem.status >= 500 else "",
        )
    )


def _write_down(request: AnyRequest, error: Exception, problem: Problem) -> None:
    where = request.scope.get("path_template", "-")
    if problem.status >= 500 and problem is not RESTING:
        log.error("%s %s failed", request.method, where, exc_info=error)
    elif problem is RESTING:
        log.warning("%s %s: %s %s", request.method, where, type(error).__name__, error)
    elif isinstance(error, NotFound):
        return
    elif problem.status in (403, 422, 429):
        log.info("%s %s refused: %s", request.method, where, type(error).__name__)


def _is_bare(request: AnyRequest) -> bool:
    """Machines and streams read no pages."""
    handler = request.scope.get("route_handler")
    return handler is not None and bool(handler.opt.get("bare_failures") or handler.opt.get("stream"))


def _here(request: AnyRequest) -> str:
    query = request.scope.get("query_string", b"").decode("latin-1")
    return paths.own_path(request.scope["path"] + ("?" + query if query else "")) or paths.CONNECTIONS


def _ask_to_sign_in(request: AnyRequest) -> Response[Any]:
    """Send a stranger to the sign-in page and back afterwards; a form that was sent is not repeated."""
    htmx = request.headers.get("hx-request") == "true"
    then = _here(request) if request.method in SAFE else ""
    if htmx:
        then = paths.path_of(request.headers.get("hx-current-url", ""))
    bare = _is_bare(request)
    url = paths.sign_in(then, ended=bool(request.scope["state"].get("session_ended")))
    if htmx or bare:
        headers = {**KEEP, "HX-Redirect": url} if htmx else KEEP
        return Response(b"", status_code=401 if bare else 200, media_type="text/html", headers=headers)
    return Response(b"", status_code=303, media_type="text/html", headers={"Location": url})
