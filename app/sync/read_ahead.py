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


async def read_ahead(source: AsyncIterator[T], *, most: int = 2) -> AsyncGenerator[T, None]:
    """The same items in the same order, up to `most` of them read before they are asked for.

    What `source` raises is raised after the items before it. Closing this closes `source`.
    """
    shelf: _Shelf[T] = _Shelf(most)
    filling = asyncio.create_task(shelf.fill(source))
    try:
        while not isinstance(item := await shelf.items.get(), _End):
            shelf.room.release()
            yield item
        if item.error is not None:
            raise item.error
    finally:
        filling.cancel()
        await asyncio.gather(filling, return_exceptions=True)
