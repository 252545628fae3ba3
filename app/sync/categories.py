"""What a person decides about the category of a group of products (S97, S98, S102)."""

from app.domain.words import N_
from app.errors import Invalid, NotFound
from app.resources import Resources
from app.tables.engine import connection, transaction


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
