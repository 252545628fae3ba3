"""A create that may have happened never happens twice (architecture 6; reliability R-1, R-3, R-4, R-6, R-37)."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from app.platforms.roles import Channel
from app.sync.push_products import Push
from app.sync.pushes import handle
from app.tables import item_claims
from app.tables.engine import connection
from app.tables.item_claims import Item
from tests.cast import Cast
from tests.shops import Shops, open_shops
from tests.sync import pushing
from tests.sync.pushing import Pushing

KILLS = 50
FAR_BEHIND = 600.0


class Interrupted:
    """A channel whose creates are followed, or preceded, by `what`; everything else goes through."""

    def __init__(self, channel: Channel, what: Callable[[], Awaitable[None]], *, before: bool = False) -> None:
        self._channel = channel
        self._what = what
        self._before = before

    def __getattr__(self, name: str) -> Any:
        return getattr(self._channel, name)

    async def create_listing(self, *arguments: Any, **named: Any) -> Any:
        if self._before:
            await self._what()
        made = await self._channel.create_listing(*arguments, **named)
        if not self._before:
            await self._what()
        return made


async def die() -> None:
    """Nothing that comes after this is done: neither the rows nor the giving back."""
    raise asyncio.CancelledError


async def claim(push: Push, task: int, *, orphans: bool = False) -> Item | None:
    async with connection(push.res.db) as db:
        return await item_claims.claim(db, task, push.desk.worker, orphans=orphans)


def interrupted(push: Push, what: Callable[[], Awaitable[None]], *, before: bool = False) -> Push:
    return replace(push, channel=Interrupted(push.channel, what, before=before))


async def leases_end(push: Pushing) -> None:
    await push.execute("UPDATE task_item SET lease_until = now() - interval '1 second' WHERE state = 'sending'")
    await push.hurry()


async def one_picture_each(push: Pushing) -> None:
    """These tests are not about pictures."""
    await push.execute("UPDATE product SET pictures = jsonb_build_array(pictures -> 0) WHERE pictures <> '[]'")


def let_search_lag(shops: Shops, seconds: float) -> None:
    shops.world.settings = replace(shops.world.settings, index_lag_seconds=seconds)


@pytest.mark.parametrize(
    ("before", "lag"),
    [(False, 0.0), (False, FAR_BEHIND), (True, 0.0)],
    ids=["after the create", "after the create, search behind", "before the create"],
)
async def test_worker_dies_around_fifty_creates(resources: Any, cast: Cast, before: bool, lag: float) -> None:
    """R-3, R-4: 0 lost, 0 doubled, every listing bound; with a search that lags, the key alone has to do."""
    async with open_shops(resources, products=KILLS + 12) as shops:
        shops.world.pictures = pushing.PlainPictures()
        push = await pushing.pulled(shops, cast.alice)
        await one_picture_each(push)
        let_search_lag(shops, lag)
        task = await push.start()
        dying = interrupted(await push.desk(task, "mortal"), die, before=before)
        kills = 0
        while kills < KILLS and (item := await claim(dying, task)) is not None:
            try:
                await handle(dying, item)
            except asyncio.CancelledError:
                kills += 1
        assert kills == KILLS
        assert len(push.listed()) == (0 if before else KILLS)

        await leases_end(push)
        await push.go_on(task)

        items = await push.items(task)
        assert not items.keys() - {"in_review", "refused"}
        assert items["in_review"] >= KILLS
        assert len(push.listed()) == len(set(push.listed())) == items["in_review"]
        ours = {row["remote_id"] for row in await push.rows("SELECT remote_id FROM listing")}
        assert ours == set(shops.world.tiktok.main.products)
        assert not await push.value("SELECT count(*) FROM outbox_write WHERE state <> 'done'")
        assert not await push.value("SELECT count(*) FROM product WHERE sync_state NOT IN ('in_review', 'sync_failed')")


async def test_process_that_is_frozen_while_it_creates_overwrites_nothing_newer(push: Pushing) -> None:
    """R-6: its lease ran out, somebody else finished, TikTok has ruled; then it wakes up."""
    product = (await push.rows("SELECT id FROM product WHERE title <> '' ORDER BY id OFFSET 1 LIMIT 1"))[0]["id"]
    task = await push.start(product)
    frozen, thawed = asyncio.Event(), asyncio.Event()

    async def freeze() -> None:
        frozen.set()
        await thawed.wait()

    zombie = interrupted(await push.desk(task, "zombie"), freeze)
    item = await claim(zombie, task)
    assert item is not None
    sleeping = asyncio.create_task(handle(zombie, item))
    await asyncio.wait_for(frozen.wait(), 10)
    await leases_end(push)
    await push.run(task)
    await push.shops.reviewed()
    assert (await push.product(product))["sync_state"] == "synced"
    ruled = await push.listing(product)
    assert ruled is not None

    thawed.set()
    await sleeping

    now = await push.listing(product)
    assert now is not None
    assert (now["remote_id"], now["ruled_at"], now["status"]) == (ruled["remote_id"], ruled["ruled_at"], "ACTIVATE")
    assert now["next_check_at"] is not None, "which edit came last only TikTok knows: it is asked"
    assert (await push.item(product))["state"] == "live"
    assert (await push.product(product))["sync_state"] == "synced"
    assert len(push.listed()) == 1


async def test_worker_whose_lease_ran_out_before_it_sent_sends_nothing(push: Pushing) -> None:
    """R-6: the lease is looked at in the transaction that writes the outbox row."""
    task = await push.start()
    slow = await push.desk(task, "slow")
    item = await claim(slow, task)
    assert item is not None
    await leases_end(push)
    other = await claim(await push.desk(task, "other"), task, orphans=True)
    assert other is not None
    assert other.id == item.id

    await handle(slow, item)

    assert push.listed() == []
    assert (await push.item(item.product))["lease_by"] == "other"


async def test_listing_nobody_remembers_is_taken_over_not_made_again(push: Pushing) -> None:
    """12052996, R-37: after a backup was restored, our id on TikTok's listing finds it, and gets what Ecwid has."""
    await push.push()
    [product, *_] = await push.in_state("in_review")
    listing = await push.listing(product)
    assert listing is not None
    before = push.listed()
    await push.execute("DELETE FROM listing")
    await push.execute("DELETE FROM outbox_write")
    await push.execute("UPDATE product SET title = 'Newly named since the backup', sync_state = 'not_synced'")

    task = await push.push(product)

    assert push.listed() == before
    assert (await push.listing(product) or {})["remote_id"] == listing["remote_id"]
    remote = push.shops.world.tiktok.main.products[listing["remote_id"]]
    assert remote.content["title"] == "Newly named since the backup"
    assert await push.items(task) == {"in_review": 1}
    assert not (await push.product(product))["unsent_changes"]


async def test_listing_nobody_remembers_waits_for_the_search_to_show_it(push: Pushing) -> None:
    """R-4: TikTok says that it exists, the search does not know it yet: the item waits, nothing is made."""
    await push.push()
    [product, *_] = await push.in_state("in_review")
    await push.execute("DELETE FROM listing")
    await push.execute("DELETE FROM outbox_write")
    before = push.listed()
    let_search_lag(push.shops, FAR_BEHIND)

    task = await push.push(product)
    assert await push.items(task) == {"queued": 1}
    let_search_lag(push.shops, 0.0)
    await push.go_on(task)

    assert await push.items(task) == {"in_review": 1}
    assert push.listed() == before


async def test_change_in_ecwid_between_two_tries_arrives(push: Pushing) -> None:
    """The key answers with the first try's listing; what changed since then is sent after it."""
    [product, *_] = [row["id"] for row in await push.rows("SELECT id FROM product ORDER BY id OFFSET 1 LIMIT 1")]
    push.shops.world.faults.turn_on("tiktok", "error_after_effect", path="POST /product/202309/products", count=1)
    task = await push.push(product)
    assert await push.items(task) == {"queued": 1}
    await push.execute("UPDATE product SET title = 'Changed between two tries' WHERE id = $1", product)

    await push.go_on(task)

    [remote] = push.shops.world.tiktok.main.products.values()
    assert remote.content["title"] == "Changed between two tries"
    assert await push.items(task) == {"in_review": 1}


async def test_doubt_stays_until_it_is_resolved(push: Pushing) -> None:
    """A retry that was certainly not executed says nothing about the first try."""
    [product, *_] = [row["id"] for row in await push.rows("SELECT id FROM product ORDER BY id OFFSET 1 LIMIT 1")]
    let_search_lag(push.shops, FAR_BEHIND)
    faults = push.shops.world.faults
    faults.turn_on("tiktok", "error_after_effect", path="POST /product/202309/products", count=1)
    task = await push.push(product)
    key = await push.value("SELECT key FROM outbox_write WHERE state = 'maybe'")
    faults.turn_on("tiktok", "rate_limited", path="POST /product/202309/products", seconds=0.05, count=50)
    await push.hurry()
    await push.run(task)
    assert await push.value("SELECT state FROM outbox_write WHERE key = $1", key) == "maybe"
    faults.all_off()

    await push.go_on(task)

    assert await push.value("SELECT state FROM outbox_write WHERE key = $1", key) == "done"
    assert len(push.listed()) == 1
