"""The bare loop: httpx, eight pages at once, each copied into one table. No upsert, no mapping, no progress."""

import asyncio
import json
import os
import sys
from datetime import UTC, datetime

import asyncpg
import httpx

from bench.running.measured import report

AT_ONCE = 8
_COLUMNS = ("source_id", "sku", "title", "price", "quantity", "updated_at", "document")


async def pull(pool: asyncpg.Pool, address: str) -> dict[str, float]:
    """Read the first page for the total, then the others."""
    turns = asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient(base_url=f"{address}/api/v3/1003", timeout=30) as client:

        async def page(offset: int) -> int:
            async with turns:
                answer = await client.get("/products", params={"offset": offset, "limit": 100})
                found = answer.json()
                await pool.copy_records_to_table("bare", records=_records(found["items"]), columns=_COLUMNS)
            return int(found["total"])

        total = await page(0)
        await asyncio.gather(*(page(offset) for offset in range(100, total, 100)))
    return {"products": await pool.fetchval("SELECT count(*) FROM bare")}


def _records(items: list[dict[str, object]]) -> list[tuple[object, ...]]:
    return [
        (
            item["id"],
            item["sku"],
            item["name"],
            item["price"],
            item.get("quantity"),
            datetime.fromtimestamp(item["updateTimestamp"], UTC),  # type: ignore[arg-type]
            json.dumps(item),
        )
        for item in items
    ]


async def main() -> None:
    """A table without anything but the rows."""
    async with asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=AT_ONCE, max_size=AT_ONCE) as pool:
        await pool.execute(
            """DROP TABLE IF EXISTS bare; CREATE TABLE bare (source_id bigint, sku text, title text, price numeric,
               quantity int, updated_at timestamptz, document jsonb)"""
        )
        await report(pull(pool, sys.argv[1]))


asyncio.run(main())
