"""Who works behind the stage: the workers, somebody who lets nobody wait, and a painter in a hurry."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from PIL import Image

from app.resources import Resources
from app.sync import sweep
from app.tables.engine import connection
from sandbox.pictures import Order, PictureBook
from workers.main import work


@dataclass(slots=True)
class Workers:
    """All lanes and the timetable, which can be stopped and started again."""

    res: Resources
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _running: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to work."""
        self._stop = asyncio.Event()
        self._running = asyncio.create_task(work(self.res, self._stop), name="workers")

    async def stop(self) -> None:
        """Give back what is held, and work no more."""
        if self._running is not None:
            self._stop.set()
            await self._running
            self._running = None


@asynccontextmanager
async def hurrying(res: Resources) -> AsyncIterator[None]:
    """Nobody waits inside the block: what is put off for a while is due now."""

    async def hurry() -> None:
        while True:
            async with connection(res.db) as db:
                await db.execute(
                    """UPDATE task_item SET not_before = now() WHERE not_before > now();
                       UPDATE task SET not_before = now() WHERE not_before > now();
                       UPDATE inbox_event SET not_before = now() WHERE not_before > now();
                       UPDATE listing SET next_check_at = now() WHERE next_check_at > now() AND ruled_at IS NULL"""
                )
            await sweep.ring_due(res)
            await asyncio.sleep(0.25)

    task = asyncio.create_task(hurry())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


class OnePicture(PictureBook):
    """Drawing takes most of the time of a small push; here every picture is the same square."""

    _square = b""

    async def get(self, order: Order, longest: int | None = None) -> tuple[bytes, str]:
        """The square, whatever was ordered."""
        if not self._square:
            file = io.BytesIO()
            Image.new("RGB", (800, 800), "#7086d4").save(file, "JPEG")
            self._square = file.getvalue()
        return self._square, "image/jpeg"


ONE_PICTURE = OnePicture()
