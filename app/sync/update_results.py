"""What became of Update Stock and Update Price: told by the stock lane, kept whatever dies (S56, S124)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

import asyncpg

from app import events
from app.domain.decisions import Finding, Fix
from app.domain.tasks import ItemState
from app.domain.words import N_
from app.resources import Resources
from app.sync.task_ends import close_if_done, recount
from app.tables.engine import connection, transaction
from app.tables.task_claims import begin_tending

NOT_THERE = Finding(code="not_on_channel", sentence=N_("It is not on TikTok any more."), fix=Fix.NONE)
NO_VARIANT = Finding(code="no_variant", sentence=N_("Ecwid does not have these variants any more."), fix=Fix.NONE)
_SAYS = {"stock": N_("Stock %(figures)s"), "price": N_("Price %(figures)s")}
# So many figures fit into a line.
_NAMED = 3
# Marks that nobody would look at are rare: products that were unlinked meanwhile.
_AT_ONCE = 500


@dataclass(slots=True)
class Report:
    """What the stock lane did about one listing: what TikTok has now by SKU, or why not."""

    claimed_at: datetime
    stock: Mapping[int, int]
    price: Mapping[int, Decimal]
    refused: dict[str, Finding] = field(default_factory=dict)  # by "stock", "price"
    locked: bool = False

    def verdict(self, what: str, before: Mapping[str, list[Decimal | int | str | None]]) -> tuple[ItemState, Finding]:
        """The state of an item that asked for `what`, and what its line says."""
        if finding := self.refused.get(what):
            locked = what == "price" and self.locked
            return (ItemState.LOCKED if locked else ItemState.REFUSED), finding
        now: dict[int, Decimal] = {sku: Decimal(figure) for sku, figure in getattr(self, what).items()}
        if not now:
            return ItemState.SKIPPED, NO_VARIANT
        pairs = [(before.get(str(sku), [None])[0], figure) for sku, figure in now.items()]
        changed = [f"{_shown(had, figure)} → {figure}" for had, figure in pairs if had != figure]
        state = ItemState.SENT if changed else ItemState.UNCHANGED
        figures = changed or [str(figure) for _, figure in pairs]
        more = " …" if len(figures) > _NAMED else ""
        return state, Finding("", _SAYS[what], params={"figures": ", ".join(figures[:_NAMED]) + more}, fix=Fix.NONE)


def _shown(had: Decimal | int | str | None, like: Decimal) -> str:
    """What TikTok had, with as many places as what it has now."""
    return "–" if had is None else str(Decimal(had).quantize(like))


async def settle(db: asyncpg.Connection, listing: int, report: Report) -> set[int]:
    """Write what came of the items of this listing that were asked for before the lane looked. Returns their tasks.

    In the transaction that clears the marks: who dies before it leaves the marks, and the lane comes again.
    """
    items = await db.fetch(
        """SELECT i.id, i.task, i.what, i.before, i.state FROM task_item i JOIN listing l ON l.product = i.product
           WHERE l.id = $1 AND ((i.state = 'due' AND i.changed_at <= $2) OR i.state = 'locked')
           ORDER BY i.id FOR UPDATE OF i""",
        listing,
        report.claimed_at,
    )
    tasks = set()
    for item in items:
        state, finding = report.verdict(item["what"], json.loads(item["before"], parse_float=Decimal))
        if state != item["state"]:
            await _write(db, item["id"], state, finding)
            tasks.add(item["task"])
    return tasks


async def _write(db: asyncpg.Connection, item: int, state: ItemState, finding: Finding) -> None:
    await db.execute(
        """UPDATE task_item SET state = $2, doing = '', cause = $3, reason = $4, parameters = $5, fix = $6,
               attempts = attempts + 1, changed_at = now() WHERE id = $1""",
        item,
        state,
        finding.code,
        finding.sentence,
        json.dumps(dict(finding.params)),
        finding.fix,
    )


async def waits(db: asyncpg.Connection, listing: int) -> None:
    """TikTok did not answer: the items say that they wait."""
    await db.execute(
        """UPDATE task_item i SET doing = 'waiting' FROM listing l
           WHERE l.id = $1 AND i.product = l.product AND i.state = 'due'""",
        listing,
    )


async def tell(res: Resources, tasks: Iterable[int]) -> None:
    """After the commit: tasks that have nothing left to send end, and whoever looks sees it."""
    for task in sorted(tasks):
        async with transaction(res.db) as db:
            row = await db.fetchrow(
                """UPDATE task SET started_at = coalesce(started_at, created_at),
                       run_state = CASE run_state WHEN 'queued' THEN 'running' ELSE run_state END
                   WHERE id = $1 RETURNING account, connection, (
                       SELECT count(*) FROM (SELECT FROM task_item WHERE task = $1 AND state = 'due' LIMIT 1) AS i)
                       AS to_do""",
                task,
            )
            if row is not None and not row["to_do"]:
                await recount(db, [task])
        if row is None or (not row["to_do"] and await close_if_done(res, task)):
            continue
        await events.announce(res.redis, row["account"], events.task(task), events.tasks(row["connection"]))


async def tend(res: Resources, task: int) -> None:
    """A look at a task every few seconds: Stop takes effect, and what the lane would never come to is ended."""
    async with transaction(res.db) as db:
        row = await begin_tending(db, task)
        if row is None:
            return
        marked = 0 if row["stop_requested"] else await _look_after(db, task)
    if marked:
        await res.bell.ring("send_stock", connection_id=row["connection"])
    await close_if_done(res, task)


async def _look_after(db: asyncpg.Connection, task: int) -> int:
    """Items whose SKUs are not marked: unlinked ones end, others are marked again. Returns how many those are."""
    rows = await db.fetch(
        f"""SELECT i.id, l.id AS listing FROM task_item i LEFT JOIN listing l ON l.product = i.product
            WHERE i.task = $1 AND i.state = 'due' AND NOT EXISTS (
                SELECT FROM listing_sku s WHERE s.listing = l.id AND s.dirty_at IS NOT NULL)
            ORDER BY i.id LIMIT {_AT_ONCE}""",  # noqa: S608 - a constant only
        task,
    )
    marked = await db.fetch(
        """UPDATE listing_sku SET dirty_at = clock_timestamp() WHERE id IN (
               SELECT id FROM listing_sku WHERE listing = ANY($1::bigint[]) ORDER BY id FOR UPDATE)
           RETURNING listing""",
        [row["listing"] for row in rows if row["listing"] is not None],
    )
    there = {row["listing"] for row in marked}
    for row in rows:
        if row["listing"] not in there:
            await _write(db, row["id"], ItemState.SKIPPED, NOT_THERE)
    return len(there)


async def end_unlisted(res: Resources) -> None:
    """Prices that wait for a promotion of a listing that is not there any more wait for nothing."""
    async with connection(res.db) as db:
        rows = await db.fetch(
            """SELECT i.id, i.task FROM task_item i WHERE i.state = 'locked'
               AND NOT EXISTS (SELECT FROM listing l WHERE l.product = i.product) ORDER BY i.id LIMIT 500"""
        )
        for row in rows:
            await _write(db, row["id"], ItemState.SKIPPED, NOT_THERE)
    await tell(res, {row["task"] for row in rows})
