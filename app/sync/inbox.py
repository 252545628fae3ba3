"""Webhooks received are worked off here: each only says what to read again (S164)."""

import asyncio
import logging
import random
from dataclasses import dataclass, field
from typing import NamedTuple

import asyncpg

from app.domain.retries import delay
from app.locks import one_at_a_time
from app.platforms.errors import PlatformError
from app.platforms.registry import is_busy
from app.resources import Resources
from app.sync import inbox_claims
from app.sync.inbox_events import Hint, handle
from app.tables.engine import connection, transaction

log = logging.getLogger(__name__)

# A batch is over well before its lease, and one ring well before its job's time-out.
_SECONDS = 30.0
_LONGEST_PAUSE = 3600.0
_LOOK_SECONDS = 0.25
# Readings of a busy store's product are so far apart.
_BUSY_SECONDS = 0.5


class _Problem(NamedTuple):
    """Why webhooks were not settled. What is written down is for the operator."""

    text: str
    most_tries: int


# With the pauses between them, 25 tries take most of a day.
_SILENT = _Problem("the platform did not answer", 25)
_OURS = _Problem("a fault of Weft's own, see the log", 4)


async def drain_inbox(res: Resources) -> int:
    """Work off what is due, for a while; rings again when more is left. Returns how many webhooks were settled."""
    ends = asyncio.get_running_loop().time() + _SECONDS
    settled = 0
    while (rows := await _claim_whole(res)) or await _has_ebbed(res):
        batch = _Batch(res, ends)
        try:
            settled += await batch.work(_grouped(rows))
        finally:
            await asyncio.shield(batch.give_back())
        if batch.is_over():
            await res.bell.ring("drain_inbox")
            break
    return settled


async def _has_ebbed(res: Resources) -> bool:
    """Wait while a flood comes, one for all workers. Whether there was one."""
    if not await _is_flooded(res):
        return False
    async with one_at_a_time(res.redis, "flood", wait=0.0) as mine:
        while mine and await _is_flooded(res):  # noqa: ASYNC110 - rows ring no event here
            await asyncio.sleep(_LOOK_SECONDS)
    return mine


async def _is_flooded(res: Resources) -> bool:
    async with connection(res.db) as db:
        return await inbox_claims.is_flooded(db)


async def _claim_whole(res: Resources) -> list[asyncpg.Record]:
    """Claim, or leave nothing claimed: a worker told to stop while the answer is on its way would never see them."""
    claiming = asyncio.ensure_future(_claim(res))
    try:
        return await asyncio.shield(claiming)
    except asyncio.CancelledError:
        await _give_back(res, [row["id"] for row in await claiming])
        raise


async def _claim(res: Resources) -> list[asyncpg.Record]:
    async with transaction(res.db) as db:
        return await inbox_claims.claim(db)


@dataclass(slots=True)
class _Group:
    """Webhooks that ask for the same: ten changes of one product are one reading, which says the latest."""

    hint: Hint
    key: inbox_claims.Key
    ids: list[int] = field(default_factory=list)
    attempts: int = 0

    def add(self, row: asyncpg.Record) -> None:
        """One more webhook, and the time of its news."""
        known = self.hint.subjects.get(row["subject_id"], row["occurred_at"])
        self.hint.subjects[row["subject_id"]] = max(known, row["occurred_at"])
        self.ids.append(row["id"])
        self.attempts = max(self.attempts, row["attempts"])


def _grouped(rows: list[asyncpg.Record]) -> list[_Group]:
    groups: dict[inbox_claims.Key, _Group] = {}
    for row in rows:
        key = inbox_claims.key(row)
        if key not in groups:
            hint = Hint(row["platform"], row["shop_id"], row["topic"], row["their_type"], row["received_at"])
            groups[key] = _Group(hint, key)
        groups[key].add(row)
    return list(groups.values())


class _Batch:
    """Some webhooks that are ours for a minute."""

    def __init__(self, res: Resources, ends: float) -> None:
        self._res = res
        self._ends = ends
        self._left: list[_Group] = []

    def is_over(self) -> bool:
        return asyncio.get_running_loop().time() >= self._ends

    async def work(self, groups: list[_Group]) -> int:
        """Handle one group after the other, those that wait for more last. Returns how many webhooks were settled."""
        self._left = groups  # before anything is waited for: who is told to stop meanwhile gives them back
        waiting = await self._waiting(groups)
        self._left = [*(group for group in groups if group not in waiting), *waiting]
        silent: set[tuple[str, str]] = set()
        settled = 0
        while self._left and not self.is_over():
            group = self._left[0]
            if waiting and group is waiting[0]:
                await self._gather(waiting)
            shop = group.hint.platform, group.hint.shop_id
            # A shop that did not answer a moment ago does not answer now: its other webhooks wait without asking.
            problem = _SILENT if shop in silent else await self._handled(group)
            if problem is None:
                await _settle(self._res, group, "done")
                settled += len(group.ids)
            else:
                if problem is _SILENT:
                    silent.add(shop)
                await _try_later(self._res, group, problem)
            self._left.pop(0)
        return settled

    async def _waiting(self, groups: list[_Group]) -> list[_Group]:
        """Products of stores that allow few calls more this minute: each of their sales tells of one."""
        products = [group for group in groups if group.hint.topic == "product.changed"]
        shops = {(group.hint.platform, group.hint.shop_id) for group in products}
        busy = {shop for shop in shops if await is_busy(shop[0], self._res.http, shop[1])}
        return [group for group in products if (group.hint.platform, group.hint.shop_id) in busy]

    async def _gather(self, waiting: list[_Group]) -> None:
        """Wait a while, and take what came meanwhile: one reading answers it, too."""
        by_key = {group.key: group for group in waiting}
        await asyncio.sleep(_BUSY_SECONDS)
        async with connection(self._res.db) as db:
            for row in await inbox_claims.claim_alike(db, by_key.keys()):
                by_key[inbox_claims.key(row)].add(row)

    async def _handled(self, group: _Group) -> _Problem | None:
        try:
            await handle(self._res, group.hint)
        except PlatformError as error:
            log.info("webhooks %s wait: %s", group.ids, type(error).__name__)
            return _SILENT
        except Exception:
            log.exception("webhooks %s", group.ids)
            return _OURS
        return None

    async def give_back(self) -> None:
        """What was not begun, or not ended, is due at once and unmarked."""
        if self._left:
            await _give_back(self._res, [id_ for group in self._left for id_ in group.ids])


async def _give_back(res: Resources, ids: list[int]) -> None:
    async with connection(res.db) as db:
        await db.execute(
            """UPDATE inbox_event SET lease_until = NULL, attempts = attempts - 1
               WHERE id = ANY($1::bigint[]) AND state = 'received'""",
            ids,
        )


async def _settle(res: Resources, group: _Group, state: str, error: str = "") -> None:
    async with connection(res.db) as db:
        await db.execute(
            """UPDATE inbox_event SET state = $2, error = $3, done_at = now(), lease_until = NULL
               WHERE id = ANY($1::bigint[])""",
            group.ids,
            state,
            error,
        )


async def _try_later(res: Resources, group: _Group, problem: _Problem) -> None:
    if group.attempts >= problem.most_tries:
        await _settle(res, group, "failed", problem.text)
        return
    async with connection(res.db) as db:
        await db.execute(
            """UPDATE inbox_event SET lease_until = NULL, not_before = now() + make_interval(secs => $2)
               WHERE id = ANY($1::bigint[])""",
            group.ids,
            delay(group.attempts, random.random(), first=4.0, cap=_LONGEST_PAUSE),
        )
