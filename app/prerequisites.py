"""What must be there before a process begins: PostgreSQL, brought up to date, and Redis. Asked by each entry point."""

import asyncio

import asyncpg
from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.logs import redacted
from app.settings import Settings
from app.tables.migrate import missing_migrations

PATIENCE = 10.0  # seconds


async def what_is_missing(settings: Settings) -> str:
    """One sentence for the operator about the first thing that is not there, or ""."""
    return await _database(settings.database_url) or await _redis(settings.redis_url)


async def _database(url: str) -> str:
    try:
        async with asyncio.timeout(PATIENCE):
            database = await asyncpg.connect(url)
            try:
                missing = await missing_migrations(database)
            finally:
                await database.close()
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        return _silent("PostgreSQL (DATABASE_URL)", error)
    if missing:
        return "The database is not up to date. Run `python -m app.tables.migrate`, then start again."
    return ""


async def _redis(url: str) -> str:
    try:
        async with asyncio.timeout(PATIENCE), Redis.from_url(url) as redis:
            await redis.ping()  # type: ignore[misc]
    except (OSError, RedisError, ValueError) as error:
        return _silent("Redis (REDIS_URL)", error)
    return ""


def _silent(who: str, error: Exception) -> str:
    """On one line, and without the password that an address may hold."""
    said = " ".join(str(error).split()) or f"{type(error).__name__}."
    return redacted(f"{who} does not answer: {said}")
