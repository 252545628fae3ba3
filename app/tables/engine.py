"""The connection pool, and a transaction that never leaks."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

import asyncpg
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction

# A web process serves many short queries; a worker a few long ones. PostgreSQL's default of 100 holds several of both.
POOL_MIN, POOL_MAX = 2, 12
# A deadlock costs its victim a second; three in a row are no accident any more.
_TRIES = 3

T = TypeVar("T")


def engine_for(database_url: str) -> PostgresEngine:
    """An engine for a `postgresql://` address; opens nothing yet."""
    return PostgresEngine(config={"dsn": database_url}, extensions=())


async def open_pool(engine: PostgresEngine) -> None:
    """Open the pool. Without one, Piccolo opens a connection for every query (276 against 3,300 a second)."""
    await engine.start_connection_pool(min_size=POOL_MIN, max_size=POOL_MAX, command_timeout=60, reset=_nothing_to_undo)


async def _nothing_to_undo(_connection: asyncpg.Connection) -> None:
    """asyncpg's own way is RESET ALL after every use: a second round trip for each query.

    We never change a session: SET LOCAL and locks of a transaction end with it. One that was left open is rolled back
    by asyncpg all the same.
    """


@asynccontextmanager
async def transaction(engine: PostgresEngine) -> AsyncIterator[asyncpg.Connection]:
    """Run a block in one transaction and yield its asyncpg connection (for COPY and RETURNING).

    Piccolo's own `DB.transaction()` leaks the pooled connection when COMMIT or ROLLBACK fails (three failures killed
    a pool of three); here the pool takes it back whatever happens. Nested blocks are savepoints.
    The transaction is a context variable: never `gather` inside it.
    """
    outer = engine.current_transaction.get()
    if outer is not None:
        async with outer.connection.transaction():
            yield outer.connection
        return
    if engine.pool is None:
        raise RuntimeError("open_pool() first")
    async with _lent(engine.pool) as connection:
        token = engine.current_transaction.set(_transaction_on(engine, connection))
        try:
            async with connection.transaction():
                yield connection
        finally:
            engine.current_transaction.reset(token)


@asynccontextmanager
async def _lent(pool: asyncpg.Pool) -> AsyncIterator[asyncpg.Connection]:
    """One connection of the pool. Whoever is cancelled while it is given back leaves nothing to anybody."""
    connection = await pool.acquire()
    try:
        yield connection
    finally:
        await asyncio.shield(asyncio.create_task(_give_back(pool, connection)))


async def _give_back(pool: asyncpg.Pool, connection: asyncpg.Connection) -> None:
    """Raises nothing: a dead connection is closed by asyncpg all the same, and what was committed on it is committed.

    asyncpg's own release raises in a task of its own, whose error nobody hears once the waiting one was cancelled; its
    “internal” error says that the pool had the dead connection back already.
    """
    with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError):
        await pool.release(connection)


async def again_after_deadlock(do: Callable[[], Awaitable[T]]) -> T:
    """Do one transaction, and do it again when PostgreSQL ended it as the victim of a deadlock.

    Only for what begins a transaction of its own and touches nothing else: it may run three times. Rows are locked in
    one order wherever that can be had, so this is for what several tables or several pages make impossible.
    """
    for _ in range(_TRIES - 1):
        try:
            return await do()
        except asyncpg.DeadlockDetectedError:
            continue
    return await do()


def _transaction_on(engine: PostgresEngine, connection: Any) -> PostgresTransaction:
    """Piccolo's transaction object around a connection we opened ourselves: its constructor would take another one."""
    piccolo = PostgresTransaction.__new__(PostgresTransaction)
    piccolo.engine = engine
    piccolo.connection = connection
    piccolo._parent = None
    piccolo._committed = False
    piccolo._rolled_back = False
    piccolo._savepoint_id = 0
    return piccolo


@asynccontextmanager
async def connection(engine: PostgresEngine) -> AsyncIterator[asyncpg.Connection]:
    """One pooled connection (the transaction's own inside one), for SQL that Piccolo has no words for."""
    outer = engine.current_transaction.get()
    if outer is not None:
        yield outer.connection
        return
    if engine.pool is None:
        raise RuntimeError("open_pool() first")
    async with _lent(engine.pool) as lent:
        yield lent
