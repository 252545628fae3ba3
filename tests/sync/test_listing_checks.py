"""Check Sync Status asks TikTok now instead of when the sweep would (S130)."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextvars import Context
from typing import TypeVar

import pytest

from app.domain.selection import Selection
from app.resources import Resources
from app.sync import work
from app.sync.listing_checks import check_now
from app.tables.engine import connection, transaction
from tests.cast import Cast
from tests.shops import Shops, open_shops
from tests.sync.listed import Listed

T = TypeVar("T")


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


async def test_listings_are_locked_in_the_order_of_their_ids(resources: Resources, cast: Cast) -> None:
    """Whoever locks several in another order than everybody else becomes, or makes, the victim of a deadlock."""
    shop = Listed(resources, cast.alice.account_id, cast.connection_id)
    await shop.add(3)
    first, second, third = [row["id"] for row in await shop.rows("SELECT id FROM listing ORDER BY id")]
    # Now the last in both tables' files.
    await shop.run("UPDATE product SET brand = 'x' WHERE id = (SELECT product FROM listing WHERE id = $1)", first)
    await shop.run("UPDATE listing SET was_live = true WHERE id = $1", first)
    async with transaction(resources.db) as db:
        await db.execute("SELECT FROM listing WHERE id = $1 FOR NO KEY UPDATE", second)
        asking = elsewhere(check_now(resources, cast.connection_id, Selection()))
        async with asyncio.timeout(10):
            while await elsewhere(is_free(resources, first)):
                await asyncio.sleep(0.01)
        assert await elsewhere(is_free(resources, third))
    assert await asking == 3


def elsewhere(doing: Coroutine[None, None, T]) -> asyncio.Task[T]:
    """Outside of the transaction that is open here."""
    return asyncio.create_task(doing, context=Context())


async def is_free(res: Resources, listing: int) -> bool:
    async with connection(res.db) as db:
        found = await db.fetchval("SELECT id FROM listing WHERE id = $1 FOR NO KEY UPDATE SKIP LOCKED", listing)
    return found is not None
