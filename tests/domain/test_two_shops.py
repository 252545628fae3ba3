"""Whatever happens in both shops, in whatever order: when it is quiet, TikTok offers what Ecwid has (S55, S86, B3)."""

import random
from collections.abc import Callable

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from tests.domain.two_shops import TwoShops

INTERLEAVINGS = 10_000
PLACES = st.integers(0, 9)
SECONDS = st.floats(0, 120)


class Interleavings(RuleBasedStateMachine):
    """Small steps of both shops and of Weft; a failure is shrunk to the shortest story that ends wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.shops = TwoShops()

    @rule(seconds=st.floats(0, 900))
    def wait(self, seconds: float) -> None:
        self.shops.wait(seconds)

    @rule(by=st.integers(-20, 20))
    def ecwid_changes(self, by: int) -> None:
        self.shops.change(by)

    @rule(units=st.integers(1, 5))
    def tiktok_sells(self, units: int) -> None:
        self.shops.sell(units)

    @rule(place=PLACES)
    def tiktok_cancels(self, place: int) -> None:
        self.shops.cancel(place)

    @rule(place=PLACES)
    def an_order_is_read(self, place: int) -> None:
        self.shops.hear(place)

    @rule(seconds=SECONDS, reading=st.booleans())
    def orders_are_booked(self, seconds: float, reading: bool) -> None:
        self.shops.book(seconds, reading)

    @rule()
    def cancelled_units_go_back(self) -> None:
        self.shops.give_back()

    @rule()
    def the_product_is_asked_for(self) -> None:
        self.shops.read()

    @rule(place=PLACES)
    def a_reading_is_written(self, place: int) -> None:
        self.shops.write(place)

    @rule(seconds=SECONDS, units=st.integers(0, 3))
    def the_lane_sends(self, seconds: float, units: int) -> None:
        self.shops.send(seconds, units)

    def teardown(self) -> None:
        self.shops.settle()
        assert self.shops.in_step(), self.shops
        # And then nothing is written any more: nobody takes what we sent for news.
        calls = self.shops.calls
        self.shops.settle()
        assert (self.shops.calls, self.shops.in_step()) == (calls, True)


TestInterleavings = Interleavings.TestCase
TestInterleavings.settings = settings(max_examples=100, stateful_step_count=25, deadline=None)


def test_ten_thousand_interleavings_end_in_step() -> None:
    """The same steps by dice, each walk with its own."""
    for seed in range(INTERLEAVINGS):
        dice, shops = random.Random(seed), TwoShops()
        for _ in range(dice.randrange(4, 24)):
            dice.choice(STEPS)(shops, dice)
        shops.settle()
        assert shops.in_step(), f"seed {seed}: {shops}"
        calls = shops.calls
        shops.settle()
        assert (shops.calls, shops.in_step()) == (calls, True), f"seed {seed}: {shops}"


STEPS: tuple[Callable[[TwoShops, random.Random], None], ...] = (
    lambda shops, dice: shops.wait(dice.choice((0.1, 1, 20, 70, 400))),
    lambda shops, dice: shops.change(dice.randrange(-20, 20)),
    lambda shops, dice: shops.sell(dice.randrange(1, 5)),
    lambda shops, dice: shops.sell(dice.randrange(1, 5)),
    lambda shops, dice: shops.cancel(dice.randrange(9)),
    lambda shops, dice: shops.hear(dice.randrange(9)),
    lambda shops, dice: shops.hear(dice.randrange(9)),
    lambda shops, dice: shops.book(dice.random() * 90, dice.random() < 0.3),
    lambda shops, dice: shops.give_back(),
    lambda shops, dice: shops.read(),
    lambda shops, dice: shops.write(dice.randrange(9)),
    lambda shops, dice: shops.send(dice.random() * 40, dice.randrange(3)),
)
