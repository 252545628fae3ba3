"""Weft → TikTok Shop: products are sent, once each, by one worker a push and for a turn at a time (S27–S38)."""

import asyncio
import logging

from app.domain.decisions import Finding, Fix
from app.domain.words import N_
from app.platforms.errors import AccessGone, NoRoom, NotExecuted, Refused, Unknown
from app.platforms.roles import Channel
from app.queue import TURN_SECONDS
from app.resources import Resources
from app.sync.policies import load_policy
from app.sync.push_items import INTERNAL, Desk, LeaseLost
from app.sync.push_products import Push, load, send
from app.tables import item_claims, task_claims
from app.tables.engine import connection
from app.tables.item_claims import Item
from app.tables.task_claims import HEARTBEAT_SECONDS, TaskFacts

log = logging.getLogger(__name__)

SENDERS = 6
# A product whose worker died this often is what kills them.
MOST_DEATHS = 4

DELETED = Finding("deleted", N_("It does not exist in Ecwid any more."), fix=Fix.NONE)


async def run_push(
    res: Resources, channel: Channel, facts: TaskFacts, worker: str, *, turn: float = TURN_SECONDS
) -> bool:
    """Send what can be claimed of this push; whether the turn (seconds) ended before that. Raises AccessGone.

    Killed at any point, its products are claimed again when their leases end; a create that may have happened is
    looked up first and sent again with the same key. Two workers at once do no harm.
    """
    async with connection(res.db) as db:
        policy = await load_policy(db, facts.connection)
    desk = Desk(res, facts, worker)
    shift = _Shift(Push(res, channel, facts.connection, policy, desk), facts.id, worker, turn)
    try:
        async with asyncio.TaskGroup() as group:
            renewing = group.create_task(shift.keep())
            await asyncio.wait([group.create_task(shift.send()) for _ in range(SENDERS)])
            await asyncio.wait([group.create_task(shift.send(orphans=True))])
            renewing.cancel()
    except* AccessGone as gone:
        raise gone.exceptions[0] from None
    finally:
        await asyncio.shield(shift.leave())
    return shift.is_over()


class _Shift:
    """One turn of one worker at one push."""

    def __init__(self, push: Push, task: int, worker: str, seconds: float) -> None:
        self.push = push
        self.task = task
        self.worker = worker
        self._ends_at = asyncio.get_running_loop().time() + seconds

    def is_over(self) -> bool:
        return asyncio.get_running_loop().time() >= self._ends_at

    async def send(self, *, orphans: bool = False) -> None:
        """Send one product after the other. Orphans come last and alone: one of them may be what kills workers."""
        while not self.is_over():
            async with connection(self.push.res.db) as db:
                item = await item_claims.claim(db, self.task, self.worker, orphans=orphans)
            if item is None:
                return
            await handle(self.push, item)

    async def keep(self) -> None:
        """Say that we live, and what was not said yet."""
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            async with connection(self.push.res.db) as db:
                await item_claims.renew(db, self.task, self.worker)
            await self.push.desk.announce(last=True)

    async def leave(self) -> None:
        """Give back what is held, whatever made us stop."""
        async with connection(self.push.res.db) as db:
            await item_claims.give_back(db, self.task, self.worker)
            await task_claims.leave(db, self.task)
        await self.push.desk.announce(last=True)


async def handle(push: Push, item: Item) -> None:
    """One product, whatever happens: the item always ends in a state that says so. Raises AccessGone only."""
    linked = False
    if item.orphaned and item.attempts > MOST_DEATHS:
        await push.desk.refuse(item, [INTERNAL], linked=linked)
        return
    try:
        row = await load(push, item)
        if row is None or row["deleted_at"] is not None:
            await push.desk.skip(item, DELETED)
            return
        linked = row["remote_id"] is not None
        await send(push, item, row)
    except NoRoom:
        await push.desk.wait_for_room(item)
    except Refused as refused:
        await push.desk.refuse(item, [refused.finding], linked=linked)
    except (NotExecuted, Unknown) as error:
        await push.desk.later(item, error, linked=linked)
    except LeaseLost:
        return
    except AccessGone:
        raise
    except Exception:
        # One product that trips us up must not stop the others (reliability R-33).
        log.exception("product %s of a push", item.product)
        await push.desk.failed(item, linked=linked)
