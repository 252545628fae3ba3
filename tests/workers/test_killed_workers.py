"""A worker is killed at any moment, ten times: nothing is lost, nothing is created twice, the task finishes."""

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from app.domain.selection import Selection
from app.resources import Resources
from app.sync import tasks
from tests.cast import Cast
from tests.shops import Shops, open_shops
from tests.sync.pushing import PlainPictures
from tests.workers.running import start_worker, worker_environment

KILLS = 10
PRODUCTS = 200
DEADLINE = 240.0


@pytest.fixture
async def shops(resources: Resources) -> AsyncIterator[Shops]:
    async with open_shops(resources, products=PRODUCTS, latency_ms=40.0) as running:
        running.world.pictures = PlainPictures(alike=True)  # this test is about dying
        yield running


async def sent_so_far(shops: Shops, task: int) -> int:
    return int(
        await shops.value("SELECT count(*) FROM task_item WHERE task = $1 AND state NOT IN ('queued', 'sending')", task)
    )


async def reach(shops: Shops, task: int, wanted: int) -> None:
    """Wait until this many items are settled."""
    async with asyncio.timeout(DEADLINE):
        while await sent_so_far(shops, task) < wanted:
            await asyncio.sleep(0.02)


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_worker_killed_ten_times_during_a_push_of_200(shops: Shops, cast: Cast, servers: dict[str, str]) -> None:
    """Issue: 0 products lost, 0 created twice, the task finishes."""
    connection = await shops.connect(cast.alice)
    await shops.pull(cast.alice, connection)
    task = await tasks.start_push(shops.res, cast.alice.account_id, connection, cast.alice.id, Selection())
    assert task is not None
    env = worker_environment(servers, shops.res.settings)

    for kill in range(1, KILLS + 1):
        worker = await start_worker(env)
        # Somewhere in the middle of the next products, never at a moment of our choosing.
        await reach(shops, task, kill * PRODUCTS // (KILLS + 4))
        worker.send_signal(signal.SIGKILL)
        await worker.wait()

    worker = await start_worker(env)
    try:
        await reach(shops, task, PRODUCTS)
        async with asyncio.timeout(DEADLINE):
            while await shops.value("SELECT run_state FROM task WHERE id = $1", task) != "finished":
                await asyncio.sleep(0.05)
    finally:
        worker.terminate()
        await worker.wait()

    states = Counter(row["state"] for row in await shops.rows("SELECT state FROM task_item WHERE task = $1", task))
    assert sum(states.values()) == PRODUCTS, "0 products lost"
    assert not states.keys() - {"in_review", "live", "refused"}
    assert not await shops.value("SELECT count(*) FROM task_item WHERE cause IN ('internal', 'no_answer')")
    theirs = [product.content["external_product_id"] for product in shops.world.tiktok.main.products.values()]
    assert len(theirs) == len(set(theirs)), "0 created twice"
    ours = {row["remote_id"] for row in await shops.rows("SELECT remote_id FROM listing")}
    assert ours == set(shops.world.tiktok.main.products)
