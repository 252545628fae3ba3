"""What journeys share: both shops with half a dozen products, a Weft that runs, and Alice's connection."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from app.resources import Resources
from tests.browsers import Browser
from tests.cast import Player
from tests.stage import SMALL, Stage, staged
from tests.stagehands import ONE_PICTURE

# Whoever is in a hurry (tests/stagehands.py) does not wait for a webhook that came too early.
SHOPS = replace(SMALL, products=6, review_seconds=0.3)


@pytest.fixture
async def stage(resources: Resources, servers: dict[str, str]) -> AsyncIterator[Stage]:
    async with staged(resources, servers, SHOPS, ONE_PICTURE) as made:
        yield made


@pytest.fixture
async def alice(stage: Stage) -> Player:
    """The owner of an empty account."""
    return await stage.owner()


@pytest.fixture
async def connection(stage: Stage, alice: Player) -> int:
    """Alice's shops are connected, and their products pulled."""
    made = await stage.connect(alice)
    await stage.pull(alice, made)
    return made


@pytest.fixture
async def browser(stage: Stage, alice: Player) -> AsyncIterator[Browser]:
    """Alice's browser, without a window."""
    made = await stage.browser(alice)
    yield made
    await made.aclose()
