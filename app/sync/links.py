"""Tying a SKU that was made by hand on the channel to one of the source's, and undoing it (S50–S54, S88, S89).

Both sides are unique: one SKU there, one SKU here. Nothing is written to a platform; what waits for the link goes on
by itself. Rows are locked as everywhere: product, listing, its SKUs.
"""

from dataclasses import dataclass

import asyncpg

from app import events
from app.domain import money
from app.domain.orders import OrderUnit
from app.domain.products import Variant
from app.domain.relay import sold_units
from app.domain.words import N_
from app.errors import Conflict, Invalid, NotFound
from app.resources import Resources
from app.sync import order_events
from app.sync.order_records import known_order
from app.sync.product_states import restore_states
from app.tables.engine import connection, transaction
from app.tables.product_records import variants_of

NOT_OFFERED = N_("Choose one of the SKUs offered.")
LINKED_MEANWHILE = N_("Somebody linked this SKU meanwhile. Open the order again.")
ON_ITS_WAY = N_("Weft is sending this product to TikTok just now. Link it once that is done.")


@dataclass(frozen=True, slots=True)
class Choice:
    """Which SKU of the channel is which SKU of the source, and who says so.

    `instead`: a link that the chosen one has already gives way.
    """

    sku_id: str
    product: int
    combination_id: int
    person: int
    instead: bool = False


class Taken(Conflict):
    """The chosen SKU goes with another one of the channel's already: which link stays is the seller's to say (S54)."""


async def link(res: Resources, connection_id: int, order_id: int, choice: Choice) -> None:
    """Link a SKU of this order. Raises NotFound, Invalid for what was not offered, Taken, or Conflict."""
    try:
        async with transaction(res.db) as db:
            order = await _order(db, connection_id, order_id)
            unit = next((unit for unit in sold_units(known_order(order)) if unit.sku_id == choice.sku_id), None)
            if unit is None or not unit.product_id:
                raise NotFound(N_("This order has no such SKU."))
            product, variant = await _chosen(db, connection_id, choice)
            if not await _is_linked(db, connection_id, choice):
                await _tie(db, product, variant, unit, choice)
                await _note(db, order, unit, product, variant)
    except asyncpg.UniqueViolationError as error:
        raise Conflict(LINKED_MEANWHILE) from error
    await _ring(res, connection_id)


async def _order(db: asyncpg.Connection, connection_id: int, order_id: int) -> asyncpg.Record:
    """The order, not locked: whoever takes orders has their SKUs before their rows."""
    row = await db.fetchrow("SELECT * FROM sales_order WHERE connection = $1 AND id = $2", connection_id, order_id)
    if row is None:
        raise NotFound(N_("This order does not exist any more."))
    return row


async def _chosen(db: asyncpg.Connection, connection_id: int, choice: Choice) -> tuple[asyncpg.Record, Variant]:
    """The product, locked, and its variant."""
    product = await db.fetchrow(
        """SELECT p.id, p.connection, p.title, p.variants, c.currency FROM product p
           JOIN connection c ON c.id = p.connection
           WHERE p.connection = $1 AND p.id = $2 AND p.deleted_at IS NULL FOR NO KEY UPDATE OF p""",
        connection_id,
        choice.product,
    )
    variants = variants_of(product["variants"]) if product else ()
    variant = next((one for one in variants if one.combination_id == choice.combination_id), None)
    if product is None or variant is None:
        raise Invalid(NOT_OFFERED, field="choice")
    return product, variant


async def _is_linked(db: asyncpg.Connection, connection_id: int, choice: Choice) -> bool:
    """Whether this very link is there already. Raises Conflict when the channel's SKU goes with another one."""
    row = await db.fetchrow(
        """SELECT l.product, s.combination_id FROM listing_sku s JOIN listing l ON l.id = s.listing
           WHERE s.connection = $1 AND s.remote_id = $2""",
        connection_id,
        choice.sku_id,
    )
    if row is None:
        return False
    if (row["product"], row["combination_id"]) != (choice.product, choice.combination_id):
        raise Conflict(LINKED_MEANWHILE)
    return True


async def _tie(
    db: asyncpg.Connection, product: asyncpg.Record, variant: Variant, unit: OrderUnit, choice: Choice
) -> None:
    listing = await _listing(db, product, unit, choice)
    await _free(db, listing, choice)
    await db.execute(
        """INSERT INTO listing_sku (connection, listing, combination_id, remote_id, seller_sku, linked_by, price_sent,
               dirty_at) VALUES ($1, $2, $3, $4, $5, $6, $7, now())""",
        product["connection"],
        listing,
        variant.combination_id,
        unit.sku_id,
        unit.seller_sku,
        choice.person,
        # The stock is sent at once. The price stays as it is on the channel until the source's changes (S55).
        money.rounded(variant.price, product["currency"] or "USD"),
    )
    await db.execute(
        """UPDATE product SET search = CASE WHEN position($2 IN search) > 0 THEN search ELSE search || ' ' || $2 END
           WHERE id = $1""",
        product["id"],
        unit.product_id,
    )
    await _restore(db, product["id"])


async def _listing(db: asyncpg.Connection, product: asyncpg.Record, unit: OrderUnit, choice: Choice) -> int:
    """The row of the channel's product, tied to this one. An order proves that it was for sale."""
    rows = await db.fetch(
        """SELECT l.id, l.product, l.remote_id, p.title FROM listing l JOIN product p ON p.id = l.product
           WHERE l.connection = $1 AND (l.product = $2 OR l.remote_id = $3) ORDER BY l.id FOR NO KEY UPDATE OF l""",
        product["connection"],
        product["id"],
        unit.product_id,
    )
    theirs = next((row for row in rows if row["remote_id"] == unit.product_id), None)
    ours = next((row for row in rows if row["product"] == product["id"]), None)
    if theirs is not None and theirs["product"] != product["id"]:
        raise Conflict(
            N_("On TikTok it is a variant of a product that is linked to “%(title)s”: choose one of its SKUs."),
            params={"title": theirs["title"]},
        )
    if ours is not None and ours["remote_id"] == unit.product_id:
        return int(ours["id"])
    if await _on_its_way(db, product["id"]):
        raise Conflict(ON_ITS_WAY)
    if ours is not None:
        if not choice.instead:
            raise Taken(N_("This product is linked to another one on TikTok. Which link stays?"))
        await db.execute("DELETE FROM listing WHERE id = $1", ours["id"])
    return int(
        await db.fetchval(
            """INSERT INTO listing (connection, product, remote_id, status, was_live, ruled_at, next_check_at)
               VALUES ($1, $2, $3, 'ACTIVATE', true, now(), now()) RETURNING id""",
            product["connection"],
            product["id"],
            unit.product_id,
        )
    )


async def _on_its_way(db: asyncpg.Connection, product: int) -> bool:
    """A push may be making a listing of it at this moment."""
    return bool(
        await db.fetchval(
            """SELECT EXISTS (SELECT FROM task_item WHERE product = $1 AND state IN ('queued', 'sending'))
                   OR EXISTS (SELECT FROM outbox_write WHERE kind = 'create_listing' AND subject = $1
                              AND state IN ('sent', 'maybe'))""",
            product,
        )
    )


async def _free(db: asyncpg.Connection, listing: int, choice: Choice) -> None:
    """The variant goes with one SKU of the channel; another one gives way only when the seller says so."""
    other = await db.fetchval(
        "SELECT remote_id FROM listing_sku WHERE listing = $1 AND combination_id = $2 FOR UPDATE",
        listing,
        choice.combination_id,
    )
    if other is None:
        return
    if not choice.instead:
        raise Taken(N_("This SKU is linked to another one on TikTok. Which link stays?"))
    await db.execute(
        "DELETE FROM listing_sku WHERE listing = $1 AND combination_id = $2", listing, choice.combination_id
    )


async def _restore(db: asyncpg.Connection, product: int) -> None:
    """What the product's state is now, unless a task holds it."""
    held = await db.fetchval(
        "SELECT EXISTS (SELECT FROM task_item WHERE product = $1 AND state IN ('queued', 'sending'))", product
    )
    if not held:
        await restore_states(db, [product])


async def _note(
    db: asyncpg.Connection, order: asyncpg.Record, unit: OrderUnit, product: asyncpg.Record, variant: Variant
) -> None:
    await order_events.note(
        db,
        order["connection"],
        order["id"],
        N_("Linked by hand: %(theirs)s on TikTok is %(ours)s in Ecwid"),
        tone="success",
        params={"theirs": unit.seller_sku or unit.name, "ours": variant.sku or product["title"]},
    )


async def unlink(res: Resources, connection_id: int, order_id: int, sku_id: str) -> None:
    """Undo a link that was made by hand (S54). What is in Ecwid stays; what is not written yet waits again, because
    the relay decides anew when it takes an order."""
    async with transaction(res.db) as db:
        order = await _order(db, connection_id, order_id)
        unit = next((unit for unit in known_order(order).units if unit.sku_id == sku_id), None)
        listing = await db.fetchrow(
            """SELECT l.id, l.product FROM product p JOIN listing l ON l.product = p.id
               JOIN listing_sku s ON s.listing = l.id
               WHERE s.connection = $1 AND s.remote_id = $2 AND s.linked_by IS NOT NULL
               FOR NO KEY UPDATE OF p, l""",
            connection_id,
            sku_id,
        )
        if unit is None or listing is None:
            raise Conflict(N_("This link is gone already, or Weft made it itself when it sent the product."))
        await db.execute("DELETE FROM listing_sku WHERE listing = $1 AND remote_id = $2", listing["id"], sku_id)
        await db.execute(
            "DELETE FROM listing l WHERE id = $1 AND NOT EXISTS (SELECT FROM listing_sku s WHERE s.listing = l.id)",
            listing["id"],
        )
        await _restore(db, listing["product"])
        await order_events.note(
            db,
            connection_id,
            order_id,
            N_("The link of %(theirs)s was undone"),
            tone="neutral",
            params={"theirs": unit.seller_sku or unit.name},
        )
    await _ring(res, connection_id)


async def _ring(res: Resources, connection_id: int) -> None:
    for job in ("relay_orders", "send_stock", "follow_listings"):
        await res.bell.ring(job, connection_id=connection_id)
    async with connection(res.db) as db:
        account = await db.fetchval("SELECT account FROM connection WHERE id = $1", connection_id)
    await events.announce(res.redis, account, events.orders(connection_id), events.products(connection_id))
