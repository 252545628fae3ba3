"""Calls allowed per platform, shop and API, shared by all processes."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from app.platforms.calls import Call
from app.platforms.errors import NotExecuted
from app.platforms.rate_limit import PROCESSES, Limit, RateLimiter
from app.platforms.tries import Tries
from local.servers import Valkey

KEY = "ecwid:1003:v3"


@pytest.fixture(scope="module")
def valkey() -> Iterator[Valkey]:
    with Valkey() as started:
        yield started


@pytest.fixture
async def redis(valkey: Valkey) -> AsyncIterator[Redis]:
    async with Redis.from_url(valkey.url) as client:
        await client.flushall()
        yield client


async def granted(limiter: RateLimiter, limit: Limit, times: int, key: str = KEY) -> int:
    waits = await asyncio.gather(*(limiter.take(key, limit) for _ in range(times)))
    return waits.count(0.0)


async def test_two_processes_share_one_allowance(redis: Redis, valkey: Valkey) -> None:
    """R-10: planned calls never meet a 429, however many processes plan them."""
    limit = Limit(600, 60.0)
    async with Redis.from_url(valkey.url) as other:
        one, two = RateLimiter(redis), RateLimiter(other)
        first, second = await asyncio.gather(granted(one, limit, 400), granted(two, limit, 400))
    assert first + second == 600


async def test_each_shop_and_api_has_its_own_allowance(redis: Redis) -> None:
    limiter, limit = RateLimiter(redis), Limit(5, 60.0)
    assert await granted(limiter, limit, 9) == 5
    assert await granted(limiter, limit, 9, "ecwid:1004:v3") == 5


async def test_no_window_of_time_holds_more_than_the_allowance(redis: Redis) -> None:
    """Unlike a bucket that refills, which lets nearly twice as many into one minute."""
    limiter, limit = RateLimiter(redis), Limit(20, 0.4)
    asked: list[float] = []
    answered: list[float] = []
    ends = time.monotonic() + 1.3
    while time.monotonic() < ends:
        before = time.monotonic()
        wait = await limiter.take(KEY, limit)
        if wait:
            await asyncio.sleep(wait)
        else:
            asked.append(before)
            answered.append(time.monotonic())
    assert len(asked) >= 60  # nothing is given away either
    # Redis counted somewhere between, however busy the machine is; a millisecond for its rounding.
    assert all(late - early >= 0.399 for early, late in zip(asked, answered[20:], strict=False))


async def test_the_wait_is_as_long_as_it_must_be(redis: Redis) -> None:
    limiter, limit = RateLimiter(redis), Limit(1, 30.0)
    assert await limiter.take(KEY, limit) == 0.0
    assert 29.0 < await limiter.take(KEY, limit) <= 30.0


async def test_bulk_work_leaves_room_for_the_urgent(redis: Redis) -> None:
    """S61: stock and price never wait behind a pull."""
    limiter = RateLimiter(redis)
    assert await granted(limiter, Limit(10, 60.0, spare=3), 20) == 7
    assert await granted(limiter, Limit(10, 60.0), 20) == 3


async def test_pause_holds_every_process(redis: Redis, valkey: Valkey) -> None:
    async with Redis.from_url(valkey.url) as other:
        assert await RateLimiter(redis).pause(KEY, 7.0) == 7.0
        limiter = RateLimiter(other)
        assert 6.0 < await limiter.take(KEY, Limit(600, 60.0)) <= 7.0
        assert await limiter.refused_lately(KEY)
        assert not await limiter.refused_lately("ecwid:1004:v3")


async def test_shorter_pause_does_not_end_a_longer_one(redis: Redis) -> None:
    limiter = RateLimiter(redis)
    await limiter.pause(KEY, 30.0)
    await limiter.pause(KEY, 1.0)
    assert await RateLimiter(redis).take(KEY, Limit(600, 60.0)) > 20.0
    assert await limiter.take(KEY, Limit(600, 60.0)) > 20.0


async def test_pauses_grow_when_the_platform_names_none(redis: Redis) -> None:
    limiter = RateLimiter(redis)
    pauses = [await limiter.pause(KEY, None) for _ in range(8)]
    assert pauses == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]


async def test_without_redis_each_process_keeps_to_its_part() -> None:
    """R-7: neither open nor shut."""
    async with Redis.from_url("unix:///nowhere/redis") as nobody:
        limiter, limit = RateLimiter(nobody), Limit(40, 60.0)
        started = time.monotonic()
        assert await granted(limiter, limit, 100) == 40 // PROCESSES
        assert 59.0 < await limiter.take(KEY, limit) <= 60.0
        assert await limiter.pause(KEY, 90.0) == 90.0
        assert await limiter.take(KEY, limit) > 89.0
        assert await limiter.refused_lately(KEY)
    assert time.monotonic() - started < 1.0  # a dead Redis is not asked before every call


async def test_redis_that_comes_back_is_used_again(valkey: Valkey, redis: Redis, tmp_path: Path) -> None:
    path = tmp_path / "s"
    async with Redis.from_url(f"unix://{path}") as away:
        limiter, limit = RateLimiter(away, ask_again_after=0.0), Limit(40, 60.0)
        assert await granted(limiter, limit, 20) == 40 // PROCESSES
        path.symlink_to(valkey.url.removeprefix("unix://").partition("?")[0])
        assert await granted(limiter, limit, 20) == 20


async def test_waiting_for_a_turn_does_not_use_up_the_deadline(redis: Redis) -> None:
    limiter = RateLimiter(redis)
    call = Call("ecwid", "x", "GET", "http://x", limit=Limit(1, 0.3), total_s=1.0, patience_s=5.0)
    tries = Tries(call)
    await tries.turn(limiter)
    await tries.turn(limiter)
    assert tries.left() > 0.9


async def test_nobody_waits_longer_than_they_said(redis: Redis) -> None:
    limiter = RateLimiter(redis)
    call = Call("ecwid", "x", "GET", "http://x", limit=Limit(1, 20.0), total_s=60.0, patience_s=0.5)
    await Tries(call).turn(limiter)
    tries = Tries(call)
    with pytest.raises(NotExecuted) as caught:
        await tries.turn(limiter)
    assert caught.value.retry_after is not None
    assert not tries.worth_another(caught.value)


async def test_turn_given_up_while_waiting_harms_nobody(redis: Redis) -> None:
    limiter, limit = RateLimiter(redis), Limit(600, 60.0)
    asking = [asyncio.create_task(limiter.take(KEY, limit)) for _ in range(10)]
    await asyncio.sleep(0)
    for task in asking[::2]:
        task.cancel()
    results = await asyncio.gather(*asking, return_exceptions=True)
    assert results[1::2] == [0.0] * 5
    assert await granted(limiter, limit, 5) == 5


async def test_all_processes_know_how_much_is_used(redis: Redis, valkey: Valkey) -> None:
    """Who can wait gathers before the minute is used up, whoever used it."""
    limit = Limit(600, 60.0)
    async with Redis.from_url(valkey.url) as other:
        one, two = RateLimiter(redis), RateLimiter(other)
        assert not await one.has_used(KEY, limit, 1)
        await granted(two, limit, 150)
        assert await one.has_used(KEY, limit, 150)
        assert not await one.has_used(KEY, limit, 151)
        assert not await one.has_used("ecwid:1004:v3", limit, 1)


async def test_what_was_used_in_another_window_does_not_count(redis: Redis) -> None:
    limiter, limit = RateLimiter(redis), Limit(20, 0.2)
    await granted(limiter, limit, 20)
    async with asyncio.timeout(5):
        while await limiter.has_used(KEY, limit, 20):
            await asyncio.sleep(0.02)


async def test_without_redis_a_process_counts_its_own_share() -> None:
    limiter, limit = RateLimiter(None), Limit(600, 60.0)
    await granted(limiter, limit, 100 // PROCESSES - 1)
    assert not await limiter.has_used(KEY, limit, 100)
    await granted(limiter, limit, 1)
    assert await limiter.has_used(KEY, limit, 100)
