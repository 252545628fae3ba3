"""Tokens are refreshed once, lie sealed, and their end pauses everything and loses nothing (B7, R-21, R-22)."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.selection import Selection
from app.platforms.errors import AccessGone
from app.platforms.registry import ECWID, TIKTOK_SHOP
from app.resources import Resources
from app.sync import connections, tasks, work
from app.sync.grants import access_back, access_gone, open_channel, open_source, refresh, refresh_ahead
from app.tables.engine import connection
from app.vault import CannotUnseal, Vault
from tests.cast import Cast
from tests.shops import Shops, open_shops
from tests.sync.processes import processes

REFRESHES = "GET /api/v2/token/refresh"


@pytest.fixture
async def shops(resources: Resources) -> AsyncIterator[Shops]:
    async with open_shops(resources, products=4) as running:
        yield running


@pytest.fixture
async def connected(shops: Shops, cast: Cast) -> int:
    return await shops.connect(cast.alice)


def refreshes(shops: Shops) -> int:
    return len(shops.world.journal.of("tiktok", REFRESHES))


async def grant(shops: Shops, connected: int, platform: str = TIKTOK_SHOP) -> dict[str, object]:
    rows = await shops.rows("SELECT * FROM access_grant WHERE connection = $1 AND platform = $2", connected, platform)
    return rows[0]


async def run(shops: Shops, query: str, *arguments: object) -> None:
    async with connection(shops.res.db) as db:
        await db.execute(query, *arguments)


async def ends_soon(shops: Shops, connected: int) -> None:
    await run(
        shops,
        """UPDATE access_grant SET access_expires_at = now() + interval '3 hours'
           WHERE connection = $1 AND platform = $2""",
        connected,
        TIKTOK_SHOP,
    )


@pytest.mark.parametrize("told_by", ["the platform", "our clock"])
async def test_fifty_tasks_in_four_processes_refresh_once(shops: Shops, connected: int, told_by: str) -> None:
    """R-21: exactly one refresh call, no business call fails. The stand-in kills the old refresh token."""
    if told_by == "the platform":
        shops.world.tiktok.grants.expire_access(shops.world.now())
    else:
        await run(shops, "UPDATE access_grant SET access_expires_at = now() - interval '1 second' WHERE platform = $1",
                  TIKTOK_SHOP)  # fmt: skip
    async with processes(shops.res, 4) as others:

        async def task(number: int) -> int:
            channel = await open_channel(others[number % 4], connected)
            return len(await channel.warehouses())

        answers = await asyncio.gather(*(task(number) for number in range(50)))
    assert answers == [3] * 50
    assert refreshes(shops) == 1


async def test_refresh_writes_the_pair_and_both_ends_at_once(shops: Shops, connected: int) -> None:
    before = await grant(shops, connected)
    shops.world.advance(3600)
    token, ends = await refresh(shops.res, int(str(before["id"])), None)
    after = await grant(shops, connected)
    assert after["access_token"] != before["access_token"]
    assert after["refresh_token"] != before["refresh_token"]
    assert after["access_expires_at"] == ends
    assert after["access_expires_at"] > before["access_expires_at"]  # type: ignore[operator]
    assert after["refresh_expires_at"] == before["refresh_expires_at"]
    assert after["scopes"] == before["scopes"]
    assert shops.world.tiktok.grants.of_token(token)[0] is not None


async def test_cancelled_refresh_still_writes_what_it_got(shops: Shops, connected: int) -> None:
    """R-22: a worker is told to stop between the platform's answer and our row; the old pair is dead by then."""
    await ends_soon(shops, connected)
    shops.world.faults.turn_on("tiktok", "stall", path="token/refresh", seconds=0.4, count=1)
    refreshing = asyncio.create_task(refresh_ahead(shops.res))
    while shops.world.faults.on("tiktok"):
        await asyncio.sleep(0.01)
    refreshing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await refreshing

    old = next(iter(shops.world.tiktok.grants.access))
    del shops.world.tiktok.grants.access[old]
    channel = await open_channel(shops.res, connected)
    assert len(await channel.warehouses()) == 3
    assert refreshes(shops) == 1


class Dying(Vault):
    """Seals nothing any more: the process is gone between the answer and the row."""

    def seal(self, secret: str, place: str) -> bytes:
        raise RuntimeError("killed here")


def killed_before_writing(res: Resources) -> Resources:
    return replace(res, vault=Dying(res.settings.secret_keys))


async def test_death_between_answer_and_row_costs_nothing_before_the_old_token_ends(
    shops: Shops, cast: Cast, connected: int
) -> None:
    """R-22: no key and no look-up heals a lost pair, so it is fetched a day early, and nothing pauses in that day."""
    await ends_soon(shops, connected)
    with pytest.raises(RuntimeError):
        await refresh_ahead(killed_before_writing(shops.res))

    await refresh_ahead(shops.res)

    row = await grant(shops, connected)
    assert row["state"] == "healthy"
    assert row["refresh_expires_at"] == row["access_expires_at"], "the card counts down to the real end"
    assert await shops.value("SELECT state FROM connection WHERE id = $1", connected) == "active"
    assert len(await (await open_channel(shops.res, connected)).warehouses()) == 3
    await refresh_ahead(shops.res)
    assert refreshes(shops) == 2, "and it is not asked again and again"

    await shops.pull(cast.alice, connected)
    task = await tasks.start_push(shops.res, cast.alice.account_id, connected, None, Selection())
    shops.world.tiktok.grants.expire_access(shops.world.now())
    assert task is not None
    await work.run_task(shops.res, task)
    assert await shops.value("SELECT state FROM connection WHERE id = $1", connected) == "reauthorise"
    assert await shops.value("SELECT run_state FROM task WHERE id = $1", task) == "paused"


async def test_death_heals_by_itself_where_the_platform_keeps_the_old_token(shops: Shops, connected: int) -> None:
    """R-22: nobody outside knows which of the two TikTok does."""
    shops.world.tiktok.grants.keep_old = True
    await ends_soon(shops, connected)
    with pytest.raises(RuntimeError):
        await refresh_ahead(killed_before_writing(shops.res))
    await refresh_ahead(shops.res)
    row = await grant(shops, connected)
    assert row["refresh_token"] is not None
    assert row["access_expires_at"] > shops.res.now() + timedelta(days=2)  # type: ignore[operator]


async def test_one_grant_that_cannot_be_refreshed_holds_up_no_other(shops: Shops, cast: Cast, connected: int) -> None:
    """A moved token, a silent platform: the next grant is refreshed all the same."""
    await run(shops, "UPDATE access_grant SET access_expires_at = now() + interval '1 hour' WHERE platform = $1",
              TIKTOK_SHOP)  # fmt: skip  # the cast's own grants come along, and their tokens are unknown to the shop
    await run(
        shops,
        "UPDATE access_grant SET access_token = refresh_token WHERE connection = $1",
        cast.charlies_connection_id,
    )
    await refresh_ahead(shops.res)
    row = await grant(shops, connected)
    assert row["access_expires_at"] > shops.res.now() + timedelta(days=2)  # type: ignore[operator]


async def test_what_ends_later_is_left_alone(shops: Shops, connected: int) -> None:
    await refresh_ahead(shops.res)
    assert refreshes(shops) == 0


async def test_no_token_lies_open_anywhere_in_the_database(shops: Shops, cast: Cast, connected: int) -> None:
    """B.5: whatever reads the tables reads no token, neither as text nor as bytes."""
    await shops.pull(cast.alice, connected)
    await run(shops, "UPDATE access_grant SET access_expires_at = now() WHERE connection = $1", connected)
    await (await open_channel(shops.res, connected)).warehouses()
    world = shops.world
    secrets = [*world.tiktok.grants.access, *world.tiktok.grants.refresh, *world.ecwid.grants.tokens]
    assert len(secrets) >= 4
    tables = await shops.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    for table in tables:
        for row in await shops.rows(f'SELECT t::text AS all FROM "{table["tablename"]}" t'):  # noqa: S608
            for secret in secrets:
                assert secret not in row["all"], table
                assert secret.encode().hex() not in row["all"], table


async def test_token_moved_to_another_place_does_not_open(shops: Shops, connected: int) -> None:
    """The place is part of the seal: column, platform and connection."""
    await run(shops, "UPDATE access_grant SET access_token = refresh_token WHERE platform = $1", TIKTOK_SHOP)
    with pytest.raises(AccessGone) as refused:
        await open_channel(shops.res, connected)
    assert refused.value.reason == "sealed"
    vault = shops.res.vault
    with pytest.raises(CannotUnseal):
        vault.unseal(vault.seal("token", "grant:1:ecwid:access_token"), "grant:2:ecwid:access_token")


async def test_end_of_access_pauses_tasks_and_its_return_resumes_and_rings(
    shops: Shops, cast: Cast, connected: int
) -> None:
    """B7, S159: the queue waits, and goes on by itself after the new consent."""
    pull = await tasks.start_pull(shops.res, cast.alice.account_id, connected, None, {"range": "all"})
    await access_gone(shops.res, connected, TIKTOK_SHOP, "revoked")
    assert await shops.value("SELECT run_state FROM task WHERE id = $1", pull) == "paused"
    assert await shops.value("SELECT state || state_reason FROM connection WHERE id = $1", connected) == (
        "reauthorisetiktok_shop:revoked"
    )
    await work.run_task(shops.res, pull)
    assert await shops.value("SELECT run_state FROM task WHERE id = $1", pull) == "paused"

    await shops.res.redis.flushdb()
    await connections.finish_channel(shops.res, cast.alice.account_id, connected, await shops.consent(TIKTOK_SHOP))

    assert await shops.value("SELECT state FROM connection WHERE id = $1", connected) == "active"
    assert await shops.value("SELECT run_state FROM task WHERE id = $1", pull) == "queued"
    assert await shops.res.bell.queue("bulk").count("queued") == 1


async def test_one_healthy_grant_is_not_enough_to_go_on(shops: Shops, connected: int) -> None:
    await access_gone(shops.res, connected, TIKTOK_SHOP, "revoked")
    await access_back(shops.res, connected)
    assert await shops.value("SELECT state FROM connection WHERE id = $1", connected) == "reauthorise"


async def test_new_consent_does_not_end_a_persons_pause(shops: Shops, cast: Cast, connected: int) -> None:
    """S16"""
    await connections.pause(shops.res, cast.alice.account_id, connected)
    await connections.finish_source(shops.res, cast.alice.account_id, connected, await shops.consent(ECWID))
    assert await shops.value("SELECT state FROM connection WHERE id = $1", connected) == "paused"


async def test_news_of_the_old_grants_end_do_not_end_the_new_one(shops: Shops, cast: Cast, connected: int) -> None:
    """A call with the old token fails after the person has authorised anew."""
    began = shops.res.now()
    await connections.finish_channel(shops.res, cast.alice.account_id, connected, await shops.consent(TIKTOK_SHOP))
    await access_gone(shops.res, connected, TIKTOK_SHOP, "revoked", since=began)
    assert (await grant(shops, connected))["state"] == "healthy"
    assert await shops.value("SELECT state FROM connection WHERE id = $1", connected) == "active"


async def test_plan_without_api_stays_the_reason(shops: Shops, connected: int) -> None:
    """S166: the banner speaks of the plan until it is solved."""
    await access_gone(shops.res, connected, ECWID, "plan")
    with pytest.raises(AccessGone) as gone:
        await open_source(shops.res, connected)
    assert gone.value.reason == "plan"


async def test_withdrawn_app_is_disconnected_and_keeps_its_data(shops: Shops, cast: Cast, connected: int) -> None:
    """S159: the webhook is checked against the API, then the connection says who ended it."""
    await shops.pull(cast.alice, connected)
    shops.world.tiktok.deauthorise()
    await shops.deliver()
    assert await shops.value("SELECT state || ' ' || state_reason FROM connection WHERE id = $1", connected) == (
        "disconnected tiktok_shop:deauthorised"
    )
    assert await shops.value("SELECT count(*) FROM product WHERE connection = $1", connected) == 4
