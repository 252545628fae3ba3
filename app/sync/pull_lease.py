"""A pull holds its task by a lease; while it waits for a slow source nobody writes, so this renews it."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from piccolo.engine.postgres import PostgresEngine

from app.tables.engine import connection
from app.tables.task_claims import LEASE_SECONDS

log = logging.getLogger(__name__)

_RENEW = f"""UPDATE task SET heartbeat_at = now(), lease_until = now() + make_interval(secs => {LEASE_SECONDS})
             WHERE id = $1 AND lease_by = $2 AND run_state = 'running'"""  # noqa: S608 - a constant only


@asynccontextmanager
async def keep_lease(
    db: PostgresEngine, task: int, worker: str, *, every: float = LEASE_SECONDS / 3
) -> AsyncIterator[None]:
    """Renew the lease `every` so many seconds while the block runs. One that was lost stays lost."""
    renewing = asyncio.create_task(_renew(db, task, worker, every))
    try:
        yield
    finally:
        renewing.cancel()
        await asyncio.gather(renewing, return_exceptions=True)


async def _renew(engine: PostgresEngine, task: int, worker: str, every: float) -> None:
    while True:
        await asyncio.sleep(every)
        try:
            async with connection(engine) as db:
                await db.execute(_RENEW, task, worker)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            # Whoever writes the next page finds out; the lease may well outlive a restart of the database.
            log.warning("the lease of task %s could not be renewed: %s", task, type(error).__name__)
