"""Connections with their grants and numbers, for the list and the card."""

import asyncpg
from piccolo.engine.postgres import PostgresEngine

from app.tables.engine import connection


async def all_of(engine: PostgresEngine, account: int) -> list[asyncpg.Record]:
    """Every connection of an account, oldest first, with both shops' names and the number of open issues."""
    async with connection(engine) as db:
        rows: list[asyncpg.Record] = await db.fetch(
            """SELECT c.*, e.shop_name AS ecwid_name, e.state AS ecwid_state, e.last_webhook_at AS ecwid_webhook_at,
                   t.shop_name AS tiktok_name, t.state AS tiktok_state, t.last_webhook_at AS tiktok_webhook_at,
                   (SELECT count(*) FROM (SELECT FROM issue i WHERE i.connection = c.id AND i.closed_at IS NULL
                                          LIMIT 1000) AS open) AS issues
               FROM connection c
               LEFT JOIN access_grant e ON e.connection = c.id AND e.platform = 'ecwid'
               LEFT JOIN access_grant t ON t.connection = c.id AND t.platform = 'tiktok_shop'
               WHERE c.account = $1 ORDER BY c.id""",
            account,
        )
    return rows


async def grants_of(engine: PostgresEngine, connection_id: int) -> dict[str, asyncpg.Record]:
    """The connection's grants by platform, without their tokens."""
    async with connection(engine) as db:
        rows = await db.fetch(
            """SELECT platform, state, shop_id, shop_name, region, scopes, access_expires_at, refresh_expires_at, facts,
                   granted_at, last_webhook_at, last_webhook_type
               FROM access_grant WHERE connection = $1""",
            connection_id,
        )
    return {row["platform"]: row for row in rows}
