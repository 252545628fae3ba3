"""Who may call what: store id, token, scope, rate limit, in the order Ecwid checks them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.requests import Request

from sandbox.ecwid.errors import EcwidError, wrong
from sandbox.ecwid.grants import Token

if TYPE_CHECKING:
    from sandbox.ecwid.store import EcwidStore
    from sandbox.world import World


def store_of(request: Request) -> EcwidStore:
    """The store named in the path. Raises 404 STORE_NOT_FOUND, as measured live (before any token is looked at)."""
    world: World = request.app.state.world
    if request.path_params["store"] != str(world.ecwid.id):
        raise EcwidError(404, "Store not found", "STORE_NOT_FOUND")
    return world.ecwid


def enter(request: Request, *scopes: str) -> EcwidStore:
    """The store, once the token may do all of `scopes`. Raises 404, 403 (empty body for a dead token), 429."""
    store = store_of(request)
    world: World = request.app.state.world
    text = bearer(request)
    token = store.grants.tokens.get(text) if text else None
    if token is None or not token.alive:
        wait = store.limit.take_invalid(text, world.now())
        raise EcwidError(403) if wait is None else _slow_down(wait)
    wait = None if request.scope.get("batched") else store.limit.take(text, world.now())
    if wait is not None:
        raise _slow_down(wait)
    for scope in scopes:
        _need(token, scope)
    return store


def token_of(request: Request, store: EcwidStore) -> Token:
    return store.grants.tokens[bearer(request)]


def bearer(request: Request) -> str:
    """The `Authorization: Bearer` token, or the legacy `?token=`."""
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return value.strip()
    return request.query_params.get("token", "")


async def json_body(request: Request) -> dict[str, Any]:
    """The JSON object sent. Raises 415 for another content type (a missing one is let through), 400 for bad JSON."""
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if kind not in ("application/json", "text/json"):
        raise EcwidError(415, "Unsupported content-type: expected `application/json` or `text/json`")
    try:
        value = json.loads((await request.body()).decode("utf-8-sig"))
    except ValueError as error:
        raise wrong(f"Wrong JSON format: {error}") from None
    if not isinstance(value, dict):
        raise wrong("Wrong JSON format: expected an object")
    return value


def _need(token: Token, scope: str) -> None:
    if scope not in token.scopes:
        raise EcwidError(403, f"Insufficient app scope: {scope} is required", "INSUFFICIENT_APP_SCOPE")


def _slow_down(wait: int) -> EcwidError:
    return EcwidError(429, "Too many requests", "RATE_LIMITED", retry_after=wait)
