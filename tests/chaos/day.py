"""A bad day: orders come in while calls fail, answers are lost and a worker dies every 0.7 seconds."""

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass

from tests.chaos.buying import Buyers, deliver
from tests.chaos.ledger import Verdict, unequal_stock, verdict
from tests.chaos.stage import Stage
from tests.chaos.workers import Workers

FAULTS = ("error_before_effect", "error_after_effect", "drop_connection", "truncated_json", "rate_limited", "stall")
# Longer than Weft waits for the next byte; and what a refusal asks to wait.
SECONDS = {"stall": 20.0, "rate_limited": 1.0}
LOOK_EVERY = 0.2


@dataclass(frozen=True, slots=True)
class Plan:
    """`share`: of all calls, for each fault. `per_second`: orders that come in.

    Seconds: `patience` is how long workers are killed after the last order came in, at most; `deadline` bounds the end.
    `hurry`: the pauses of what is in doubt are over at the end of the bad part, too.
    """

    orders: int
    seed: int
    lag: float
    share: float = 0.01
    per_second: int = 120
    workers: int = 3
    kill_every: float = 0.7
    patience: float = 30.0
    deadline: float = 400.0
    hurry: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """What came of it. `kills` under way; `tried_again`: orders that were in hand more than once."""

    plan: Plan
    verdict: Verdict
    kills: int
    struck: Counter[str]
    calls: int
    batches: int
    tried_again: int
    seconds: float
    states: dict[str, int]


async def bad_day(stage: Stage, workers: Workers, plan: Plan) -> Day:
    """Run it to its end, when everything is quiet again or the deadline is over, and count."""
    began = time.monotonic()
    buyers = Buyers(stage, random.Random(plan.seed))
    faults = stage.shops.world.faults
    for platform in ("ecwid", "tiktok"):
        for name in FAULTS:
            faults.turn_on(platform, name, probability=plan.share, seconds=SECONDS.get(name))
    for _ in range(plan.workers):
        await workers.start()
    killer = asyncio.create_task(_kill(workers, plan))
    try:
        await _sell(stage, buyers, plan)
        await _wait(stage, plan, plan.patience, "relay IN ('queued', 'retrying')")
    finally:
        killer.cancel()
        await asyncio.gather(killer, return_exceptions=True)
    kills = workers.killed
    await workers.kill_all()
    faults.all_off()
    await a_while_passes(stage, hurry=plan.hurry)
    for _ in range(plan.workers):
        await workers.start()
    await _wait(stage, plan, plan.deadline, "relay <> 'synced' OR referenced_at IS NULL", quiet=True)
    await five_minutes_pass(stage, buyers, plan.deadline)
    await _wait(stage, plan, plan.deadline, "relay <> 'synced'", quiet=True)
    await workers.kill_all()
    return Day(
        plan=plan,
        verdict=await verdict(stage, buyers),
        kills=kills,
        struck=stage.tally.struck,
        calls=stage.tally.total,
        batches=stage.tally.batches,
        tried_again=await stage.shops.value("SELECT count(*) FROM sales_order WHERE attempts > 1"),
        seconds=time.monotonic() - began,
        states=await _states(stage),
    )


async def _states(stage: Stage) -> dict[str, int]:
    rows = await stage.shops.rows("SELECT relay, count(*) AS n FROM sales_order GROUP BY relay")
    return {row["relay"]: row["n"] for row in rows}


async def _sell(stage: Stage, buyers: Buyers, plan: Plan) -> None:
    began = time.monotonic()
    while len(buyers.ids) < plan.orders:
        due = min(plan.orders, int((time.monotonic() - began + LOOK_EVERY) * plan.per_second))
        for _ in range(min(due - len(buyers.ids), 2 * int(plan.per_second * LOOK_EVERY))):
            buyers.buy()
        await _ring(stage)
        await asyncio.sleep(LOOK_EVERY)


async def _ring(stage: Stage) -> None:
    """Webhooks, and a bell, since those that the dead had answered are gone; the timetable rings once a second."""
    await deliver(stage)
    await stage.res.bell.ring_again("relay_orders", connection_id=stage.connection)


async def _kill(workers: Workers, plan: Plan) -> None:
    """Its successor is there before a worker dies, so that somebody is always at work."""
    dice = random.Random(plan.seed)
    while True:
        await asyncio.sleep(plan.kill_every)
        victim = dice.choice(workers.alive)
        await workers.start()
        await workers.kill(victim)


async def _wait(stage: Stage, plan: Plan, seconds: float, waiting: str, *, quiet: bool = False) -> None:
    """Until every order is known and none is `waiting`; with `quiet`, until webhooks and stock are worked off, too."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        await _ring(stage)
        known, open_ = (
            await stage.shops.rows(f"SELECT count(*), count(*) FILTER (WHERE {waiting}) AS open FROM sales_order")  # noqa: S608
        )[0].values()
        if known == plan.orders and not open_ and not (quiet and await _is_busy(stage)):
            return
        await asyncio.sleep(LOOK_EVERY)


async def _is_busy(stage: Stage) -> bool:
    return bool(
        await stage.shops.value(
            """SELECT EXISTS (SELECT FROM inbox_event WHERE state = 'received')
                   OR EXISTS (SELECT FROM listing_sku WHERE dirty_at IS NOT NULL)"""
        )
    )


async def a_while_passes(stage: Stage, *, hurry: bool) -> None:
    """Nobody lives who holds a lease: let them end, and the pauses and the sweep's ten minutes with them.

    `hurry`: Weft need not wait 20 seconds before it looks for an order in doubt, so the index will not show it yet.
    """
    if hurry:
        await stage.shops.rows("UPDATE outbox_write SET sent_at = sent_at - interval '20 seconds'")
    for statement in (
        "UPDATE sales_order SET lease_until = now() - interval '1 second' WHERE lease_until > now()",
        "UPDATE sales_order SET next_try_at = now() WHERE next_try_at > now()",
        "UPDATE inbox_event SET lease_until = NULL, not_before = NULL WHERE state = 'received'",
        "UPDATE listing_sku SET lease_until = NULL, not_before = NULL",
        "UPDATE connection SET gap_checked_at = NULL",
    ):
        await stage.shops.rows(statement)


async def five_minutes_pass(stage: Stage, buyers: Buyers, deadline: float) -> None:
    """So long Weft does not trust a reading of a product to contain what was booked; then its guard reads it again."""
    for statement in (
        "UPDATE order_unit SET booked_at = booked_at - interval '5 minutes'",
        """UPDATE product SET read_at = read_at - interval '5 minutes',
               source_updated_at = source_updated_at - interval '5 minutes'""",
        "UPDATE connection SET gap_checked_at = NULL",
    ):
        await stage.shops.rows(statement)
    ends = time.monotonic() + deadline
    while time.monotonic() < ends and unequal_stock(stage, buyers):
        await asyncio.sleep(LOOK_EVERY)
