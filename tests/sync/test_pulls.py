"""Ecwid → Weft (S19–S26): pulled twice, interrupted, in a range; what is ours stays, what is gone is marked."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextvars import Context
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.domain.fingerprint import fingerprint
from app.domain.products import Variant
from app.platforms.errors import AccessGone, NotExecuted, Unknown
from app.platforms.roles import ProductPage
from app.sync.pull_lease import keep_lease
from app.sync.pulls import run_pull
from app.sync.tasks import request_stop
from app.tables.engine import transaction
from app.tables.mapping_writes import Mappings
from app.tables.product_records import product_of
from app.tables.product_writes import write_products
from app.tables.task_claims import LEASE_SECONDS
from tests.sync.catalogue import CERAMICS, TEAPOTS, Catalogue, a_product
from tests.sync.pulling import Shop


def seven() -> Catalogue:
    return Catalogue(*(a_product(number) for number in range(1, 8)))


async def test_everything_arrives_as_it_is(shop: Shop) -> None:
    shirt = a_product(
        9,
        title="Ünï “T-Shirt” 🙂",
        category=None,
        product_type=CERAMICS,
        size=None,
        weight_g=None,
        quantity=None,
        variants=(
            Variant(31, "TS-S", Decimal("9.99"), 3, (("Size", "S"),), "4006381333931", "http://p.example/s.jpg"),
            Variant(32, "TS-M", Decimal("1234567.1234"), None, (("Size", "M"), ("Colour", "Red")), shares_stock=True),
        ),
    )
    counts = await shop.pull(Catalogue(a_product(1), shirt))
    assert counts == {
        "read": 2, "new": 2, "updated": 0, "unchanged": 0, "unreadable": 0, "deleted": 0, "total": 2,
    }  # fmt: skip
    rows = await shop.products()
    assert product_of(rows[1]) == a_product(1)
    assert product_of(rows[9]) == shirt
    assert rows[9]["variant_count"] == 2


async def test_pulling_twice_makes_no_doubles_and_writes_nothing(shop: Shop) -> None:
    """S25."""
    store = seven()
    await shop.pull(store)
    before = await shop.products()
    counts = await shop.pull(store)
    assert counts["unchanged"] == counts["read"] == 7
    assert await shop.products() == before


async def test_a_later_timestamp_alone_is_no_change(shop: Shop) -> None:
    store = seven()
    await shop.pull(store)
    before = await shop.products()
    store.put(store.products[3])
    assert (await shop.pull(store))["unchanged"] == 7
    assert (await shop.products())[3]["version"] == before[3]["version"]


async def test_only_what_changed_is_written(shop: Shop) -> None:
    store = seven()
    await shop.pull(store)
    before = await shop.products()
    store.put(replace(store.products[3], title="A better mug"))
    counts = await shop.pull(store)
    assert (counts["updated"], counts["unchanged"]) == (1, 6)
    after = await shop.products()
    assert after[3]["title"] == "A better mug"
    assert {number for number in after if after[number]["version"] != before[number]["version"]} == {3}


async def test_what_the_seller_added_is_never_overwritten(shop: Shop) -> None:
    """S25."""
    store = seven()
    await shop.pull(store)
    await shop.fetch(
        """UPDATE product SET sync_state = 'in_review', own_category_id = '600001', own_category_path = 'Home › Mugs',
               sent_fingerprint = 'x' WHERE connection = $1""",
        shop.id,
    )
    for product in list(store.products.values()):
        store.put(replace(product, title=f"New {product.title}"))
    await shop.pull(store)
    for row in (await shop.products()).values():
        assert row["title"].startswith("New ")
        assert (row["sync_state"], row["own_category_id"], row["own_category_path"], row["sent_fingerprint"]) == (
            "in_review", "600001", "Home › Mugs", b"x",
        )  # fmt: skip


async def test_a_changed_product_of_a_listing_has_unsent_changes(shop: Shop) -> None:
    """S47."""
    store = seven()
    await shop.pull(store)
    await shop.list_product(2)
    await shop.list_product(3)
    for number in (3, 4):
        store.put(replace(store.products[number], title="Changed"))
    await shop.pull(store)
    assert [n for n, row in (await shop.products()).items() if row["unsent_changes"]] == [3]


async def test_a_listed_product_is_still_found_by_its_tts_id_after_a_pull(shop: Shop) -> None:
    store = seven()
    await shop.pull(store)
    await shop.list_product(3)
    store.put(replace(store.products[3], title="Changed"))
    await shop.pull(store)
    assert (await shop.products())[3]["search"] == "changed mug 3 3 tts-3"


async def test_what_ecwid_deleted_is_marked_and_stays(shop: Shop) -> None:
    """S25."""
    store = seven()
    await shop.pull(store)
    store.delete(2)
    assert (await shop.pull(store, range="since"))["deleted"] == 1
    rows = await shop.products()
    assert len(rows) == 7
    assert await shop.live() == {1, 3, 4, 5, 6, 7}
    assert (await shop.pull(store))["deleted"] == 0


async def test_what_is_missing_is_marked_though_ecwid_never_said_so(shop: Shop) -> None:
    """S25: a webhook was lost and the list of deleted products does not reach back."""
    store = seven()
    await shop.pull(store)
    store.delete(2, told=False)
    assert (await shop.pull(store, range="since"))["deleted"] == 0
    counts = await shop.pull(store)
    assert (counts["deleted"], store.asked_singly) == (1, [2])
    assert await shop.live() == {1, 3, 4, 5, 6, 7}


async def test_what_the_index_lost_is_asked_for_before_it_is_marked(shop: Shop) -> None:
    store = seven()
    await shop.pull(store)
    hidden = store.products.pop(2)
    lookup = store.products.get
    store.product = lambda source_id: _answer(hidden if source_id == 2 else lookup(source_id))  # type: ignore[method-assign,assignment,return-value]
    assert (await shop.pull(store))["deleted"] == 0
    assert 2 in await shop.live()


async def _answer(product: object) -> object:
    return product


async def test_many_missing_products_cost_a_sample_of_calls(shop: Shop) -> None:
    store = Catalogue(*(a_product(number) for number in range(1, 61)), page=20)
    await shop.pull(store)
    for number in range(1, 41):
        store.delete(number, told=False)
    counts = await shop.pull(store)
    assert counts["deleted"] == 40
    assert len(store.asked_singly) == 20
    assert await shop.live() == set(range(41, 61))


async def test_a_product_that_comes_back_is_not_deleted_any_more(shop: Shop) -> None:
    store = seven()
    await shop.pull(store)
    gone = store.products[2]
    store.delete(2, told=False)
    await shop.pull(store)
    store.products[2] = gone
    assert (await shop.pull(store))["updated"] == 1
    assert 2 in await shop.live()


async def test_an_unreadable_product_is_counted_and_kept(shop: Shop) -> None:
    store = seven()
    await shop.pull(store)
    store.unreadable = {2}
    counts = await shop.pull(store)
    assert (counts["unreadable"], counts["deleted"], counts["total"]) == (1, 0, 7)
    assert 2 in await shop.live()


async def test_groups_become_category_mappings_once(shop: Shop) -> None:
    """S24: the default category, else the product type; with neither, the group "No Ecwid category"."""
    store = Catalogue(
        a_product(1),
        a_product(2, category=TEAPOTS, product_type=CERAMICS),
        a_product(3, category=None, product_type=CERAMICS),
        a_product(4, category=None),
        a_product(5),
    )
    await shop.pull(store)
    rows = await shop.fetch("SELECT * FROM category_mapping WHERE connection = $1", shop.id)
    names = {row["id"]: row["source_name"] for row in rows}
    assert sorted(names.values()) == ["Ceramics", "Mugs", "Teapots"]
    found = {number: names.get(row["category_mapping"]) for number, row in (await shop.products()).items()}
    assert found == {1: "Mugs", 2: "Teapots", 3: "Ceramics", 4: None, 5: "Mugs"}


async def test_another_basis_moves_products_to_other_groups(shop: Shop) -> None:
    store = Catalogue(a_product(1, product_type=CERAMICS))
    await shop.pull(store)
    await shop.fetch("UPDATE connection SET category_basis = 'type' WHERE id = $1", shop.id)
    await shop.pull(store)
    (row,) = await shop.fetch(
        "SELECT m.source_name FROM product p JOIN category_mapping m ON m.id = p.category_mapping"
    )
    assert row["source_name"] == "Ceramics"


async def test_a_renamed_category_keeps_its_mapping(shop: Shop) -> None:
    store = seven()
    await shop.pull(store)
    for product in list(store.products.values()):
        store.put(replace(product, category=replace(TEAPOTS, id=11, name="Cups")))
    await shop.pull(store)
    rows = await shop.fetch("SELECT source_name FROM category_mapping WHERE connection = $1", shop.id)
    assert [row["source_name"] for row in rows] == ["Cups"]


async def test_both_ends_of_a_range_count_in_store_time(shop: Shop) -> None:
    """S23: New York, the day its clocks went back (25 hours)."""
    begin = datetime(2025, 11, 2, 4, 0, tzinfo=UTC)
    end = datetime(2025, 11, 3, 4, 59, 59, tzinfo=UTC)
    second = timedelta(seconds=1)
    store = Catalogue(
        *(
            a_product(number, updated_at=at)
            for number, at in enumerate([begin - second, begin, begin + 12 * timedelta(hours=1), end, end + second], 1)
        )
    )
    counts = await shop.pull(store, **{"range": "own", "from": "2025-11-02", "to": "2025-11-02"})
    assert counts["read"] == 3
    assert await shop.live() == {2, 3, 4}


async def test_a_range_marks_nothing_it_did_not_look_at(shop: Shop) -> None:
    store = seven()
    await shop.pull(store)
    store.delete(2, told=False)
    await shop.pull(store, range="week")
    assert await shop.live() == set(range(1, 8))


async def test_since_last_pull_reads_only_what_changed(shop: Shop) -> None:
    """S22."""
    store = seven()
    await shop.pull(store)
    store.put(replace(store.products[5], title="Changed"))
    store.put(a_product(8))
    counts = await shop.pull(store, range="since")
    assert (counts["read"], counts["new"], counts["updated"]) == (2, 1, 1)


async def test_a_wrong_range_ends_the_task_with_a_sentence(shop: Shop) -> None:
    task = await shop.start(**{"range": "own", "from": "2025-11-11", "to": "2025-11-01"})
    row = await shop.run(task, seven())
    assert (row["run_state"], json.loads(row["error"])["code"]) == ("died", "end_before_start")


async def test_products_moving_while_paging_are_neither_missed_nor_doubled(shop: Shop) -> None:
    """R-20: between any two pages one is deleted, one is made and one is changed."""
    store = Catalogue(*(a_product(number) for number in range(1, 31)), page=5)

    def move(pages: int) -> None:
        if pages < 6:
            store.delete(pages)
            store.put(a_product(100 + pages))
            store.put(replace(store.products[29], title=f"Changed {pages}"))

    store.between = move
    await shop.pull(store)
    assert await shop.live() == set(store.products)
    assert (await shop.products())[29]["title"] == store.products[29].title


async def test_killed_between_pages_it_goes_on_from_its_place(shop: Shop) -> None:
    store = seven()
    task = await shop.start()
    await _die_at(store, shop, task, 3)
    row = await shop.task(task)
    assert json.loads(row["place"])["offset"] == 6
    assert json.loads(row["counts"])["read"] == 6
    await shop.fetch("UPDATE task SET lease_until = now() - interval '1 second' WHERE id = $1", task)
    store.asked.clear()
    row = await shop.run(task, store, "w2")
    assert (row["run_state"], store.asked[0][2]) == ("finished", 6)
    counts = json.loads(row["counts"])
    assert (counts["read"], counts["new"], counts["total"]) == (7, 7, 7)
    assert await shop.live() == set(store.products)


class Killed(BaseException):
    """As abrupt as a signal: nobody handles it."""


async def _die_at(store: Catalogue, shop: Shop, task: int, page: int) -> None:
    store.failures[page] = Killed()  # type: ignore[assignment]
    with pytest.raises(Killed):
        await shop.run(task, store)


async def test_what_goes_between_a_crash_and_now_shifts_nobody_out(shop: Shop) -> None:
    """R-20: the list shrank while nobody looked, so the place points one product too far."""
    store = seven()
    task = await shop.start()
    await _die_at(store, shop, task, 2)
    store.delete(1)
    await shop.fetch("UPDATE task SET lease_until = NULL WHERE id = $1", task)
    row = await shop.run(task, store, "w2")
    assert row["run_state"] == "finished"
    assert await shop.live() == {2, 3, 4, 5, 6, 7}


async def test_a_lost_lease_rolls_the_page_back(shop: Shop) -> None:
    store = seven()
    task = await shop.start()
    facts = await shop.claim(task)
    await shop.fetch("UPDATE task SET lease_by = 'somebody else' WHERE id = $1", task)
    await run_pull(shop.res, facts, "w1", store)
    assert await shop.products() == {}
    assert (await shop.task(task))["run_state"] == "running"


async def test_stop_before_the_first_page_reads_nothing(shop: Shop) -> None:
    store = seven()
    task = await shop.start()
    await request_stop(shop.res, shop.account, task)
    row = await shop.run(task, store)
    assert (row["run_state"], row["outcome"], store.pages) == ("stopped", "partly", 0)


async def test_stop_ends_it_after_the_page_in_hand(shop: Shop) -> None:
    """S128."""
    store = seven()
    task = await shop.start()
    pages = store.product_pages

    async def slowly(**asked: Any) -> AsyncIterator[ProductPage]:
        async for page in pages(**asked):
            await request_stop(shop.res, shop.account, task)
            yield page

    store.product_pages = slowly  # type: ignore[method-assign]
    row = await shop.run(task, store)
    assert row["run_state"] == "stopped"
    assert json.loads(row["counts"])["read"] == 3
    assert await shop.live() == {1, 2, 3}


async def test_a_source_that_does_not_answer_is_tried_again_later(shop: Shop) -> None:
    store = seven()
    store.failures[2] = NotExecuted("ecwid", "GET /products: too many calls", retry_after=30)
    task = await shop.start()
    row = await shop.run(task, store)
    assert row["run_state"] == "running"
    assert row["lease_until"] is None
    wait = row["not_before"] - row["heartbeat_at"]
    assert timedelta(seconds=29) < wait < timedelta(seconds=36)
    assert json.loads(row["counts"])["read"] == 3


async def test_the_fifth_silence_in_a_row_ends_it_with_its_place_kept(shop: Shop) -> None:
    store = seven()
    task = await shop.start()
    store.failures = {page: Unknown("ecwid", "GET /products: HTTP 503") for page in range(2, 7)}
    for turn in range(6):
        if (row := await shop.task(task))["run_state"] == "died":
            break
        await shop.fetch("UPDATE task SET not_before = NULL WHERE id = $1", task)
        await shop.run(task, store, f"w{turn}")
    row = await shop.task(task)
    assert (row["run_state"], row["outcome"]) == ("died", "none")
    error = json.loads(row["error"])
    assert (error["sentence"], error["their_text"]) == ("Ecwid did not answer.", "GET /products: HTTP 503")
    assert json.loads(row["place"])["offset"] == 3


async def test_try_again_from_there_reads_only_the_rest(shop: Shop) -> None:
    store = seven()
    task = await shop.start()
    for turn in range(5):
        store.failures[store.pages + (2 if turn == 0 else 1)] = Unknown("ecwid", "HTTP 503")
        await shop.fetch("UPDATE task SET not_before = NULL WHERE id = $1", task)
        await shop.run(task, store, f"w{turn}")
    assert (await shop.task(task))["run_state"] == "died"
    store.asked.clear()
    counts = await shop.pull(store, resume_of=str(task))
    assert (counts["read"], counts["total"]) == (4, 4)
    assert store.asked[0][2] == 3
    assert await shop.live() == set(store.products)


async def test_another_connections_task_is_no_place_to_go_on_from(shop: Shop) -> None:
    task = await shop.start()
    store = seven()
    await _die_at(store, shop, task, 2)
    await shop.fetch("UPDATE task SET run_state = 'died' WHERE id = $1", task)
    (row,) = await shop.fetch("SELECT id, account FROM connection WHERE id <> $1", shop.id)
    charlie = Shop(shop.res, row["account"], row["id"])
    assert (await charlie.pull(seven(), resume_of=str(task)))["read"] == 7


async def test_access_gone_is_left_to_the_caller(shop: Shop) -> None:
    store = seven()
    store.failures[2] = AccessGone("ecwid", "the token is not valid any more")
    task = await shop.start()
    with pytest.raises(AccessGone):
        await shop.run(task, store)
    assert (await shop.task(task))["run_state"] == "running"


@pytest.mark.parametrize(
    "product",
    [
        a_product(2, title="Nul\0 byte", variants=(Variant(0, "\0S\\u0000", Decimal(1), 1, (("a\0", "b"),)),)),
        a_product(2, price=Decimal("1e15")),
        a_product(2, quantity=2**40),
        a_product(2, title="half a pair \ud83d"),
        a_product(2, category=replace(TEAPOTS, name="Tea\0pots")),
        a_product(2, title="word " * 300_000),
    ],
    ids=["nul", "price", "quantity", "surrogate", "group", "endless"],
)
async def test_one_impossible_product_does_not_stop_the_others(shop: Shop, product: object) -> None:
    store = seven()
    store.products[2] = product  # type: ignore[assignment]
    assert (await shop.pull(store))["new"] == 7
    assert (await shop.pull(store))["unchanged"] == 7


async def test_older_news_does_not_overwrite_newer(shop: Shop) -> None:
    """The search index lags behind; a webhook's reading was faster."""
    store = seven()
    await shop.pull(store)
    await shop.fetch(
        "UPDATE product SET title = 'Newest', fingerprint = 'x', source_updated_at = now() WHERE source_id = 3"
    )
    await shop.pull(store)
    assert (await shop.products())[3]["title"] == "Newest"


async def test_watchers_look_again_at_most_four_times_a_second(shop: Shop) -> None:
    store = Catalogue(*(a_product(number) for number in range(40)), page=1)
    listener = shop.res.redis.pubsub()
    await listener.subscribe("weft:look-again")
    started = datetime.now(UTC)
    task = await shop.start()
    await shop.run(task, store)
    took = (datetime.now(UTC) - started).total_seconds()
    heard = []
    while message := await listener.get_message(timeout=0.05):
        if message["type"] == "message":
            heard.append(message["data"].decode().split(" ", 1)[1])
    await listener.aclose()  # type: ignore[no-untyped-call]
    assert 3 <= heard.count(f"task:{task}") <= took * 4 + 3
    assert heard[-1] == f"products:{shop.id}"


async def test_a_product_written_by_somebody_else_meanwhile_is_not_doubled(shop: Shop) -> None:
    store = seven()
    task = await shop.start()
    facts = await shop.claim(task)
    mappings = Mappings(shop.id, "category")
    await mappings.learn(shop.res.db, [a_product(3)])
    async with transaction(shop.res.db) as db:
        theirs = a_product(3, title="Theirs")
        await write_products(db, shop.id, [theirs], {3: fingerprint(theirs)}, mappings.of)
        pulling = asyncio.create_task(run_pull(shop.res, facts, "w1", store), context=Context())
        while not await db.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
            await asyncio.sleep(0.01)
    await pulling
    row = await shop.task(task)
    assert row["run_state"] == "finished"
    assert json.loads(row["counts"])["new"] == 6
    assert (await shop.products())[3]["title"] == "Mug 3"


async def test_a_slow_source_does_not_cost_the_lease(shop: Shop) -> None:
    task = await shop.start()
    await shop.claim(task)
    await shop.fetch("UPDATE task SET lease_until = now() + interval '1 second' WHERE id = $1", task)
    short = (await shop.task(task))["lease_until"]
    async with keep_lease(shop.res.db, task, "w1", every=0.01), asyncio.timeout(10):
        while (await shop.task(task))["lease_until"] == short:
            await asyncio.sleep(0.01)
    assert (await shop.task(task))["lease_until"] > short + timedelta(seconds=LEASE_SECONDS / 2)


async def test_a_lease_that_was_lost_is_not_taken_back(shop: Shop) -> None:
    task = await shop.start()
    await shop.claim(task)
    await shop.fetch("UPDATE task SET lease_until = now(), lease_by = 'w2' WHERE id = $1", task)
    before = await shop.task(task)
    async with keep_lease(shop.res.db, task, "w1", every=0.001):
        await asyncio.sleep(0.05)
    assert await shop.task(task) == before
