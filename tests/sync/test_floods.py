"""A flood of webhooks is waited for, and by nobody who could take it to the grave (P-3)."""

import asyncio
from datetime import UTC, datetime, timedelta

from app.sync import inbox
from app.sync.inbox_claims import is_flooded
from app.tables.engine import connection
from tests.sync.pushing import Pushing
from tests.sync.test_inbox import arrive, events, readings, source_ids
from tests.waiting import PATIENCE

MANY = 30


async def flood(push: Pushing, received_at: datetime) -> None:
    for number in range(MANY):
        await arrive(
            push.res,
            "tiktok_shop",
            "order.changed",
            event_id=f"e{number}",
            subject_id=f"{number}",
            received_at=received_at,
        )


async def test_a_flood_is_in_nobodys_hands_while_it_comes(push: Pushing) -> None:
    """A worker that is killed while it waits for more holds up nothing."""
    await flood(push, datetime.now(UTC))
    draining = asyncio.create_task(inbox.drain_inbox(push.res))
    async with asyncio.timeout(PATIENCE):
        while not await push.res.redis.exists("lock:flood"):
            await asyncio.sleep(0.01)
    assert {row["lease_until"] for row in await events(push)} == {None}
    draining.cancel()
    await asyncio.gather(draining, return_exceptions=True)
    assert await inbox.drain_inbox(push.res) == MANY


async def test_what_is_no_flood_any_more_is_read_at_once(push: Pushing) -> None:
    """The oldest has waited long enough, or the last has been there for a while."""
    for ago in (timedelta(seconds=1), timedelta(hours=1)):
        await flood(push, datetime.now(UTC) - ago)
        async with connection(push.res.db) as db:
            assert not await is_flooded(db)
        assert await inbox.drain_inbox(push.res) == MANY
        await push.rows("DELETE FROM inbox_event")


async def test_other_webhooks_go_on_while_a_flood_comes(push: Pushing) -> None:
    """Stock is their money, too."""
    await flood(push, datetime.now(UTC))
    await arrive(push.res, "ecwid", "product.changed", event_id="other", subject_id="1")
    draining = asyncio.create_task(inbox.drain_inbox(push.res))
    async with asyncio.timeout(PATIENCE):
        while not await push.value("SELECT count(*) FROM inbox_event WHERE state = 'done'"):
            await asyncio.sleep(0.01)
    assert await push.value("SELECT string_agg(topic, '') FROM inbox_event WHERE state = 'done'") == "product.changed"
    assert await draining == MANY + 1


async def test_a_hundred_changes_of_a_product_in_a_second_are_two_readings(push: Pushing) -> None:
    """S61: the first is read at once; the newest of the others wins."""
    [subject, *_] = await source_ids(push)
    before = readings(push)

    async def change(number: int) -> None:
        await arrive(push.res, "ecwid", "product.changed", event_id=f"e{number}", subject_id=str(subject))

    await change(0)
    assert await inbox.drain_inbox(push.res) == 1
    for number in range(1, 100):
        await change(number)
    assert await inbox.drain_inbox(push.res) == 99
    assert readings(push) - before == 2
