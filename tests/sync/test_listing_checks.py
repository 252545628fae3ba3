"""Check Sync Status asks TikTok now instead of when the sweep would (S130)."""

from collections.abc import AsyncIterator

import pytest

from app.domain.selection import Selection
from app.resources import Resources
from app.sync import work
from app.sync.listing_checks import check_now
from tests.cast import Cast
from tests.shops import Shops, open_shops


@pytest.fixture
async def shops(resources: Resources) -> AsyncIterator[Shops]:
    async with open_shops(resources, products=8) as running:
        yield running


async def test_listing_taken_down_on_tiktok_is_seen_when_asked(shops: Shops, cast: Cast) -> None:
    connection = await shops.connect(cast.alice)
    await shops.pull(cast.alice, connection)
    await shops.push(cast.alice, connection)
    await shops.reviewed()
    live = await shops.rows("SELECT id FROM product WHERE sync_state = 'synced' ORDER BY id")
    remote = await shops.value("SELECT remote_id FROM listing WHERE product = $1", live[0]["id"])
    shops.world.tiktok.freeze(remote, "Counterfeit goods")
    shops.world.webhooks.held.clear()

    assert await check_now(shops.res, connection, Selection(ids=(live[0]["id"],))) == 1
    await work.follow_listings(shops.res, connection)

    assert await shops.value("SELECT sync_state FROM product WHERE id = $1", live[0]["id"]) == "deactivated"


async def test_only_listings_of_this_connection_are_asked_about(shops: Shops, cast: Cast) -> None:
    connection = await shops.connect(cast.alice)
    await shops.pull(cast.alice, connection)
    await shops.push(cast.alice, connection)
    product = await shops.value("SELECT product FROM listing LIMIT 1")

    assert await check_now(shops.res, cast.charlies_connection_id, Selection(ids=(product,))) == 0
    assert await check_now(shops.res, cast.charlies_connection_id, Selection()) == 0
