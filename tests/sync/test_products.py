"""One product after a webhook (S164): read again, and written as a pull writes it."""

from dataclasses import replace
from datetime import timedelta

from app.sync.products import refresh_product
from tests.sync.catalogue import TEAPOTS, Catalogue, a_product
from tests.sync.pulling import Shop


async def test_a_changed_product_is_read_again(shop: Shop) -> None:
    store = Catalogue(a_product(1), a_product(2))
    await shop.pull(store)
    await shop.list_product(1)
    store.put(replace(store.products[1], title="Renamed", category=TEAPOTS))
    assert await refresh_product(shop.res, shop.id, store, 1)
    rows = await shop.products()
    assert (rows[1]["title"], rows[1]["unsent_changes"]) == ("Renamed", True)
    assert rows[1]["category_mapping"] not in (None, rows[2]["category_mapping"])
    assert not await refresh_product(shop.res, shop.id, store, 1)


async def test_a_new_product_waits_for_the_next_pull(shop: Shop) -> None:
    """S136: off by default; the webhook does not even cost a call."""
    store = Catalogue(a_product(1))
    assert not await refresh_product(shop.res, shop.id, store, 1)
    assert await shop.products() == {}
    assert store.asked_singly == []


async def test_a_deleted_product_is_marked_once(shop: Shop) -> None:
    store = Catalogue(a_product(1), a_product(2))
    await shop.pull(store)
    store.delete(1)
    assert await refresh_product(shop.res, shop.id, store, 1)
    assert await shop.live() == {2}
    assert not await refresh_product(shop.res, shop.id, store, 1)


async def test_a_webhook_that_comes_late_brings_nothing_old_back(shop: Shop) -> None:
    store = Catalogue(a_product(1))
    await shop.pull(store)
    old = store.products[1]
    store.put(replace(old, title="Newest"))
    await refresh_product(shop.res, shop.id, store, 1)
    store.put(old, at=old.updated_at - timedelta(seconds=1))
    assert not await refresh_product(shop.res, shop.id, store, 1)
    assert (await shop.products())[1]["title"] == "Newest"


async def test_somebody_elses_product_of_the_same_number_is_left_alone(shop: Shop) -> None:
    (row,) = await shop.fetch("SELECT id, account FROM connection WHERE id <> $1", shop.id)
    charlie = Shop(shop.res, row["account"], row["id"])
    store = Catalogue(a_product(1))
    await charlie.pull(store)
    before = await charlie.products()
    store.put(replace(store.products[1], title="Alice’s"))
    assert not await refresh_product(shop.res, shop.id, store, 1)
    assert await charlie.products() == before
    assert await shop.products() == {}


async def test_an_impossible_product_is_stored_as_far_as_it_can_be(shop: Shop) -> None:
    store = Catalogue(a_product(1))
    await shop.pull(store)
    store.put(replace(store.products[1], title="Nul\0 byte", quantity=2**50))
    assert await refresh_product(shop.res, shop.id, store, 1)
    assert (await shop.products())[1]["title"] == "Nul byte"
