"""Strikes calls with the faults that are on, writes each call into the journal, adds latency. Plain ASGI."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.faults import Fault
from sandbox.journal import Call

if TYPE_CHECKING:
    from sandbox.world import World

# What the platform says to: rate_limited, rate_limited_without_hint, error (any 500), token_revoked,
# token_expired, plan_without_api. The fault carries `seconds` for Retry-After.
FaultAnswer = Callable[[str, Fault], Response]

BAD_GATEWAY = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n"
    "<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n"
)
PANEL = "/_sandbox"


@dataclass
class _Held:
    """An answer caught on its way out."""

    start: Message
    body: bytes


class FaultMiddleware:
    """Wraps the whole shop: `app` is its Starlette application. The panel at /_sandbox is never struck."""

    def __init__(
        self, app: ASGIApp, world: World, platform: str, answer: FaultAnswer, is_api: Callable[[str], bool]
    ) -> None:
        self.app, self.world, self.platform, self.answer, self.is_api = app, world, platform, answer, is_api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(PANEL):
            await self.app(scope, receive, send)
            return
        path, method, began, seen = scope["path"], scope["method"], time.perf_counter(), {"status": 0}
        fault = self.world.faults.for_call(self.platform, method, path, is_api=self.is_api(path))

        async def watch(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
            await send(message)

        try:
            if self.world.settings.latency_ms:
                await asyncio.sleep(self.world.settings.latency_ms / 1000)
            if fault:
                await self._strike(fault, scope, receive, watch, drop=lambda: _drop(send))
            else:
                await self.app(scope, receive, watch)
        finally:
            took = (time.perf_counter() - began) * 1000
            name = fault.name if fault else ""
            self.world.journal.note(Call(self.world.now(), self.platform, method, path, seen["status"], took, name))

    async def _strike(self, fault: Fault, scope: Scope, receive: Receive, send: Send, drop: Callable[[], Any]) -> None:
        name = fault.name
        if name == "down":
            await drop()
        elif name == "html_502":
            await HTMLResponse(BAD_GATEWAY, 502)(scope, receive, send)
        elif name == "error_before_effect":
            await self.answer("error", fault)(scope, receive, send)
        elif name in ("error_after_effect", "drop_connection", "stall", "truncated_json"):
            held = await self._held(scope, receive)
            await self._after_effect(fault, held, scope, receive, send, drop)
        else:
            await self.answer(name, fault)(scope, receive, send)

    async def _after_effect(
        self, fault: Fault, held: _Held, scope: Scope, receive: Receive, send: Send, drop: Callable[[], Any]
    ) -> None:
        """The shop has done what was asked; only the answer suffers."""
        if fault.name == "error_after_effect":
            await self.answer("error", fault)(scope, receive, send)
            return
        if fault.name == "drop_connection":
            await drop()
            return
        body = held.body
        if fault.name == "stall":
            await asyncio.sleep(fault.seconds)
        else:
            body = body[: len(body) * 2 // 3]
        length = (b"content-length", str(len(body)).encode())
        headers = [h for h in held.start["headers"] if h[0].lower() != b"content-length"]
        await send({**held.start, "headers": [*headers, length]})
        await send({"type": "http.response.body", "body": body})

    async def _held(self, scope: Scope, receive: Receive) -> _Held:
        held = _Held({}, b"")
        # Unzipped, or a cut answer would fail as a broken gzip stream instead of as broken JSON.
        plain = {**scope, "headers": [h for h in scope["headers"] if h[0] != b"accept-encoding"]}

        async def catch(message: Message) -> None:
            if message["type"] == "http.response.start":
                held.start = message
            elif message["type"] == "http.response.body":
                held.body += message.get("body", b"")

        await self.app(plain, receive, catch)
        return held


async def _drop(send: Send) -> None:
    """Cut the line without a byte of answer. Under uvicorn `send` is a method of the object that owns the
    socket; in-process (httpx ASGITransport) there is no socket, so the client's own exception is raised."""
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        raise httpx.RemoteProtocolError("Server disconnected without sending a response.")
    transport.abort()
    for _ in range(3):  # let uvicorn notice, or it would log a missing response
        await asyncio.sleep(0)
