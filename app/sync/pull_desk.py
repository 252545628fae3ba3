"""One run's place at one pull: a page becomes rows, counts and the place to go on from, in one transaction."""

import asyncio
from collections.abc import Collection
from dataclasses import replace

import asyncpg

from app import events
from app.domain.pull_progress import COUNTED, Place, counted
from app.resources import Resources
from app.sync import stock
from app.sync.pull_pages import ReadPage
from app.tables import task_claims
from app.tables.engine import transaction
from app.tables.mapping_writes import Mappings
from app.tables.product_writes import Written, mark_deleted, write_products
from app.tables.storable import UNSTORABLE
from app.tables.task_claims import TaskFacts

# Whoever watches looks again at most four times a second.
ANNOUNCE_EVERY = 0.25
# Not to wait for the disk loses nothing: rows and place are lost together, and then read again. The
# last word of a pull (end_pull) waits for the disk, and so for everything before it.
_NO_WAIT = "SET LOCAL synchronous_commit TO off"


class LeaseLost(Exception):
    """Somebody else has this task now: what this run had in hand is rolled back."""


class Stopped(Exception):
    """A person pressed Stop; what was in hand is written."""


class PullDesk:
    """Writes and reports. `place` and `counts` are those of the last commit.

    `resumed`: something was counted before by a run that died, so that `counted` is not all of it.
    """

    def __init__(self, res: Resources, facts: TaskFacts, worker: str, place: Place, mappings: Mappings) -> None:
        self.res = res
        self.facts = facts
        self.place = place
        self.counts = {name: facts.counts.get(name, 0) for name in COUNTED}
        self.has_written = False
        self.resumed = place.offset > 0
        self._stop = False
        self._worker = worker
        self._mappings = mappings
        # Source ids that have their part in `counts`.
        self.counted: set[int] = set()
        self.unreadable: set[int] = set()
        self._topics: set[str] = set()
        self._quiet_until = 0.0

    async def page(self, page: ReadPage, *, first_look: bool = False) -> None:
        """Write a page. Only the first look moves the place and counts everything it reads.

        Raises LeaseLost, or Stopped once it is written.
        """
        try:
            written = await self._write(page, first_look)
        except (asyncpg.DeadlockDetectedError, asyncpg.UniqueViolationError):
            # A push or a webhook touches the same products.
            written = await self._write(page, first_look, careful=True)
        except UNSTORABLE:
            page = page.storable()
            written = await self._write(page, first_look, careful=True)
        self.has_written = True
        self.counted.update(product.source_id for product in page.products)
        self.unreadable.update(page.unreadable)
        await self._announce(bool(written.new or written.updated))
        self._go_on()

    async def _write(self, page: ReadPage, first_look: bool, *, careful: bool = False) -> Written:
        products = page.products
        await self._mappings.learn(self.res.db, products)
        place = replace(self.place, offset=page.after, total=page.total) if first_look else self.place
        async with transaction(self.res.db) as db:
            await db.execute(_NO_WAIT)
            written = await write_products(
                db, self.facts.connection, products, page.prints, self._mappings.of, careful=careful
            )
            dirty = await stock.mark_products(db, self.facts.connection, sorted(written.updated))
            counts = self._count(page, written, first_look)
            stop = await self._report(db, counts, place, products[-1].title if products else "")
        self.counts, self.place, self._stop = counts, place, stop
        if dirty:
            await self.res.bell.ring("send_stock", connection_id=self.facts.connection)
        return written

    def _count(self, page: ReadPage, written: Written, first_look: bool) -> dict[str, int]:
        fresh = {product.source_id for product in page.products} - self.counted
        if self.resumed and not first_look:
            # What was read before the crash is not in `counted`, but it has a row.
            fresh &= written.new
        total = page.total - self.place.first if first_look else None
        unreadable = len(set(page.unreadable) - self.unreadable) if first_look or not self.resumed else 0
        return counted(self.counts, fresh, written.new, written.updated, unreadable=unreadable, total=total)

    async def mark_deleted(self, source_ids: Collection[int]) -> list[int]:
        """Mark products that do not exist in the source any more; returns those newly marked. Raises as `page`."""
        async with transaction(self.res.db) as db:
            marked = await mark_deleted(db, self.facts.connection, list(source_ids))
            counts = {**self.counts, "deleted": self.counts["deleted"] + len(marked)}
            stop = await self._report(db, counts, self.place, "")
        self.counts, self._stop = counts, stop
        await self._announce(bool(marked))
        self._go_on()
        return marked

    async def _report(self, db: asyncpg.Connection, counts: dict[str, int], place: Place, now: str) -> bool:
        """Whether a person pressed Stop."""
        task = self.facts.id
        if not await task_claims.report(db, task, self._worker, counts, place.as_document(), now[:200]):
            raise LeaseLost
        return await task_claims.stop_requested(db, task)

    def _go_on(self) -> None:
        if self._stop:
            raise Stopped

    async def _announce(self, products_changed: bool) -> None:
        self._topics.add(events.task(self.facts.id))
        if products_changed:
            self._topics.add(events.products(self.facts.connection))
        now = asyncio.get_running_loop().time()
        if now >= self._quiet_until:
            await events.announce(self.res.redis, self.facts.account, *self._topics)
            self._topics.clear()
            self._quiet_until = now + ANNOUNCE_EVERY
