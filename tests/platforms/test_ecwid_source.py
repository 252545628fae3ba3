"""The source role over real HTTP, against the rehearsal store."""

import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain.products import Product
from app.platforms.ecwid.client import EcwidClient
from app.platforms.ecwid.oauth import SCOPES
from app.platforms.ecwid.source import EcwidSource
from app.platforms.ecwid.store_facts import StoreMemory
from app.platforms.errors import AccessGone
from app.platforms.http import Http
from app.platforms.roles import Source
from sandbox.server import serve
from sandbox.settings import SandboxSettings
from sandbox.world import World

TLS = ssl.create_default_context()


class Rehearsal:
    """A store of 200 products and the source that reads it."""

    def __init__(self, world: World, http: Http, url: str) -> None:
        self.world = world
        self.token = world.ecwid.grants.install(list(SCOPES), world.now())
        self.client = EcwidClient(http, f"{url}/api/v3", str(world.ecwid.id), self._token)
        self.source: Source = EcwidSource(self.client)

    async def _token(self, _refused: bool) -> str:
        return self.token


@pytest.fixture
async def rehearsal() -> AsyncIterator[Rehearsal]:
    world = World(SandboxSettings(index_lag_seconds=0.0))
    async with serve(world) as there, Http.open(None, tls=TLS) as http:
        yield Rehearsal(world, http, there.ecwid_url)


async def read(source: Source, **query: Any) -> list[Product]:
    return [product async for page in source.product_pages(**query) for product in page.products]


async def test_store_says_who_it_is(rehearsal: Rehearsal) -> None:
    store = await rehearsal.source.store()
    assert store.id == str(rehearsal.world.ecwid.id)
    assert store.name
    assert store.url.startswith("http")
    assert len(store.currency) == 3
    assert store.plan_has_api


async def test_whole_catalogue_is_read_a_hundred_a_call(rehearsal: Rehearsal) -> None:
    """S25: every product once, whatever it looks like."""
    found = [page async for page in rehearsal.source.product_pages()]
    assert [(len(page.products), page.total, page.next_offset) for page in found] == [(100, 200, 100), (100, 200, None)]
    ids = [product.source_id for page in found for product in page.products]
    assert sorted(ids) == sorted(rehearsal.world.ecwid.products)
    assert not any(page.unreadable for page in found)


async def test_reading_goes_on_where_it_stopped(rehearsal: Rehearsal) -> None:
    every = await read(rehearsal.source)
    assert await read(rehearsal.source, offset=150) == every[150:]
    assert await read(rehearsal.source, offset=200) == []


async def test_search_and_single_reading_agree(rehearsal: Rehearsal) -> None:
    every = await read(rehearsal.source)
    assert every[0] == await rehearsal.source.product(every[0].source_id)
    with_variants = next(product for product in every if len(product.variants) > 1)
    assert with_variants == await rehearsal.source.product(with_variants.source_id)


async def test_catalogue_has_the_variety_of_a_real_one(rehearsal: Rehearsal) -> None:
    every = await read(rehearsal.source)
    assert any(product.quantity is None for product in every)
    assert any(not product.sku for product in every)
    assert any(variant.shares_stock for product in every for variant in product.variants)
    assert any(product.category is None for product in every)
    assert any(product.category and product.category.name for product in every)
    assert any(product.product_type and product.product_type.name for product in every)
    assert any(product.brand for product in every)
    assert all(product.variants for product in every)


async def test_range_includes_both_ends(rehearsal: Rehearsal) -> None:
    """S23: Ecwid leaves the last second out unless one is added."""
    every = sorted(await read(rehearsal.source), key=lambda product: product.updated_at)
    first, last = every[50].updated_at, every[120].updated_at
    expected = {p.source_id for p in every if first <= p.updated_at <= last}
    assert {p.source_id for p in await read(rehearsal.source, updated_from=first, updated_to=last)} == expected
    one = every[50].updated_at
    found = await read(rehearsal.source, updated_from=one, updated_to=one)
    assert every[50] in found
    assert all(product.updated_at == one for product in found)
    assert await read(rehearsal.source, updated_from=datetime.now(UTC) + timedelta(days=1)) == []


async def test_range_comes_in_the_order_of_change(rehearsal: Rehearsal) -> None:
    found = await read(rehearsal.source, updated_from=datetime(2000, 1, 1, tzinfo=UTC))
    assert len(found) == 200
    assert [p.updated_at for p in found] == sorted(p.updated_at for p in found)


async def test_missing_product_is_none(rehearsal: Rehearsal) -> None:
    assert await rehearsal.source.product(1) is None


async def test_deleted_products_are_named(rehearsal: Rehearsal) -> None:
    doomed = list(rehearsal.world.ecwid.products)[:3]
    for number in doomed:
        rehearsal.world.ecwid.remove_product(number)
    since = datetime.now(UTC) - timedelta(minutes=5)
    assert sorted([i async for ids in rehearsal.source.deleted_ids(since=since) for i in ids]) == sorted(doomed)
    later = datetime.now(UTC) + timedelta(minutes=5)
    assert [ids async for ids in rehearsal.source.deleted_ids(since=later)] == []


async def test_plan_without_api_ends_the_pull(rehearsal: Rehearsal) -> None:
    rehearsal.world.faults.turn_on("ecwid", "plan_without_api")
    with pytest.raises(AccessGone) as caught:
        await read(rehearsal.source)
    assert caught.value.reason == "plan"


@pytest.mark.parametrize("fault", ["error_before_effect", "html_502", "truncated_json", "drop_connection"])
async def test_single_bad_answers_do_not_end_a_pull(rehearsal: Rehearsal, fault: str) -> None:
    rehearsal.world.faults.turn_on("ecwid", fault, path="/products", count=1)
    assert len(await read(rehearsal.source)) == 200


async def test_pull_waits_out_a_429(rehearsal: Rehearsal) -> None:
    rehearsal.world.faults.turn_on("ecwid", "rate_limited", path="/products", count=1, seconds=1)
    assert len(await read(rehearsal.source)) == 200


async def test_what_seldom_changes_is_read_once_for_many_products(rehearsal: Rehearsal) -> None:
    """Ten sales a second are ten readings of products: a call each, or Ecwid's 600 a minute are used up by them."""
    memory, every = StoreMemory(), await read(rehearsal.source)
    typed = next(product for product in every if product.product_type and product.product_type.name)
    before = rehearsal.world.journal.total
    for _ in range(5):
        assert await EcwidSource(rehearsal.client, memory).product(typed.source_id) == typed
    calls = [call.path.rpartition("/")[2] for call in list(rehearsal.world.journal.calls)[before:]]
    assert sorted(set(calls)) == sorted([str(typed.source_id), "classes", "profile"])
    assert len(calls) == 5 + 2


async def test_a_pull_sees_what_was_renamed_a_moment_ago(rehearsal: Rehearsal) -> None:
    """The names that single readings still use for a minute are learnt anew, for them too."""
    memory, every = StoreMemory(), await read(rehearsal.source)
    typed = next(product for product in every if product.product_type and product.product_type.name)
    assert typed.product_type is not None
    assert await EcwidSource(rehearsal.client, memory).product(typed.source_id) == typed
    kind = next(kind for kind in rehearsal.world.ecwid.classes.values() if kind["id"] == typed.product_type.id)
    kind["name"] = "Renamed"
    pulled = await read(EcwidSource(rehearsal.client, memory))
    renamed = next(product for product in pulled if product.source_id == typed.source_id)
    assert renamed.product_type is not None
    assert renamed.product_type.name == "Renamed"
    assert await EcwidSource(rehearsal.client, memory).product(typed.source_id) == renamed
