"""The passport of an order: one line for everything that happened to it (B5). No line names a person."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import asyncpg


@dataclass(frozen=True, slots=True)
class Note:
    """One line about one order; `sentence` is a msgid, `detail` the platform's own words without a query or a name."""

    order: int
    sentence: str
    tone: str = "info"
    params: Mapping[str, str | int] | None = None
    detail: str = ""


async def note_all(db: asyncpg.Connection, connection_id: int, notes: Sequence[Note]) -> None:
    """Write these lines, in this order."""
    if not notes:
        return
    await db.execute(
        """INSERT INTO order_event (connection, sales_order, tone, sentence, parameters, detail)
           SELECT $1, o, tone, sentence, parameters::jsonb, detail
           FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[])
               WITH ORDINALITY AS n (o, tone, sentence, parameters, detail, number) ORDER BY number""",
        connection_id,
        [one.order for one in notes],
        [one.tone for one in notes],
        [one.sentence for one in notes],
        [json.dumps(dict(one.params)) if one.params else None for one in notes],
        [one.detail for one in notes],
    )


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
    """Write one line."""
    await note_all(db, connection_id, [Note(order, sentence, tone, params, detail)])


async def is_newest(db: asyncpg.Connection, order: int, sentence: str, params: Mapping[str, str | int] | None) -> bool:
    """Does the last line of the passport say just this?"""
    last = await db.fetchrow(
        "SELECT sentence, parameters FROM order_event WHERE sales_order = $1 ORDER BY id DESC LIMIT 1", order
    )
    if last is None or last["sentence"] != sentence:
        return False
    said: dict[str, str | int] = json.loads(last["parameters"]) if last["parameters"] else {}
    return said == dict(params or {})
