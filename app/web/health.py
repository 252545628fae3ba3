"""GET /health: 200 only when a request could be answered in full."""

import asyncio

import asyncpg
from litestar import Response, get
from litestar.di import NamedDependency
from redis.exceptions import RedisError

from app.resources import Resources
from app.tables.engine import connection

PATIENCE = 2.0  # seconds; whoever asks restarts what does not answer

# Asked by machines: no cookie, no page, no session.
BARE = {
    "exclude_from_auth": True,
    "exclude_from_csrf": True,
    "exclude_from_session": True,
    "no_compress": True,
    "bare_failures": True,
}


@get("/health", opt=BARE, include_in_schema=False)
async def health(res: NamedDependency[Resources]) -> Response[dict[str, str]]:
    """Ask PostgreSQL and Redis; 503 names the one that does not answer."""
    database, redis = await asyncio.gather(_database(res), _redis(res))
    status = 200 if database and redis else 503
    return Response({"database": _word(database), "redis": _word(redis)}, status_code=status)


def _word(answers: bool) -> str:
    return "ok" if answers else "no answer"


async def _database(res: Resources) -> bool:
    try:
        async with asyncio.timeout(PATIENCE), connection(res.db) as db:
            return bool(await db.fetchval("SELECT 1") == 1)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):  # TimeoutError is an OSError
        return False


async def _redis(res: Resources) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            return bool(await res.redis.ping())  # type: ignore[misc]
    except (OSError, RedisError):
        return False
