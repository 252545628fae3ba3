"""One request inside a batch: the store's own handlers, without the network between."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import unquote

from starlette.types import ASGIApp, Message, Scope

from sandbox.ecwid.wire import Record
from sandbox.fault_middleware import FaultMiddleware

if TYPE_CHECKING:
    from sandbox.world import World

FAILED = '{"errorMessage":"Internal server error","errorCode":"INTERNAL_ERROR"}'
METHODS = ("GET", "POST", "PUT", "DELETE")


async def perform(world: World, request: Record, token: str) -> tuple[int, str]:
    """(HTTP status, body). The faults of batches strike here: before the effect, or after it."""
    method, path = str(request.get("method", "")).upper(), str(request.get("path", "")).lstrip("/")
    fault = world.faults.for_batch("ecwid", method, f"/{path}")
    if fault and fault.name == "batch_error_before_effect":
        return 500, FAILED
    status, body = await _answered(world, method, path, request.get("body"), token)
    return (500, FAILED) if fault else (status, body)


async def _answered(world: World, method: str, path: str, body: object, token: str) -> tuple[int, str]:
    bare, _, query = path.partition("?")
    if method not in METHODS or not bare or bare.startswith("batch"):
        return 400, '{"errorMessage":"Wrong batch request","errorCode":"WRONG_PARAMETER"}'
    # Documents print the body as a string, the official client sends an object; "" is none.
    content = body.encode() if isinstance(body, str) else json.dumps(body).encode() if body is not None else b""
    full = f"/api/v3/{world.ecwid.id}/{bare}"
    scope: Scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(full),
        "raw_path": full.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"authorization", f"Bearer {token}".encode()), (b"content-type", b"application/json")],
        "server": ("batch", 80),
        "client": None,
        "batched": True,  # does not count against the calls of a minute
    }
    return await _collect(_handlers(world), scope, content)


def _handlers(world: World) -> ASGIApp:
    """Below the faults of the network, which a request inside a batch does not cross."""
    app = world.ecwid_app
    return app.app if isinstance(app, FaultMiddleware) else app


async def _collect(app: ASGIApp, scope: Scope, content: bytes) -> tuple[int, str]:
    status, parts = 500, []

    async def receive() -> Message:
        return {"type": "http.request", "body": content, "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        else:
            parts.append(message.get("body", b""))

    await app(scope, receive, send)
    return status, b"".join(parts).decode()
