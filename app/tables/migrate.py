"""Brings the database up to date: `python -m app.tables.migrate`. Several processes may try at once; one does it."""

import asyncio
import os
import sys

import asyncpg
from piccolo.apps.migrations.commands.forwards import run_forwards

from app.settings import Settings, SettingsError

# Any number will do, as long as nobody else of Weft's takes it.
_LOCK = 727_274


async def migrate(database_url: str) -> None:
    """Run the missing migrations under an advisory lock; raises RuntimeError with Piccolo's own message."""
    guard = await asyncpg.connect(database_url)
    try:
        await guard.execute("SELECT pg_advisory_lock($1)", _LOCK)
        result = await run_forwards("weft")
        if not result.success:
            raise RuntimeError(result.message or "a migration failed")
    finally:
        await guard.close()


def main() -> int:
    """Entry point; answers 0, or 1 with one sentence."""
    os.environ.setdefault("PICCOLO_CONF", "piccolo_conf")
    try:
        settings = Settings.from_env()
        asyncio.run(migrate(settings.database_url))
    except SettingsError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    except (OSError, RuntimeError, asyncpg.PostgresError) as error:
        print(f"The database could not be brought up to date: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
