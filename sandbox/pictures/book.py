"""Pictures asked for over the network: drawn in a thread, each once, the last ones kept in memory."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from sandbox.pictures.scene import Order, draw

KEPT_BYTES = 96 * 1024 * 1024
AT_ONCE = 2  # drawing threads: more only wait for each other


class PictureBook:
    """Pictures are pure, so one book serves every world of the process (`BOOK`): tests draw each only once."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Order, int | None], bytes] = OrderedDict()
        self._size = 0
        self._drawing: dict[tuple[Order, int | None], asyncio.Task[bytes]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def get(self, order: Order, longest: int | None = None) -> tuple[bytes, str]:
        """(bytes, media type) of the picture, at most `longest` pixels on its longer side."""
        key = (order, longest)
        data = self._kept.get(key)
        if data is None:
            data = await self._draw(key)
        else:
            self._kept.move_to_end(key)
        return data, f"image/{order.kind}"

    async def _draw(self, key: tuple[Order, int | None]) -> bytes:
        loop = asyncio.get_running_loop()
        if loop is not self._loop:  # tests bring a new loop each; what an old one was drawing is gone
            self._loop, self._slots, self._drawing = loop, asyncio.Semaphore(AT_ONCE), {}
        task = self._drawing.get(key)
        if task is None:
            task = self._drawing[key] = loop.create_task(self._drawn(key))
        return await asyncio.shield(task)

    async def _drawn(self, key: tuple[Order, int | None]) -> bytes:
        try:
            async with self._slots:
                data = await asyncio.to_thread(draw, *key)
        finally:
            self._drawing.pop(key, None)
        self._kept[key] = data
        self._size += len(data)
        while self._size > KEPT_BYTES and len(self._kept) > 1:
            self._size -= len(self._kept.popitem(last=False)[1])
        return data


BOOK = PictureBook()
