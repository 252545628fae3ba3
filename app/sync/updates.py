"""Update Stock and Update Price by hand: what TikTok has is doubted, and the stock lane sends it again (S56)."""

from enum import StrEnum

from app.domain.selection import Selection
from app.resources import Resources
from app.tables.engine import connection
from app.tables.selections import where


class What(StrEnum):
    """What is sent again."""

    STOCK = "stock"
    PRICE = "price"


# What is forgotten of a SKU. Being due now, a locked price is asked for whenever its next try was due (S62).
_FORGET = {What.STOCK: "stock_sent = NULL", What.PRICE: "price_sent = NULL"}


async def send_again(res: Resources, connection_id: int, selection: Selection, what: What) -> int:
    """Mark every SKU of the selected products that is on TikTok. Returns how many products these are."""
    condition, arguments = where(selection, 2)
    async with connection(res.db) as db:
        rows = await db.fetch(
            f"""UPDATE listing_sku SET {_FORGET[what]}, dirty_at = now() WHERE id IN (
                    SELECT s.id FROM product p JOIN listing l ON l.product = p.id JOIN listing_sku s ON s.listing = l.id
                    WHERE p.connection = $1 AND p.deleted_at IS NULL AND {condition} ORDER BY s.id FOR UPDATE OF s)
                RETURNING listing""",  # noqa: S608 - constants only
            connection_id,
            *arguments,
        )
    if rows:
        await res.bell.ring("send_stock", connection_id=connection_id)
    return len({row["listing"] for row in rows})
