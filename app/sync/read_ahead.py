"""Reading goes on while what was read is written."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _End:
    error: BaseException | None


class _Shelf(Generic[T]):
    """Items read and not yet asked for; the end is always put on it, or its reader would wait for ever."""

    def __init__(self, most: int) -> None:
        self.items: asyncio.Queue[T | _End] = asyncio.Queue()
        self.room = asyncio.Semaphore(most)

    async def fill(self, source: AsyncIterator[T]) -> None:
        error: BaseException | None = None
        try:
            await self.room.acquire()
            async for item in source:
                self.items.put_nowait(item)
                await self.room.acquire()
        except BaseException as caught:
            error = caught
        finally:
            close = getattr(source, "aclose", None)
            if close is not None:
                await close()
            self.items.put_nowait(_End(error))

    async def take(self) -> tuple[list[T], _End | None]:
        """Everything that is there, once there is something."""
        taken: list[T] = []
        item = await self.items.get()
        while not isinstance(item, _End):
            taken.append(item)
            self.room.release()
            if self.items.empty():
                return taken, None
            item = self.items.get_nowait()
        return taken, item


async def read_ahead(source: AsyncIterator[T], *, most: int = 8) -> AsyncGenerator[list[T], None]:
    """The same items in the same order, each time all that are there by now: one, or up to `most`.

    What `source` raises is raised after the items before it. Closing this closes `source`.
    """
    shelf: _Shelf[T] = _Shelf(most)
    filling = asyncio.create_task(shelf.fill(source))
    try:
        while True:
            items, end = await shelf.take()
            if items:
                yield items
            if end is not None:
                if end.error is not None:
                    raise end.error
                return
    finally:
        filling.cancel()
        await asyncio.gather(filling, return_exceptions=True)
