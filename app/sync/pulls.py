"""Ecwid → Weft: the catalogue is read page by page, upserted, and what is gone is marked (S19–S26)."""

import json
import random
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import asyncpg

from app.domain.decisions import Finding, Fix, Who
from app.domain.pull_progress import Place
from app.domain.pull_range import pull_range, pulled_until_after
from app.domain.retries import delay
from app.domain.words import N_
from app.platforms.errors import AccessGone, NotExecuted, PlatformError, Refused, Unknown
from app.platforms.roles import Source
from app.resources import Resources
from app.sync.pull_desk import LeaseLost, PullDesk, Stopped
from app.sync.pull_lease import keep_lease
from app.sync.pull_looks import read_catalogue
from app.sync.tasks import end_pull
from app.tables import task_claims
from app.tables.engine import connection
from app.tables.mapping_writes import Mappings
from app.tables.task_claims import TaskFacts

FAILURES_IN_A_ROW = 5


async def run_pull(res: Resources, facts: TaskFacts, worker: str, source: Source) -> None:
    """Do a pull that this worker has claimed, to its end or as far as it goes now.

    When the source does not answer, the task is given back and goes on from its place later, until it failed five
    times in a row. Raises AccessGone, and whatever is no fault of the source.
    """
    async with connection(res.db) as db:
        shop = await db.fetchrow("SELECT * FROM connection WHERE id = $1", facts.connection)
        place = await _place(db, res, facts, shop)
        stop = await task_claims.stop_requested(db, facts.id)
    if isinstance(place, Finding):
        await end_pull(res, facts.id, worker, run_state="died", finding=place)
        return
    if stop:
        await end_pull(res, facts.id, worker, run_state="stopped")
        return
    desk = PullDesk(res, facts, worker, place, Mappings(facts.connection, shop["category_basis"]))
    try:
        async with keep_lease(res.db, facts.id, worker):
            await read_catalogue(desk, source, shop["pulled_until"])
    except LeaseLost:
        return
    except Stopped:
        await end_pull(res, facts.id, worker, run_state="stopped")
    except AccessGone:
        raise
    except PlatformError as error:
        await _failed(desk, worker, error)
    else:
        await _finish(desk, worker)


async def _place(db: asyncpg.Connection, res: Resources, facts: TaskFacts, shop: asyncpg.Record) -> Place | Finding:
    """Where to begin: where this task was, where the one that it goes on after was, or at the start of its range."""
    if facts.place is not None:
        return Place.of(facts.place)
    earlier = str(facts.parameters.get("resume_of") or "")
    if earlier.isdecimal() and len(earlier) < 19:
        document = await db.fetchval(
            "SELECT place FROM task WHERE id = $1 AND connection = $2 AND kind = 'pull'", int(earlier), facts.connection
        )
        if document is not None:
            return Place.of(json.loads(document)).again()
    read = pull_range(facts.parameters, _zone(shop["timezone"]), shop["pulled_until"], res.now())
    if isinstance(read, Finding):
        return read
    newest = await db.fetchval("SELECT coalesce(max(id), 0) FROM product WHERE connection = $1", facts.connection)
    return Place(read=read, started=res.now(), newest=newest)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


async def _finish(desk: PullDesk, worker: str) -> None:
    res, facts, place = desk.res, desk.facts, desk.place
    async with connection(res.db) as db:
        before = await db.fetchval("SELECT pulled_until FROM connection WHERE id = $1", facts.connection)
        await db.execute(
            "UPDATE connection SET pulled_until = $2 WHERE id = $1",
            facts.connection,
            pulled_until_after(place.read, before, place.started),
        )
    await end_pull(res, facts.id, worker, run_state="finished")


async def _failed(desk: PullDesk, worker: str, error: PlatformError) -> None:
    """Wait and go on from the place, or give up: the place is kept, and "Try again from there" goes on with it."""
    res, facts = desk.res, desk.facts
    # A claim counts itself; a page that was written starts the count anew (task_claims.report).
    failures = 1 if desk.has_written else facts.attempts
    if isinstance(error, NotExecuted | Unknown) and failures < FAILURES_IN_A_ROW:
        asked = error.retry_after if isinstance(error, NotExecuted) else None
        wait = (asked or 0.0) + delay(failures, random.random(), first=4.0)
        async with connection(res.db) as db:
            await task_claims.release(db, facts.id, worker, wait=wait)
        return
    finding = error.finding if isinstance(error, Refused) else no_answer(error)
    await end_pull(res, facts.id, worker, run_state="died", finding=finding)


def no_answer(error: PlatformError) -> Finding:
    """What a seller reads when the source stayed silent; its own words are folded away."""
    return Finding(
        code="no_answer",
        sentence=N_("Ecwid did not answer."),
        hint=N_("Wait, then try again. Ecwid had a fault; nothing is wrong in your store."),
        fix=Fix.RETRY,
        who=Who.WAIT,
        can_retry=True,
        their_text=error.detail,
        their_code=error.code,
        request_id=error.request_id,
    )
