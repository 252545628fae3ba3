"""One contender of bench.calls: `python -m bench.peers.calls ADDRESS WHO AT_ONCE`."""

import asyncio
import json
import logging
import os
import sys
import time
from collections.abc import Awaitable, Callable

import aiohttp
import httpx
import structlog
from redis.asyncio import Redis

from app.platforms.calls import Call
from app.platforms.http import Http
from app.platforms.rate_limit import Limit

SECONDS = 2.0
Ask = Callable[[], Awaitable[None]]


async def hammer(ask: Ask, at_once: int) -> dict[str, float]:
    """Ask for SECONDS, `at_once` at any time, after a short warm-up."""
    await _until(ask, at_once, time.perf_counter() + 0.3)
    cpu, started = time.process_time(), time.perf_counter()
    done = await _until(ask, at_once, started + SECONDS)
    took, used = time.perf_counter() - started, time.process_time() - cpu
    return {"a_second": round(done / took, 1), "cpu_us": round(used / done * 1e6, 1)}


async def _until(ask: Ask, at_once: int, end: float) -> int:
    async def one() -> int:
        done = 0
        while time.perf_counter() < end:
            await ask()
            done += 1
        return done

    return sum(await asyncio.gather(*(one() for _ in range(at_once))))


async def with_httpx(address: str, at_once: int) -> dict[str, float]:
    """As its documentation begins."""
    async with httpx.AsyncClient() as client:

        async def ask() -> None:
            answer = await client.get(f"{address}/api/v3/1003/profile", headers={"authorization": "Bearer x"})
            assert answer.status_code == 200

        return await hammer(ask, at_once)


async def with_aiohttp(address: str, at_once: int) -> dict[str, float]:
    """As its documentation begins."""
    async with aiohttp.ClientSession() as session:

        async def ask() -> None:
            headers = {"authorization": "Bearer x"}
            async with session.get(f"{address}/api/v3/1003/profile", headers=headers) as answer:
                await answer.read()
                assert answer.status == 200

        return await hammer(ask, at_once)


async def with_weft(address: str, at_once: int, limit: Limit | None) -> dict[str, float]:
    """Deadlines, size cap, kinds of failure, a line in the log; with `limit` an allowance shared through Redis."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    redis = Redis.from_url(os.environ["REDIS_URL"])
    async with Http.open(redis) as http:
        call = Call(
            platform="ecwid",
            name="GET /profile",
            method="GET",
            url=f"{address}/api/v3/1003/profile",
            headers=(("authorization", "Bearer x"),),
            idempotent=True,
            shop=str(os.getpid()),
            api="v3",
            limit=limit,
        )

        async def ask() -> None:
            answer = await http.send(call)
            assert answer.status == 200

        found = await hammer(ask, at_once)
    await redis.aclose()
    return found


async def main() -> None:
    """Print the JSON."""
    address, who, at_once = sys.argv[1], sys.argv[2], int(sys.argv[3])
    if who == "httpx":
        found = await with_httpx(address, at_once)
    elif who == "aiohttp":
        found = await with_aiohttp(address, at_once)
    else:
        found = await with_weft(address, at_once, Limit(10_000_000, 60.0) if "allowance" in who else None)
    print(json.dumps(found))


asyncio.run(main())
