"""One product with everything its page shows."""

import asyncpg


async def one(db: asyncpg.Connection, connection_id: int, product: int) -> asyncpg.Record | None:
    """The product with its listing and mapping."""
    return await db.fetchrow(
        """SELECT p.*, l.remote_id, l.status AS listing_status, l.audit_status, l.sent_at, m.remote_path AS mapping_path
           FROM product p LEFT JOIN listing l ON l.product = p.id
           LEFT JOIN category_mapping m ON m.id = p.category_mapping
           WHERE p.connection = $1 AND p.id = $2""",
        connection_id,
        product,
    )


async def open_issues(db: asyncpg.Connection, connection_id: int, product: int) -> list[asyncpg.Record]:
    """What stands in the product's way, most basic first."""
    rows: list[asyncpg.Record] = await db.fetch(
        "SELECT * FROM issue WHERE connection = $1 AND product = $2 AND closed_at IS NULL ORDER BY id",
        connection_id,
        product,
    )
    return rows


async def sku_ids(db: asyncpg.Connection, product: int) -> dict[int, str]:
    """TikTok's SKU id of each variant, by combination id."""
    rows = await db.fetch(
        """SELECT s.combination_id, s.remote_id FROM listing_sku s JOIN listing l ON l.id = s.listing
           WHERE l.product = $1""",
        product,
    )
    return {row["combination_id"]: row["remote_id"] for row in rows}


async def mapping_name(db: asyncpg.Connection, connection_id: int, mapping: int | None) -> str:
    """The Ecwid name of a category mapping, "" for none."""
    if not mapping:
        return ""
    return str(
        await db.fetchval(
            "SELECT source_name FROM category_mapping WHERE connection = $1 AND id = $2", connection_id, mapping
        )
        or ""
    )


async def running_pull(db: asyncpg.Connection, connection_id: int) -> int | None:
    """The pull under way, if there is one."""
    found: int | None = await db.fetchval(
        """SELECT id FROM task WHERE connection = $1 AND kind = 'pull'
           AND run_state IN ('queued', 'running', 'paused')""",
        connection_id,
    )
    return found
