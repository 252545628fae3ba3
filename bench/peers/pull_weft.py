"""Weft's own pull: the real client, source and use case, as a worker runs them."""

import asyncio
import logging
import os
import sys
from dataclasses import replace

import structlog

from app.platforms.registry import open_source_with
from app.platforms.roles import Source
from app.resources import Resources, open_resources
from app.settings import Settings
from app.sync.pulls import run_pull
from app.sync.tasks import start_pull
from app.tables import task_claims
from app.tables.engine import connection
from bench.running.measured import report
from workers.garbage import settle


async def pull(res: Resources, source: Source, account: int, shop: int) -> dict[str, float]:
    """From the click to the end of the task."""
    task = await start_pull(res, account, shop, None, {"range": "all"})
    async with connection(res.db) as db:
        facts = await task_claims.claim_alone(db, task, "bench")
    assert facts is not None
    await run_pull(res, facts, "bench", source)
    async with connection(res.db) as db:
        row = await db.fetchrow("SELECT run_state, counts::json ->> 'new' AS new FROM task WHERE id = $1", task)
        rows = await db.fetchval("SELECT count(*) FROM product WHERE connection = $1", shop)
    if row["run_state"] != "finished":
        raise RuntimeError(f"the task is {row['run_state']}")
    return {"products": rows, "new": int(row["new"])}


async def main() -> None:
    """A connection of its own, and with it an allowance of its own; with "again" the one pulled before."""
    address = sys.argv[1]
    settings = Settings.from_env()
    settings = replace(settings, ecwid=replace(settings.ecwid, api_url=f"{address}/api/v3"))
    settle()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    async with open_resources(settings) as res:
        async with connection(res.db) as db:
            if "again" in sys.argv:
                row = await db.fetchrow("SELECT account, id FROM connection ORDER BY id DESC LIMIT 1")
                account, shop = row["account"], row["id"]
            else:
                await db.execute("TRUNCATE account CASCADE; TRUNCATE product_tally")
                account = await db.fetchval("INSERT INTO account (name) VALUES ('bench') RETURNING id")
                shop = await db.fetchval(
                    "INSERT INTO connection (account, name, state) VALUES ($1, 'bench', 'active') RETURNING id", account
                )
        source = open_source_with(settings, res.http, f"{1_000_000 + os.getpid()}", _token)
        await report(pull(res, source, account, shop))


async def _token(_refused: bool) -> str:
    return "secret_bench"


asyncio.run(main())
