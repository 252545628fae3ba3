"""One handler for everything that goes wrong: a calm page for people, the facts for the log, never a traceback.

htmx gets the same sentence in a dialog over the page, so that nothing that was typed is lost.
"""

import logging
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException

from app.domain.words import N_
from app.errors import NotFound
from app.web import paths
from app.web.csrf import SAFE
from app.web.problems import RESTING, Problem, problem_of
from app.web.render import csrf_of, environment, wants_fragment
from app.web.visitor import shell_for

log = logging.getLogger(__name__)

AnyRequest = Request[Any, Any, Any]

# Nothing to show: htmx leaves the page as it is.
KEEP = {"HX-Reswap": "none"}


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
