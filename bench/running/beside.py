"""Two shops asked in turns, so that whatever else the machine does meets both alike."""

import statistics
import time
from collections.abc import Awaitable, Callable

from bench.stand_ins.catalogue import Shop

WARM = 5


async def in_turns(
    ask: Callable[..., Awaitable[object]], big: Shop, small: Shop, samples: int, *more: object
) -> dict[str, float]:
    """p95 in milliseconds of `ask(shop, *more)` for both shops, and the ratio."""
    taken: dict[int, list[float]] = {big.id: [], small.id: []}
    for number in range(samples + WARM):
        for shop in (big, small):
            started = time.perf_counter()
            await ask(shop, *more)
            if number >= WARM:
                taken[shop.id].append((time.perf_counter() - started) * 1000)
    at_big, at_small = (statistics.quantiles(taken[shop.id], n=20)[-1] for shop in (big, small))
    return {"big_p95_ms": at_big, "small_p95_ms": at_small, "ratio": at_big / at_small}
