"""The channel's categories as this connection sees them, suggestions, and what a person chose (S97, S98, S102)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from app import events
from app.domain.categories import ChannelCategory, Requirements
from app.domain.words import N_
from app.errors import Invalid, NotFound
from app.locks import one_at_a_time
from app.platforms.errors import Refused
from app.platforms.roles import Channel
from app.resources import Resources
from app.tables.engine import connection, transaction

# "Categories change often": the tree is read again daily, what a leaf asks for hourly.
TREE_LIFE = timedelta(hours=24)
REQUIREMENTS_LIFE = timedelta(hours=1)


def _fresh(at: datetime | None, life: timedelta, now: datetime) -> bool:
    return at is not None and now - at < life


async def refresh_tree(res: Resources, connection_id: int, channel: Channel, *, force: bool = False) -> None:
    """Read the whole tree in one call when ours is older than a day."""
    async with one_at_a_time(res.redis, f"tree:{connection_id}"):
        async with connection(res.db) as db:
            at = await db.fetchval("SELECT categories_at FROM connection WHERE id = $1", connection_id)
        if not force and _fresh(at, TREE_LIFE, res.now()):
            return
        await _write_tree(res, connection_id, await channel.categories())


async def _write_tree(res: Resources, connection_id: int, tree: Iterable[ChannelCategory]) -> None:
    nodes = list(tree)
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
        await db.execute("UPDATE connection SET categories_at = $2 WHERE id = $1", connection_id, res.now())


async def requirements(res: Resources, connection_id: int, channel: Channel, category_id: str) -> Requirements:
    """What a leaf asks for: two calls an hour and category, whatever the number of products."""
    async with one_at_a_time(res.redis, f"requirements:{connection_id}:{category_id}"):
        async with connection(res.db) as db:
            row = await db.fetchrow(
                """SELECT requirements, requirements_at FROM channel_category
                   WHERE connection = $1 AND remote_id = $2""",
                connection_id,
                category_id,
            )
        if row and row["requirements"] and _fresh(row["requirements_at"], REQUIREMENTS_LIFE, res.now()):
            return msgspec.json.decode(row["requirements"], type=Requirements)
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


async def suggest_missing(res: Resources, connection_id: int, channel: Channel, *, limit: int = 200) -> int:
    """Ask the channel for a category for every group that has none yet (S98). Returns how many were found."""
    await refresh_tree(res, connection_id, channel)
    async with connection(res.db) as db:
        rows = await db.fetch(
            """SELECT m.id, m.source_name, p.title FROM category_mapping m
               JOIN LATERAL (SELECT title FROM product WHERE connection = m.connection AND category_mapping = m.id
                             ORDER BY id DESC LIMIT 1) p ON true
               WHERE m.connection = $1 AND m.state = 'unset' AND m.suggested_at IS NULL ORDER BY m.id LIMIT $2""",
            connection_id,
            limit,
        )
    found = 0
    for row in rows:
        found += await _suggest(res, connection_id, channel, row["id"], row["source_name"], row["title"])
    if rows:
        async with connection(res.db) as db:
            account = await db.fetchval("SELECT account FROM connection WHERE id = $1", connection_id)
        await events.announce(res.redis, account, events.products(connection_id))
    return found


async def _suggest(res: Resources, connection_id: int, channel: Channel, mapping: int, group: str, title: str) -> bool:
    """One suggestion: the group's own name and one of its titles say more than either alone."""
    remote_id = await recommended(channel, f"{group} {title}", "")
    async with connection(res.db) as db:
        await db.execute("UPDATE category_mapping SET suggested_at = now() WHERE id = $1", mapping)
        if remote_id is None:
            return False
        status = await db.execute(
            """UPDATE category_mapping m SET state = 'suggested', remote_id = c.remote_id, remote_name = c.name,
                   remote_path = c.path, invite_only = c.invite_only
               FROM channel_category c
               WHERE m.id = $1 AND m.state <> 'chosen' AND c.connection = $2 AND c.remote_id = $3 AND c.is_leaf""",
            mapping,
            connection_id,
            remote_id,
        )
    return bool(status == "UPDATE 1")


async def recommended(channel: Channel, title: str, description: str) -> str | None:
    """The channel's suggestion, or None when it has none: no match is an answer, not an error (12019064)."""
    try:
        return await channel.recommend_category(title[:255], description)
    except Refused:
        return None


async def category_for(res: Resources, connection_id: int, channel: Channel, product: int) -> str:
    """The category a product goes to: its own, its group's, or a suggestion of its own that is kept (S102). "" if none.

    Products without any group are suggested one by one; the group "No Ecwid category" has no category in common.
    """
    async with connection(res.db) as db:
        row = await db.fetchrow(
            """SELECT p.own_category_id, p.title, p.category_mapping, m.remote_id, m.state, m.suggested_at
               FROM product p LEFT JOIN category_mapping m ON m.id = p.category_mapping
               WHERE p.connection = $1 AND p.id = $2""",
            connection_id,
            product,
        )
    if row is None:
        return ""
    if row["own_category_id"] or row["remote_id"]:
        return str(row["own_category_id"] or row["remote_id"])
    if row["category_mapping"] is not None:
        return await _suggested_now(res, connection_id, channel, row["category_mapping"])
    return await _suggest_own(res, connection_id, channel, product, row["title"])


async def _suggested_now(res: Resources, connection_id: int, channel: Channel, mapping: int) -> str:
    async with one_at_a_time(res.redis, f"suggest:{connection_id}"):
        await suggest_missing(res, connection_id, channel)
    async with connection(res.db) as db:
        return str(await db.fetchval("SELECT remote_id FROM category_mapping WHERE id = $1", mapping) or "")


async def _suggest_own(res: Resources, connection_id: int, channel: Channel, product: int, title: str) -> str:
    await refresh_tree(res, connection_id, channel)
    remote_id = await recommended(channel, title, "")
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


async def choose(res: Resources, connection_id: int, mapping: int, remote_id: str) -> None:
    """A person sets the category of a group; products already sent get "Unsent changes" (S102)."""
    async with transaction(res.db) as db:
        leaf = await db.fetchrow(
            "SELECT * FROM channel_category WHERE connection = $1 AND remote_id = $2", connection_id, remote_id
        )
        if leaf is None or not leaf["is_leaf"]:
            raise Invalid(N_("Choose one of TikTok’s categories that has no further ones below it."), field="leaf")
        before = await db.fetchrow(
            "SELECT remote_id FROM category_mapping WHERE connection = $1 AND id = $2 FOR UPDATE",
            connection_id,
            mapping,
        )
        if before is None:
            raise NotFound(N_("This category does not exist any more."))
        await db.execute(
            """UPDATE category_mapping SET state = 'chosen', remote_id = $2, remote_name = $3, remote_path = $4,
                   invite_only = $5 WHERE id = $1""",
            mapping,
            leaf["remote_id"],
            leaf["name"],
            leaf["path"],
            leaf["invite_only"],
        )
        if before["remote_id"] != remote_id:
            await db.execute(
                """UPDATE product p SET unsent_changes = true FROM listing l
                   WHERE l.product = p.id AND p.connection = $1 AND p.category_mapping = $2 AND NOT p.unsent_changes""",
                connection_id,
                mapping,
            )


async def accept(res: Resources, connection_id: int, mappings: list[int]) -> int:
    """A person accepts suggestions as they are."""
    async with connection(res.db) as db:
        status = await db.execute(
            """UPDATE category_mapping SET state = 'chosen'
               WHERE connection = $1 AND state = 'suggested' AND id = ANY($2::bigint[])""",
            connection_id,
            mappings,
        )
    return int(status.split()[-1])
