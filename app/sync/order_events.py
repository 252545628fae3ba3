"""The passport of an order: one line for everything that happened to it (B5). No line names a person."""

import json
from collections.abc import Mapping

import asyncpg


async def note(
    db: asyncpg.Connection,
    connection_id: int,
    order: int,
    sentence: str,
    *,
    tone: str = "info",
    params: Mapping[str, str | int] | None = None,
    detail: str = "",
) -> None:
    """Write a line; `sentence` is a msgid, `detail` the platform's own words without a query or a name."""
    await db.execute(
        """INSERT INTO order_event (connection, sales_order, tone, sentence, parameters, detail)
           VALUES ($1, $2, $3, $4, $5, $6)""",
        connection_id,
        order,
        tone,
        sentence,
        json.dumps(dict(params)) if params else None,
        detail,
    )


async def is_newest(db: asyncpg.Connection, order: int, sentence: str, params: Mapping[str, str | int] | None) -> bool:
    """Does the last line of the passport say just this?"""
    last = await db.fetchrow(
        "SELECT sentence, parameters FROM order_event WHERE sales_order = $1 ORDER BY id DESC LIMIT 1", order
    )
    if last is None or last["sentence"] != sentence:
        return False
    said: dict[str, str | int] = json.loads(last["parameters"]) if last["parameters"] else {}
    return said == dict(params or {})
