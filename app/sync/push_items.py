"""What becomes of one product of a push: written only by the worker that still holds it.

Rows are locked in one order everywhere: the item in hand, product, listing and its SKUs, issues, items in review, their
tasks.
"""

import asyncio
import json
import random
from collections.abc import Sequence
from dataclasses import replace

import asyncpg

from app import events
from app.domain import verdicts
from app.domain.decisions import Finding, Fix, Who
from app.domain.retries import delay
from app.domain.words import N_
from app.platforms.errors import NotExecuted, PlatformError
from app.resources import Resources
from app.sync import issues
from app.sync.product_states import restore_states
from app.tables import item_claims
from app.tables.engine import connection, transaction
from app.tables.item_claims import Item
from app.tables.task_claims import TaskFacts

# A platform that does not answer is asked again for some minutes; a fault of our own heals less often.
MOST_TRIES = 8
MOST_FAULTS = 3
# TikTok does not say when it takes more; its limit is of a day, and whose midnight counts is not documented.
ROOM_AGAIN_SECONDS = 1800.0
# Whoever watches looks again at most four times a second.
ANNOUNCE_EVERY = 0.25

NO_ANSWER = Finding(
    code="no_answer",
    sentence=N_("TikTok did not answer after several tries."),
    hint=N_("Nothing is lost. Try again in a few minutes."),
    fix=Fix.RETRY,
    who=Who.WAIT,
    can_retry=True,
)

NO_PICTURE = Finding(
    code="picture_no_answer",
    sentence=N_("A picture could not be fetched after several tries."),
    hint=N_("Nothing is lost. See whether the picture opens in Ecwid, then try again."),
    fix=Fix.RETRY,
    who=Who.WAIT,
    can_retry=True,
)

INTERNAL = Finding(
    code="internal",
    sentence=N_("Weft could not send this product because of a fault of its own."),
    hint=N_("Tell whoever runs Weft; the log names the reason. The other products are not held up."),
    fix=Fix.RETRY,
    who=Who.OPERATOR,
    can_retry=True,
)


def given_up(error: PlatformError) -> Finding:
    """What a seller reads after the last try; what the platform said, if anything, is folded away."""
    finding = NO_PICTURE if error.platform == "picture" else NO_ANSWER
    return replace(finding, their_text=error.detail, their_code=error.code, request_id=error.request_id)


async def lock_product(db: asyncpg.Connection, product: int) -> None:
    """Nobody else writes what this product, its listing and its items are until our transaction ends."""
    await db.execute("SELECT FROM product WHERE id = $1 FOR NO KEY UPDATE", product)


class LeaseLost(Exception):
    """Somebody else has this product now: this worker leaves it alone."""


class Desk:
    """One worker's place at one push: it reports what it does and what came of it."""

    def __init__(self, res: Resources, facts: TaskFacts, worker: str) -> None:
        self.res = res
        self.facts = facts
        self.worker = worker
        self._quiet_until = 0.0
        self._unsaid = False

    async def doing(self, db: asyncpg.Connection, item: Item, word: str) -> None:
        """Say what is happening to the product right now ("pictures", "sending"). Raises LeaseLost."""
        ours = await db.fetchval(
            """WITH mine AS (UPDATE task_item SET doing = $3, changed_at = now()
                             WHERE id = $1 AND lease_by = $2 AND state = 'sending' RETURNING product),
                    said AS (UPDATE product SET sync_state = 'sending' WHERE id IN (SELECT product FROM mine)
                             AND sync_state <> 'sending')
               SELECT count(*) FROM mine""",
            item.id,
            self.worker,
            word,
        )
        if not ours:
            raise LeaseLost

    async def finish(self, db: asyncpg.Connection, item: Item, state: str, findings: Sequence[Finding] = ()) -> bool:
        """Write the item's result. False when the lease was lost: then nothing else of this try may be written."""
        first = findings[0] if findings else None
        status = await db.execute(
            """UPDATE task_item SET state = $3, doing = '', cause = $4, reason = $5, parameters = $6, fix = $7,
                   lease_until = NULL, lease_by = '', changed_at = now()
               WHERE id = $1 AND lease_by = $2 AND state = 'sending'""",
            item.id,
            self.worker,
            state,
            first.code if first else "",
            first.sentence if first else "",
            json.dumps(dict(first.params)) if first else "{}",
            first.fix.value if first else "",
        )
        return bool(status == "UPDATE 1")

    async def refuse(self, item: Item, findings: Sequence[Finding], *, linked: bool) -> None:
        """The product cannot go as it is: item, product and issues say so; nothing was sent, or TikTok said no."""
        async with transaction(self.res.db) as db:
            if not await self.finish(db, item, "refused", findings):
                return
            await db.execute(
                "UPDATE product SET sync_state = $2 WHERE id = $1",
                item.product,
                "update_failed" if linked else "sync_failed",
            )
            await issues.show(db, self.facts.connection, item.product, findings)
        await self.announce()

    async def skip(self, item: Item, finding: Finding) -> None:
        """There is nothing to do for this product, and that is no failure."""
        async with transaction(self.res.db) as db:
            if await self.finish(db, item, "skipped", [finding]):
                await restore_states(db, [item.product])
        await self.announce()

    async def unchanged(self, item: Item) -> None:
        """TikTok has exactly this already: live, or still under review."""
        async with transaction(self.res.db) as db:
            if not await self.finish(db, item, "in_review"):
                return
            await lock_product(db, item.product)  # a ruling that comes right now would not see this item
            ruled = await db.fetchval("SELECT ruled_at IS NOT NULL FROM listing WHERE product = $1", item.product)
            if ruled:
                await db.execute("UPDATE task_item SET state = 'live' WHERE id = $1", item.id)
            await db.execute("UPDATE product SET unsent_changes = false WHERE id = $1", item.product)
            await issues.close(db, item.product, keep=() if ruled else verdicts.CODES)
            await restore_states(db, [item.product])
        await self.announce()

    async def later(self, item: Item, error: PlatformError, *, linked: bool) -> None:
        """The platform did not do it, or we cannot know: the item waits and is tried again with the same key."""
        if item.attempts >= MOST_TRIES:
            await self.refuse(item, [given_up(error)], linked=linked)
            return
        asked = error.retry_after if isinstance(error, NotExecuted) else None
        await self._put_off(item, asked or 0.0)

    async def failed(self, item: Item, *, linked: bool) -> None:
        """We tripped over it ourselves: tried again a few times, then set aside; it holds nobody up."""
        if item.attempts >= MOST_FAULTS:
            await self.refuse(item, [INTERNAL], linked=linked)
        else:
            await self._put_off(item, 0.0)

    async def wait_for_room(self, item: Item) -> None:
        """The shop may list nothing more for now (S168): what is not listed yet waits, in every push of the connection.

        It counts as no try: a shop on probation takes days. Then the sweep rings, and what fits goes.
        """
        async with connection(self.res.db) as db:
            await db.execute(
                """WITH mine AS (
                       UPDATE task_item SET state = 'queued', doing = 'no_room', lease_until = NULL, lease_by = '',
                           not_before = now() + make_interval(secs => $3), attempts = attempts - 1, changed_at = now()
                       WHERE id = $1 AND lease_by = $2 AND state = 'sending' RETURNING product)
                   UPDATE product SET sync_state = 'queued' WHERE id IN (SELECT product FROM mine)""",
                item.id,
                self.worker,
                ROOM_AGAIN_SECONDS,
            )
            await item_claims.hold_unlisted(db, self.facts.connection, "no_room", ROOM_AGAIN_SECONDS)
        await self.announce()

    async def _put_off(self, item: Item, wait: float) -> None:
        async with connection(self.res.db) as db:
            await db.execute(
                """WITH mine AS (
                       UPDATE task_item SET state = 'queued', doing = 'waiting', lease_until = NULL, lease_by = '',
                           not_before = now() + make_interval(secs => $3)
                       WHERE id = $1 AND lease_by = $2 AND state = 'sending' RETURNING product)
                   UPDATE product SET sync_state = 'queued' WHERE id IN (SELECT product FROM mine)""",
                item.id,
                self.worker,
                wait + delay(item.attempts, random.random(), first=2.0),
            )
        await self.announce()

    async def announce(self, *, last: bool = False) -> None:
        """Whoever watches this task or the product list looks again; `last` says what was held back so far."""
        now = asyncio.get_running_loop().time()
        if now < self._quiet_until and not last:
            self._unsaid = True
            return
        if last and not self._unsaid:
            return
        self._quiet_until, self._unsaid = now + ANNOUNCE_EVERY, False
        topics = events.task(self.facts.id), events.products(self.facts.connection)
        await events.announce(self.res.redis, self.facts.account, *topics)
