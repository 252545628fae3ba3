"""The timetable: each thing in its time, by one process a round, whatever became of the last one."""

import asyncio

import pytest

from app.resources import Resources
from tests.outages import without_redis
from tests.sync.processes import processes
from workers.schedule import TIMETABLE, _every, _my_turn, keep_time

SOON = 0.02
PATIENCE = 5.0


class Thing:
    """Something on the timetable that counts how often it was done, and trips the first times."""

    def __init__(self, name: str, failures: int = 0) -> None:
        self.__name__ = name
        self.done = 0
        self._failures = failures

    async def __call__(self, res: Resources) -> None:
        self.done += 1
        if self.done <= self._failures:
            raise RuntimeError("tripped")


async def until_done(thing: Thing, times: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while thing.done < times:
            await asyncio.sleep(0.005)


async def test_what_failed_is_done_again_in_the_next_round(
    resources: Resources, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing that is due is forgotten: rows say what is due."""
    stop, thing = asyncio.Event(), Thing("clumsy", failures=2)
    running = asyncio.create_task(_every(resources, stop, thing, SOON))
    await until_done(thing, 4)
    stop.set()
    await running
    assert [record.message for record in caplog.records].count("clumsy failed") == 2


async def test_one_process_a_round(resources: Resources) -> None:
    async with processes(resources, 3) as others:
        turns = await asyncio.gather(*(_my_turn(res, "sweep", 10.0) for res in others))
        assert turns.count(True) == 1
        assert await _my_turn(others[0], "something else", 10.0)


async def test_turn_comes_again(resources: Resources) -> None:
    assert await _my_turn(resources, "sweep", SOON)
    async with asyncio.timeout(PATIENCE):
        while not await _my_turn(resources, "sweep", SOON):
            await asyncio.sleep(0.002)


async def test_without_redis_nobody_has_a_turn_and_nobody_fails(resources: Resources) -> None:
    async with without_redis(resources) as res:
        assert not await _my_turn(res, "sweep", 10.0)


async def test_timetable_ends_at_once_when_told(resources: Resources) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(keep_time(resources, stop))
    await asyncio.sleep(0)
    stop.set()
    await asyncio.wait_for(running, PATIENCE)


def test_bells_are_rung_often_enough_to_take_over_from_the_dead_within_seconds() -> None:
    """R-1, R-7: lease and heartbeat end within seconds, and somebody has to notice."""
    seconds = {what.__name__: every for what, every in TIMETABLE}
    assert seconds["ring_due"] <= 2
    assert seconds["keep_house"] <= 60
