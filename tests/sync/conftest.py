"""What tests of use cases share."""

from collections.abc import AsyncIterator

import pytest

from app.resources import Resources
from tests.cast import Cast
from tests.days import Days, passing
from tests.shops import Shops, open_shops
from tests.sync import pushing
from tests.sync.pulling import Shop
from tests.sync.pushing import PlainPictures, Pushing


@pytest.fixture
def shop(resources: Resources, cast: Cast) -> Shop:
    """Alice's connection."""
    return Shop(resources, cast.alice.account_id, cast.connection_id)


@pytest.fixture
async def shops(resources: Resources) -> AsyncIterator[Shops]:
    """Both rehearsal shops with a small catalogue and pictures that take no time."""
    async with open_shops(resources, products=16) as running:
        running.world.pictures = PlainPictures()
        yield running


@pytest.fixture
async def listed(shops: Shops, cast: Cast) -> int:
    """Alice's connection with everything pulled and live."""
    made = await shops.connect(cast.alice)
    await shops.pull(cast.alice, made)
    await shops.push(cast.alice, made)
    await shops.reviewed()
    return made


@pytest.fixture
async def days(shops: Shops, listed: int, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Days]:
    """Both shops and Weft with one clock; everything is live, and the gap guard has been there."""
    async with passing(shops, monkeypatch) as made:
        await made.run(minutes=15, step=60)
        yield made


@pytest.fixture
async def push(shops: Shops, cast: Cast) -> Pushing:
    """Alice's connection to the rehearsal shops, pulled and ready to push."""
    return await pushing.pulled(shops, cast.alice)
