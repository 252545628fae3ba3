"""Both shops on two ports in one event loop: used by `python -m sandbox` and by tests inside their own loop."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp

from sandbox.world import World

CLOSING_SECONDS = 2


class PortBusy(OSError):
    """Somebody else listens there. The message is a sentence for a person."""


@dataclass(frozen=True)
class Served:
    ecwid_url: str
    tiktok_url: str


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # uvicorn would re-raise SIGTERM after serve(), and the process would die before its state is written.
        yield


@contextlib.asynccontextmanager
async def serve(
    world: World, host: str = "127.0.0.1", ecwid_port: int = 0, tiktok_port: int = 0
) -> AsyncIterator[Served]:
    """Serve both shops until the block ends. Port 0 takes a free one. Raises `PortBusy` before anything runs."""
    with contextlib.ExitStack() as sockets:
        ecwid = sockets.enter_context(_listen(host, ecwid_port))
        tiktok = sockets.enter_context(_listen(host, tiktok_port))
        world.ecwid_url = f"http://{host}:{ecwid.getsockname()[1]}"
        world.tiktok_url = f"http://{host}:{tiktok.getsockname()[1]}"
        async with _running(world.ecwid_app, ecwid) as first, _running(world.tiktok_app, tiktok) as second:
            try:
                yield Served(world.ecwid_url, world.tiktok_url)
            finally:
                first.should_exit = second.should_exit = True  # each takes a moment: let both begin
                await world.close()


def _listen(host: str, port: int) -> socket.socket:
    # Named, because asyncio turns Nagle off only for IPPROTO_TCP: without it every second answer takes 40 ms.
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
        made.listen(2048)
    except OSError as error:
        made.close()
        if error.errno == errno.EADDRINUSE:
            raise PortBusy(f"Port {port} is in use by another program.") from None
        raise PortBusy(f"Cannot listen on {host}, port {port}: {error.strerror}.") from None
    made.setblocking(False)
    return made


@contextlib.asynccontextmanager
async def _running(app: ASGIApp, listening: socket.socket) -> AsyncIterator[_Server]:
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=CLOSING_SECONDS,
    )
    server = _Server(config)
    running = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        while not server.started:
            if running.done():
                running.result()
            await asyncio.sleep(0.005)
        yield server
    finally:
        server.should_exit = True
        await running
