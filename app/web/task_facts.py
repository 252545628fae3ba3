"""What is read from the database for one task's page, at one moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from app.domain.tasks import OF_ORDERS, UNDER_WAY, Kind, Tally
from app.resources import Resources
from app.tables import order_tasks, task_lists
from app.tables.engine import connection as open_connection
from app.web.guards import found


@dataclass(frozen=True, slots=True)
class Facts:
    """One task with what its page speaks about."""

    row: asyncpg.Record
    tally: Tally
    tail: Sequence[asyncpg.Record]
    causes: Sequence[asyncpg.Record]
    at_work: asyncpg.Record | None
    now: datetime
    without_room: int = 0  # how many of those to do wait until the shop may list more (S168)
    orders: Sequence[asyncpg.Record] = ()

    @property
    def kind(self) -> str:
        """What the task does."""
        return str(self.row["kind"])

    @property
    def under_way(self) -> bool:
        """Whether there is something left to do."""
        return self.row["run_state"] in UNDER_WAY

    @property
    def seconds(self) -> float:
        """How long it took to send, or takes already."""
        if self.row["started_at"] is None:
            return 0.0
        return float(((self.row["sent_at"] or self.now) - self.row["started_at"]).total_seconds())


async def facts_of(res: Resources, connection_id: int, task: int) -> Facts:
    """Read a task of this connection. Raises NotFound."""
    async with open_connection(res.db) as db, db.transaction(isolation="repeatable_read", readonly=True):
        # One snapshot: the figures add up, whatever workers do meanwhile.
        row = found(await task_lists.one(db, connection_id, task))
        has_items = row["kind"] != Kind.PULL and row["kind"] not in OF_ORDERS
        is_push = row["kind"] == Kind.PUSH
        return Facts(
            row=row,
            tally=(await task_lists.tallies(db, [task])).get(task, Tally()),
            tail=await task_lists.tail(db, task) if has_items else (),
            causes=await task_lists.causes(db, task) if has_items else (),
            at_work=await task_lists.at_work(db, task) if is_push else None,
            now=res.now(),
            without_room=await task_lists.without_room(db, task) if is_push else 0,
            orders=await order_tasks.named(db, task) if row["kind"] in OF_ORDERS else (),
        )
