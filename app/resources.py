"""What a process holds open: database, Redis, HTTP, clock. Opened in one place, passed along, never global."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from piccolo.engine.postgres import PostgresEngine
from redis.asyncio import Redis

from app.platforms.http import Http
from app.queue import Doorbell
from app.settings import Settings
from app.tables.engine import engine_for, open_pool
from app.tables.every_table import TABLES
from app.vault import Vault


def utc_now() -> datetime:
    """The wall clock, aware and in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Resources:
    """Everything a use case may need. Tests give another clock or other servers."""

    settings: Settings
    db: PostgresEngine
    redis: Redis
    bell: Doorbell
    vault: Vault
    http: Http
    now: Callable[[], datetime] = utc_now


@asynccontextmanager
async def open_resources(settings: Settings, *, now: Callable[[], datetime] = utc_now) -> AsyncIterator[Resources]:
    """Open the resources of one process and close them in reverse order."""
    async with AsyncExitStack() as stack:
        db = engine_for(settings.database_url)
        bind_tables(db)
        await open_pool(db)
        stack.push_async_callback(db.close_connection_pool)
        redis = Redis.from_url(settings.redis_url, health_check_interval=30)
        stack.push_async_callback(redis.aclose)
        http = await stack.enter_async_context(Http.open(redis))
        yield Resources(settings, db, redis, Doorbell(redis), Vault(settings.secret_keys), http, now)


def bind_tables(db: PostgresEngine) -> None:
    """Give every table its engine: Piccolo would look for a configuration module instead."""
    for table in TABLES:
        table._meta._db = db
