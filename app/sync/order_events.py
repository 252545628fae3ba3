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
