"""Products reach TikTok Shop once each, and are followed until TikTok has ruled (S27–S38, B1)."""

from collections.abc import AsyncIterator

import pytest

from app.domain.selection import Selection
from app.resources import Resources
from app.sync import tasks, work
from app.tables.engine import connection
from tests.cast import Cast
from tests.shops import Shops, open_shops


@pytest.fixture
async def shops(resources: Resources) -> AsyncIterator[Shops]:
    async with open_shops(resources) as running:
        yield running


@pytest.fixture
async def pulled(shops: Shops, cast: Cast) -> int:
    """Alice's connection with everything pulled."""
    made = await shops.connect(cast.alice)
    await shops.pull(cast.alice, made)
    return made


async def counts(shops: Shops, task: int) -> dict[str, int]:
    rows = await shops.rows("SELECT state, count(*) AS n FROM task_item WHERE task = $1 GROUP BY state", task)
    return {row["state"]: row["n"] for row in rows}


async def test_every_product_of_a_push_ends_live_or_refused_with_a_reason(
    shops: Shops, cast: Cast, pulled: int
) -> None:
    """S31–S33, B1: TikTok rules on each; what it refuses has a sentence."""
    task = await shops.push(cast.alice, pulled)
    sent = await counts(shops, task)
    assert sent["in_review"] > 10
    assert not sent.keys() - {"in_review", "refused"}

    await shops.reviewed()

    ruled = await counts(shops, task)
    assert ruled["live"] > 10
    assert not ruled.keys() - {"live", "refused"}
    assert not await shops.value("SELECT count(*) FROM task_item WHERE state = 'refused' AND reason = ''")
    live = await shops.value("SELECT count(*) FROM product WHERE sync_state = 'synced'")
    assert live == ruled["live"]
    assert await shops.value("SELECT outcome FROM task WHERE id = $1", task) == "partly"


async def test_products_on_tiktok_are_exactly_the_listings_we_know(shops: Shops, cast: Cast, pulled: int) -> None:
    await shops.push(cast.alice, pulled)
    ours = {row["remote_id"] for row in await shops.rows("SELECT remote_id FROM listing")}
    theirs = set(shops.world.tiktok.main.products)
    assert ours == theirs


async def test_pushing_again_updates_and_never_lists_twice(shops: Shops, cast: Cast, pulled: int) -> None:
    """S37"""
    await shops.push(cast.alice, pulled)
    await shops.reviewed()
    before = set(shops.world.tiktok.main.products)
    uploads = calls(shops, "images/upload")

    task = await shops.push(cast.alice, pulled, Selection(shown="synced"))

    assert set(shops.world.tiktok.main.products) == before
    assert await counts(shops, task) == {"live": len(await live_products(shops))}
    assert calls(shops, "images/upload") == uploads, "pictures are uploaded once per content"


def calls(shops: Shops, part: str) -> int:
    return len(shops.world.journal.of("tiktok", part))


async def live_products(shops: Shops) -> list[int]:
    return [row["id"] for row in await shops.rows("SELECT id FROM product WHERE sync_state = 'synced'")]


async def test_product_already_queued_is_not_queued_twice(shops: Shops, cast: Cast, pulled: int) -> None:
    """S37"""
    first = await tasks.start_push(shops.res, cast.alice.account_id, pulled, cast.alice.id, Selection())
    second = await tasks.start_push(shops.res, cast.alice.account_id, pulled, cast.alice.id, Selection())
    assert first is not None
    assert second is None


async def test_changed_product_is_updated_on_its_listing(shops: Shops, cast: Cast, pulled: int) -> None:
    """S34, S57, S58: a full update sends what changed, and the listing keeps its id."""
    await shops.push(cast.alice, pulled)
    await shops.reviewed()
    product = (await live_products(shops))[0]
    before = await shops.value("SELECT remote_id FROM listing WHERE product = $1", product)
    async with connection(shops.res.db) as db:
        await db.execute("UPDATE product SET title = 'Stoneware jug, newly named' WHERE id = $1", product)

    await shops.push(cast.alice, pulled, Selection(ids=(product,)))
    await shops.reviewed()

    assert await shops.value("SELECT remote_id FROM listing WHERE product = $1", product) == before
    listing = shops.world.tiktok.main.products[before]
    assert listing.content["title"] == "Stoneware jug, newly named"


@pytest.mark.parametrize("fault", ["error_after_effect", "truncated_json", "drop_connection"])
async def test_lost_answer_to_a_create_never_makes_a_second_listing(
    shops: Shops, cast: Cast, pulled: int, fault: str
) -> None:
    """Architecture 6: the write's row and its key stand before it is sent."""
    shops.world.faults.turn_on("tiktok", fault, path="POST /product/202309/products", count=3)
    task = await shops.push(cast.alice, pulled)
    for _ in range(8):
        await hurry(shops)
        await work.run_task(shops.res, task)

    sent = await counts(shops, task)
    assert not sent.keys() - {"in_review", "refused"}
    listed = [p.content.get("external_product_id") for p in shops.world.tiktok.main.products.values()]
    assert len(listed) == len(set(listed)) == sent["in_review"]


async def hurry(shops: Shops) -> None:
    """Items that wait for their next try are due now."""
    async with connection(shops.res.db) as db:
        await db.execute("UPDATE task_item SET not_before = NULL WHERE state = 'queued'")


async def test_access_taken_back_pauses_the_task_and_loses_nothing(shops: Shops, cast: Cast, pulled: int) -> None:
    """B7, S159: the queue pauses; after reauthorising it goes on by itself."""
    task = await tasks.start_push(shops.res, cast.alice.account_id, pulled, cast.alice.id, Selection())
    assert task is not None
    shops.world.tiktok.deauthorise()

    await work.run_task(shops.res, task)

    assert await shops.value("SELECT run_state FROM task WHERE id = $1", task) == "paused"
    assert await shops.value("SELECT state FROM connection WHERE id = $1", pulled) == "reauthorise"
    total = await shops.value("SELECT count(*) FROM task_item WHERE task = $1", task)
    assert await counts(shops, task) == {"queued": total}


async def test_stopped_push_leaves_the_rest_as_it_was(shops: Shops, cast: Cast, pulled: int) -> None:
    """S128"""
    task = await tasks.start_push(shops.res, cast.alice.account_id, pulled, cast.alice.id, Selection())
    assert task is not None
    await tasks.request_stop(shops.res, cast.alice.account_id, task)
    await work.run_task(shops.res, task)

    assert await shops.value("SELECT run_state FROM task WHERE id = $1", task) == "stopped"
    assert not shops.world.tiktok.main.products
    assert await shops.value("SELECT count(*) FROM product WHERE sync_state <> 'not_synced'") == 0


async def test_retry_failed_sends_only_what_was_refused(shops: Shops, cast: Cast, pulled: int) -> None:
    """S128"""
    task = await shops.push(cast.alice, pulled)
    await shops.reviewed()
    refused = (await counts(shops, task))["refused"]
    again = await tasks.retry_failed(shops.res, cast.alice.account_id, pulled, cast.alice.id, task)
    assert again is not None
    assert await shops.value("SELECT total FROM task WHERE id = $1", again) == refused


async def test_lost_webhooks_cost_time_but_no_ruling(shops: Shops, cast: Cast, pulled: int) -> None:
    """The sweep finds what no webhook told."""
    task = await shops.push(cast.alice, pulled)
    shops.world.faults.turn_on("tiktok", "webhook_lost")
    shops.world.advance(31)
    shops.world.tiktok.reviews.settle()
    assert not shops.world.webhooks.held or await shops.deliver() >= 0
    async with connection(shops.res.db) as db:
        await db.execute("UPDATE listing SET next_check_at = now() - interval '1 second' WHERE ruled_at IS NULL")

    await work.follow_listings(shops.res, pulled)

    ruled = await counts(shops, task)
    assert "in_review" not in ruled
    assert ruled["live"] > 10
