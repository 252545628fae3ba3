"""What the stock lane could not send, said where the seller looks for it: at the product (S59, S62)."""

from dataclasses import replace

from app.domain.decisions import Finding
from app.platforms.errors import Refused, WrongState
from app.resources import Resources
from app.sync import issues
from app.tables.engine import transaction

STOCK, PRICE = "stock_refused", "price_refused"


async def say(res: Resources, connection_id: int, listing: int, code: str, finding: Finding) -> None:
    """One issue for stock and one for prices, whatever the SKU; TikTok's own code stays in it.

    It cannot be retried as a push is: Update Stock and Update Price do that.
    """
    async with transaction(res.db) as db:
        product = await db.fetchval("SELECT product FROM listing WHERE id = $1", listing)
        await issues.show(db, connection_id, product, [replace(finding, code=code, can_retry=False)], among=(code,))


async def say_refused(res: Resources, connection_id: int, listing: int, code: str, refused: Refused) -> None:
    """A listing in review or frozen takes nothing just now, and says so itself: that is no second thing to mend."""
    if not isinstance(refused, WrongState):
        await say(res, connection_id, listing, code, refused.finding)


async def solved(res: Resources, listing: int, code: str) -> None:
    """TikTok took it."""
    async with transaction(res.db) as db:
        await db.execute(
            """UPDATE issue SET closed_at = now() FROM listing l
               WHERE l.id = $1 AND issue.product = l.product AND issue.code = $2 AND issue.closed_at IS NULL""",
            listing,
            code,
        )
