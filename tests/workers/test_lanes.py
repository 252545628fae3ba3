"""The worker process: told to stop it gives back what it holds, and without Redis it rests (R-7, R-25)."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from redis.asyncio import Redis

from app.queue import JOBS, LANES, Doorbell
from app.resources import Resources
from app.sync import tasks
from app.sync.work import run_task
from local.servers import Valkey
from tests.cast import Cast
from tests.shops import open_shops
from tests.sync import pushing
from tests.sync.pushing import Pushing
from tests.workers.running import cpu_seconds, worker, worker_environment
from workers.jobs import FUNCTIONS
from workers.main import LaneEnded, work

DEADLINE = 60.0
MEASURED = 3.0  # seconds


@pytest.fixture
async def push(resources: Resources, cast: Cast) -> AsyncIterator[Pushing]:
    async with open_shops(resources, products=24, latency_ms=80.0) as shops:
        shops.world.pictures = pushing.PlainPictures()
        yield await pushing.pulled(shops, cast.alice)


async def until(push: Pushing, query: str, *arguments: object) -> None:
    async with asyncio.timeout(DEADLINE):
        while not await push.value(query, *arguments):
            await asyncio.sleep(0.02)


def test_every_job_has_its_function_and_its_lane() -> None:
    assert set(JOBS) == set(FUNCTIONS)
    assert {kind.lane for kind in JOBS.values()} <= set(LANES)


@pytest.mark.slow
async def test_worker_told_to_stop_gives_everything_back_unmarked(push: Pushing, servers: dict[str, str]) -> None:
    """R-25: a deploy during a push; the next worker goes on at once, and no product counts a failure."""
    task = await push.start()
    async with worker(worker_environment(servers, push.res.settings)) as process:
        await until(push, "SELECT count(*) >= 4 FROM task_item WHERE state = 'in_review'")
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 10) == 0

    assert await push.run_state(task) == "running"
    items = await push.items(task)
    assert "sending" not in items
    assert items["queued"] > 5
    marked = "state = 'queued' AND (attempts > 0 OR lease_by <> '')"
    assert not await push.value(f"SELECT count(*) FROM task_item WHERE {marked}")  # noqa: S608 - a constant only
    await push.run(task)  # nobody's sign of life is in the way
    assert await push.run_state(task) == "finished"
    assert len(push.listed()) == len(set(push.listed()))


async def test_pull_told_to_stop_goes_on_where_it_was(resources: Resources, cast: Cast) -> None:
    """R-25"""
    async with open_shops(resources, products=120, latency_ms=150.0) as shops:
        made = await shops.connect(cast.alice)
        task = await tasks.start_pull(shops.res, cast.alice.account_id, made, None, {"range": "all"})
        stop = asyncio.Event()
        working = asyncio.create_task(work(shops.res, stop))
        async with asyncio.timeout(DEADLINE):
            while not await shops.value("SELECT count(*) FROM product WHERE connection = $1", made):
                await asyncio.sleep(0.01)
        stop.set()
        await working
        row = (await shops.rows("SELECT run_state, lease_until, attempts FROM task WHERE id = $1", task))[0]
        assert row["lease_until"] is None
        assert (row["run_state"], row["attempts"]) in {("running", 0), ("running", 1), ("finished", 1)}
        await run_task(shops.res, task)
        assert await shops.value("SELECT run_state FROM task WHERE id = $1", task) == "finished"
        assert await shops.value("SELECT count(*) FROM product WHERE connection = $1", made) == 120


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="processor time is read from /proc")
async def test_worker_rests_while_redis_is_away_and_goes_on_when_it_is_back(
    push: Pushing, servers: dict[str, str]
) -> None:
    """R-7: SAQ alone uses nearly a whole core then."""
    with Valkey() as valkey:
        env = worker_environment({**servers, "REDIS_URL": valkey.url}, push.res.settings)
        async with worker(env) as process:
            redis = Redis.from_url(valkey.url)
            res = replace(push.res, redis=redis, bell=Doorbell(redis))
            async with asyncio.timeout(DEADLINE):
                while not await redis.keys("turn:*"):
                    await asyncio.sleep(0.05)
            await redis.aclose()
            valkey._end()
            task = await pushing.Pushing(replace(push.shops, res=res), push.player, push.connection).start()

            await asyncio.sleep(1.0)  # the first complaints
            before = cpu_seconds(process.pid)
            await asyncio.sleep(MEASURED)
            assert (cpu_seconds(process.pid) - before) / MEASURED < 0.1
            assert process.returncode is None

            valkey.start()
            await until(push, "SELECT run_state = 'finished' FROM task WHERE id = $1", task)
    assert (await push.items(task))["in_review"] > 10


async def test_long_push_goes_to_the_end_of_the_line_after_its_turn(push: Pushing, cast: Cast) -> None:
    """Architecture, lanes: whoever rang meanwhile is served before a long push goes on."""
    await push.res.redis.flushdb()
    long = await push.start()
    pull = await tasks.start_pull(push.res, cast.charlie.account_id, cast.charlies_connection_id, None, {})
    bulk = push.res.bell.queue("bulk")
    first = await bulk.dequeue(1)
    assert first is not None
    assert first.kwargs == {"task_id": long}

    await run_task(push.res, long, turn=0.2)

    assert await push.run_state(long) == "running"
    next_ones = [job.kwargs["task_id"] for _ in range(2) if (job := await bulk.dequeue(1)) and job.kwargs]
    assert next_ones == [pull, long]


async def test_long_pull_goes_to_the_end_of_the_line_after_its_turn(resources: Resources, cast: Cast) -> None:
    """Architecture, lanes: another account's push or pull is not kept waiting for the whole length of this one."""
    async with open_shops(resources, products=330) as shops:
        alices = await shops.connect(cast.alice)
        await resources.redis.flushdb()
        long = await tasks.start_pull(shops.res, cast.alice.account_id, alices, None, {"range": "all"})
        other = await tasks.start_pull(shops.res, cast.charlie.account_id, cast.charlies_connection_id, None, {})
        bulk = resources.bell.queue("bulk")
        assert await bulk.dequeue(1)

        await run_task(shops.res, long, turn=0.0)

        assert await shops.value("SELECT run_state FROM task WHERE id = $1", long) == "running"
        next_ones = [job.kwargs["task_id"] for _ in range(2) if (job := await bulk.dequeue(1)) and job.kwargs]
        assert next_ones == [other, long]
        await run_task(shops.res, long, turn=0.0)  # nobody waits any more
        assert await shops.value("SELECT run_state FROM task WHERE id = $1", long) == "finished"
        assert await shops.value("SELECT count(*) FROM product WHERE connection = $1", alices) == 330


async def test_lines_of_a_worker_are_json(opened: Resources, servers: dict[str, str]) -> None:
    """One form for the lines of every program, so that the same filter takes secrets out of all."""
    env = {**worker_environment(servers, opened.settings), "WEFT_LOCAL": "0"}
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "workers", env=env, stdout=pipe, stderr=pipe)
    assert process.stderr is not None
    lines: list[dict[str, str]] = []
    async with asyncio.timeout(DEADLINE):
        while not lines or lines[-1]["logger"] != "weft.workers":
            lines.append(json.loads(await process.stderr.readline()))
        process.send_signal(signal.SIGTERM)
        printed, rest = await process.communicate()
    assert lines[-1]["event"] == "working in lanes orders, stock, bulk"
    lines += [json.loads(line) for line in rest.splitlines()]
    assert all({"event", "level", "logger", "timestamp"} <= set(line) for line in lines)
    assert printed == b""


async def test_lane_that_ends_by_itself_is_an_error(resources: Resources) -> None:
    """A worker without a lane would look alive: whoever started it has to know."""
    working = asyncio.create_task(work(resources, asyncio.Event()))
    lanes: list[asyncio.Task[None]] = []
    async with asyncio.timeout(DEADLINE):
        while len(lanes) < len(LANES):
            await asyncio.sleep(0.01)
            lanes = [task for task in asyncio.all_tasks() if "Worker.start" in repr(task)]
    lanes[0].cancel()
    with pytest.raises(LaneEnded, match="ended by itself"):
        await asyncio.wait_for(working, DEADLINE)
