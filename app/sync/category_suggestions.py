"""TikTok suggests a category for every group of products, and for products that are in no group (S98, S102)."""

from datetime import timedelta

import asyncpg

from app import events
from app.locks import one_at_a_time
from app.platforms.errors import Refused
from app.platforms.roles import Channel
from app.resources import Resources
from app.sync.channel_categories import is_fresh, refresh_tree
from app.sync.side_by_side import side_by_side
from app.tables.engine import connection

# A group without a suggestion is asked about again after a day: the tree grows, and so do the group's products.
_ASK_AGAIN = timedelta(hours=24)
_AT_ONCE = 4


async def suggest_missing(res: Resources, connection_id: int, channel: Channel, *, limit: int = 200) -> int:
    """Ask the channel for a category for every group that has none yet (S98). Returns how many were found."""
    await refresh_tree(res, connection_id, channel)
    async with connection(res.db) as db:
        rows = await db.fetch(
            """SELECT m.id, m.source_name, p.title FROM category_mapping m
               JOIN LATERAL (SELECT title FROM product WHERE connection = m.connection AND category_mapping = m.id
                             ORDER BY id DESC LIMIT 1) p ON true
               WHERE m.connection = $1 AND m.state = 'unset' AND (m.suggested_at IS NULL OR m.suggested_at < $3)
               ORDER BY m.id LIMIT $2""",
            connection_id,
            limit,
            res.now() - _ASK_AGAIN,
        )

    async def one(row: asyncpg.Record) -> bool:
        return await _suggest(res, connection_id, channel, row)

    found = await side_by_side(one, rows, _AT_ONCE)
    if rows:
        async with connection(res.db) as db:
            account = await db.fetchval("SELECT account FROM connection WHERE id = $1", connection_id)
        await events.announce(res.redis, account, events.products(connection_id))
    return sum(found)


async def _suggest(res: Resources, connection_id: int, channel: Channel, mapping: asyncpg.Record) -> bool:
    """One suggestion: the group's own name and one of its titles say more than either alone."""
    remote_id = await recommended(channel, f"{mapping['source_name']} {mapping['title']}")
    async with connection(res.db) as db:
        await db.execute("UPDATE category_mapping SET suggested_at = $2 WHERE id = $1", mapping["id"], res.now())
        if remote_id is None:
            return False
        status = await db.execute(
            """UPDATE category_mapping m SET state = 'suggested', remote_id = c.remote_id, remote_name = c.name,
                   remote_path = c.path, invite_only = c.invite_only
               FROM channel_category c
               WHERE m.id = $1 AND m.state = 'unset' AND c.connection = $2 AND c.remote_id = $3 AND c.is_leaf""",
            mapping["id"],
            connection_id,
            remote_id,
        )
    return bool(status == "UPDATE 1")


async def recommended(channel: Channel, title: str) -> str | None:
    """The channel's suggestion, or None when it has none: no match is an answer, not an error (12019064)."""
    try:
        return await channel.recommend_category(title[:255], "")
    except Refused:
        return None


async def category_for(res: Resources, connection_id: int, channel: Channel, product: int) -> str:
    """The category a product goes to: its own, its group's, or a suggestion of its own that is kept (S102). "" if none.

    Products without any group are suggested one by one; the group "No Ecwid category" has no category in common.
    """
    async with connection(res.db) as db:
        row = await db.fetchrow(
            """SELECT p.own_category_id, p.title, p.category_mapping, m.remote_id, m.suggested_at
               FROM product p LEFT JOIN category_mapping m ON m.id = p.category_mapping
               WHERE p.connection = $1 AND p.id = $2""",
            connection_id,
            product,
        )
    if row is None:
        return ""
    if row["own_category_id"] or row["remote_id"]:
        return str(row["own_category_id"] or row["remote_id"])
    if row["category_mapping"] is None:
        return await _suggest_own(res, connection_id, channel, product, row["title"])
    if is_fresh(row["suggested_at"], _ASK_AGAIN, res.now()):
        return ""
    return await _suggested_now(res, connection_id, channel, row["category_mapping"])


async def _suggested_now(res: Resources, connection_id: int, channel: Channel, mapping: int) -> str:
    async with one_at_a_time(res.redis, f"suggest:{connection_id}"):
        await suggest_missing(res, connection_id, channel)
    async with connection(res.db) as db:
        return str(await db.fetchval("SELECT remote_id FROM category_mapping WHERE id = $1", mapping) or "")


async def _suggest_own(res: Resources, connection_id: int, channel: Channel, product: int, title: str) -> str:
    await refresh_tree(res, connection_id, channel)
    remote_id = await recommended(channel, title)
    if remote_id is None:
        return ""
    async with connection(res.db) as db:
        return str(
            await db.fetchval(
                """UPDATE product p SET own_category_id = c.remote_id, own_category_path = c.path
                   FROM channel_category c WHERE p.id = $1 AND c.connection = $2 AND c.remote_id = $3 AND c.is_leaf
                   RETURNING c.remote_id""",
                product,
                connection_id,
                remote_id,
            )
            or ""
        )
