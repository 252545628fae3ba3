"""Weft's programs, each as a process of its own."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@asynccontextmanager
async def process(env: dict[str, str], program: str = "app") -> AsyncIterator[asyncio.subprocess.Process]:
    """Killed with the block, if it lives still."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LANG") if name in os.environ}
    pipe = asyncio.subprocess.PIPE
    made = await asyncio.create_subprocess_exec(
        sys.executable, "-m", program, env={**inherited, **env}, stdout=pipe, stderr=pipe
    )
    try:
        yield made
    finally:
        if made.returncode is None:
            made.kill()
        await made.wait()
