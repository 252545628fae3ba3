"""What stands around every request, errors and unknown addresses included: an id, a language, headers, a log line."""

import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from litestar import Litestar
from litestar.datastructures import Headers
from litestar.types import HTTPScope, Message, Receive, Scope, Send

from app.web import language
from app.web.headers import add_missing

log = logging.getLogger("app.web.requests")

Machine = Callable[[HTTPScope, Receive, Send], Awaitable[None]]


class FramedLitestar(Litestar):
    """Litestar, with the frame around it. Its middlewares do not see addresses that no route knows; this does."""

    headers_for_all: dict[str, str]
    machines: Mapping[str, Machine] = {}  # by path; they answer without a frame and bring the headers themselves

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Entry point of the server."""
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        if (machine := self.machines.get(scope["path"])) is not None:
            await machine(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        scope["state"] = {**scope.get("state", {}), "request_id": request_id}
        spoken = language.choose(Headers.from_scope(scope).get("accept-language", ""))
        with language.speaking(spoken), structlog.contextvars.bound_contextvars(request_id=request_id):
            await self._answer(scope, receive, send, request_id)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, request_id: str) -> None:
        began, status = time.monotonic(), 0

        async def with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                add_missing(message, {**self.headers_for_all, "X-Request-Id": request_id})
            await send(message)

        try:
            await super().__call__(scope, receive, with_headers)
        finally:
            # The path's template and no query: addresses carry codes of consents and tokens of mails.
            where = scope.get("path_template", "-")
            taken = (time.monotonic() - began) * 1000
            log.info("%s %s %s %.0f ms", scope.get("method", "-"), where, status, taken)
