"""The worker process: several lanes, each with slots of its own, and the timetable."""

import asyncio
import logging
import signal
import sys
from typing import Any

from saq import Worker

from app.logs import configure_logging
from app.prerequisites import what_is_missing
from app.queue import JOBS, LANES
from app.resources import Resources, open_resources
from app.settings import Settings, SettingsError
from workers.garbage import settle
from workers.jobs import FUNCTIONS
from workers.schedule import keep_time

log = logging.getLogger("weft.workers")

# How long work that was told to stop may take to put down what it holds. A refresh of tokens must not be cut off.
GIVING_BACK_SECONDS = 8.0


class LaneEnded(Exception):
    """A lane or the timetable stopped though nobody told it to."""


class LaneWorker(Worker[Any]):
    """SAQ's worker, which leaves signals to the process: several lanes share it."""

    SIGNALS: list[signal.Signals] = []  # noqa: RUF012 - SAQ's own attribute


def lane_workers(res: Resources) -> list[LaneWorker]:
    """One SAQ worker a lane."""

    async def startup(context: dict[str, object]) -> None:
        context["resources"] = res

    return [
        LaneWorker(
            res.bell.queue(lane),
            functions=[(kind.name, FUNCTIONS[kind.name]) for kind in JOBS.values() if kind.lane == lane]
            or [("rest", _rest)],
            concurrency=slots,
            startup=startup,
            cancellation_hard_deadline_s=GIVING_BACK_SECONDS,
            timers={"sweep": 30, "schedule": 5, "worker_info": 30, "abort": 5},
        )
        for lane, slots in LANES.items()
    ]


async def _rest(context: dict[str, object]) -> None:
    """A lane without jobs yet."""


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Open this process's resources, work until `stop` is set, close them."""
    async with open_resources(settings) as res:
        await work(res, stop)


async def work(res: Resources, stop: asyncio.Event) -> None:
    """Work with these resources until `stop` is set, then give back what is held.

    Raises LaneEnded when a lane or the timetable ended by itself: then somebody has to start us again.
    """
    workers = lane_workers(res)
    running = [asyncio.create_task(worker.start()) for worker in workers]
    timekeeper = asyncio.create_task(keep_time(res, stop))
    log.info("working in lanes %s", ", ".join(LANES))
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait([stopped, timekeeper, *running], return_when=asyncio.FIRST_COMPLETED)
    was_told = stop.is_set()
    stop.set()
    await asyncio.gather(*(worker.stop() for worker in workers))
    ends = await asyncio.gather(*running, timekeeper, return_exceptions=True)
    if not was_told:
        cause = next((end for end in ends if isinstance(end, Exception)), None)
        raise LaneEnded("a lane of the workers ended by itself") from cause


def main() -> int:
    """Entry point of `python -m workers`. What is missing is said in one sentence, with exit code 1."""
    try:
        settings = Settings.from_env()
    except SettingsError as error:
        return _give_up(str(error))
    configure_logging(local=settings.local)
    return asyncio.run(_until_told(settings))


async def _until_told(settings: Settings) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, stop.set)
    if sentence := await what_is_missing(settings):
        return _give_up(sentence)
    settle()
    try:
        await run(settings, stop)
    except LaneEnded as error:
        log.error("%s", error, exc_info=error.__cause__)
        return 1
    return 0


def _give_up(sentence: str) -> int:
    print(sentence, file=sys.stderr)  # noqa: T201
    return 1
