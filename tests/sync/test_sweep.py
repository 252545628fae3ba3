"""The timetable's work: whatever is due is rung for again, and the house is kept (architecture: the doorbell, R-7)."""

from datetime import timedelta

import pytest

from app.queue import CROWD, JOBS, LANES
from app.resources import Resources
from app.sync import sweep, tasks
from app.tables.engine import connection
from tests.cast import Cast
from tests.outages import without_redis
from tests.sync.listed import Listed

OURS = {"run_task", "drain_inbox", "follow_listings"}


@pytest.fixture
def shop(resources: Resources, cast: Cast) -> Listed:
    return Listed(resources, cast.alice.account_id, cast.connection_id)


async def rung(res: Resources) -> list[str]:
    """The bells that wait in all lanes, those of orders and stock left out."""
    jobs = [job for lane in LANES for job in (await res.bell.queue(lane).info(jobs=True, limit=10_000))["jobs"]]
    return sorted(job["function"] for job in jobs if job["function"] in OURS)


async def webhook(res: Resources) -> None:
    async with connection(res.db) as db:
        await db.execute(
            """INSERT INTO inbox_event (platform, event_id, shop_id, their_type, topic, subject_id, occurred_at)
               VALUES ('ecwid', gen_random_uuid()::text, '1003', 'x', 'ignored', '', now())"""
        )


async def test_lost_bells_ring_again(shop: Listed) -> None:
    """R-7: a task, a webhook and a listing whose bells were lost."""
    await tasks.start_pull(shop.res, shop.account, shop.connection, None, {"range": "all"})
    await webhook(shop.res)
    await shop.add(2)
    await shop.run("UPDATE listing SET next_check_at = now()")
    await shop.res.redis.flushdb()

    await sweep.ring_due(shop.res)
    assert await rung(shop.res) == ["drain_inbox", "follow_listings", "run_task"]


async def test_nothing_due_rings_nothing(shop: Listed) -> None:
    await shop.add(2)
    await shop.run("UPDATE listing SET next_check_at = now() + interval '1 minute'")
    await sweep.ring_due(shop.res)
    assert await rung(shop.res) == []


async def test_connection_that_is_not_in_force_is_left_alone(shop: Listed) -> None:
    await tasks.start_pull(shop.res, shop.account, shop.connection, None, {"range": "all"})
    await shop.add(1)
    await shop.run("UPDATE listing SET next_check_at = now()")
    await shop.run("UPDATE connection SET state = 'reauthorise' WHERE id = $1", shop.connection)
    await shop.res.redis.flushdb()
    await sweep.ring_due(shop.res)
    assert await rung(shop.res) == []


async def test_bells_do_not_pile_up_while_nobody_answers(shop: Listed) -> None:
    """A second of work that is due rings once a second: a lane that is behind must not drown in it."""
    await webhook(shop.res)
    for _ in range(CROWD + 20):
        await sweep.ring_due(shop.res)
    assert await shop.res.bell.queue(JOBS["drain_inbox"].lane).count("queued") == CROWD


async def test_without_redis_nothing_rings_and_nothing_breaks(shop: Listed) -> None:
    await webhook(shop.res)
    async with without_redis(shop.res) as res:
        assert await sweep.ring_due(res) == 0


async def test_tasks_are_kept_for_ninety_days(shop: Listed) -> None:
    """S128"""
    for days in (1, 89, 91):
        await shop.run(
            """INSERT INTO task (account, connection, kind, parameters, counts, run_state, finished_at)
               VALUES ($1, $2, 'push', '{}', '{}', 'finished', now() - make_interval(days => $3))""",
            shop.account,
            shop.connection,
            days,
        )
    running = await tasks.start_pull(shop.res, shop.account, shop.connection, None, {"range": "all"})
    await shop.run("UPDATE task SET created_at = now() - interval '1 year' WHERE id = $1", running)
    await sweep.keep_house(shop.res)
    assert await shop.value("SELECT count(*) FROM task") == 3
    assert await shop.value("SELECT min(finished_at) > now() - interval '90 days' FROM task")


async def test_webhooks_are_kept_for_thirty_days_unless_they_wait_still(shop: Listed) -> None:
    for _ in range(3):
        await webhook(shop.res)
    first, second, _ = [row["id"] for row in await shop.rows("SELECT id FROM inbox_event ORDER BY id")]
    await shop.run("UPDATE inbox_event SET received_at = now() - interval '31 days' WHERE id <> $1", first)
    await shop.run("UPDATE inbox_event SET state = 'done' WHERE id = ANY($1::bigint[])", [first, second])
    await sweep.keep_house(shop.res)
    assert await shop.value("SELECT count(*) FROM inbox_event") == 2
    assert not await shop.rows("SELECT FROM inbox_event WHERE id = $1", second)


async def test_house_is_kept_although_a_grant_cannot_be_refreshed(shop: Listed) -> None:
    """One tenant's broken token is not everybody's housekeeping."""
    soon = shop.res.now() + timedelta(hours=1)
    await shop.run("UPDATE access_grant SET access_token = '\\x31', access_expires_at = $1", soon)
    await webhook(shop.res)
    await shop.run("UPDATE inbox_event SET state = 'done', received_at = now() - interval '31 days'")
    await sweep.keep_house(shop.res)
    assert await shop.value("SELECT count(*) FROM inbox_event") == 0


async def test_counts_are_added_up_and_stay_the_same(shop: Listed) -> None:
    """I9: exact counts without counting."""
    await shop.add(5)
    counts = """SELECT what, sum(n) AS n FROM product_tally WHERE connection = $1
                GROUP BY what HAVING sum(n) <> 0 ORDER BY 1"""
    before = await shop.rows(counts, shop.connection)
    rows = await shop.value("SELECT count(*) FROM product_tally")
    await sweep.keep_house(shop.res)
    assert await shop.rows(counts, shop.connection) == before
    assert await shop.value("SELECT count(*) FROM product_tally") < rows
