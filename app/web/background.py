"""Small work that an answer does not wait for (a mail). It is finished before the process ends, and tried twice."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

AGAIN_AFTER = 5.0  # seconds
LAST_WAIT = 5.0


class Background:
    """The tasks of one process. What must not be lost is a row and does not belong here: a mail can be asked for
    again."""

    def __init__(self, again_after: float = AGAIN_AFTER) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._again_after = again_after

    def start(self, what: str, work: Callable[[], Awaitable[None]]) -> None:
        """Begin `work` now; `what` names it in the log."""
        task = asyncio.create_task(self._twice(what, work), name=what)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def finish(self, seconds: float = LAST_WAIT) -> None:
        """Wait for everything begun, then give up on what still runs."""
        if not self._tasks:
            return
        _, late = await asyncio.wait(set(self._tasks), timeout=seconds)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late, timeout=1)

    async def _twice(self, what: str, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except Exception:
            log.warning("%s failed, trying once more", what, exc_info=True)
            await asyncio.sleep(self._again_after)
            try:
                await work()
            except Exception:
                log.exception("%s failed twice", what)
