"""The peer of the webhook intake: raw ASGI, one INSERT for each request, no signature, no duplicates, no log.

`python -m bench.peers.intake_raw PORT`, under the same uvicorn and a pool of the same size as Weft's.
"""

import os
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import uvicorn

from app.server import BACKLOG
from app.tables.engine import POOL_MAX

TABLE = "CREATE TABLE IF NOT EXISTS bench_webhook (id bigserial PRIMARY KEY, body text NOT NULL)"
_START = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]}
_END = {"type": "http.response.body", "body": b""}

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class App:
    """Row first, 200 afterwards."""

    pool: asyncpg.Pool

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        await self.pool.execute("INSERT INTO bench_webhook (body) VALUES ($1)", body.decode())
        await send(_START)
        await send(_END)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self.pool = await asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=2, max_size=POOL_MAX)
        await self.pool.execute(TABLE)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.pool.close()
        await send({"type": "lifespan.shutdown.complete"})


if __name__ == "__main__":
    uvicorn.run(App(), port=int(sys.argv[1]), access_log=False, log_config=None, server_header=False, backlog=BACKLOG)
