"""`python -m workers` as its own process, pointed at the servers and shops of a test."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from app.settings import Settings
from tests.conftest import environment


def worker_environment(servers: dict[str, str], settings: Settings) -> dict[str, str]:
    """The environment of a worker that uses the shops of `settings`."""
    return {
        **os.environ,
        **environment(
            servers,
            WEFT_ECWID_API_URL=settings.ecwid.api_url,
            WEFT_ECWID_OAUTH_URL=settings.ecwid.oauth_url,
            WEFT_TIKTOK_API_URL=settings.tiktok.api_url,
            WEFT_TIKTOK_AUTH_URL=settings.tiktok.auth_url,
            WEFT_TIKTOK_SERVICES_URL=settings.tiktok.services_url,
            WEFT_PICTURE_HOSTS=",".join(settings.picture_hosts),
        ),
    }


async def start_worker(env: dict[str, str]) -> asyncio.subprocess.Process:
    """The caller ends it."""
    pipe = asyncio.subprocess.DEVNULL
    return await asyncio.create_subprocess_exec(sys.executable, "-m", "workers", env=env, stdout=pipe, stderr=pipe)


@asynccontextmanager
async def worker(env: dict[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    """A worker that is ended with the block, if it lives still."""
    made = await start_worker(env)
    try:
        yield made
    finally:
        if made.returncode is None:
            made.kill()
        await made.wait()


def cpu_seconds(pid: int) -> float:
    """What the process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
