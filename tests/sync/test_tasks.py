"""Tasks: started once, shared without overlap, ended once, their numbers always right (S37, S124–S128, R-35)."""

import asyncio
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.selection import Selection
from app.domain.tasks import outcome
from app.resources import Resources
from app.sync import task_ends, tasks
from app.tables import item_claims, task_claims
from app.tables.engine import connection, transaction
from app.tables.item_claims import Item
from tests.cast import Cast
from tests.sync.listed import Listed


@pytest.fixture
def shop(resources: Resources, cast: Cast) -> Listed:
    return Listed(resources, cast.alice.account_id, cast.connection_id)


async def products(shop: Listed, number: int) -> list[int]:
    """Products that nobody has sent yet."""
    made = await shop.add(number)
    await shop.run("DELETE FROM task; DELETE FROM listing")
    await shop.run("UPDATE product SET sync_state = 'not_synced'")
    return made


async def start(shop: Listed, *ids: int, user: int | None = None) -> int | None:
    return await tasks.start_push(shop.res, shop.account, shop.connection, user, Selection(ids=ids))


async def claim(shop: Listed, task: int, worker: str, *, orphans: bool = False) -> Item | None:
    async with connection(shop.res.db) as db:
        return await item_claims.claim(db, task, worker, orphans=orphans)


async def running(shop: Listed, number: int) -> int:
    """A push of this many products that somebody works on."""
    task = await start(shop, *await products(shop, number))
    assert task is not None
    async with connection(shop.res.db) as db:
        assert await task_claims.join(db, task) is not None
    return task


async def of(shop: Listed, task: int | None) -> list[int]:
    """The products of a task."""
    return [row["product"] for row in await shop.rows("SELECT product FROM task_item WHERE task = $1", task)]


# Starting


async def test_hundred_clicks_start_one_pull(shop: Listed) -> None:
    """R-35: everybody is shown the same task."""
    started = await asyncio.gather(
        *(tasks.start_pull(shop.res, shop.account, shop.connection, None, {"range": "all"}) for _ in range(100))
    )
    assert len(set(started)) == 1
    assert await shop.value("SELECT count(*) FROM task") == 1


async def test_pull_can_be_started_again_when_one_has_ended(shop: Listed) -> None:
    first = await tasks.start_pull(shop.res, shop.account, shop.connection, None, {"range": "all"})
    await shop.run("UPDATE task SET run_state = 'finished'")
    assert await tasks.start_pull(shop.res, shop.account, shop.connection, None, {"range": "all"}) != first


async def test_two_people_who_push_the_same_send_each_product_once(shop: Listed, cast: Cast) -> None:
    """S37: whoever comes second gets what is left, or no task."""
    ids = await products(shop, 30)
    started = await asyncio.gather(
        *(start(shop, *ids[place : place + 20], user=who.id) for place, who in ((0, cast.alice), (10, cast.bob)))
    )
    queued = await shop.rows("SELECT product, count(*) AS n FROM task_item GROUP BY product")
    assert len(queued) == 30
    assert {row["n"] for row in queued} == {1}
    totals = await shop.rows("SELECT total FROM task ORDER BY id")
    assert sum(row["total"] for row in totals) == 30
    assert None not in started


async def test_deleted_and_foreign_products_are_not_queued(shop: Listed, cast: Cast) -> None:
    mine = await products(shop, 2)
    await shop.run("UPDATE product SET deleted_at = now() WHERE id = $1", mine[0])
    theirs = Listed(shop.res, cast.charlie.account_id, cast.charlies_connection_id)
    foreign = await theirs._product("Charlie's")
    task = await start(shop, *mine, foreign)
    assert [row["product"] for row in await shop.rows("SELECT product FROM task_item WHERE task = $1", task)] == mine[
        1:
    ]


async def test_started_push_says_so_on_its_products(shop: Listed) -> None:
    await start(shop, *await products(shop, 3))
    assert await shop.rows("SELECT DISTINCT sync_state FROM product") == [{"sync_state": "queued"}]


# Claiming


async def test_four_claimers_never_get_the_same_product(shop: Listed) -> None:
    task = await running(shop, 40)

    async def claimer(name: str) -> list[int]:
        got = []
        while (item := await claim(shop, task, name)) is not None:
            got.append(item.product)
        return got

    shares = await asyncio.gather(*(claimer(f"w{number}") for number in range(4)))
    everything = [product for share in shares for product in share]
    assert len(everything) == len(set(everything)) == 40


async def test_claim_of_a_living_worker_is_nobody_elses(shop: Listed) -> None:
    task = await running(shop, 1)
    assert await claim(shop, task, "one") is not None
    assert await claim(shop, task, "two") is None
    assert await claim(shop, task, "two", orphans=True) is None


async def test_orphan_is_claimed_and_its_old_worker_can_write_nothing(shop: Listed) -> None:
    task = await running(shop, 1)
    first = await claim(shop, task, "dead")
    await shop.run("UPDATE task_item SET lease_until = now() - interval '1 second'")
    async with connection(shop.res.db) as db:
        await item_claims.renew(db, task, "somebody else")
    second = await claim(shop, task, "heir", orphans=True)
    assert first is not None
    assert second is not None
    assert (second.product, second.attempts, second.orphaned) == (first.product, 2, True)
    async with connection(shop.res.db) as db:
        await item_claims.give_back(db, task, "dead")
    assert await shop.value("SELECT state || lease_by FROM task_item") == "sendingheir"


async def test_renewed_lease_lasts(shop: Listed) -> None:
    task = await running(shop, 1)
    await claim(shop, task, "one")
    await shop.run("UPDATE task_item SET lease_until = now() + interval '1 second'")
    async with connection(shop.res.db) as db:
        await item_claims.renew(db, task, "one")
    assert await shop.value("SELECT lease_until > now() + interval '4 seconds' FROM task_item")


async def test_orderly_stop_leaves_no_mark(shop: Listed) -> None:
    """R-25: a deploy is no failure."""
    task = await running(shop, 3)
    await claim(shop, task, "one")
    async with connection(shop.res.db) as db:
        await item_claims.give_back(db, task, "one")
    assert await shop.rows("SELECT DISTINCT state, attempts, lease_by FROM task_item") == [
        {"state": "queued", "attempts": 0, "lease_by": ""}
    ]


async def test_pull_given_back_in_order_leaves_no_mark_and_a_failed_one_does(shop: Listed) -> None:
    task = await tasks.start_pull(shop.res, shop.account, shop.connection, None, {"range": "all"})
    for wait, attempts in ((0.0, 0), (0.001, 1)):
        async with connection(shop.res.db) as db:
            assert await task_claims.claim_alone(db, task, "one") is not None
            await task_claims.release(db, task, "one", wait=wait)
        assert await shop.value("SELECT attempts FROM task") == attempts


# Stopping and ending


async def test_push_ends_exactly_once_however_many_close_it(shop: Listed) -> None:
    task = await running(shop, 3)
    await shop.run("UPDATE task_item SET state = 'refused'")
    closed = await asyncio.gather(*(task_ends.close_if_done(shop.res, task) for _ in range(10)))
    assert closed.count(True) == 1
    row = (await shop.rows("SELECT run_state, outcome, finished_at FROM task"))[0]
    assert (row["run_state"], row["outcome"]) == ("finished", "none")
    assert row["finished_at"] is not None


@pytest.mark.parametrize("state", ["queued", "sending"])
async def test_push_does_not_end_while_something_is_left_to_do(shop: Listed, state: str) -> None:
    task = await running(shop, 2)
    await shop.run("UPDATE task_item SET state = 'live' WHERE id = (SELECT min(id) FROM task_item)")
    await shop.run("UPDATE task_item SET state = $1 WHERE id = (SELECT max(id) FROM task_item)", state)
    assert not await task_ends.close_if_done(shop.res, task)


async def test_stopped_push_waits_for_what_is_on_its_way(shop: Listed) -> None:
    """S128"""
    task = await running(shop, 3)
    await claim(shop, task, "one")
    await tasks.request_stop(shop.res, shop.account, task)
    assert not await task_ends.close_if_done(shop.res, task)
    await shop.run("UPDATE task_item SET state = 'in_review' WHERE state = 'sending'")
    assert await task_ends.close_if_done(shop.res, task)
    assert await shop.value("SELECT run_state FROM task") == "stopped"


async def test_only_its_own_account_stops_a_task(shop: Listed, cast: Cast) -> None:
    task = await running(shop, 1)
    await tasks.request_stop(shop.res, cast.charlie.account_id, task)
    assert not await shop.value("SELECT stop_requested FROM task")


@pytest.mark.parametrize("kind", ["pull", "push"])
async def test_task_of_a_paused_connection_can_be_stopped(shop: Listed, kind: str) -> None:
    """No worker comes by, so it ends at once; a pull that waits for ever would keep every other one out."""
    if kind == "pull":
        task = await tasks.start_pull(shop.res, shop.account, shop.connection, None, {"range": "all"})
    else:
        task = await running(shop, 2)
    async with transaction(shop.res.db) as db:
        await task_ends.pause_tasks(db, shop.connection)
    await tasks.request_stop(shop.res, shop.account, task)
    assert await shop.value("SELECT run_state FROM task WHERE id = $1", task) == "stopped"


async def test_stopped_products_are_what_they_were_before(shop: Listed) -> None:
    """S128: listed ones as TikTok has them, refused ones refused."""
    live, failed, new = await shop.add(3)
    await shop.run("DELETE FROM task")
    await shop.run("UPDATE listing SET status = 'ACTIVATE', ruled_at = now() WHERE product = $1", live)
    await shop.run("DELETE FROM listing WHERE product <> $1", live)
    await shop.run(
        """INSERT INTO issue (connection, product, code, sentence, hint, parameters, fix)
           VALUES ($1, $2, 'picture_missing', '', '', '{}', '')""",
        shop.connection,
        failed,
    )
    task = await start(shop, live, failed, new)
    assert task is not None
    await tasks.request_stop(shop.res, shop.account, task)
    await task_ends.close_if_done(shop.res, task)
    assert [await shop.state(product) for product in (live, failed, new)] == ["synced", "sync_failed", "not_synced"]


async def test_retry_sends_what_was_refused_and_nothing_else(shop: Listed) -> None:
    """S128"""
    ids = await products(shop, 4)
    task = await start(shop, *ids)
    await shop.run("UPDATE task_item SET state = CASE WHEN product = $1 THEN 'refused' ELSE 'live' END", ids[2])
    assert task is not None
    again = await tasks.retry_failed(shop.res, shop.account, shop.connection, None, task)
    assert [row["product"] for row in await shop.rows("SELECT product FROM task_item WHERE task = $1", again)] == [
        ids[2]
    ]
    assert await tasks.retry_failed(shop.res, shop.account, shop.connection, None, task) is None, "it is queued already"


# Due


async def test_dispatcher_knows_what_somebody_could_work_on(shop: Listed) -> None:
    """A lost bell costs seconds: rows say what is due."""

    async def due() -> list[int]:
        async with connection(shop.res.db) as db:
            return await task_claims.due_tasks(db)

    task = await start(shop, *await products(shop, 2))
    assert await due() == [task]
    async with connection(shop.res.db) as db:
        await task_claims.join(db, task or 0)
    assert await due() == [], "somebody is at it"
    await shop.run("UPDATE task SET heartbeat_at = now() - interval '4 seconds'")
    assert await due() == [task], "whoever was at it is dead"
    await shop.run("UPDATE task_item SET not_before = now() + interval '1 minute'")
    assert await due() == [], "everything waits for its next try"
    await shop.run("UPDATE task_item SET state = 'refused'")
    assert await due() == [task], "it can be closed"
    await shop.run("UPDATE connection SET state = 'paused'")
    assert await due() == [], "its connection rests"


async def test_hundred_busy_tasks_do_not_hide_the_next_one(shop: Listed) -> None:
    """Tenants take turns: whoever was looked at longest ago comes first."""
    [product] = await products(shop, 1)
    for _ in range(101):
        await shop.run(
            """INSERT INTO task (account, connection, kind, parameters, counts, heartbeat_at)
               VALUES ($1, $2, 'push', '{}', '{}', now() - interval '10 seconds')""",
            shop.account,
            shop.connection,
        )
    last = await start(shop, product)
    async with connection(shop.res.db) as db:
        assert (await task_claims.due_tasks(db))[0] == last


# Numbers

STATES = ["queued", "sending", "in_review", "live", "refused", "skipped", "stopped"]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.integers(0, 7), st.sampled_from(STATES)), max_size=25))
async def test_numbers_always_add_up_to_the_total(shop: Listed, moves: list[tuple[int, str]]) -> None:
    """I9: whatever happens to the items in whatever order."""
    await shop.run("DELETE FROM task; DELETE FROM product")
    ids = await products(shop, 8)
    task = await start(shop, *ids)
    assert task is not None
    for place, state in moves:
        await shop.run("UPDATE task_item SET state = $2 WHERE task = $3 AND product = $1", ids[place], state, task)
        async with connection(shop.res.db) as db:
            tally = await task_ends.tally_of(db, task)
        rows = await shop.rows("SELECT state FROM task_item WHERE task = $1", task)
        assert tally.total == tally.handled + tally.to_do + tally.stopped == len(rows) == 8
        assert Counter(row["state"] for row in rows) == {s: n for s in STATES if (n := getattr(tally, s))}
    async with connection(shop.res.db) as db:
        tally = await task_ends.tally_of(db, task)
    await shop.run("UPDATE task SET run_state = 'finished'")
    async with transaction(shop.res.db) as db:
        await task_ends.recount(db, [task])
    assert await shop.value("SELECT outcome FROM task WHERE id = $1", task) == outcome(tally)


async def test_two_rulings_at_once_count_what_the_other_changed(shop: Listed) -> None:
    """I9: the second waits for the first, and then sees it."""
    first, second = await shop.add(2)
    task = await shop.value("SELECT id FROM task")
    change = "UPDATE task_item SET state = $2 WHERE product = $1"
    assert shop.res.db.pool is not None
    async with shop.res.db.pool.acquire() as one, shop.res.db.pool.acquire() as other:

        async def ruling() -> None:
            async with other.transaction():
                await other.execute(change, second, "live")
                await task_ends.recount(other, [task])

        async with one.transaction():
            await one.execute(change, first, "refused")
            await task_ends.recount(one, [task])
            beside = asyncio.create_task(ruling())
            async with asyncio.timeout(10):
                while not await shop.value("SELECT count(*) FROM pg_locks WHERE NOT granted"):
                    await asyncio.sleep(0.01)
        await beside
    assert await shop.value("SELECT outcome FROM task") == "partly"


async def test_pull_that_was_stopped_or_died_says_so(shop: Listed) -> None:
    """S127: how it ended and what came of it are two things."""
    ends: dict[str, Any] = {"finished": "ok", "stopped": "partly", "died": "none"}
    for run_state, result in ends.items():
        task = await tasks.start_pull(shop.res, shop.account, shop.connection, None, {"range": "all"})
        async with connection(shop.res.db) as db:
            await task_claims.claim_alone(db, task, "one")
        assert await tasks.end_pull(shop.res, task, "one", run_state=run_state)
        assert not await tasks.end_pull(shop.res, task, "one", run_state=run_state), "exactly once"
        row = (await shop.rows("SELECT run_state, outcome FROM task WHERE id = $1", task))[0]
        assert (row["run_state"], row["outcome"]) == (run_state, result)
