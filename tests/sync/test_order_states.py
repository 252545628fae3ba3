"""The order state machine, model-checked: every sequence of two and of three events ends in a legal state (S90–S96,
S110–S116).

The real rules, the real rows; only the two shops are played (`lives.py`). Sequences begin before anybody heard of the
order, and with an order that both shops have; between any two events the lanes have worked, or have not. These are
eighty-five thousand stories of three events. Stories that have come to the same world go on alike (`order_worlds.py`),
so each world is lived further once, and a few stories are lived without that to see that it is so.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

import pytest

from app.resources import Resources
from app.sync import relay_claims
from tests.cast import Cast
from tests.sync import order_laws
from tests.sync.listed import Listed
from tests.sync.lives import BEGAN, EVENTS, LANES, Lives
from tests.sync.order_worlds import UNHEARD, World, order_name, put, said, take_out

Story = tuple[str, ...]
Step = tuple[World, str]
LONGEST = 3
IN_BOTH_SHOPS: Story = ("TikTok: AWAITING_SHIPMENT", LANES)
STARTS: tuple[Story, ...] = ((), IN_BOTH_SHOPS)
# Orders side by side: those that happen to something, and those that the lanes have in hand.
AT_ONCE, IN_HAND = 1500, 500
LIVED_THROUGH = 10


@dataclass(slots=True)
class Map:
    """Which world every step leads to. `stories` tells for each world one story that comes to it."""

    lives: Lives
    steps: dict[Step, World] = field(default_factory=dict)
    stories: dict[World, Story] = field(default_factory=lambda: {UNHEARD: ()})
    broken: dict[str, list[Story]] = field(default_factory=lambda: defaultdict(list))

    async def explore(self) -> None:
        """Every story of LONGEST events after each start, with and without the lanes' work behind each event."""
        for event in IN_BOTH_SHOPS:
            await self._walk([(self.end(IN_BOTH_SHOPS[: IN_BOTH_SHOPS.index(event)]), event)])
        ends = {self.end(start) for start in STARTS}
        for _ in range(LONGEST):
            await self._walk([(world, event) for world in sorted(ends) for event in EVENTS])
            came = {self.steps[world, event] for world in ends for event in EVENTS}
            await self._walk([(world, LANES) for world in sorted(came)])
            ends = came | {self.steps[world, LANES] for world in came}

    def end(self, story: Story) -> World:
        world = UNHEARD
        for event in story:
            world = self.steps[world, event]
        return world

    async def _walk(self, steps: Iterable[Step]) -> None:
        new = [step for step in steps if step not in self.steps]
        for some in _parts(new, IN_HAND if new and new[0][1] == LANES else AT_ONCE):
            worlds = {order_name(number): step[0] for number, step in enumerate(some)}
            await put(self.lives, worlds)
            await happen(self.lives, {id_: step[1] for id_, step in zip(worlds, some, strict=True)})
            for step, end in zip(some, (await take_out(self.lives, worlds)).values(), strict=True):
                self._came_to(step, end)

    def _came_to(self, step: Step, end: World) -> None:
        before, event = step
        self.steps[step] = end
        story = (*self.stories[before], event)
        self.stories.setdefault(end, story)
        was, says = said(before), said(end)
        for sentence in order_laws.broken_by(event, was, says) + (order_laws.at_rest(says) if event == LANES else []):
            self.broken[sentence].append(story)


def _parts(steps: Sequence[Step], size: int) -> Iterator[Sequence[Step]]:
    return (steps[first : first + size] for first in range(0, len(steps), size))


async def happen(lives: Lives, events: dict[str, str]) -> None:
    """The lanes work for all of these orders, or something happens to each."""
    if LANES in events.values():
        await lives.quiet()
        return
    happening = defaultdict(list)
    for id_, event in events.items():
        happening[event].append(id_)
    await lives.happen(happening)


@pytest.fixture
async def lives(resources: Resources, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Lives:
    # Nobody waits for a flood of orders to ebb: that is a second and a half every time.
    monkeypatch.setattr(relay_claims, "FLOOD", AT_ONCE)
    shop = Listed(resources, cast.alice.account_id, cast.connection_id)
    [product_id] = await shop.add(1)
    # The stories are of orders that were placed while there was a connection.
    await shop.run("UPDATE connection SET created_at = $2 WHERE id = $1", cast.connection_id, BEGAN)
    return Lives(resources, cast.connection_id, f"sku-{product_id}")


@pytest.mark.timeout(300)
async def test_every_story_of_three_events_ends_in_a_legal_state(lives: Lives) -> None:
    """S110, S114, S96: forward only, no echo, no second order."""
    map_ = Map(lives)
    await map_.explore()
    assert not map_.broken, "\n".join(f"{law}: {len(which)}, {which[:4]}" for law, which in map_.broken.items())
    await go_on_alike(map_)


async def go_on_alike(map_: Map) -> None:
    """What the map says is what happens to an order whose story is lived from its beginning to its end."""
    dice = random.Random(3)
    for start, between in product(STARTS, product([True, False], repeat=LONGEST - 1)):
        pauses = [(LANES,) if is_pause else () for is_pause in (*between, True)]
        stories = [
            (*start, *(word for pause in pauses for word in (dice.choice(tuple(EVENTS)), *pause)))
            for _ in range(LIVED_THROUGH)
        ]
        for story, end in zip(stories, await live(map_.lives, stories), strict=True):
            assert said(end) == said(map_.end(story)), story


async def live(lives: Lives, stories: Sequence[Story]) -> list[World]:
    """Live through stories whose LANES stand at the same places."""
    await lives.clear()
    ids = [order_name(number) for number in range(len(stories))]
    for id_ in ids:
        lives.begin(id_)
    for events in zip(*stories, strict=True):
        await happen(lives, dict(zip(ids, events, strict=True)))
    return list((await take_out(lives, dict.fromkeys(ids, UNHEARD))).values())
