"""Starting pulls as the web does and doing them as a worker does."""

import json
from dataclasses import dataclass
from typing import Any

import asyncpg

from app.platforms.roles import Source
from app.resources import Resources
from app.sync.pulls import run_pull
from app.sync.tasks import start_pull
from app.tables import task_claims
from app.tables.engine import connection
from app.tables.task_claims import TaskFacts


@dataclass(frozen=True, slots=True)
class Shop:
    """One connection whose catalogue is pulled."""

    res: Resources
    account: int
    id: int

    async def start(self, **parameters: Any) -> int:
        return await start_pull(self.res, self.account, self.id, None, {"range": "all", **parameters})

    async def claim(self, task: int, worker: str = "w1") -> TaskFacts:
        async with connection(self.res.db) as db:
            facts = await task_claims.claim_alone(db, task, worker)
        assert facts is not None
        return facts

    async def run(self, task: int, source: Source, worker: str = "w1") -> asyncpg.Record:
        """One run of the task by one worker; the task's row after it."""
        await run_pull(self.res, await self.claim(task, worker), worker, source)
        return await self.task(task)

    async def pull(self, source: Source, **parameters: Any) -> dict[str, int]:
        """A whole pull that must work out; its counts."""
        row = await self.run(await self.start(**parameters), source)
        assert (row["run_state"], row["outcome"], row["error"]) == ("finished", "ok", None)
        counts: dict[str, int] = json.loads(row["counts"])
        assert counts["new"] + counts["updated"] + counts["unchanged"] == counts["read"]
        assert counts["read"] + counts["unreadable"] == counts["total"]
        return counts

    async def task(self, task: int) -> asyncpg.Record:
        return (await self.fetch("SELECT * FROM task WHERE id = $1", task))[0]

    async def fetch(self, query: str, *arguments: object) -> list[asyncpg.Record]:
        async with connection(self.res.db) as db:
            rows: list[asyncpg.Record] = await db.fetch(query, *arguments)
        return rows

    async def products(self) -> dict[int, asyncpg.Record]:
        """All rows by source id, with PostgreSQL's own mark of when each was last written."""
        rows = await self.fetch("SELECT *, xmin::text AS version FROM product WHERE connection = $1", self.id)
        assert len({row["source_id"] for row in rows}) == len(rows)
        return {row["source_id"]: row for row in rows}

    async def live(self) -> set[int]:
        """Source ids of products that are not marked as deleted."""
        return {source_id for source_id, row in (await self.products()).items() if row["deleted_at"] is None}

    async def list_product(self, source_id: int) -> None:
        """Give a product a listing, as a push does."""
        await self.fetch(
            """INSERT INTO listing (connection, product, remote_id)
               SELECT connection, id, 'tts-' || source_id FROM product WHERE connection = $1 AND source_id = $2""",
            self.id,
            source_id,
        )
