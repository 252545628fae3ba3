"""Update Stock and Update Price by hand: what TikTok has is doubted, and the stock lane sends it again (S56, S124)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import asyncpg

from app import events
from app.domain.selection import Selection
from app.domain.tasks import Kind
from app.resources import Resources
from app.sync.tasks import RUN_STATE, refused_in
from app.tables.engine import again_after_deadlock, connection, transaction
from app.tables.selections import where


class What(StrEnum):
    """What is sent again."""

    STOCK = "stock"
    PRICE = "price"


KINDS = {What.STOCK: Kind.UPDATE_STOCK, What.PRICE: Kind.UPDATE_PRICE}
_SENT = {What.STOCK: "stock_sent", What.PRICE: "price_sent"}
_LISTED = "FROM product p JOIN listing l ON l.product = p.id JOIN listing_sku s ON s.listing = l.id"


class Started(NamedTuple):
    """A task, and how many products it marked."""

    task: int
    products: int


async def start_update(
    res: Resources,
    account: int,
    connection_id: int,
    user: int | None,
    selection: Selection,
    what: What,
    *,
    retry_of: int | None = None,
    drifted: int = 0,
) -> Started | None:
    """Mark every SKU of the selected products that is on TikTok, as a task, and ring.

    None when nothing was left to mark: then no task is made. `drifted`: so many SKUs were found to differ.
    """
    marking = _Marking(account, connection_id, user, selection, what, retry_of, drifted)
    started = await again_after_deadlock(lambda: marking.make(res))
    if started is None:
        return None
    await res.bell.ring("send_stock", connection_id=connection_id)
    await events.announce(res.redis, account, events.task(started.task), events.tasks(connection_id))
    return started


async def resend(res: Resources, connection_id: int, skus: Sequence[int], what: What) -> int:
    """Their figures on TikTok are not what Weft sent: send them again, as a task of the timetable. How many SKUs."""
    if not skus:
        return 0
    async with connection(res.db) as db:
        account = await db.fetchval("SELECT account FROM connection WHERE id = $1", connection_id)
        products = await db.fetch(
            """SELECT DISTINCT l.product FROM listing_sku s JOIN listing l ON l.id = s.listing
               WHERE s.connection = $1 AND s.id = ANY($2::bigint[])""",
            connection_id,
            list(skus),
        )
    selection = Selection(ids=tuple(row["product"] for row in products))
    await start_update(res, account, connection_id, None, selection, what, drifted=len(skus))
    return len(skus)


@dataclass(frozen=True, slots=True)
class _Marking:
    account: int
    connection: int
    user: int | None
    selection: Selection
    what: What
    retry_of: int | None
    drifted: int

    async def make(self, res: Resources) -> Started | None:
        async with transaction(res.db) as db:
            task: int = await db.fetchval(
                f"""INSERT INTO task (account, connection, kind, parameters, started_by, counts, retry_of, run_state)
                    VALUES ($1, $2, $3, $4, $5, '{{}}', $6, {RUN_STATE}) RETURNING id""",  # noqa: S608
                self.account,
                self.connection,
                KINDS[self.what],
                json.dumps(self.selection.as_parameters() | ({"drifted": self.drifted} if self.drifted else {})),
                self.user,
                self.retry_of,
            )
            total = await self._mark(db, task)
            if not total:
                await db.execute("DELETE FROM task WHERE id = $1", task)
                return None
            await db.execute("UPDATE task SET total = $2 WHERE id = $1", task, total)
        return Started(task, total)

    async def _mark(self, db: asyncpg.Connection, task: int) -> int:
        """The products become items that remember what TikTok had; then that is forgotten of their SKUs."""
        condition, arguments = where(self.selection, 2)
        chosen = f"p.connection = $1 AND p.deleted_at IS NULL AND {condition}"
        # An item locks its product's key, and products come before SKUs (stock.py).
        for order in ("p.id FOR KEY SHARE OF p", "s.id FOR UPDATE OF s"):
            await db.execute(
                f"SELECT {_LISTED} WHERE {chosen} ORDER BY {order}",
                self.connection,
                *arguments,
            )
        sent, place = _SENT[self.what], len(arguments) + 2
        status = await db.execute(
            f"""INSERT INTO task_item (task, connection, product, state, what, changed_at, before)
                SELECT ${place}, $1, p.id, 'due', ${place + 1}, clock_timestamp(),
                    jsonb_object_agg(s.id, jsonb_build_array(s.{sent}, s.{sent}_at))
                {_LISTED} WHERE {chosen} GROUP BY p.id ORDER BY p.id
                ON CONFLICT (product, what) WHERE state = 'due' DO NOTHING""",
            self.connection,
            *arguments,
            task,
            self.what,
        )
        # Being due now, a locked price is asked for whenever its next try was due (S62).
        await db.execute(
            f"""UPDATE listing_sku s SET {sent} = NULL, dirty_at = clock_timestamp() FROM task_item i, listing l
                WHERE i.task = $1 AND l.product = i.product AND s.listing = l.id""",  # noqa: S608 - a constant only
            task,
        )
        return int(status.split()[-1])


async def count_listed(res: Resources, connection_id: int, selection: Selection) -> int:
    """How many of the selected products are on TikTok."""
    condition, arguments = where(selection, 2)
    async with connection(res.db) as db:
        return int(
            await db.fetchval(
                f"""SELECT count(DISTINCT p.id) {_LISTED}
                    WHERE p.connection = $1 AND p.deleted_at IS NULL AND {condition}""",
                connection_id,
                *arguments,
            )
        )


async def retry_failed(res: Resources, account: int, connection_id: int, user: int | None, task: int) -> int | None:
    """A new task with only what was refused in `task` (S128). None when nothing is left to retry."""
    async with connection(res.db) as db:
        kind = await db.fetchval("SELECT kind FROM task WHERE id = $1 AND connection = $2", task, connection_id)
    selection = await refused_in(res, connection_id, task)
    what = next((what for what, its in KINDS.items() if its == kind), None)
    if selection is None or what is None:
        return None
    started = await start_update(res, account, connection_id, user, selection, what, retry_of=task)
    return started.task if started else None
