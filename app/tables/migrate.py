"""Brings the database up to date: `python -m app.tables.migrate`. Several processes may try at once; one does it."""

import asyncio
import os
import re
import sys
from pathlib import Path

import asyncpg

from app.settings import Settings, SettingsError

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
# Any number will do, as long as nobody else of Weft's takes it.
_LOCK = 727_274


async def migrate(database_url: str) -> None:
    """Run the missing migrations under an advisory lock; raises RuntimeError with Piccolo's own message."""
    # Here, because every program asks for `missing_migrations`, and this brings a formatter of code along.
    from piccolo.apps.migrations.commands.forwards import run_forwards

    guard = await asyncpg.connect(database_url)
    try:
        await guard.execute("SELECT pg_advisory_lock($1)", _LOCK)
        result = await run_forwards("weft")
        if not result.success:
            raise RuntimeError(result.message or "a migration failed")
    finally:
        await guard.close()


async def missing_migrations(db: asyncpg.Connection) -> list[str]:
    """Ids of the migrations that this database has not seen, oldest first."""
    done: set[str] = set()
    if await db.fetchval("SELECT to_regclass('migration') IS NOT NULL"):
        done = {row["name"] for row in await db.fetch("SELECT name FROM migration WHERE app_name = 'weft'")}
    return [known for known in _known_migrations() if known not in done]


def _known_migrations() -> list[str]:
    """Read, not imported: the first one alone has thousands of lines."""
    files = sorted(MIGRATIONS.glob("weft_*.py"))
    return [found[1] for file in files if (found := re.search(r'^ID = "([^"]+)"$', file.read_text(), re.MULTILINE))]


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
