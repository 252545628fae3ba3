"""The webhook log: what the shops of one connection have sent, newest first (S164, S165)."""

from dataclasses import dataclass

import asyncpg

PAGE = 50

# What the state of an event is called: "queued" waits for another try.
SHOWN = {
    "": "TRUE",
    "received": "e.state = 'received' AND e.attempts = 0",
    "queued": "e.state = 'received' AND e.attempts > 0",
    "done": "e.state = 'done'",
    "duplicate": "e.seen > 1",
    "failed": "e.state = 'failed'",
    "refused": "e.state = 'refused'",
}
# A shop may have been another connection's before, and may be again: what it sent while it was not ours is not shown.
_OURS = """FROM inbox_event e JOIN access_grant g ON g.platform = e.platform AND g.shop_id = e.shop_id
    AND g.connection = $1 AND e.received_at >= g.granted_at
    AND (g.state = 'healthy' OR e.received_at <= coalesce(g.last_webhook_at, g.granted_at))"""
_FOUND = """($2 = '' OR starts_with(lower(e.event_id), $2) OR lower(e.subject_id) = $2
    OR starts_with(lower(e.their_type), $2) OR (e.platform = 'tiktok_shop' AND e.their_type = ANY($3::text[])))"""


@dataclass(frozen=True, slots=True)
class Filter:
    """`shown` is a key of SHOWN; `search` an event's type or id, or the id of what it is about.

    `types`: TikTok's numbers of what was searched for by its name.
    """

    shown: str = ""
    search: str = ""
    types: tuple[str, ...] = ()


async def page_of(
    db: asyncpg.Connection,
    connection_id: int,
    chosen: Filter,
    *,
    before: int | None = None,
    after: int | None = None,
) -> list[asyncpg.Record]:
    """One page and one row more; `before` goes to older ones, `after` back to newer ones."""
    condition, order = ("e.id < $4", "DESC") if after is None else ("e.id > $4", "ASC")
    rows: list[asyncpg.Record] = await db.fetch(
        f"""SELECT e.* {_OURS} WHERE {SHOWN[chosen.shown]} AND {_FOUND} AND {condition}
            ORDER BY e.id {order} LIMIT {PAGE + 1}""",
        connection_id,
        chosen.search.lower(),
        list(chosen.types),
        after if after is not None else before if before is not None else 2**62,
    )
    return rows


async def counts(db: asyncpg.Connection, connection_id: int, chosen: Filter) -> dict[str, int]:
    """How many under each word, with the present search. Exact."""
    columns = ", ".join(f"count(*) FILTER (WHERE {text}) AS n{n}" for n, text in enumerate(SHOWN.values()))
    row = await db.fetchrow(
        f"SELECT {columns} {_OURS} WHERE {_FOUND}",
        connection_id,
        chosen.search.lower(),
        list(chosen.types),
    )
    return {name: row[f"n{n}"] for n, name in enumerate(SHOWN)}


async def one(db: asyncpg.Connection, connection_id: int, event: int) -> asyncpg.Record | None:
    """One event, if it is of the connection's shops."""
    return await db.fetchrow(f"SELECT e.* {_OURS} WHERE e.id = $2", connection_id, event)


async def subjects(
    db: asyncpg.Connection, connection_id: int, rows: list[asyncpg.Record]
) -> dict[tuple[str, str], asyncpg.Record]:
    """What the events are about, where Weft knows it: by platform and id, `what` ("order" or "product"), id, name."""
    wanted = [row["subject_id"] for row in rows if row["subject_id"]]
    found = await db.fetch(
        """SELECT 'tiktok_shop' AS platform, remote_id AS subject, 'order' AS what, id, remote_id AS name
           FROM sales_order WHERE connection = $1 AND remote_id = ANY($2::text[])
           UNION ALL SELECT 'ecwid', source_order_id, 'order', id, source_order_id FROM sales_order
           WHERE connection = $1 AND source_order_id <> '' AND source_order_id = ANY($2::text[])
           UNION ALL SELECT 'ecwid', source_internal_id::text, 'order', id, source_order_id FROM sales_order
           WHERE connection = $1 AND source_internal_id = ANY($3::bigint[])
           UNION ALL SELECT 'tiktok_shop', l.remote_id, 'product', p.id, p.title FROM listing l
           JOIN product p ON p.id = l.product WHERE l.connection = $1 AND l.remote_id = ANY($2::text[])
           UNION ALL SELECT 'ecwid', source_id::text, 'product', id, title FROM product
           WHERE connection = $1 AND source_id = ANY($3::bigint[])""",
        connection_id,
        wanted,
        [int(text) for text in wanted if text.isascii() and text.isdigit() and len(text) < 19],
    )
    return {(row["platform"], row["subject"]): row for row in found}
