"""Workers that die exactly between the remote create and the local commit, one order at a time."""

import asyncio
import random
import time
from dataclasses import dataclass, field
from typing import Any

from sandbox.journal import Call
from tests.chaos.buying import Buyers, deliver
from tests.chaos.day import a_while_passes, five_minutes_pass
from tests.chaos.ledger import Verdict, verdict
from tests.chaos.stage import Stage
from tests.chaos.workers import Workers

# When the shop has made the order and nobody was told; when the answer with its number has just left the shop.
MOMENTS = ("made", "told")
LOOK_EVERY = 0.01


@dataclass(slots=True)
class Assassin:
    """Sits in the shop and strikes the one worker that is alive as soon as `order_id` is there, or was told of."""

    stage: Stage
    workers: Workers
    moment: str = ""
    order_id: str = ""
    is_made: bool = False
    struck: asyncio.Event = field(default_factory=asyncio.Event)

    def settle_in(self) -> None:
        """Listen to what the shop does."""
        book, tally = self.stage.shops.world.ecwid.orders, self.stage.tally
        add, note = book.add, tally.note

        def added(made: dict[str, Any]) -> dict[str, Any]:
            order = add(made)
            if order.get("externalTransactionId") == self.order_id:
                self.is_made = True
                self._strike("made")
            return order

        def noted(call: Call) -> None:
            note(call)
            if self.is_made and call.method == "GET" and call.path.endswith("/batch") and self._is_done():
                self._strike("told")

        book.add = added  # type: ignore[method-assign]
        tally.note = noted  # type: ignore[method-assign]

    def _is_done(self) -> bool:
        return all(batch.status == "COMPLETED" for batch in self.stage.shops.world.ecwid.batches.by_ticket.values())

    def _strike(self, moment: str) -> None:
        if moment == self.moment and not self.struck.is_set():
            self.workers.strike(self.workers.alive[0])
            self.struck.set()


@dataclass(frozen=True, slots=True)
class Between:
    """`kills`: by moment. `too_late`: orders that Weft had committed in spite of the kill."""

    verdict: Verdict
    kills: dict[str, int]
    too_late: int
    seconds: float


async def between(stage: Stage, workers: Workers, *, kills: int, seed: int, deadline: float, hurry: bool) -> Between:
    """Buy `kills` orders, each of which costs the worker that writes it its life; then let one live, and count.

    `hurry`: the leases of the dead end at once instead of after a minute.
    """
    began = time.monotonic()
    buyers = Buyers(stage, random.Random(seed))
    assassin = Assassin(stage, workers)
    assassin.settle_in()
    counted = dict.fromkeys(MOMENTS, 0)
    too_late = 0
    for number in range(kills):
        moment = MOMENTS[number % len(MOMENTS)]
        too_late += await _one(assassin, buyers, moment)
        counted[moment] += 1
    assassin.order_id, assassin.is_made = "", False
    if hurry:
        await a_while_passes(stage, hurry=True)
    await workers.start()
    await _settled(stage, kills, deadline)
    await five_minutes_pass(stage, buyers, deadline)
    await _settled(stage, kills, deadline)
    await workers.kill_all()
    return Between(await verdict(stage, buyers), counted, too_late, time.monotonic() - began)


async def _one(assassin: Assassin, buyers: Buyers, moment: str) -> bool:
    """One order and one death; whether Weft knew the order's number by then."""
    stage, workers = assassin.stage, assassin.workers
    pid = await workers.start()
    order_id = buyers.buy()
    assassin.moment, assassin.order_id, assassin.is_made, assassin.struck = moment, order_id, False, asyncio.Event()
    await deliver(stage)
    async with asyncio.timeout(60):
        await assassin.struck.wait()
    await workers.bury(pid)
    return bool(await stage.shops.value("SELECT source_order_id <> '' FROM sales_order WHERE remote_id = $1", order_id))


async def _settled(stage: Stage, orders: int, deadline: float) -> None:
    ends = time.monotonic() + deadline
    while time.monotonic() < ends:
        await deliver(stage)
        known = await stage.shops.value("SELECT count(*) FROM sales_order WHERE relay = 'synced'")
        busy = await stage.shops.value(
            """SELECT EXISTS (SELECT FROM inbox_event WHERE state = 'received')
                   OR EXISTS (SELECT FROM listing_sku WHERE dirty_at IS NOT NULL)"""
        )
        if known == orders and not busy:
            return
        await asyncio.sleep(LOOK_EVERY * 10)
