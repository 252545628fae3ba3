"""The app behind a real socket, in the loop of the test."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

import httpx
from litestar import Litestar

from app.server import WebServer, listen
from tests.plain_http import NO_TLS


class _Server(WebServer):
    """Signals belong to pytest here; the app is started already."""

    def __init__(self, app: Litestar, trusted_proxies: Sequence[str] = ()) -> None:
        super().__init__(app, trusted_proxies)
        self.config.lifespan = "off"

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@dataclass(slots=True)
class LiveServer:
    """Where it listens, and the way to stop it early."""

    url: str
    server: WebServer

    def client(self, cookies: dict[str, str] | None = None) -> httpx.AsyncClient:
        """A plain client; close it."""
        return httpx.AsyncClient(base_url=self.url, cookies=cookies, timeout=10, verify=NO_TLS)


@asynccontextmanager
async def serve_live(
    app: Litestar, listening: socket.socket | None = None, trusted_proxies: Sequence[str] = ()
) -> AsyncIterator[LiveServer]:
    """Serve until the block ends, on a free port unless a socket that listens is given."""
    listening = listening or listen("127.0.0.1", 0)
    server = _Server(app, trusted_proxies)
    running = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        while not server.started:
            if running.done():
                running.result()
            await asyncio.sleep(0.005)
        yield LiveServer(f"http://127.0.0.1:{listening.getsockname()[1]}", server)
    finally:
        server.stop()
        server.should_exit = True
        await running
        app.state.watchers.closing = False
