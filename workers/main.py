"""The worker process: several lanes, each with slots of its own, and the timetable."""

import asyncio
import logging
import signal
import sys
from typing import Any

from saq import Worker

from app.queue import JOBS, LANES
from app.resources import Resources, open_resources
from app.settings import Settings, SettingsError
from workers.garbage import settle
from workers.jobs import FUNCTIONS
from workers.schedule import keep_time

log = logging.getLogger("weft.workers")

# How long work that was told to stop may take to put down what it holds. A refresh of tokens must not be cut off.
GIVING_BACK_SECONDS = 8.0


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

    Raises RuntimeError when a lane or the timetable ended by itself: then somebody has to start us again.
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
        raise RuntimeError("a lane of the workers ended by itself") from cause


def main() -> int:
    """Entry point of `python -m workers`."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("saq").setLevel(logging.WARNING)
    try:
        settings = Settings.from_env()
    except SettingsError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1

    settle()

    async def until_told() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for sign in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(sign, stop.set)
        await run(settings, stop)

    asyncio.run(until_told())
    return 0
