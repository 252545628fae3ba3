"""What Home and the setup guide have to know."""

import asyncpg


async def of(db: asyncpg.Connection, connection_id: int) -> asyncpg.Record:
    """One row: has anything been pulled, mapped, sent; how many groups have no category."""
    row: asyncpg.Record = await db.fetchrow(
        """SELECT
             EXISTS (SELECT FROM product WHERE connection = $1) AS pulled,
             EXISTS (SELECT FROM listing WHERE connection = $1) AS sent,
             (SELECT count(*) FROM category_mapping WHERE connection = $1) AS groups,
             (SELECT count(*) FROM category_mapping WHERE connection = $1 AND state = 'unset') AS unset""",
        connection_id,
    )
    return row


async def causes(db: asyncpg.Connection, connection_id: int, limit: int = 3) -> list[asyncpg.Record]:
    """The most frequent open causes, each with one of its findings (whole: its places need its own values)."""
    rows: list[asyncpg.Record] = await db.fetch(
        """SELECT i.code, n, i.sentence, i.hint, i.fix, i.parameters, i.who
           FROM (SELECT code, count(*) AS n, min(id) AS first FROM issue
                 WHERE connection = $1 AND closed_at IS NULL GROUP BY code ORDER BY n DESC, code LIMIT $2) AS causes
           JOIN issue i ON i.id = causes.first ORDER BY n DESC, i.code""",
        connection_id,
        limit,
    )
    return rows
