"""Exactly once, the short form: 500 orders on a bad day, and a few workers that die at the worst moment.

The long form is `bin/bench chaos_orders`.
"""

import pytest

from app.resources import Resources
from tests.chaos.between import MOMENTS, between
from tests.chaos.day import FAULTS, Plan, bad_day
from tests.chaos.stage import with_workers

KILLS = 6


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_a_bad_day_leaves_every_order_once_and_to_the_cent(resources: Resources, servers: dict[str, str]) -> None:
    """S90, S96: six kinds of faults, killed workers, and a search index that shows nothing for 8 seconds."""
    plan = Plan(orders=500, seed=1, lag=8.0, per_second=250, patience=4.0, hurry=True)
    async with with_workers(resources, servers, seed=plan.seed, lag=plan.lag) as (stage, workers):
        day = await bad_day(stage, workers, plan)
    assert day.verdict.faults == {}
    assert day.states == {"synced": plan.orders}
    assert day.kills >= 5
    assert day.struck.keys() <= set(FAULTS)
    assert day.struck.total() > 0


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_death_between_remote_create_and_local_commit(resources: Resources, servers: dict[str, str]) -> None:
    """S96, R-3: the order is in Ecwid, the worker that made it is dead, and no other worker makes it again."""
    async with with_workers(resources, servers, seed=1, lag=8.0) as (stage, workers):
        found = await between(stage, workers, kills=KILLS, seed=1, deadline=30, hurry=True)
    assert found.verdict.faults == {}
    assert found.kills == dict.fromkeys(MOMENTS, KILLS // len(MOMENTS))
    assert found.too_late == 0
