"""Reads server-sent events as a browser does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

PATIENCE = 10.0  # seconds; only a failing test waits for it


@dataclass(frozen=True, slots=True)
class Event:
    """One message; a comment has nothing but `comment`."""

    data: str = ""
    id: str = ""
    event: str = ""
    retry: int = 0
    comment: str = ""


class Events:
    """The messages of one open stream."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.aiter_lines()

    async def next(self) -> Event | None:
        """The next message, comments included; None when the stream has ended."""
        fields: dict[str, str] = {}
        async with asyncio.timeout(PATIENCE):
            async for line in self._lines:
                if not line and fields:
                    return Event(**{**fields, "retry": int(fields.get("retry", 0))})  # type: ignore[arg-type]
                name, _, value = line.partition(":")
                name, value = name or "comment", value.removeprefix(" ")
                fields[name] = f"{fields[name]}\n{value}" if name in fields and name == "data" else value
        return None

    async def rest(self) -> list[Event]:
        """Everything until the stream ends."""
        found = []
        while event := await self.next():
            found.append(event)
        return found


@asynccontextmanager
async def reading(client: httpx.AsyncClient, path: str, **headers: str) -> AsyncIterator[Events]:
    """Open a stream inside the block."""
    async with client.stream("GET", path, headers={"Accept": "text/event-stream", **headers}) as response:
        yield Events(response)
