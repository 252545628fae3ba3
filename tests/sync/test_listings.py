"""What TikTok says about a listing, by webhook or sweep, in any order and as often as it likes (B1, S35)."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain.listings import RemoteListing, rule
from app.platforms.errors import Unknown
from app.resources import Resources
from app.sync import following, listings, work
from app.sync.listings import Seen
from tests.cast import Cast
from tests.sync.listed import Listed, TikTok, remote, said
from tests.sync.pushing import Pushing


@pytest.fixture
def listed(resources: Resources, cast: Cast) -> Listed:
    return Listed(resources, cast.alice.account_id, cast.connection_id)


# status, audit, was it live before → our state, the waiting item's state and cause, open issues (platform-facts T7)
STATUS_MODEL = [
    ("PENDING", "AUDITING", False, "in_review", ("in_review", ""), []),
    ("PENDING", "NONE", False, "in_review", ("in_review", ""), []),
    ("PENDING", "PRE_APPROVED", False, "in_review", ("in_review", ""), ["held_category"]),
    ("SCHEDULED", "", False, "in_review", ("in_review", ""), []),
    ("UNKNOWN", "", False, "in_review", ("in_review", ""), ["unknown_status"]),
    ("FAILED", "FAILED", False, "sync_failed", ("refused", "review"), ["review"]),
    ("FAILED", "FAILED", True, "update_failed", ("refused", "review"), ["review"]),
    ("ACTIVATE", "APPROVED", False, "synced", ("live", ""), []),
    ("ACTIVATE", "NONE", True, "synced", ("live", ""), []),
    ("ACTIVATE", "AUDITING", True, "in_review", ("in_review", ""), []),
    ("ACTIVATE", "FAILED", True, "update_failed", ("refused", "review"), ["review"]),
    ("SELLER_DEACTIVATED", "NONE", True, "deactivated", ("skipped", "listing_hidden"), []),
    ("PLATFORM_DEACTIVATED", "NONE", True, "deactivated", ("refused", "taken_down"), ["taken_down"]),
    ("FREEZE", "NONE", True, "deactivated", ("refused", "taken_down"), ["taken_down"]),
    ("DELETED", "NONE", True, "not_synced", ("refused", "listing_deleted"), []),
]


@pytest.mark.parametrize(("status", "audit", "was_live", "state", "item", "issues"), STATUS_MODEL)
async def test_every_status_of_tiktok_has_one_meaning(
    listed: Listed, status: str, audit: str, was_live: bool, state: str, item: tuple[str, str], issues: list[str]
) -> None:
    """S35: rule() decides it, record() writes it everywhere at once."""
    [product] = await listed.add(was_live=was_live)
    told = said(remote(product), status, audit)

    await listings.record(listed.res, listed.connection, told)

    assert rule(told.status, audit, was_live=was_live).state.value == state
    assert await listed.state(product) == state
    assert await listed.items(product) == [item]
    assert await listed.issues(product) == issues
    if status != "DELETED":
        listing = await listed.listing(product)
        assert (listing["ruled_at"] is None) == (item[0] == "in_review")
        assert (listing["next_check_at"] is None) == (item[0] != "in_review"), "followed until TikTok has ruled"


async def test_reasons_of_a_hold_tell_the_category_from_the_identity_check(listed: Listed) -> None:
    [product] = await listed.add()
    told = said(remote(product), "PENDING", "PRE_APPROVED", restricted=("KYC_PENDING",))
    await listings.record(listed.res, listed.connection, told)
    assert await listed.issues(product) == ["held_identity"]


async def test_refusal_keeps_tiktoks_own_words(listed: Listed) -> None:
    """S163"""
    [product] = await listed.add()
    words = ("Main image: It has a watermark.", "Use another picture.")
    await listings.record(listed.res, listed.connection, said(remote(product), "FAILED", "FAILED", refusals=words))
    assert await listed.value("SELECT their_text FROM issue WHERE product = $1", product) == "\n".join(words)
    assert (await listed.listing(product))["refusals"] == list(words)


async def test_items_of_older_tasks_are_settled_too(listed: Listed) -> None:
    """B1: a product pushed twice before TikTok ruled is ruled on in both tasks."""
    [product] = await listed.add(tasks=3)
    await listings.record(listed.res, listed.connection, said(remote(product), "ACTIVATE", "APPROVED"))
    assert await listed.items(product) == [("live", "")] * 3


async def test_deleted_listing_is_forgotten_so_that_the_next_push_makes_another(listed: Listed) -> None:
    [product] = await listed.add()
    await listed.run(
        """INSERT INTO outbox_write (connection, platform, kind, subject, key, request_hash, state)
           VALUES ($1, 'tiktok_shop', 'create_listing', $2, 'key', '\\x00', 'done')""",
        listed.connection,
        product,
    )
    await listings.record(listed.res, listed.connection, said(remote(product), "DELETED"))
    assert not await listed.rows("SELECT FROM listing")
    assert await listed.value("SELECT state FROM outbox_write") == "closed"


async def test_product_on_its_way_keeps_saying_so(listed: Listed) -> None:
    [product] = await listed.add()
    await listed.run("UPDATE product SET sync_state = 'sending'")
    await listed.run(
        """INSERT INTO task_item (task, connection, product, state) SELECT task, connection, product, 'sending'
           FROM task_item"""
    )
    await listings.record(listed.res, listed.connection, said(remote(product), "ACTIVATE", "APPROVED"))
    assert await listed.state(product) == "sending"


async def test_twenty_rulings_at_once_leave_the_tasks_outcome_right(listed: Listed) -> None:
    """S127: each counts what the others changed."""
    products = await listed.add(20)
    words = [said(remote(product), "ACTIVATE", "APPROVED") for product in products]
    words[7] = said(remote(products[7]), "FAILED", "FAILED")
    await asyncio.gather(*(listings.record(listed.res, listed.connection, word) for word in words))
    assert await listed.value("SELECT outcome FROM task") == "partly"


async def test_answer_older_than_what_is_written_is_asked_for_again(listed: Listed) -> None:
    """R-17: a slow reading of "in review" never pulls back what was ruled on meanwhile."""
    [product] = await listed.add()
    tiktok = TikTok({remote(product): said(remote(product), "PENDING", "AUDITING")})

    class Slow(TikTok):
        async def listing(self, remote_id: str) -> RemoteListing | None:
            answer = await super().listing(remote_id)
            if len(self.asked) == 1:  # while it is on its way, the ruling comes in by another
                ruled = said(remote_id, "ACTIVATE", "APPROVED")
                self.listings_[remote_id] = ruled
                await listings.record(listed.res, listed.connection, ruled)
            return answer

    slow: Any = Slow(tiktok.listings_)
    await listings.look(listed.res, slow, listed.connection, remote(product))

    assert len(slow.asked) == 2
    assert await listed.state(product) == "synced"
    assert await listed.items(product) == [("live", "")]


async def test_reading_from_before_an_update_says_nothing_about_the_update(listed: Listed) -> None:
    """An edit that was just sent is not live because the old version was."""
    [product] = await listed.add()
    seen = Seen((await listed.listing(product))["checked_at"])
    await listed.run("UPDATE listing SET checked_at = now(), sent_at = now()")  # what bind() does
    written = await listings.record(listed.res, listed.connection, said(remote(product), "ACTIVATE", "APPROVED"), seen)
    assert not written
    assert await listed.state(product) == "in_review"


async def test_product_is_locked_before_its_listing(listed: Listed) -> None:
    """One order for everybody: a push binds the same two rows, and a deadlock would cost it a try."""
    [product] = await listed.add()
    assert listed.res.db.pool is not None
    async with listed.res.db.pool.acquire() as pull, listed.res.db.pool.acquire() as push:
        async with pull.transaction():
            await pull.execute("SELECT FROM product WHERE id = $1 FOR UPDATE", product)
            word = said(remote(product), "ACTIVATE", "APPROVED")
            recording = asyncio.create_task(listings.record(listed.res, listed.connection, word))
            async with asyncio.timeout(10):
                while not await listed.value("SELECT count(*) FROM pg_locks WHERE NOT granted"):
                    await asyncio.sleep(0.01)
            await push.execute("SELECT FROM listing WHERE product = $1 FOR UPDATE NOWAIT", product)
        await recording
    assert await listed.state(product) == "synced"


async def test_listing_we_do_not_know_changes_nothing(listed: Listed) -> None:
    assert await listings.record(listed.res, listed.connection, said("1799999999", "ACTIVATE"))
    tiktok: Any = TikTok()
    await listings.look(listed.res, tiktok, listed.connection, "1799999999")
    assert tiktok.asked == []


async def test_many_listings_are_looked_at_in_pages_and_refused_ones_singly(listed: Listed) -> None:
    """Calls near the minimum: only the detail names the reasons of a refusal."""
    products = await listed.add(30)
    await listed.run("UPDATE listing SET next_check_at = now()")
    now = int(datetime.now(UTC).timestamp()) + 5
    words = {remote(p): said(remote(p), "ACTIVATE", "APPROVED", updated_at=now) for p in products}
    refused = remote(products[3])
    words[refused] = said(refused, "FAILED", "FAILED", updated_at=now, refusals=("Too dark.",))
    tiktok = TikTok(words, tuple(words.values()))
    await round_with(listed, tiktok)

    assert (tiktok.searches, tiktok.asked) == (1, [refused])
    states = await listed.rows("SELECT sync_state, count(*) AS n FROM product GROUP BY 1 ORDER BY 1")
    assert states == [{"sync_state": "sync_failed", "n": 1}, {"sync_state": "synced", "n": 29}]


async def round_with(listed: Listed, tiktok: Any) -> None:
    due = await following._claim(listed.res, listed.connection)
    await following._round(listed.res, tiktok, listed.connection, due)


async def test_row_of_the_search_that_is_older_than_what_we_sent_is_not_believed(listed: Listed) -> None:
    """The search lags: right after an edit it still shows the old version, approved long ago."""
    products = await listed.add(10)
    await listed.run("UPDATE listing SET next_check_at = now()")
    long_ago = int((datetime.now(UTC) - timedelta(hours=1)).timestamp())
    stale = tuple(said(remote(p), "ACTIVATE", "APPROVED", updated_at=long_ago) for p in products)
    now = {remote(p): said(remote(p), "ACTIVATE", "AUDITING") for p in products}
    tiktok = TikTok(now, stale)
    await round_with(listed, tiktok)
    assert sorted(tiktok.asked) == sorted(now)
    assert await listed.rows("SELECT DISTINCT sync_state FROM product") == [{"sync_state": "in_review"}]


async def test_listing_that_was_ruled_on_is_looked_at_singly(listed: Listed) -> None:
    """Nobody looks at it a second time, so the search, which lags, is not enough."""
    products = await listed.add(12)
    await listed.run("UPDATE listing SET next_check_at = now(), ruled_at = now()")
    words = {remote(p): said(remote(p), "FREEZE") for p in products}
    tiktok = TikTok(words)
    await round_with(listed, tiktok)
    assert (tiktok.searches, len(tiktok.asked)) == (0, 12)


async def test_silence_leaves_listings_due(listed: Listed) -> None:
    products = await listed.add(12)
    await listed.run("UPDATE listing SET next_check_at = now(), ruled_at = now()")

    class Silent(TikTok):
        async def listing(self, remote_id: str) -> RemoteListing | None:
            self.asked.append(remote_id)
            raise Unknown("tiktok_shop", "no answer")

    silent: Any = Silent()
    with pytest.raises(Unknown):
        await round_with(listed, silent)
    assert len(silent.asked) <= 4, "nobody knocks twelve times at a closed door"
    assert await listed.value("SELECT count(*) FROM listing WHERE next_check_at > now()") == len(products)


async def test_two_sweeps_share_the_work(listed: Listed) -> None:
    await listed.add(20)
    await listed.run("UPDATE listing SET next_check_at = now()")
    both = await asyncio.gather(*(following._claim(listed.res, listed.connection) for _ in range(2)))
    assert sorted(len(half) for half in both) == [0, 20]


async def test_unruled_listings_are_looked_at_less_and_less_often(listed: Listed) -> None:
    [product] = await listed.add()
    for hours, expected in ((0, 20), (1, 1800), (48, 3600)):
        await listed.run("UPDATE listing SET sent_at = now() - make_interval(hours => $1)", hours)
        await listings.record(listed.res, listed.connection, said(remote(product), "PENDING", "AUDITING"))
        wait = await listed.value("SELECT extract(epoch FROM next_check_at - now()) FROM listing")
        assert wait == pytest.approx(expected, abs=10)


async def test_frozen_and_deleted_listings_are_told_apart_by_the_search(push: Pushing) -> None:
    """12052901: neither is given out; the search still names their status."""
    await push.push()
    await push.shops.reviewed()
    frozen, deleted, *_ = await push.in_state("synced")
    world = push.shops.world
    ids = [(await push.listing(product) or {})["remote_id"] for product in (frozen, deleted)]
    world.tiktok.freeze(ids[0], "Counterfeit goods")
    world.tiktok.main.products[ids[1]].status = "DELETED"
    world.webhooks.held.clear()
    await push.execute("UPDATE listing SET next_check_at = now() WHERE product = ANY($1::bigint[])", [frozen, deleted])

    await work.follow_listings(push.res, push.connection)

    assert (await push.product(frozen))["sync_state"] == "deactivated"
    assert await push.issues(frozen) == ["taken_down"]
    assert (await push.product(deleted))["sync_state"] == "not_synced"
    assert await push.listing(deleted) is None


async def test_webhooks_of_a_hundred_rulings_cost_a_page_not_a_hundred_calls(push: Pushing) -> None:
    await push.push()
    before = push.calls("GET /product/202309/products/"), push.calls("products/search")
    await push.shops.reviewed()
    singly = push.calls("GET /product/202309/products/") - before[0]
    refused = await push.value("SELECT count(*) FROM task_item WHERE cause = 'review'")
    assert singly == refused
    assert push.calls("products/search") - before[1] == 1


async def test_late_webhook_of_an_older_state_pulls_nothing_back(push: Pushing) -> None:
    """R-17: the webhook is a hint; what is read now decides."""
    await push.push()
    world = push.shops.world
    early = list(world.webhooks.held)
    await push.shops.reviewed()
    live = await push.in_state("synced")
    assert live

    world.webhooks.held.extend(replace(delivery, event_id=f"again-{n}") for n, delivery in enumerate(early))
    await push.execute("DELETE FROM inbox_event")
    await push.shops.deliver()

    assert await push.in_state("synced") == live
