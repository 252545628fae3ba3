"""A worker is killed at any moment, ten times: nothing is lost, nothing is created twice, the task finishes."""

import asyncio
import io
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator

import pytest
from PIL import Image

from app.domain.selection import Selection
from app.resources import Resources
from app.settings import Settings
from app.sync import tasks
from sandbox.pictures import Order, PictureBook
from tests.cast import Cast
from tests.conftest import environment
from tests.shops import Shops, open_shops

KILLS = 10
PRODUCTS = 200
DEADLINE = 240.0


def a_square() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (800, 800), "#7086d4").save(file, "JPEG")
    return file.getvalue()


SQUARE = a_square()


class OnePicture(PictureBook):
    """Drawing would take most of the time, and this test is about dying."""

    async def get(self, order: Order, longest: int | None = None) -> tuple[bytes, str]:
        """The same square for everybody."""
        return SQUARE, "image/jpeg"


@pytest.fixture
async def shops(resources: Resources) -> AsyncIterator[Shops]:
    async with open_shops(resources, products=PRODUCTS, latency_ms=40.0) as running:
        running.world.pictures = OnePicture()
        yield running


def worker_environment(servers: dict[str, str], settings: Settings) -> dict[str, str]:
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
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "workers", env=env, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )


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
