"""Architecture, lanes: a long pull makes room for whoever waits, and goes on as if nothing had happened."""

import json

import asyncpg
import pytest

from app.sync.pulls import run_pull
from app.sync.tasks import request_stop
from app.tables import task_claims
from app.tables.engine import connection
from tests.cast import Cast
from tests.sync.catalogue import Catalogue, a_product
from tests.sync.pulling import Shop

PAGES = 5


def catalogue(pages: int = PAGES) -> Catalogue:
    return Catalogue(*(a_product(number) for number in range(1, 3 * pages + 1)))


@pytest.fixture
async def other(shop: Shop, cast: Cast) -> Shop:
    """Charlie's connection, whose pull waits in the same lane."""
    return Shop(shop.res, cast.charlie.account_id, cast.charlies_connection_id)


async def turn(shop: Shop, task: int, source: Catalogue, *, seconds: float = 0.0) -> asyncpg.Record:
    """One turn as a worker takes it: claimed, read on, given back."""
    facts = await shop.claim(task)
    await run_pull(shop.res, facts, "w1", source, turn=seconds)
    async with connection(shop.res.db) as db:
        await task_claims.release(db, task, "w1")
    return await shop.task(task)


async def to_its_end(shop: Shop, task: int, source: Catalogue) -> tuple[asyncpg.Record, int]:
    """The task's row, and how many turns that took."""
    for turns in range(1, 50):
        row = await turn(shop, task, source)
        if row["run_state"] != "running":
            return row, turns
    raise AssertionError("it never ends")


async def test_whoever_waits_has_a_turn_after_each_slice(shop: Shop, other: Shop) -> None:
    store = catalogue()
    task = await shop.start()
    await other.start()

    row = await turn(shop, task, store)

    assert (row["run_state"], row["lease_by"], row["attempts"]) == ("running", "", 0)
    assert json.loads(row["place"])["offset"] < 3 * PAGES
    facts = await other.claim(await other.start(), "w2")  # the same task: a pull is there once
    assert not await run_pull(shop.res, facts, "w2", catalogue(1), turn=20.0)
    assert (await other.task(facts.id))["run_state"] == "finished"


async def test_in_turns_it_reads_every_page_once_and_counts_right(shop: Shop, other: Shop) -> None:
    """S124"""
    store = catalogue()
    store.unreadable = {4}
    task = await shop.start()
    await other.start()

    row, turns = await to_its_end(shop, task, store)

    assert (row["run_state"], turns) == ("finished", PAGES)
    counts = json.loads(row["counts"])
    assert (counts["read"], counts["new"], counts["unreadable"], counts["total"]) == (14, 14, 1, 15)
    # Each turn asks for its first page, and the next may be on its way when it ends.
    assert [offset for *_, offset in store.asked if offset] == [3, 6, 9, 12]
    assert await shop.live() == set(store.products) - {4}
    assert not await shop.fetch("SELECT FROM pull_memory")


async def test_without_anybody_waiting_it_goes_on_to_its_end(shop: Shop) -> None:
    task = await shop.start()
    await shop.res.redis.flushdb()  # its own bell
    assert (await turn(shop, task, catalogue()))["run_state"] == "finished"


async def test_what_is_deleted_during_the_turn_of_others_shifts_nobody_out(shop: Shop, other: Shop) -> None:
    """R-20"""
    store = catalogue()
    task = await shop.start()
    await other.start()
    await turn(shop, task, store)
    store.delete(1)  # what was sixth is fifth now, in front of the place
    row, _ = await to_its_end(shop, task, store)
    assert row["run_state"] == "finished"
    assert await shop.live() == set(store.products)


async def test_what_vanished_unsaid_is_marked_though_the_pull_took_turns(shop: Shop, other: Shop) -> None:
    """A look that remembers what it saw can still tell what is left over; S22."""
    store = catalogue()
    await shop.pull(store)
    store.delete(2, told=False)
    task = await shop.start()
    await other.start()
    row, turns = await to_its_end(shop, task, store)
    assert (row["run_state"], json.loads(row["counts"])["deleted"]) == ("finished", 1)
    assert turns > 2
    assert await shop.live() == set(store.products)


class Killed(BaseException):
    """As abrupt as a signal: nobody handles it."""


async def test_worker_that_dies_after_others_had_their_turn_loses_nothing(shop: Shop, other: Shop) -> None:
    """What was kept is older than the place then."""
    store = catalogue()
    task = await shop.start()
    await other.start()
    await turn(shop, task, store)

    def die(pages: int) -> None:
        raise Killed

    facts = await shop.claim(task, "w2")
    store.between = die
    with pytest.raises(Killed):
        await run_pull(shop.res, facts, "w2", store, turn=20.0)
    store.between = lambda pages: None
    await shop.fetch("UPDATE task SET lease_until = now() - interval '1 second' WHERE id = $1", task)

    row, _ = await to_its_end(shop, task, store)

    counts = json.loads(row["counts"])
    assert (row["run_state"], counts["read"], counts["new"], counts["total"]) == ("finished", 15, 15, 15)
    assert await shop.live() == set(store.products)


async def test_stop_between_two_turns_ends_it(shop: Shop, other: Shop) -> None:
    """S126"""
    store = catalogue()
    task = await shop.start()
    await other.start()
    await turn(shop, task, store)
    await request_stop(shop.res, shop.account, task)
    row = await turn(shop, task, store)
    assert (row["run_state"], row["outcome"]) == ("stopped", "partly")
    assert not await shop.fetch("SELECT FROM pull_memory")
