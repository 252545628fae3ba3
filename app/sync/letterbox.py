"""Verified webhooks become rows, many in one commit: whoever waits for it is told when its own row is there (S164).

A commit takes as long for fifty rows as for one, so what arrives while one is under way is the next one's. The doorbell
rings after the commit, behind the answer: a ring that is lost costs a second, the row says what is to do.
"""

import asyncio
import logging
from collections.abc import Callable

import asyncpg

from app.resources import Resources
from app.tables import inbox
from app.tables.inbox import Letter
from app.tables.storable import UNSTORABLE

log = logging.getLogger(__name__)

PATIENCE = 2.5  # seconds: TikTok waits three
_MOST = 200
# Two, so that one commit that hangs on another process's row does not hold up everybody.
_WRITERS = 2
# A worker that was rung goes on until nothing is left, so that more rings than this are only noise.
_BETWEEN_RINGS = 0.05

Waiting = tuple[Letter, asyncio.Future[None]]


class Letterbox:
    """One of a process. `resources` are asked for again each time."""

    def __init__(self, resources: Callable[[], Resources]) -> None:
        self._resources = resources
        self._waiting: list[Waiting] = []
        self._writers: set[asyncio.Task[None]] = set()
        self._ringing: asyncio.Task[None] | None = None
        self._ring_again = False

    async def put(self, letter: Letter) -> None:
        """Returns when the row is committed. Raises what PostgreSQL did, and TimeoutError when it takes too long."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((letter, done))
        if len(self._writers) < _WRITERS:
            writer = asyncio.create_task(self._write())
            self._writers.add(writer)
            writer.add_done_callback(self._writers.discard)
        async with asyncio.timeout(PATIENCE):
            await done

    async def finish(self) -> None:
        """Wait until everything is written and rung for."""
        while self._writers or self._ringing is not None:
            await asyncio.wait([*self._writers, *([self._ringing] if self._ringing else [])])

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
            # Who gave up was answered 503 and is sent again.
            if batch := [(letter, done) for letter, done in batch if not done.done()]:
                await self._write_batch(batch)

    async def _write_batch(self, batch: list[Waiting]) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                new = await inbox.receive(self._resources().db, [letter for letter, _ in batch])
        except UNSTORABLE as error:
            if len(batch) == 1:
                _fail(batch, error)
                return
            # One that cannot be stored must not take the others with it.
            for one in batch:
                await self._write_batch([one])
            return
        except (Exception, asyncio.CancelledError) as error:
            _fail(batch, error)
            if isinstance(error, asyncio.CancelledError):
                raise
            return
        for _, done in batch:
            if not done.done():
                done.set_result(None)
        if new:
            self._ring()

    def _ring(self) -> None:
        self._ring_again = True
        if self._ringing is None:
            self._ringing = asyncio.create_task(self._ring_out())

    async def _ring_out(self) -> None:
        try:
            while self._ring_again:
                self._ring_again = False
                await self._resources().bell.ring("drain_inbox")
                await asyncio.sleep(_BETWEEN_RINGS)
        finally:
            self._ringing = None


def _fail(batch: list[Waiting], error: BaseException) -> None:
    reason = error if isinstance(error, Exception) else asyncpg.InterfaceError("the process is ending")
    for _, done in batch:
        if not done.done():
            done.set_exception(reason)
