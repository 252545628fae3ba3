"""A rehearsal store to call in-process, with an installed app: what the Ecwid contract tests share."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx

from sandbox.ecwid.grants import REGISTERED_SCOPES
from sandbox.settings import SandboxSettings
from sandbox.world import World

API = "/api/v3/10000001"
SCOPES = [s for s in REGISTERED_SCOPES if s != "public_storefront"]
CALLBACK = "http://localhost:8000/connections/ecwid/callback"


@dataclass
class Shop:
    """`call()` answers JSON and insists on 200; `ask()` gives the whole response."""

    world: World
    client: httpx.AsyncClient
    token: str

    async def ask(self, method: str, path: str, body: Any = None, **how: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}", **how.pop("headers", {})}
        given = {} if body is None else {"json": body}
        return await self.client.request(method, f"{API}{path}", headers=headers, **given, **how)

    async def call(self, method: str, path: str, body: Any = None, **how: Any) -> Any:
        answer = await self.ask(method, path, body, **how)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def create(self, **fields: Any) -> int:
        return int((await self.call("POST", "/products", {"name": "Test mug", **fields}))["id"])

    def told(self) -> list[dict[str, Any]]:
        """The bodies of the webhooks held back so far."""
        return [json.loads(d.body) for d in self.world.webhooks.held]

    def odd(self, oddity: str) -> dict[str, Any]:
        return next(p for p in self.world.ecwid.products.values() if p.get("odd") == oddity)


@contextlib.asynccontextmanager
async def open_shop(**settings: Any) -> AsyncIterator[Shop]:
    world = World(SandboxSettings(**{"index_lag_seconds": 0.0, **settings}))
    world.webhooks.mode = "hold"
    token = world.ecwid.grants.install(SCOPES, world.now())
    transport = httpx.ASGITransport(app=world.ecwid_app)
    async with httpx.AsyncClient(transport=transport, base_url=world.ecwid_url) as client:
        yield Shop(world, client, token)
