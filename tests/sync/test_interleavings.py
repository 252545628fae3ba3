"""Both shops and all of Weft: changes, orders, cancellations, webhooks twice, late and lost; then quiet (S55, S86, B3).

The rules alone go through ten thousand such stories in `tests/domain/test_two_shops.py`; here are as many as the whole
stack manages in some seconds. WEFT_TEST_STORIES=100 lets it live through more.
"""

import os
import random

import pytest

from sandbox.panel import ecwid_order_actions, order_actions
from sandbox.panel.refused import Refused
from tests.days import Days
from tests.sync.test_outages import Shop

STORIES = int(os.environ.get("WEFT_TEST_STORIES", "3"))
STEPS = 14


class Story:
    """What the dice say."""

    def __init__(self, shop: Shop, seed: int) -> None:
        self.shop, self.dice, self.orders = shop, random.Random(seed), list[str]()

    async def step(self) -> None:
        await self.dice.choice(
            (self.sell, self.sell, self.change, self.cancel, self.ask, self.ship, self.hear, self.wait)
        )()

    async def sell(self) -> None:
        try:
            number, count = self.dice.randrange(4), self.dice.randrange(1, 3)
            self.orders += self.shop.sell(number, self.dice.choice(("ready", "ready", "paid", "unpaid")), count)
        except Refused:
            return  # TikTok offers none any more

    async def change(self) -> None:
        self.shop.change_stock(self.dice.randrange(4), self.dice.randrange(0, 60))

    async def cancel(self) -> None:
        self._act("cancel", {"by": "system"})

    async def ask(self) -> None:
        self._act("ask-to-cancel", {})

    def _act(self, verb: str, body: dict[str, str]) -> None:
        if self.orders:
            try:
                order_actions.act(self.shop.world, self.dice.choice(self.orders), verb, body)
            except Refused:
                return  # it is past that

    async def ship(self) -> None:
        rows = ecwid_order_actions.rows(self.shop.world)
        if rows:
            what = self.dice.choice(("ship", "cancel"))
            ecwid_order_actions.act(self.shop.world, self.dice.choice(rows)["id"], what, {"tracking_number": UPS})

    async def hear(self) -> None:
        """Some webhooks arrive: in any order, some of them twice, one in ten never."""
        held = self.shop.world.webhooks.held
        self.dice.shuffle(held)
        late = [held.pop() for _ in range(self.dice.randrange(len(held) + 1))]
        held[:] = [each for each in held if self.dice.random() > 0.1] + [
            each for each in held if self.dice.random() < 0.2
        ]
        await self.shop.days.shops.deliver()
        held += late

    async def wait(self) -> None:
        await self.shop.days.run(seconds=self.dice.choice((1, 5, 40, 200)), step=5)


UPS = "1Z999AA10123456784"


@pytest.mark.slow
async def test_when_it_is_quiet_both_shops_are_in_step_and_nothing_is_written(days: Days, listed: int) -> None:
    """Every linked SKU's stock on TikTok is the computed one, and ten idle minutes write nothing: no echo (S114)."""
    shop = await Shop.of(days, listed)
    for seed in range(STORIES):
        story = Story(shop, seed)
        for _ in range(STEPS):
            await story.step()
        # The last order's hold ends, an unpaid one and a buyer's request run out, and what was lost is found.
        await days.skip(hours=25)
        days.lose_webhooks()  # nobody believes them after a day
        await days.run(minutes=25, step=20)
        await days.shops.deliver()
        await days.run(minutes=25, step=20)
        assert await shop.differences() == {}, f"story {seed}"
        await days.shops.deliver()
        await days.work()

        shop.world.journal.clear()
        await days.run(minutes=10)
        assert shop.world.journal.calls, "the gap guard was there"
        assert days.writes() == [], f"story {seed}"
