"""The pool: one round trip a query, and nothing left behind by whoever had a connection before."""

import asyncio
import gc
from collections.abc import Iterator
from copy import copy
from typing import cast

import asyncpg
import pytest

from app.resources import Resources
from app.tables.engine import again_after_deadlock, connection, transaction


async def last_words(res: Resources, pid: int) -> tuple[str, str]:
    """State and last query of one of the pool's sessions, seen by another."""
    watcher = await asyncpg.connect(res.settings.database_url)
    try:
        row = await watcher.fetchrow("SELECT state, query FROM pg_stat_activity WHERE pid = $1", pid)
    finally:
        await watcher.close()
    return row["state"], row["query"]


async def test_giving_a_connection_back_costs_no_round_trip(resources: Resources) -> None:
    """A third of a push's statements were asyncpg's RESET ALL."""
    async with connection(resources.db) as db:
        pid = await db.fetchval("SELECT pg_backend_pid()")
        await db.fetchval("SELECT 'the last word'")
    assert await last_words(resources, pid) == ("idle", "SELECT 'the last word'")


async def test_failed_transaction_leaves_nothing_open(resources: Resources) -> None:
    pids: list[int] = []

    async def fail() -> None:
        async with transaction(resources.db) as db:
            pids.append(await db.fetchval("SELECT pg_backend_pid()"))
            await db.execute("SET LOCAL work_mem TO '7MB'")
            raise RuntimeError("tripped")

    with pytest.raises(RuntimeError):
        await fail()
    assert (await last_words(resources, pids[0]))[0] == "idle"
    for _ in range(12):
        async with connection(resources.db) as db:
            assert await db.fetchval("SHOW work_mem") != "7MB"


async def test_connection_given_back_in_a_transaction_is_rolled_back(resources: Resources) -> None:
    """Nobody should, but a bug of one request must not become part of another's transaction."""
    loop_errors: list[str] = []
    async with connection(resources.db) as db:
        db._con._loop.set_exception_handler(lambda _, context: loop_errors.append(context["message"]))
        pid = await db.fetchval("SELECT pg_backend_pid()")
        await db.execute("BEGIN")
        loop = db._con._loop
    loop.set_exception_handler(None)
    assert (await last_words(resources, pid))[0] == "idle"
    assert loop_errors, "asyncpg complains aloud"


class DeadPool:
    """Its connections have died: giving one back fails in a task of its own, as in asyncpg's pool."""

    def __init__(self) -> None:
        self.asked, self.answer = asyncio.Event(), asyncio.Event()

    def acquire(self) -> "DeadPool":
        return self

    def __await__(self) -> Iterator[None]:
        yield

    async def __aenter__(self) -> "DeadPool":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.release(self)

    async def release(self, _: object) -> None:
        await asyncio.shield(self._release())

    async def _release(self) -> None:
        self.asked.set()
        await self.answer.wait()
        raise asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")


@pytest.mark.parametrize("is_cancelled", [True, False])
async def test_a_dead_connection_is_given_back_without_a_word(resources: Resources, is_cancelled: bool) -> None:
    """What was committed is no failure; and whoever was cancelled meanwhile leaves no error that nobody retrieves."""
    engine, pool, loop = copy(resources.db), DeadPool(), asyncio.get_running_loop()
    engine.pool = cast(asyncpg.Pool, pool)
    complaints: list[str] = []
    loop.set_exception_handler(lambda _, context: complaints.append(context["message"]))

    async def use() -> None:
        async with connection(engine):
            pass

    user = asyncio.create_task(use())
    await pool.asked.wait()
    if is_cancelled:
        user.cancel()
    pool.answer.set()
    [came] = await asyncio.gather(user, return_exceptions=True)
    del user
    for _ in range(5):  # the release goes on by itself, and what nobody retrieved is told as its task goes
        await asyncio.sleep(0)
    gc.collect()
    loop.set_exception_handler(None)
    assert isinstance(came, asyncio.CancelledError) if is_cancelled else came is None
    assert complaints == []


async def test_victim_of_a_deadlock_is_done_again(resources: Resources) -> None:
    """Two that lock the same rows in opposite orders both come to their end, each once."""
    async with connection(resources.db) as db:
        await db.execute("CREATE TABLE IF NOT EXISTS crossing (id int PRIMARY KEY, n int NOT NULL); TRUNCATE crossing")
        await db.execute("INSERT INTO crossing VALUES (1, 0), (2, 0)")
    met = asyncio.Barrier(2)
    tries: list[int] = []

    async def add_one(*ids: int) -> None:
        async with transaction(resources.db) as db:
            await db.execute("SET LOCAL deadlock_timeout TO '20ms'")
            for number, id_ in enumerate(ids):
                await db.execute("UPDATE crossing SET n = n + 1 WHERE id = $1", id_)
                if number == 0:
                    tries.append(id_)
                    if len(tries) <= 2:
                        await met.wait()

    await asyncio.gather(
        again_after_deadlock(lambda: add_one(1, 2)),
        again_after_deadlock(lambda: add_one(2, 1)),
    )
    async with connection(resources.db) as db:
        assert [row["n"] for row in await db.fetch("SELECT n FROM crossing ORDER BY id")] == [2, 2]
        await db.execute("DROP TABLE crossing")
    assert len(tries) == 3


async def test_deadlock_after_deadlock_is_told(resources: Resources) -> None:
    tries = []

    async def lose() -> None:
        tries.append(1)
        raise asyncpg.DeadlockDetectedError

    with pytest.raises(asyncpg.DeadlockDetectedError):
        await again_after_deadlock(lose)
    assert len(tries) == 3
