"""Exactly once, the long form: `bin/bench chaos_orders [ORDERS] [SEEDS] [KILLS]`; the short one runs in bin/test.

Each seed is one bad day (tests/chaos/day.py): six kinds of faults at 1 % each on every call of both shops, a worker
killed every 0.7 s, and a search index of Ecwid's that lags, by turns, 0.5 and 8 seconds. Then KILLS workers die exactly
between the remote create and the local commit (tests/chaos/between.py). SEEDS is a number, or some: 3,4,5.
"""

import asyncio
import logging
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import structlog

from app.resources import Resources, open_resources
from app.settings import Settings
from app.tables.engine import connection
from bench.running import results
from bench.running.database import migrated
from bench.running.results import Aim
from tests.chaos.between import Between, between
from tests.chaos.day import Day, Plan, bad_day
from tests.chaos.ledger import Verdict
from tests.chaos.stage import Stage, with_workers
from tests.chaos.workers import Workers
from tests.conftest import environment

ORDERS, SEEDS, KILLS = 10_000, 10, 500
LAGS = (8.0, 0.5)
HEAD = (
    "run",
    "orders",
    "lag",
    "killed",
    "faults",
    "tried again",
    "batches",
    "lost",
    "doubled",
    "unequal",
    "stock",
    "s",
)


@asynccontextmanager
async def _stage(seed: int, lag: float) -> AsyncIterator[tuple[Stage, Workers]]:
    servers = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL")}
    async with open_resources(Settings.from_env(environment(servers))) as res:
        await _empty(res)
        async with with_workers(res, servers, seed=seed, lag=lag) as ready:
            yield ready


async def _empty(res: Resources) -> None:
    async with connection(res.db) as db:
        await db.execute("DELETE FROM account; DELETE FROM inbox_event; DELETE FROM product_tally")
        await db.execute("VACUUM ANALYZE")
    await res.redis.flushdb()


async def _day(orders: int, seed: int) -> Day:
    lag = LAGS[seed % len(LAGS)]
    async with _stage(seed, lag) as (stage, workers):
        return await bad_day(stage, workers, Plan(orders=orders, seed=seed, lag=lag))


async def _between(kills: int) -> Between:
    async with _stage(1, LAGS[0]) as (stage, workers):
        return await between(stage, workers, kills=kills, seed=1, deadline=240.0, hurry=False)


def _outcome(verdict: Verdict) -> list[str]:
    kinds = (verdict.lost, verdict.doubled + verdict.strange, verdict.unequal + verdict.unlinked, verdict.stock)
    return [str(len(found)) for found in kinds]


def _day_row(day: Day) -> list[str]:
    plan, struck = day.plan, day.struck.total()
    told = [f"seed {plan.seed}", f"{plan.orders:,}", f"{plan.lag} s", str(day.kills), f"{struck:,}"]
    return [*told, f"{day.tried_again:,}", f"{day.batches:,}", *_outcome(day.verdict), f"{day.seconds:.0f}"]


def _between_row(found: Between) -> list[str]:
    orders = f"{found.verdict.orders:,}"
    told = ["between", orders, f"{LAGS[0]} s", str(sum(found.kills.values())), "", "", ""]
    return [*told, *_outcome(found.verdict), f"{found.seconds:.0f}"]


def _seeds(argument: str) -> Sequence[int]:
    return range(1, int(argument) + 1) if argument.isdigit() else [int(seed) for seed in argument.split(",") if seed]


def main() -> int:
    """Run, and tell seed by seed."""
    logging.getLogger().setLevel(logging.ERROR)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    given = dict(enumerate(sys.argv[1:]))
    orders, kills = int(given.get(0, ORDERS)), int(given.get(2, KILLS))
    rows, verdicts, too_late = [], [], 0
    with migrated():
        for seed in _seeds(given.get(1, str(SEEDS))):
            day = asyncio.run(_day(orders, seed))
            rows.append(_day_row(day))
            verdicts.append(day.verdict)
            print(dict(zip(HEAD, rows[-1], strict=True)), day.verdict.faults or "", day.states, file=sys.stderr)
        if kills:
            found = asyncio.run(_between(kills))
            rows.append(_between_row(found))
            verdicts.append(found.verdict)
            too_late = found.too_late
    aims = [
        Aim(f"orders {name}", sum(len(verdict.faults.get(name, ())) for verdict in verdicts), 0)
        for name in ("lost", "doubled", "strange", "unequal", "unlinked")
    ]
    aims += [Aim("SKUs whose stock differs", sum(len(verdict.stock) for verdict in verdicts), 0)]
    aims += [Aim("kills that came after the commit", too_late, 0)]
    results.show(f"Orders under faults: {sum(v.orders for v in verdicts):,} in all", HEAD, rows, aims)
    return results.finish("chaos_orders", {}, aims)


if __name__ == "__main__":
    sys.exit(main())
