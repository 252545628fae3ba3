"""The workers of a bad day: real processes, killed with SIGKILL and replaced at once."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Workers:
    """Those alive, oldest first, and the nursery they come from."""

    nursery: asyncio.subprocess.Process
    alive: list[int] = field(default_factory=list)
    killed: int = 0
    _talk: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def start(self) -> int:
        """One more worker; its process id."""
        return await _to_its_end(self._start())

    async def _start(self) -> int:
        pid = await self._ask("bear")
        self.alive.append(pid)
        return pid

    def strike(self, pid: int) -> None:
        """Kill it in this very moment. `bury` it afterwards."""
        os.kill(pid, signal.SIGKILL)
        self.killed += 1

    async def bury(self, pid: int) -> None:
        """Returns when the worker is gone for certain."""
        self.alive.remove(pid)
        await _to_its_end(self._ask(f"bury {pid}"))

    async def kill(self, pid: int) -> None:
        self.strike(pid)
        await self.bury(pid)

    async def kill_all(self) -> None:
        for pid in list(self.alive):
            await self.kill(pid)

    async def _ask(self, command: str) -> int:
        assert self.nursery.stdin is not None
        assert self.nursery.stdout is not None
        async with self._talk:
            self.nursery.stdin.write(f"{command}\n".encode())
            return int(await self.nursery.stdout.readline())


async def _to_its_end(asked: Coroutine[None, None, int]) -> int:
    """Whoever is cancelled while the nursery answers must not leave its answer to the next one who asks."""
    return await asyncio.shield(asyncio.ensure_future(asked))


@asynccontextmanager
async def nursery(env: Mapping[str, str]) -> AsyncIterator[Workers]:
    """Workers with this environment; all of them end with the block."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.chaos.nursery", env=dict(env), stdin=pipe, stdout=pipe
    )
    try:
        yield Workers(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()
