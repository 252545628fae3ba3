"""Pulling from the rehearsal store over real HTTP, while somebody works in it (R-20)."""

import random
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from app.domain.products import Product
from app.platforms.roles import ProductPage, Source, Store
from app.sync.grants import open_source
from sandbox.ecwid import product_writes
from sandbox.ecwid.store import EcwidStore
from tests.cast import Cast
from tests.shops import Shops, open_shops
from tests.sync.pulling import Shop


class Moving:
    """The source as it is, and a shopkeeper who deletes, makes and changes products between any two pages."""

    def __init__(self, source: Source, store: EcwidStore, seed: int) -> None:
        self._source = source
        self._store = store
        self._chance = random.Random(seed)
        self.moves = 12

    async def store(self) -> Store:
        return await self._source.store()

    async def product_pages(
        self, *, updated_from: datetime | None = None, updated_to: datetime | None = None, offset: int = 0
    ) -> AsyncIterator[ProductPage]:
        pages = self._source.product_pages(updated_from=updated_from, updated_to=updated_to, offset=offset)
        async for page in cast(AsyncGenerator[ProductPage, None], pages):
            yield page
            self._move()

    async def product(self, source_id: int) -> Product | None:
        return await self._source.product(source_id)

    def deleted_ids(self, *, since: datetime | None) -> AsyncIterator[list[int]]:
        return self._source.deleted_ids(since=since)

    def _move(self) -> None:
        if self.moves <= 0:
            return
        self.moves -= 3
        store, chance = self._store, self._chance
        store.remove_product(chance.choice(sorted(store.products)))
        product_writes.create(store, {"name": f"Made {chance.random()}", "price": 3}, with_variations=False)
        product_writes.update(store, chance.choice(sorted(store.products)), {"name": f"Changed {chance.random()}"})


@pytest.fixture
async def big(resources: Any, cast: Cast) -> AsyncIterator[tuple[Shops, Shop]]:
    """A store of 420 products, five pages, and Alice's connection to it."""
    async with open_shops(resources, products=420) as shops:
        made = await shops.connect(cast.alice)
        yield shops, Shop(shops.res, cast.alice.account_id, made)


async def test_pulling_twice_writes_nothing_the_second_time(big: tuple[Shops, Shop]) -> None:
    """S25."""
    _, shop = big
    source = await open_source(shop.res, shop.id)
    assert (await shop.pull(source))["new"] == 420
    before = await shop.products()
    assert (await shop.pull(source))["unchanged"] == 420
    assert await shop.products() == before


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
@pytest.mark.parametrize("first", [True, False], ids=["first pull", "later pull"])
async def test_nothing_is_missed_or_doubled_while_somebody_works_in_the_store(
    big: tuple[Shops, Shop], seed: int, first: bool
) -> None:
    shops, shop = big
    source = await open_source(shop.res, shop.id)
    if not first:
        await shop.pull(source)
    store = shops.world.ecwid
    await shop.pull(Moving(source, store, seed))
    rows = await shop.products()
    live = {number: row["title"] for number, row in rows.items() if row["deleted_at"] is None}
    assert live == {number: product["name"] for number, product in store.products.items()}


async def test_since_last_pull_costs_a_page_and_two_calls(big: tuple[Shops, Shop]) -> None:
    """S22: what is read grows with the changes, not with the catalogue."""
    shops, shop = big
    source = await open_source(shop.res, shop.id)
    await shop.pull(source)
    # The catalogue was made a moment ago, within the overlap; tomorrow only the changes are new.
    day = timedelta(days=1)
    shops.world.advance(day.total_seconds())
    shop = replace(shop, res=replace(shop.res, now=lambda: datetime.now(UTC) + day))
    await shop.fetch("UPDATE connection SET pulled_until = $2 WHERE id = $1", shop.id, shop.res.now())
    for number in sorted(shops.world.ecwid.products)[:4]:
        product_writes.update(shops.world.ecwid, number, {"name": "Changed"})
    shops.world.journal.clear()
    counts = await shop.pull(source, range="since")
    assert (counts["read"], counts["updated"]) == (4, 4)
    assert len(shops.world.journal.of("ecwid")) <= 3
