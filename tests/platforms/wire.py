"""A tiny server that answers exactly the bytes a test wants, at the pace it wants."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[bool | None]]

OK = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}"


@dataclass
class Wire:
    """Where it listens, and the heads (request line and headers) it was sent."""

    url: str = ""
    heads: list[bytes] = field(default_factory=list)
    news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def reached(self, requests: int, within: float = 5.0) -> None:
        """Wait until so many requests have come."""
        async with asyncio.timeout(within), self.news:
            await self.news.wait_for(lambda: len(self.heads) >= requests)


@contextlib.asynccontextmanager
async def wire(*scripts: Script) -> AsyncIterator[Wire]:
    """Serve `scripts` one a request, the last one again and again. A script that returns True keeps the connection."""
    seen = Wire()
    running: set[asyncio.Task[None]] = set()

    async def on_connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        running.add(task)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            keep: bool | None = True
            while keep:
                seen.heads.append(await reader.readuntil(b"\r\n\r\n"))
                async with seen.news:
                    seen.news.notify_all()
                keep = await scripts[min(len(seen.heads), len(scripts)) - 1](reader, writer)
                await writer.drain()
        writer.close()
        running.discard(task)

    server = await asyncio.start_server(on_connect, "127.0.0.1", 0)
    seen.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield seen
    finally:
        server.close()
        for task in running.copy():
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


def answers(content: bytes) -> Script:
    """Say `content` and close."""

    async def script(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(content)

    return script


def reply(status: str, body: bytes = b"{}", *headers: str) -> Script:
    """A whole, well-formed answer."""
    head = "\r\n".join([f"HTTP/1.1 {status}", f"content-length: {len(body)}", "connection: close", *headers])
    return answers(head.encode() + b"\r\n\r\n" + body)


def reply_and_keep() -> Script:
    """Answer and keep the connection for the next request."""

    async def script(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        writer.write(OK)
        return True

    return script


def endless(start: bytes, piece: bytes, every: float) -> Script:
    """Say `start`, then `piece` again and again."""

    async def script(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        while not writer.is_closing():
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(every)

    return script


def resets(start: bytes = b"") -> Script:
    """Say `start`, then reset the connection instead of closing it."""

    async def script(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        await writer.drain()
        await asyncio.sleep(0)
        writer.transport.abort()

    return script


@contextlib.asynccontextmanager
async def served(answer: Callable[[str], tuple[str, bytes]]) -> AsyncIterator[Wire]:
    """Serve what `answer` makes of "METHOD /path?query": status line and body."""
    seen = Wire()

    async def on_connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            length = next((line.split(b":")[1] for line in head.lower().split(b"\r\n") if b"content-length" in line), 0)
            body = await reader.readexactly(int(length))
            seen.heads.append(head + body)
            status, said = answer(head.split(b"\r\n")[0].rsplit(b" ", 1)[0].decode())
            writer.write(
                f"HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {len(said)}\r\n\r\n".encode() + said
            )
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(on_connect, "127.0.0.1", 0)
    seen.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield seen
    finally:
        server.close()
