"""What a worker does when a bell rings: claim, do, end, whatever happens."""

import asyncio
import logging
import os
import uuid

from app.domain.decisions import Finding, Fix, Who
from app.domain.tasks import OF_ORDERS, UPDATES
from app.domain.words import N_
from app.platforms.errors import AccessGone, PlatformError
from app.queue import TURN_SECONDS
from app.resources import Resources
from app.sync import following, order_tasks, pulls, pushes, update_results
from app.sync.category_suggestions import suggest_missing
from app.sync.grants import access_gone, open_channel, open_source
from app.sync.task_ends import close_if_done
from app.sync.tasks import end_pull
from app.tables import task_claims
from app.tables.engine import connection

log = logging.getLogger(__name__)

CRASHED = Finding(
    code="crashed",
    sentence=N_("This pull stopped again and again before its end."),
    hint=N_("What was read is kept. Tell whoever runs Weft; the log names the reason."),
    fix=Fix.NONE,
    who=Who.OPERATOR,
)


def worker_name() -> str:
    """A name nobody else has: a lease belongs to one run, not to one process."""
    return f"{os.getpid()}-{uuid.uuid4().hex[:12]}"


async def run_task(res: Resources, task_id: int, *, turn: float = TURN_SECONDS) -> None:
    """Work on one task as far as it goes now: for `turn` seconds and what is in hand then, on a pull longer if nobody
    waits.

    Safe to call twice, at once, or for a task that is over.
    """
    async with connection(res.db) as db:
        kind = await db.fetchval("SELECT kind FROM task WHERE id = $1 AND run_state IN ('queued', 'running')", task_id)
    if kind == "pull":
        await _run_pull(res, task_id, turn)
    elif kind == "push":
        await _run_push(res, task_id, turn)
    elif kind in UPDATES:
        await update_results.tend(res, task_id)
    elif kind in OF_ORDERS:
        await order_tasks.tend(res, task_id)


async def _run_pull(res: Resources, task_id: int, turn: float) -> None:
    worker, began = worker_name(), res.now()
    async with connection(res.db) as db:
        facts = await task_claims.claim_alone(db, task_id, worker)
    if facts is None:
        return
    if facts.attempts > task_claims.MAX_ATTEMPTS:
        await end_pull(res, task_id, worker, run_state="died", finding=CRASHED)
        return
    has_more = False
    try:
        has_more = await pulls.run_pull(res, facts, worker, await open_source(res, facts.connection), turn=turn)
    except AccessGone as gone:
        await access_gone(res, facts.connection, gone.platform, gone.reason, since=began)
        return
    finally:
        # Does nothing when the pull has ended; otherwise somebody else may go on at once.
        await asyncio.shield(_release(res, task_id, worker))
    if has_more:
        await res.bell.ring("run_task", task_id=task_id)  # behind everybody who waits already
        return
    await _suggest(res, facts.connection)


async def _release(res: Resources, task_id: int, worker: str) -> None:
    async with connection(res.db) as db:
        await task_claims.release(db, task_id, worker)


async def _suggest(res: Resources, connection_id: int) -> None:
    """New groups get their suggestion right after the pull (S98). If TikTok does not answer, the push asks again."""
    try:
        await suggest_missing(res, connection_id, await open_channel(res, connection_id))
    except PlatformError as error:
        log.info("no suggestions now: %s", type(error).__name__)


async def _run_push(res: Resources, task_id: int, turn: float) -> None:
    worker, began = worker_name(), res.now()
    async with connection(res.db) as db:
        facts = await task_claims.join(db, task_id)
    if facts is None:
        return
    try:
        channel = await open_channel(res, facts.connection)
        has_more = await pushes.run_push(res, channel, facts, worker, turn=turn)
    except AccessGone as gone:
        await access_gone(res, facts.connection, gone.platform, gone.reason, since=began)
        return
    if not await close_if_done(res, task_id) and has_more:
        await res.bell.ring("run_task", task_id=task_id)  # behind everybody who waits already


async def follow_listings(res: Resources, connection_id: int) -> None:
    """Look at listings that are due. Whatever goes wrong, they are due again."""
    began = res.now()
    try:
        await following.follow(res, connection_id)
    except AccessGone as gone:
        await access_gone(res, connection_id, gone.platform, gone.reason, since=began)
    except PlatformError as error:
        log.info("listings of %s are looked at later: %s", connection_id, type(error).__name__)
