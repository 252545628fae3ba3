"""Check Sync Status: TikTok is asked now, instead of when the sweep would ask (S130)."""

from app.domain.selection import Selection
from app.resources import Resources
from app.tables.engine import connection
from app.tables.selections import where


async def check_now(res: Resources, connection_id: int, selection: Selection) -> int:
    """Make every listing of the selection due and ring. Returns how many TikTok is asked about."""
    condition, arguments = where(selection, 2)
    async with connection(res.db) as db:
        status = await db.execute(
            f"""UPDATE listing SET next_check_at = now() WHERE id IN (
                    SELECT l.id FROM listing l JOIN product p ON p.id = l.product
                    WHERE l.connection = $1 AND p.connection = $1 AND {condition}
                    ORDER BY l.id FOR NO KEY UPDATE OF l)""",  # noqa: S608
            connection_id,
            *arguments,
        )
    asked = int(status.split()[-1])
    if asked:
        await res.bell.ring("follow_listings", connection_id=connection_id)
    return asked
