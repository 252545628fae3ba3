"""Ecwid → Weft: the catalogue is read page by page, upserted, and what is gone is marked (S19–S26)."""

import asyncio
import json
import random
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import asyncpg

from app.domain.decisions import Finding, Fix, Who
from app.domain.pull_progress import Look, Place
from app.domain.pull_range import pull_range, pulled_until_after
from app.domain.retries import delay
from app.domain.words import N_
from app.platforms.errors import AccessGone, NotExecuted, PlatformError, Refused, Unknown
from app.platforms.roles import Source
from app.queue import JOBS, TURN_SECONDS
from app.resources import Resources
from app.sync.pull_desk import LeaseLost, PullDesk, Stopped
from app.sync.pull_lease import keep_lease
from app.sync.pull_looks import TurnOver, read_catalogue
from app.sync.tasks import end_pull
from app.tables import pull_memory, task_claims
from app.tables.engine import connection
from app.tables.mapping_writes import Mappings
from app.tables.pull_memory import Memory
from app.tables.task_claims import TaskFacts

FAILURES_IN_A_ROW = 5
LANE = JOBS["run_task"].lane


async def run_pull(
    res: Resources, facts: TaskFacts, worker: str, source: Source, *, turn: float = TURN_SECONDS
) -> bool:
    """Do a pull that this worker has claimed, to its end or as far as it goes now.

    True when it only makes room: others have waited while its turn (seconds) ended. When the source does not answer,
    the task is given back and goes on from its place later, until it failed five times in a row. Raises AccessGone, and
    whatever is no fault of the source.
    """
    async with connection(res.db) as db:
        shop = await db.fetchrow("SELECT * FROM connection WHERE id = $1", facts.connection)
        place = await _place(db, res, facts, shop)
        stop = await task_claims.stop_requested(db, facts.id)
        memory = await pull_memory.recall(db, facts.id)
    if isinstance(place, Finding):
        await end_pull(res, facts.id, worker, run_state="died", finding=place)
        return False
    if stop:
        await end_pull(res, facts.id, worker, run_state="stopped")
        return False
    desk = PullDesk(res, facts, worker, place, Mappings(facts.connection, shop["category_basis"]))
    return await _read(desk, worker, source, shop["pulled_until"], memory, Turn(res, turn))


async def _read(
    desk: PullDesk, worker: str, source: Source, pulled_until: datetime | None, memory: Memory | None, turn: "Turn"
) -> bool:
    """Read on, and write down how it went. True when it only makes room."""
    res, facts = desk.res, desk.facts
    try:
        async with keep_lease(res.db, facts.id, worker):
            await read_catalogue(desk, source, pulled_until, look=_remembered(desk, memory), is_over=turn.is_over)
    except TurnOver as over:
        return await _keep(desk, worker, over.look)
    except LeaseLost:
        return False
    except Stopped:
        await end_pull(res, facts.id, worker, run_state="stopped")
    except AccessGone:
        raise
    except PlatformError as error:
        await _failed(desk, worker, error)
    else:
        await _finish(desk, worker)
    return False


class Turn:
    """How long a worker stays at one pull once others wait in its lane."""

    def __init__(self, res: Resources, seconds: float) -> None:
        self._bell = res.bell
        self._ends = asyncio.get_running_loop().time() + seconds

    async def is_over(self) -> bool:
        """Whether the time is up and somebody waits; asked anew at most once a second."""
        now = asyncio.get_running_loop().time()
        if now < self._ends:
            return False
        self._ends = now + 1.0
        return await self._bell.is_crowded(LANE)


def _remembered(desk: PullDesk, memory: Memory | None) -> Look | None:
    """The look to go on with, after this desk was told what was counted before."""
    if memory is None:
        return None
    desk.counted, desk.unreadable, desk.resumed = memory.counted, memory.unreadable, memory.resumed
    memory.look.resumed()
    return memory.look


async def _keep(desk: PullDesk, worker: str, look: Look) -> bool:
    """Write down what was seen. Whether that worked out."""
    memory = Memory(look, desk.counted, desk.unreadable, desk.resumed)
    async with connection(desk.res.db) as db:
        return await pull_memory.keep(db, desk.facts.id, worker, memory, desk.place.as_document(), desk.counts)


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
