"""The product list of a shop with 1,000,000 products beside one with 1,000, in one database: `bin/bench product_list`.

Statements only, as the page sends them (app/tables/product_lists.py). Samples of both shops take turns, so that
whatever else the machine does meets both alike.
"""

import asyncio
import os
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import asyncpg

from app.domain.selection import Selection
from app.tables import product_lists
from bench.running import results
from bench.running.database import migrated
from bench.running.results import Aim, Series
from bench.stand_ins import catalogue

BIG, SMALL = 1_000_000, 1_000
SAMPLES = 200
MOST_RATIO = 1.3
# Told, but without an aim: other words, and the numbers beside the filters.
UNBOUND = ("middling search", "common search", "counts")

Query = Callable[[asyncpg.Connection, catalogue.Shop], Awaitable[object]]


def _page(selection: Selection, *, middle: bool = False) -> Query:
    async def query(db: asyncpg.Connection, shop: catalogue.Shop) -> object:
        return await product_lists.page_of(db, shop.id, selection, before_id=shop.middle if middle else None)

    return query


async def _counts(db: asyncpg.Connection, shop: catalogue.Shop) -> object:
    return await product_lists.counts(db, shop.id)


QUERIES: dict[str, Query] = {
    "first page": _page(Selection()),
    "middle page": _page(Selection(), middle=True),
    "one state": _page(Selection(shown="sync_failed")),
    "rare search": _page(Selection(search=catalogue.RARE)),
    "middling search": _page(Selection(search=catalogue.MIDDLING)),
    "common search": _page(Selection(search=catalogue.COMMON)),
    "counts": _counts,
}


@dataclass(frozen=True, slots=True)
class Round:
    """p95 in milliseconds of one round, big and small shop."""

    big: float
    small: float


async def _round(db: asyncpg.Connection, query: Query, big: catalogue.Shop, small: catalogue.Shop) -> Round:
    taken: dict[int, list[float]] = {big.id: [], small.id: []}
    for number in range(SAMPLES + 20):
        for shop in (big, small):
            started = time.perf_counter()
            await query(db, shop)
            if number >= 20:  # plans and pages are warm then
                taken[shop.id].append((time.perf_counter() - started) * 1000)
    return Round(_p95(taken[big.id]), _p95(taken[small.id]))


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


async def _measure(size: int) -> dict[str, list[Round]]:
    db = await asyncpg.connect(os.environ["DATABASE_URL"])
    small, big = await catalogue.fill(db, SMALL, size)
    rounds: dict[str, list[Round]] = {name: [] for name in QUERIES}
    for _ in range(results.RUNS):
        for name, query in QUERIES.items():
            rounds[name].append(await _round(db, query, big, small))
    await db.close()
    return rounds


def main() -> int:
    """Fill, measure, tell."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else BIG
    with migrated():
        rounds = asyncio.run(_measure(size))
    found = {
        name: {
            "big_p95_ms": Series(tuple(one.big for one in each)),
            "small_p95_ms": Series(tuple(one.small for one in each)),
            "ratio": Series(tuple(one.big / one.small for one in each)),
        }
        for name, each in rounds.items()
    }
    aims = [
        Aim(f"{name}, p95 against the small shop", each["ratio"].median, MOST_RATIO)
        for name, each in found.items()
        if name not in UNBOUND
    ]
    rows = [
        [name, each["big_p95_ms"].text(" ms"), each["small_p95_ms"].text(" ms"), each["ratio"].text()]
        for name, each in found.items()
    ]
    title = f"Product list, {size:,} products beside {SMALL:,}"
    results.show(title, ["page", f"{size:,}: p95", f"{SMALL:,}: p95", "ratio"], rows, aims)
    return results.finish("product_list", found, aims)


if __name__ == "__main__":
    sys.exit(main())
