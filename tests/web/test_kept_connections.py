"""An answer on a connection that is kept does not wait for the acknowledgement of its own head (Nagle: 40 ms)."""

import time

import httpx

from sandbox.server import serve
from sandbox.settings import SandboxSettings
from sandbox.world import World
from tests.live import LiveServer
from tests.plain_http import NO_TLS

NAGLE = 0.04  # seconds: what a delayed acknowledgement costs on Linux


async def quickest_but_the_first(url: str) -> float:
    """Seconds. Without TCP_NODELAY every answer but a connection's first is late, on however idle a machine."""
    times = []
    async with httpx.AsyncClient(trust_env=False, verify=NO_TLS) as client:
        for _ in range(8):
            began = time.perf_counter()
            await client.get(url)
            times.append(time.perf_counter() - began)
    return min(times[1:])


async def test_weft_answers_at_once_on_a_kept_connection(live: LiveServer) -> None:
    assert await quickest_but_the_first(f"{live.url}/health") < NAGLE


async def test_the_rehearsal_shops_do_too() -> None:
    async with serve(World(SandboxSettings(products=1))) as shops:
        for url in (f"{shops.ecwid_url}/api/v3/10000001/profile", f"{shops.tiktok_url}/authorization/202309/shops"):
            assert await quickest_but_the_first(url) < NAGLE
