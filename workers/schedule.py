"""The timetable: what happens every few seconds, whether anybody rings or not."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from redis.exceptions import RedisError

from app.resources import Resources
from app.sync import sweep

log = logging.getLogger(__name__)

# What, and how many seconds apart. With several workers, one of them does it each time.
TIMETABLE: tuple[tuple[Callable[[Resources], Awaitable[object]], float], ...] = (
    (sweep.ring_due, 1.0),
    (sweep.keep_house, 60.0),
)


async def keep_time(res: Resources, stop: asyncio.Event) -> None:
    """Run the timetable until `stop` is set."""
    async with asyncio.TaskGroup() as group:
        for what, seconds in TIMETABLE:
            group.create_task(_every(res, stop, what, seconds))


async def _every(
    res: Resources, stop: asyncio.Event, what: Callable[[Resources], Awaitable[object]], seconds: float
) -> None:
    while not stop.is_set():
        try:
            if await _my_turn(res, what.__name__, seconds):
                await what(res)
        except Exception:
            # The next round tries again; nothing that is due is forgotten, because rows say what is due.
            log.exception("%s failed", what.__name__)
        try:
            await asyncio.wait_for(stop.wait(), seconds)
        except TimeoutError:
            continue


async def _my_turn(res: Resources, name: str, seconds: float) -> bool:
    """One process a round. Without Redis there is no bell to ring either: the row waits."""
    try:
        return bool(await res.redis.set(f"turn:{name}", 1, nx=True, px=int(seconds * 900)))
    except (RedisError, OSError):
        return False
