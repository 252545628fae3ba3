"""An Ecwid store as a test wants it: scripted answers, and the requests that came."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import msgspec

from app.platforms.ecwid.client import EcwidClient
from app.platforms.ecwid.orders import EcwidOrders
from tests.platforms.tiktok import Script

STORE = "1003"
TICKET = "11kl140a2-966f-1a9f-b4e6-fc451bc78570"


def said(body: object, status: int = 200, **headers: str) -> httpx.Response:
    """An answer of Ecwid's; `headers` with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, headers=named, content=msgspec.json.encode(body))


def ticket() -> httpx.Response:
    """A batch was taken."""
    return said({"ticket": TICKET})


def batch(*responses: Mapping[str, Any], status: str = "COMPLETED") -> httpx.Response:
    """A batch as it stands."""
    return said({"status": status, "totalRequests": 1, "completedRequests": 1, "responses": list(responses)})


def created(channel_order_id: str, shown: str = "TL3E4", hidden: int = 547872251) -> dict[str, Any]:
    """One order of a batch that was created."""
    body = msgspec.json.encode({"id": hidden, "orderId": shown}).decode()
    return {"id": channel_order_id, "status": "COMPLETED", "httpStatusCode": 200, "escapedHttpBody": body}


def failed(channel_order_id: str, status: int, body: object = "") -> dict[str, Any]:
    """One order of a batch that was not."""
    text = body if isinstance(body, str) else msgspec.json.encode(body).decode()
    return {"id": channel_order_id, "status": "FAILED", "httpStatusCode": status, "escapedHttpBody": text}


def orders(script: Script, *, patience_s: float = 20.0) -> EcwidOrders:
    """The store's orders, talking to the script."""

    async def token(_refused: bool) -> str:
        return "secret_of_this_test"

    client = EcwidClient(script.http, "https://ecwid.example/api/v3", STORE, token)
    return EcwidOrders(client, patience_s=patience_s)


def query(request: httpx.Request) -> dict[str, str]:
    """A request's query, one value each."""
    return {name: values[0] for name, values in parse_qs(urlsplit(str(request.url)).query).items()}


def asked(script: Script) -> list[str]:
    """The requests that came: "GET /orders"."""
    prefix = f"/api/v3/{STORE}"
    return [
        f"{request.method} {request.url.raw_path.decode().partition('?')[0][len(prefix) :]}"
        for request in script.requests
    ]


def cut_off(_request: httpx.Request) -> httpx.Response:
    """The connection dies after the request was sent."""
    raise httpx.ReadError("reset")


def page(items: Sequence[Mapping[str, Any]], total: int | None = None) -> httpx.Response:
    """One page of a search."""
    return said({"total": len(items) if total is None else total, "count": len(items), "items": list(items)})


__all__ = ["Script"]
