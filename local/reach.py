"""Servers the person named: are they there, and new enough? Otherwise one sentence, without the password."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

import asyncpg
import redis

from local.problems import Problem

SECONDS = 5.0
OLDEST_POSTGRES = 150_000  # server_version_num
OLDEST_REDIS = (6, 2)  # BLMOVE, which the queue needs


def check_database(url: str) -> None:
    """Raises Problem."""
    try:
        version = asyncio.run(_postgres_version(url))
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        raise Problem(
            f"PostgreSQL at {shown(url)}, named by DATABASE_URL, cannot be used: {_reason(error)}. "
            "Start it or correct DATABASE_URL; unset it, and Weft brings its own."
        ) from None
    if version < OLDEST_POSTGRES:
        raise Problem(f"PostgreSQL at {shown(url)} is version {version // 10_000}; Weft needs 15 or newer.")


async def _postgres_version(url: str) -> int:
    connection = await asyncpg.connect(url, timeout=SECONDS)
    try:
        return int(await connection.fetchval("SHOW server_version_num"))
    finally:
        await connection.close()


def check_redis(url: str) -> None:
    """Raises Problem."""
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=SECONDS, socket_timeout=SECONDS) as client:
            version = str(client.info("server")["redis_version"])
    except (OSError, redis.RedisError, ValueError) as error:
        raise Problem(
            f"Redis at {shown(url)}, named by REDIS_URL, cannot be used: {_reason(error)}. "
            "Start it or correct REDIS_URL; unset it, and Weft brings its own."
        ) from None
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST_REDIS:
        raise Problem(f"Redis at {shown(url)} is version {version}; Weft needs 6.2 or newer.")


def shown(url: str) -> str:
    """The URL without its user and password."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return f"{host}{parts.path}" if host else url.partition("?")[0].rpartition("@")[2]


def _reason(error: Exception) -> str:
    text = str(error).strip().splitlines()[0] if str(error).strip() else "it does not answer"
    return text.rstrip(".")
