"""What we know of TikTok's categories: the tree, and what a leaf asks for. "Categories change often"."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import asyncpg
import msgspec

from app.domain.categories import ChannelCategory, Requirements
from app.locks import one_at_a_time
from app.platforms.roles import Channel
from app.resources import Resources
from app.tables.engine import connection, transaction

# The tree is read again daily, what a leaf asks for hourly.
TREE_LIFE = timedelta(hours=24)
REQUIREMENTS_LIFE = timedelta(hours=1)


def is_fresh(at: datetime | None, life: timedelta, now: datetime) -> bool:
    """Whether something read at `at` still counts."""
    return at is not None and now - at < life


async def refresh_tree(res: Resources, connection_id: int, channel: Channel, *, force: bool = False) -> None:
    """Read the whole tree in one call when ours is older than a day."""
    if not force and await _tree_is_fresh(res, connection_id):
        return
    async with one_at_a_time(res.redis, f"tree:{connection_id}"):
        if force or not await _tree_is_fresh(res, connection_id):
            await _write_tree(res, connection_id, await channel.categories())


async def _tree_is_fresh(res: Resources, connection_id: int) -> bool:
    async with connection(res.db) as db:
        at = await db.fetchval("SELECT categories_at FROM connection WHERE id = $1", connection_id)
    return is_fresh(at, TREE_LIFE, res.now())


async def _write_tree(res: Resources, connection_id: int, tree: Iterable[ChannelCategory]) -> None:
    nodes = list(tree)
    if not nodes:  # no shop is without categories: keep what we have
        return
    async with transaction(res.db) as db:
        await db.execute(
            """INSERT INTO channel_category (connection, remote_id, parent_id, name, path, is_leaf, invite_only)
               SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bool[], $7::bool[])
               ON CONFLICT (connection, remote_id) DO UPDATE SET parent_id = excluded.parent_id, name = excluded.name,
                   path = excluded.path, is_leaf = excluded.is_leaf, invite_only = excluded.invite_only""",
            connection_id,
            [n.id for n in nodes],
            [n.parent_id for n in nodes],
            [n.name for n in nodes],
            [n.path for n in nodes],
            [n.is_leaf for n in nodes],
            [n.invite_only for n in nodes],
        )
        await db.execute(
            "DELETE FROM channel_category WHERE connection = $1 AND remote_id <> ALL($2::text[])",
            connection_id,
            [n.id for n in nodes],
        )
        await _follow_tree(db, connection_id)
        await db.execute("UPDATE connection SET categories_at = $2 WHERE id = $1", connection_id, res.now())


async def _follow_tree(db: asyncpg.Connection, connection_id: int) -> None:
    """Mappings follow renamed categories; a suggestion that is no leaf any more is forgotten and made anew."""
    await db.execute(
        """UPDATE category_mapping m SET remote_name = c.name, remote_path = c.path, invite_only = c.invite_only
           FROM channel_category c WHERE m.connection = $1 AND c.connection = $1 AND c.remote_id = m.remote_id
             AND (m.remote_name, m.remote_path, m.invite_only) IS DISTINCT FROM (c.name, c.path, c.invite_only)""",
        connection_id,
    )
    await db.execute(
        """UPDATE category_mapping m SET state = 'unset', remote_id = '', remote_name = '', remote_path = '',
               invite_only = false, suggested_at = NULL
           WHERE m.connection = $1 AND m.state = 'suggested' AND NOT EXISTS (
               SELECT FROM channel_category c WHERE c.connection = $1 AND c.remote_id = m.remote_id AND c.is_leaf)""",
        connection_id,
    )


async def requirements(res: Resources, connection_id: int, channel: Channel, category_id: str) -> Requirements:
    """What a leaf asks for: two calls an hour and category, whatever the number of products."""
    known = await _known_requirements(res, connection_id, category_id)
    if known is not None:
        return known
    async with one_at_a_time(res.redis, f"requirements:{connection_id}:{category_id}"):
        known = await _known_requirements(res, connection_id, category_id)
        if known is not None:
            return known
        found = await channel.requirements(category_id)
        async with connection(res.db) as db:
            await db.execute(
                """UPDATE channel_category SET requirements = $3, requirements_at = $4
                   WHERE connection = $1 AND remote_id = $2""",
                connection_id,
                category_id,
                msgspec.json.encode(found).decode(),
                res.now(),
            )
        return found


async def _known_requirements(res: Resources, connection_id: int, category_id: str) -> Requirements | None:
    async with connection(res.db) as db:
        row = await db.fetchrow(
            "SELECT requirements, requirements_at FROM channel_category WHERE connection = $1 AND remote_id = $2",
            connection_id,
            category_id,
        )
    if row is None or not row["requirements"] or not is_fresh(row["requirements_at"], REQUIREMENTS_LIFE, res.now()):
        return None
    try:
        return msgspec.json.decode(row["requirements"], type=Requirements)
    except msgspec.ValidationError:  # written by another version of Weft
        return None
