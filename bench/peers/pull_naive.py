"""The script everybody writes first: one page after the other, one upsert a product."""

import asyncio
import json
import os
import sys

import asyncpg
import httpx

from bench.running.measured import report


async def pull(db: asyncpg.Connection, address: str) -> dict[str, float]:
    """Read, parse, write, in turn."""
    offset, total = 0, 1
    async with httpx.AsyncClient(base_url=f"{address}/api/v3/1003", timeout=30) as client:
        while offset < total:
            answer = await client.get("/products", params={"offset": offset, "limit": 100})
            found = answer.json()
            total = found["total"]
            for item in found["items"]:
                await db.execute(
                    """INSERT INTO naive (source_id, sku, title, price, quantity, document)
                       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (source_id) DO UPDATE SET sku = excluded.sku,
                       title = excluded.title, price = excluded.price, quantity = excluded.quantity,
                       document = excluded.document""",
                    item["id"],
                    item["sku"],
                    item["name"],
                    item["price"],
                    item.get("quantity"),
                    json.dumps(item),
                )
            offset += 100
    return {"products": await db.fetchval("SELECT count(*) FROM naive")}


async def main() -> None:
    """One connection."""
    db = await asyncpg.connect(os.environ["DATABASE_URL"])
    await db.execute(
        """DROP TABLE IF EXISTS naive; CREATE TABLE naive (source_id bigint PRIMARY KEY, sku text, title text,
           price numeric, quantity int, document jsonb)"""
    )
    await report(pull(db, sys.argv[1]))
    await db.close()


asyncio.run(main())
