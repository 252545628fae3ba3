"""How the panel's JSON is answered: a refusal is a sentence."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.panel.refused import Refused

if TYPE_CHECKING:
    from sandbox.world import World

Act = Callable[["World", Request, dict[str, Any]], Any]


def as_json(act: Act) -> Callable[[Request], Awaitable[Response]]:
    """A handler that answers what `act` returns, or `{"ok": true}`, or 422 `{"error"}`."""

    async def answered(request: Request) -> Response:
        try:
            raw = await request.body()
            body = json.loads(raw) if raw else {}
            result = act(request.app.state.world, request, body)
        except (Refused, ValueError, KeyError, TypeError) as error:
            return JSONResponse({"error": str(error)}, 422)
        return JSONResponse({"ok": True} if result is None else result)

    return answered
