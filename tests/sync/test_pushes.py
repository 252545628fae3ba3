"""Products reach TikTok Shop once each, and are followed until TikTok has ruled (S27–S38, B1)."""

from collections.abc import AsyncIterator

import pytest

from app.domain.selection import Selection
from app.resources import Resources
from app.sync import tasks, work
from tests.cast import Cast
from tests.rehearsal import Rehearsal, rehearse


@pytest.fixture
async def rehearsal(resources: Resources) -> AsyncIterator[Rehearsal]:
    async with rehearse(resources) as running:
        yield running


@pytest.fixture
async def pulled(rehearsal: Rehearsal, cast: Cast) -> int:
    """Alice's connection with everything pulled."""
    made = await rehearsal.connect(cast.alice)
    await rehearsal.pull(cast.alice, made)
    return made


async def counts(rehearsal: Rehearsal, task: int) -> dict[str, int]:
    rows = await rehearsal.rows("SELECT state, count(*) AS n FROM task_item WHERE task = $1 GROUP BY state", task)
    return {row["state"]: row["n"] for row in rows}


async def test_every_product_of_a_push_ends_live_or_refused_with_a_reason(
    rehearsal: Rehearsal, cast: Cast, pulled: int
) -> None:
    """B1, S32, S33: TikTok rules on each; what it refuses has a sentence."""
    task = await rehearsal.push(cast.alice, pulled)
    sent = await counts(rehearsal, task)
    assert sent["in_review"] > 10
    assert not sent.keys() - {"in_review", "refused"}

    await rehearsal.reviewed()

    ruled = await counts(rehearsal, task)
    assert ruled["live"] > 10
    assert not ruled.keys() - {"live", "refused"}
    assert not await rehearsal.value("SELECT count(*) FROM task_item WHERE state = 'refused' AND reason = ''")
    live = await rehearsal.value("SELECT count(*) FROM product WHERE sync_state = 'synced'")
    assert live == ruled["live"]
    assert await rehearsal.value("SELECT outcome FROM task WHERE id = $1", task) == "partly"


async def test_products_on_tiktok_are_exactly_the_listings_we_know(
    rehearsal: Rehearsal, cast: Cast, pulled: int
) -> None:
    await rehearsal.push(cast.alice, pulled)
    ours = {row["remote_id"] for row in await rehearsal.rows("SELECT remote_id FROM listing")}
    theirs = set(rehearsal.world.tiktok.main.products)
    assert ours == theirs


async def test_pushing_again_updates_and_never_lists_twice(rehearsal: Rehearsal, cast: Cast, pulled: int) -> None:
    """S37"""
    await rehearsal.push(cast.alice, pulled)
    await rehearsal.reviewed()
    before = set(rehearsal.world.tiktok.main.products)
    uploads = calls(rehearsal, "images/upload")

    task = await rehearsal.push(cast.alice, pulled, Selection(shown="synced"))

    assert set(rehearsal.world.tiktok.main.products) == before
    assert await counts(rehearsal, task) == {"live": len(await live_products(rehearsal))}
    assert calls(rehearsal, "images/upload") == uploads, "pictures are uploaded once per content"


def calls(rehearsal: Rehearsal, part: str) -> int:
    return len(rehearsal.world.journal.of("tiktok", part))


async def live_products(rehearsal: Rehearsal) -> list[int]:
    return [row["id"] for row in await rehearsal.rows("SELECT id FROM product WHERE sync_state = 'synced'")]


async def test_product_already_queued_is_not_queued_twice(rehearsal: Rehearsal, cast: Cast, pulled: int) -> None:
    """S37"""
    first = await tasks.start_push(rehearsal.res, cast.alice.account_id, pulled, cast.alice.id, Selection())
    second = await tasks.start_push(rehearsal.res, cast.alice.account_id, pulled, cast.alice.id, Selection())
    assert first is not None
    assert second is None


async def test_changed_product_is_updated_on_its_listing(rehearsal: Rehearsal, cast: Cast, pulled: int) -> None:
    """S58: a full update sends what changed, and the listing keeps its id."""
    await rehearsal.push(cast.alice, pulled)
    await rehearsal.reviewed()
    product = (await live_products(rehearsal))[0]
    before = await rehearsal.value("SELECT remote_id FROM listing WHERE product = $1", product)
    async with rehearsal.res.db.pool.acquire() as db:
        await db.execute("UPDATE product SET title = 'Stoneware jug, newly named' WHERE id = $1", product)

    await rehearsal.push(cast.alice, pulled, Selection(ids=(product,)))
    await rehearsal.reviewed()

    assert await rehearsal.value("SELECT remote_id FROM listing WHERE product = $1", product) == before
    listing = rehearsal.world.tiktok.main.products[before]
    assert listing.content["title"] == "Stoneware jug, newly named"


@pytest.mark.parametrize("fault", ["error_after_effect", "truncated_json", "drop_connection"])
async def test_lost_answer_to_a_create_never_makes_a_second_listing(
    rehearsal: Rehearsal, cast: Cast, pulled: int, fault: str
) -> None:
    """Architecture 6: the write's row and its key stand before it is sent."""
    rehearsal.world.faults.turn_on("tiktok", fault, path="POST /product/202309/products", count=3)
    task = await rehearsal.push(cast.alice, pulled)
    for _ in range(8):
        await hurry(rehearsal)
        await work.run_task(rehearsal.res, task)

    sent = await counts(rehearsal, task)
    assert not sent.keys() - {"in_review", "refused"}
    listed = [p.content.get("external_product_id") for p in rehearsal.world.tiktok.main.products.values()]
    assert len(listed) == len(set(listed)) == sent["in_review"]


async def hurry(rehearsal: Rehearsal) -> None:
    """Items that wait for their next try are due now."""
    async with rehearsal.res.db.pool.acquire() as db:
        await db.execute("UPDATE task_item SET not_before = NULL WHERE state = 'queued'")


async def test_access_taken_back_pauses_the_task_and_loses_nothing(
    rehearsal: Rehearsal, cast: Cast, pulled: int
) -> None:
    """B7, S159: the queue pauses; after reauthorising it goes on by itself."""
    task = await tasks.start_push(rehearsal.res, cast.alice.account_id, pulled, cast.alice.id, Selection())
    assert task is not None
    rehearsal.world.tiktok.deauthorise()

    await work.run_task(rehearsal.res, task)

    assert await rehearsal.value("SELECT run_state FROM task WHERE id = $1", task) == "paused"
    assert await rehearsal.value("SELECT state FROM connection WHERE id = $1", pulled) == "reauthorise"
    total = await rehearsal.value("SELECT count(*) FROM task_item WHERE task = $1", task)
    assert await counts(rehearsal, task) == {"queued": total}


async def test_stopped_push_leaves_the_rest_as_it_was(rehearsal: Rehearsal, cast: Cast, pulled: int) -> None:
    """S128"""
    task = await tasks.start_push(rehearsal.res, cast.alice.account_id, pulled, cast.alice.id, Selection())
    assert task is not None
    await tasks.request_stop(rehearsal.res, cast.alice.account_id, task)
    await work.run_task(rehearsal.res, task)

    assert await rehearsal.value("SELECT run_state FROM task WHERE id = $1", task) == "stopped"
    assert not rehearsal.world.tiktok.main.products
    assert await rehearsal.value("SELECT count(*) FROM product WHERE sync_state <> 'not_synced'") == 0


async def test_retry_failed_sends_only_what_was_refused(rehearsal: Rehearsal, cast: Cast, pulled: int) -> None:
    """S128"""
    task = await rehearsal.push(cast.alice, pulled)
    await rehearsal.reviewed()
    refused = (await counts(rehearsal, task))["refused"]
    again = await tasks.retry_failed(rehearsal.res, cast.alice.account_id, pulled, cast.alice.id, task)
    assert again is not None
    assert await rehearsal.value("SELECT total FROM task WHERE id = $1", again) == refused


async def test_lost_webhooks_cost_time_but_no_ruling(rehearsal: Rehearsal, cast: Cast, pulled: int) -> None:
    """The sweep finds what no webhook told."""
    task = await rehearsal.push(cast.alice, pulled)
    rehearsal.world.faults.turn_on("tiktok", "webhook_lost")
    rehearsal.world.advance(31)
    rehearsal.world.tiktok.reviews.settle()
    assert not rehearsal.world.webhooks.held or await rehearsal.deliver() >= 0
    async with rehearsal.res.db.pool.acquire() as db:
        await db.execute("UPDATE listing SET next_check_at = now() - interval '1 second' WHERE ruled_at IS NULL")

    await work.follow_listings(rehearsal.res, pulled)

    ruled = await counts(rehearsal, task)
    assert "in_review" not in ruled
    assert ruled["live"] > 10
