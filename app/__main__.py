"""`python -m app`: the web server. What is missing is said in one sentence, with exit code 1."""

import asyncio
import sys

import asyncpg
from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.logs import configure_logging
from app.main import create_app
from app.server import PortBusy, WebServer, listen
from app.settings import Settings, SettingsError

PATIENCE = 10.0  # seconds


async def unreachable(settings: Settings) -> str:
    """The sentence about a server that does not answer, or ""."""
    try:
        async with asyncio.timeout(PATIENCE):
            database = await asyncpg.connect(settings.database_url)
            await database.close()
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        return f"PostgreSQL (DATABASE_URL) does not answer: {error or type(error).__name__}"
    try:
        async with asyncio.timeout(PATIENCE), Redis.from_url(settings.redis_url) as redis:
            await redis.ping()  # type: ignore[misc]
    except (OSError, RedisError, ValueError) as error:
        return f"Redis (REDIS_URL) does not answer: {error or type(error).__name__}"
    return ""


def main() -> int:
    """Serve until SIGTERM or Ctrl-C; answers the exit code."""
    try:
        settings = Settings.from_env()
        listening = listen(settings.host, settings.port)
    except (SettingsError, PortBusy) as error:
        return _give_up(str(error))
    with listening:
        configure_logging(local=settings.local)
        if sentence := asyncio.run(unreachable(settings)):
            return _give_up(sentence)
        server = WebServer(create_app(settings))
        server.run(sockets=[listening])
    return 0 if server.started else 1


def _give_up(sentence: str) -> int:
    print(sentence, file=sys.stderr)  # noqa: T201
    return 1


if __name__ == "__main__":
    sys.exit(main())
