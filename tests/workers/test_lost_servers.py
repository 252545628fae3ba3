"""Redis is emptied and PostgreSQL drops its connections while a worker is at it: time is lost, and nothing else."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from copy import copy
from dataclasses import replace

import asyncpg
import pytest

from app.resources import Resources
from tests.cast import Cast
from tests.shops import open_shops
from tests.sync import pushing
from tests.sync.pushing import Pushing
from workers.main import work

PRODUCTS = 24
TIMES = 3
DEADLINE = 60.0
NAME = "doomed"


@pytest.fixture
async def push(resources: Resources, cast: Cast) -> AsyncIterator[Pushing]:
    async with open_shops(resources, products=PRODUCTS, latency_ms=60.0) as shops:
        shops.world.pictures = pushing.PlainPictures()
        yield await pushing.pulled(shops, cast.alice)


@asynccontextmanager
async def worker_of(res: Resources) -> AsyncIterator[None]:
    """A worker in this loop, with connections of its own that go by NAME."""
    engine, stop = copy(res.db), asyncio.Event()
    named = {"application_name": NAME}
    async with asyncpg.create_pool(
        res.settings.database_url, min_size=2, max_size=12, server_settings=named
    ) as engine.pool:
        running = asyncio.create_task(work(replace(res, db=engine), stop))
        try:
            yield
        finally:
            stop.set()
            await running


async def push_through(push: Pushing, trouble: Callable[[], Awaitable[object]]) -> None:
    """A worker pushes everything while `trouble` strikes every few products; it must end as on a calm day."""
    task = await push.start()
    total = await push.value("SELECT total FROM task WHERE id = $1", task)
    struck = 0
    async with worker_of(push.res), asyncio.timeout(DEADLINE):
        for number in range(1, TIMES + 1):
            while await settled(push, task) < number * total // (TIMES + 2):
                await asyncio.sleep(0.02)
            struck += await push.run_state(task) == "running"
            await trouble()
        while await push.run_state(task) != "finished":
            await asyncio.sleep(0.05)

    assert struck, "it was over before anything happened"
    items = await push.items(task)
    assert sum(items.values()) == total
    assert not items.keys() - {"in_review", "live", "refused"}
    assert len(push.listed()) == len(set(push.listed())) == items["in_review"] + items.get("live", 0)
    assert not await push.value("SELECT count(*) FROM task_item WHERE cause = 'internal'")


async def settled(push: Pushing, task: int) -> int:
    items = await push.items(task)
    return sum(number for state, number in items.items() if state not in ("queued", "sending"))


async def test_redis_emptied_during_a_push_costs_no_product(push: Pushing) -> None:
    """Bells, locks and allowances are gone; rows say what is due, and the timetable rings for them."""
    await push_through(push, push.res.redis.flushall)


async def test_postgresql_that_drops_every_connection_costs_no_product(push: Pushing) -> None:
    """A restart, as clients see it: what was under way rolls back, leases end, the pool connects again."""

    async def drop() -> None:
        dropped = await push.value(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = $1", NAME
        )
        assert dropped

    await push_through(push, drop)
