"""Webhooks are hints: absorbed when doubled, harmless when forged, read again before acting (S164, R-16–R-19)."""

import asyncio
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from app.platforms.ecwid.client import LIMIT
from app.platforms.errors import Forged
from app.resources import Resources
from app.sync import inbox
from app.tables.engine import connection
from app.tables.inbox import Letter, receive
from app.vault import Vault
from sandbox.ecwid.webhooks import compose
from sandbox.tiktok_shop import seed
from tests.sync.pushing import Pushing
from tests.waiting import PATIENCE


async def arrive(res: Resources, platform: str, topic: str, **more: Any) -> bool:
    """One verified webhook, as the web process puts it into the letterbox."""
    now = datetime.now(UTC)
    usual: dict[str, Any] = {
        "event_id": f"event-{now.timestamp()}",
        "shop_id": "10000001" if platform == "ecwid" else seed.MAIN,
        "their_type": topic,
        "subject_id": "",
        "occurred_at": now,
        "received_at": now,
    }
    return await receive(res.db, [Letter(platform, topic=topic, **(usual | more))]) == 1


async def events(push: Pushing) -> list[dict[str, Any]]:
    return await push.rows("SELECT state, seen, attempts, lease_until, not_before FROM inbox_event ORDER BY id")


async def claimed(push: Pushing) -> None:
    """Somebody has webhooks in hand."""
    async with asyncio.timeout(PATIENCE):
        while not await push.value("SELECT count(*) FROM inbox_event WHERE lease_until IS NOT NULL"):
            await asyncio.sleep(0.01)


def readings(push: Pushing) -> int:
    """How often single products were read from Ecwid."""
    return sum(call.path.rpartition("/")[2].isdigit() for call in push.shops.world.journal.of("ecwid", "GET /api/v3/"))


async def source_ids(push: Pushing) -> list[int]:
    return [row["source_id"] for row in await push.rows("SELECT source_id FROM product ORDER BY id")]


async def test_webhook_that_comes_five_times_at_once_is_one_row_and_one_reading(push: Pushing) -> None:
    """R-16"""
    [subject, *_] = await source_ids(push)
    before = readings(push)
    arrivals = (arrive(push.res, "ecwid", "product.changed", event_id="one", subject_id=str(subject)) for _ in range(5))
    assert (await asyncio.gather(*arrivals)).count(True) == 1
    await asyncio.gather(*(inbox.drain_inbox(push.res) for _ in range(5)))
    assert [(row["state"], row["seen"]) for row in await events(push)] == [("done", 5)]
    assert readings(push) - before == 1


async def test_ten_changes_of_one_product_are_one_reading(push: Pushing) -> None:
    """R-16: whatever it says now is the latest."""
    [subject, *_] = await source_ids(push)
    before = readings(push)
    for number in range(10):
        await arrive(push.res, "ecwid", "product.changed", event_id=f"e{number}", subject_id=str(subject))
    assert await inbox.drain_inbox(push.res) == 10
    assert readings(push) - before == 1
    assert {row["state"] for row in await events(push)} == {"done"}


async def test_change_in_ecwid_arrives_by_webhook(push: Pushing) -> None:
    world = push.shops.world
    [subject, *_] = await source_ids(push)
    world.ecwid.save({**world.ecwid.draft(subject), "name": "Renamed by its owner"})
    await push.shops.deliver()
    assert await push.value("SELECT title FROM product WHERE source_id = $1", subject) == "Renamed by its owner"


async def test_deletion_in_ecwid_arrives_by_webhook(push: Pushing) -> None:
    [subject, *_] = await source_ids(push)
    push.shops.world.ecwid.remove_product(subject)
    await push.shops.deliver()
    assert await push.value("SELECT deleted_at IS NOT NULL FROM product WHERE source_id = $1", subject)


async def test_deletion_that_did_not_happen_deletes_nothing(push: Pushing) -> None:
    """R-18: Ecwid's signature does not cover the body, so anybody who saw one webhook can write another."""
    [subject, *_] = await source_ids(push)
    await arrive(push.res, "ecwid", "product.deleted", subject_id=str(subject))
    await inbox.drain_inbox(push.res)
    assert await push.value("SELECT deleted_at IS NULL FROM product WHERE source_id = $1", subject)


@pytest.mark.parametrize("platform", ["ecwid", "tiktok_shop"])
async def test_forged_farewell_with_a_living_token_changes_nothing(push: Pushing, platform: str) -> None:
    """R-18, S159: only a dead token counts."""
    await arrive(push.res, platform, "access.revoked")
    await inbox.drain_inbox(push.res)
    assert await push.value("SELECT state FROM connection WHERE id = $1", push.connection) == "active"
    assert {row["state"] for row in await events(push)} == {"done"}


async def test_real_farewell_of_ecwid_asks_for_a_new_consent(push: Pushing) -> None:
    push.shops.world.ecwid.uninstall()
    await push.shops.deliver()
    row = (await push.rows("SELECT state, state_reason FROM connection WHERE id = $1", push.connection))[0]
    assert (row["state"], row["state_reason"]) == ("reauthorise", "ecwid:deauthorised")


async def test_webhook_of_a_shop_we_do_not_have_changes_nothing(push: Pushing) -> None:
    """R-18: another shop's id, perfectly signed."""
    [subject, *_] = await source_ids(push)
    calls = len(push.shops.world.journal.calls)
    for platform in ("ecwid", "tiktok_shop"):
        for topic in ("product.changed", "product.deleted", "listing.changed", "access.revoked", "ignored"):
            await arrive(
                push.res, platform, topic, event_id=f"{platform} {topic}", shop_id="999", subject_id=str(subject)
            )
    assert await inbox.drain_inbox(push.res) == 10
    assert len(push.shops.world.journal.calls) == calls


async def test_subject_that_is_no_id_harms_nobody(push: Pushing) -> None:
    for subject in ("", "x", "1; DROP TABLE product", "9" * 30, "٣", "-1"):
        for platform, topic in (("ecwid", "product.changed"), ("tiktok_shop", "listing.changed")):
            await arrive(push.res, platform, topic, event_id=f"{platform} {subject}", subject_id=subject)
    assert await inbox.drain_inbox(push.res) == 12


class Broken(Vault):
    """Trips over whatever belongs to TikTok, by a fault of its own."""

    def unseal(self, sealed: bytes, place: str) -> str:
        if "tiktok" in place:
            raise RuntimeError("a fault of our own")
        return super().unseal(sealed, place)


async def test_webhook_that_trips_us_up_holds_no_other_up(push: Pushing) -> None:
    """R-33: it is set aside after a few tries, and the operator finds out why."""
    [subject, *_] = await source_ids(push)
    broken = replace(push.res, vault=Broken(push.res.settings.secret_keys))
    await arrive(push.res, "tiktok_shop", "access.revoked", event_id="poison")
    await arrive(push.res, "ecwid", "product.changed", event_id="good", subject_id=str(subject))
    for _ in range(5):
        await inbox.drain_inbox(broken)
        await push.execute("UPDATE inbox_event SET not_before = NULL")
    rows = await push.rows("SELECT event_id, state, error, attempts FROM inbox_event ORDER BY id")
    assert [(row["event_id"], row["state"]) for row in rows] == [("poison", "failed"), ("good", "done")]
    assert rows[0]["attempts"] == 4
    assert "see the log" in rows[0]["error"]


async def test_silent_platform_is_asked_again_later_and_given_up_after_a_day(push: Pushing) -> None:
    """R-19: with growing pauses; nothing is lost before."""
    [subject, *_] = await source_ids(push)
    push.shops.world.faults.turn_on("ecwid", "error_before_effect")
    await arrive(push.res, "ecwid", "product.changed", subject_id=str(subject))
    await inbox.drain_inbox(push.res)
    [row] = await events(push)
    assert (row["state"], row["attempts"], row["lease_until"]) == ("received", 1, None)
    assert row["not_before"] is not None
    assert await inbox.drain_inbox(push.res) == 0, "not before its time"

    await push.execute("UPDATE inbox_event SET attempts = $1, not_before = NULL", inbox._SILENT.most_tries - 1)
    await inbox.drain_inbox(push.res)
    assert (await events(push))[0]["state"] == "failed"


async def test_silent_shop_is_not_asked_for_each_of_its_webhooks(push: Pushing) -> None:
    """R-12: the others wait without a call, and the other platform's are handled."""
    push.shops.world.faults.turn_on("ecwid", "error_before_effect")
    for subject in (await source_ids(push))[:8]:
        await arrive(push.res, "ecwid", "product.changed", event_id=f"e{subject}", subject_id=str(subject))
    await arrive(push.res, "tiktok_shop", "listing.changed", event_id="t", subject_id="17")
    before = readings(push)
    await inbox.drain_inbox(push.res)
    asked = {call.path for call in list(push.shops.world.journal.of("ecwid")) if call.fault}
    assert len(asked) == 1
    assert readings(push) - before <= 5, "a few tries of one product"
    states = sorted(row["state"] for row in await events(push))
    assert states == ["done", *["received"] * 8]


async def test_worker_that_stops_gives_webhooks_back_unmarked(push: Pushing) -> None:
    """R-25"""
    for subject in (await source_ids(push))[:3]:
        await arrive(push.res, "ecwid", "product.changed", event_id=f"e{subject}", subject_id=str(subject))
    push.shops.world.faults.turn_on("ecwid", "stall", seconds=5)
    draining = asyncio.create_task(inbox.drain_inbox(push.res))
    await claimed(push)
    draining.cancel()
    await asyncio.gather(draining, return_exceptions=True)
    rows = await events(push)
    assert [(row["state"], row["attempts"], row["lease_until"]) for row in rows] == [("received", 0, None)] * 3


async def test_worker_told_to_stop_the_moment_its_claim_is_committed_gives_it_back(push: Pushing) -> None:
    """R-25: the rows are claimed, and the worker has not seen them yet."""
    for subject in (await source_ids(push))[:3]:
        await arrive(push.res, "ecwid", "product.changed", event_id=f"e{subject}", subject_id=str(subject))
    draining: list[asyncio.Task[int]] = []

    async def stop(_connection: object) -> None:
        """The first connection comes back with the commit of the claim."""
        draining[0].cancel()

    engine = copy(push.res.db)
    async with asyncpg.create_pool(push.res.settings.database_url, min_size=1, max_size=4, reset=stop) as engine.pool:
        draining.append(asyncio.create_task(inbox.drain_inbox(replace(push.res, db=engine))))
        await asyncio.gather(*draining, return_exceptions=True)
    assert draining[0].cancelled()
    rows = await events(push)
    assert [(row["state"], row["attempts"], row["lease_until"]) for row in rows] == [("received", 0, None)] * 3


async def test_webhook_of_a_dead_worker_is_taken_up_again(push: Pushing) -> None:
    [subject, *_] = await source_ids(push)
    await arrive(push.res, "ecwid", "product.changed", subject_id=str(subject))
    await push.execute("UPDATE inbox_event SET attempts = 1, lease_until = now() + interval '1 minute'")
    assert await inbox.drain_inbox(push.res) == 0
    await push.execute("UPDATE inbox_event SET lease_until = now() - interval '1 second'")
    assert await inbox.drain_inbox(push.res) == 1


async def test_card_shows_what_was_heard_last(push: Pushing) -> None:
    """B7"""
    await arrive(push.res, "tiktok_shop", "ignored", their_type="7")
    await inbox.drain_inbox(push.res)
    [row] = await push.rows("SELECT last_webhook_at, last_webhook_type FROM access_grant WHERE shop_id = $1", seed.MAIN)
    assert row["last_webhook_type"] == "7"
    assert datetime.now(UTC) - row["last_webhook_at"] < timedelta(minutes=1)


async def test_news_of_our_own_sending_wait_until_more_have_gathered(push: Pushing) -> None:
    """Each create brings a webhook at once; a call for each would double the calls of a push."""
    await push.push()
    looks = push.calls("GET /product/202309/products/"), push.calls("products/search")
    assert push.shops.world.webhooks.held
    await push.shops.deliver()
    assert (push.calls("GET /product/202309/products/"), push.calls("products/search")) == looks
    soon = await push.value("SELECT max(next_check_at) < now() + interval '3 seconds' FROM listing")
    assert soon


async def test_order_of_arrival_does_not_matter(push: Pushing) -> None:
    """R-17: all webhooks of a push and its reviews, in any order."""
    await push.push()
    world = push.shops.world
    world.advance(31)
    world.tiktok.reviews.settle()
    world.webhooks.held.reverse()
    await push.shops.deliver()
    live = {row["remote_id"] for row in await push.rows("SELECT remote_id FROM listing WHERE status = 'ACTIVATE'")}
    assert live == {id_ for id_, product in world.tiktok.main.products.items() if product.status == "ACTIVATE"}
    assert live


async def test_webhook_signed_by_somebody_else_is_refused(push: Pushing) -> None:
    delivery = compose(push.shops.world, "product.updated", (await source_ids(push))[0])
    with pytest.raises(Forged):
        await push.shops.receive(delivery.forge())
    async with connection(push.res.db) as db:
        assert await db.fetchval("SELECT count(*) FROM inbox_event") == 0


async def test_one_product_is_read_by_one_worker_at_a_time(push: Pushing) -> None:
    """Each sale of a popular product tells of it: what comes while it is read waits for the next reading."""
    [subject, *_] = await source_ids(push)
    push.shops.world.settings = replace(push.shops.world.settings, latency_ms=200)
    before = readings(push)
    await arrive(push.res, "ecwid", "product.changed", event_id="first", subject_id=str(subject))
    first = asyncio.create_task(inbox.drain_inbox(push.res))
    await claimed(push)
    for number in range(3):
        await arrive(push.res, "ecwid", "product.changed", event_id=f"e{number}", subject_id=str(subject))
        assert await inbox.drain_inbox(push.res) == 0
    assert await first == 4
    assert readings(push) - before == 2


async def test_a_busy_store_is_asked_less_often(push: Pushing) -> None:
    """Ecwid allows 600 calls a minute: once many are used, changes of a product gather for a moment."""
    [subject, *_] = await source_ids(push)
    before = readings(push)
    for _ in range(150):
        await push.res.http.limiter.take("ecwid:10000001:v3", LIMIT)
    await arrive(push.res, "ecwid", "product.changed", event_id="first", subject_id=str(subject))
    draining = asyncio.create_task(inbox.drain_inbox(push.res))
    await claimed(push)
    for number in range(5):
        await arrive(push.res, "ecwid", "product.changed", event_id=f"e{number}", subject_id=str(subject))
    assert await draining == 6
    assert readings(push) - before == 1
