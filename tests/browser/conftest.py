"""What tests in a real browser share."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from app.resources import Resources
from app.web import sessions
from tests.browser.chromium import chromium as started
from tests.browser.windows import Window, window
from tests.cast import Player
from tests.stage import SMALL, Stage, staged
from tests.stagehands import ONE_PICTURE


@pytest.fixture(scope="session")
async def chromium(anyio_backend: object) -> AsyncIterator[Browser]:
    """One Chromium for the whole run; every test has contexts of its own."""
    async with started() as browser:
        yield browser


@pytest.fixture
async def stage(resources: Resources, servers: dict[str, str]) -> AsyncIterator[Stage]:
    """Both shops with a dozen products, and a Weft that runs."""
    async with staged(resources, servers, SMALL, ONE_PICTURE) as made:
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
async def desk(chromium: Browser, stage: Stage, alice: Player, connection: int) -> AsyncIterator[Window]:
    """Alice's desk: signed in, nothing opened yet."""
    async with window(chromium, stage.url) as made:
        await sign_in(made, stage, alice)
        made.base = f"/connections/{connection}"
        yield made


async def sign_in(w: Window, stage: Stage, player: Player) -> None:
    """Without the form and its 30 ms."""
    cookie = await sessions.create(stage.res.redis, player.id, player.epoch, stage.res.now().timestamp())
    await w.page.context.add_cookies([{"name": sessions.cookie_name(secure=False), "value": cookie, "url": stage.url}])
