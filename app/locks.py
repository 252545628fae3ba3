"""One at a time, across processes. A courtesy that saves work; the unique constraint remains the law."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from redis.asyncio import Redis
from redis.exceptions import RedisError

# Give back, or keep, only what is still ours: the lock may have run out and belong to somebody else.
_RELEASE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"
_RENEW = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0"


@asynccontextmanager
async def one_at_a_time(redis: Redis, name: str, *, seconds: float = 5.0, wait: float = 30.0) -> AsyncIterator[bool]:
    """Hold the lock `name` during the block, waiting up to `wait` seconds for it; a dead holder's ends in `seconds`.

    Yields whether it was got. Without Redis, or when the wait is over, it yields False and the caller goes on: the
    row and its unique constraint decide.
    """
    token = secrets.token_hex(16)
    key = f"lock:{name}"
    held = await _acquire(redis, key, token, seconds, wait)
    keeping = asyncio.create_task(_keep(redis, key, token, seconds)) if held else None
    try:
        yield held
    finally:
        if keeping is not None:
            keeping.cancel()
            with suppress(RedisError):  # then it runs out by itself
                await redis.eval(_RELEASE, 1, key, token)  # type: ignore[misc]


async def _acquire(redis: Redis, key: str, token: str, seconds: float, wait: float) -> bool:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + wait
    while True:
        try:
            if await redis.set(key, token, nx=True, px=int(seconds * 1000)):
                return True
        except RedisError:
            return False
        if loop.time() >= deadline:
            return False
        await asyncio.sleep(0.02)


async def _keep(redis: Redis, key: str, token: str, seconds: float) -> None:
    while True:
        await asyncio.sleep(seconds / 3)
        with suppress(RedisError):
            await redis.eval(_RENEW, 1, key, token, int(seconds * 1000))  # type: ignore[misc]
