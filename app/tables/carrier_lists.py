"""Carriers of a connection: what is mapped, which names Ecwid's orders brought, which TikTok's (S141)."""

import asyncpg


async def mappings(db: asyncpg.Connection, connection_id: int) -> list[asyncpg.Record]:
    """The pairs, by Ecwid's name."""
    rows: list[asyncpg.Record] = await db.fetch(
        "SELECT source_name, provider_name, learnt FROM carrier_mapping WHERE connection = $1 ORDER BY source_name",
        connection_id,
    )
    return rows


async def seen(db: asyncpg.Connection, connection_id: int) -> list[asyncpg.Record]:
    """Names of shipping providers in Ecwid's orders: how they were written last, how they are compared, how often."""
    rows: list[asyncpg.Record] = await db.fetch(
        r"""SELECT (array_agg(source_carrier ORDER BY id DESC))[1] AS name, count(*) AS n,
               lower(regexp_replace(btrim(source_carrier), '\s+', ' ', 'g')) AS key
           FROM sales_order WHERE connection = $1 AND source_carrier <> ''
           GROUP BY key ORDER BY n DESC, key LIMIT 100""",
        connection_id,
    )
    return rows


async def channel_names(db: asyncpg.Connection, connection_id: int) -> list[str]:
    """TikTok's names of carriers that this connection has met."""
    rows = await db.fetch(
        """SELECT provider_name AS name FROM carrier_mapping WHERE connection = $1
           UNION SELECT provider_name FROM package WHERE connection = $1
           UNION SELECT provider_name FROM sales_order WHERE connection = $1 AND shipment <> '' ORDER BY 1""",
        connection_id,
    )
    return [row["name"] for row in rows if row["name"]]
