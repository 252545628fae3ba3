"""One product after a webhook: read again from Ecwid, and written as a pull writes it (S25, S136)."""

from datetime import datetime

from app import events
from app.domain.fingerprint import fingerprint
from app.domain.products import Product
from app.platforms.roles import Source
from app.resources import Resources
from app.sync import stock
from app.tables.engine import connection, transaction
from app.tables.mapping_writes import Mappings
from app.tables.product_writes import mark_deleted, write_products
from app.tables.storable import UNSTORABLE, storable


async def refresh_product(res: Resources, connection_id: int, source: Source, source_id: int) -> bool:
    """Read a product again because a webhook named it; whether our row changed.

    A product we do not have is left alone: new ones come with the next pull (S136, off). One that does not exist in
    Ecwid any more is marked. Safe to call twice and in any order: what is older than our row is not written. Raises
    PlatformError.
    """
    async with connection(res.db) as db:
        shop = await db.fetchrow(
            """SELECT c.account, c.category_basis FROM connection c JOIN product p ON p.connection = c.id
               WHERE c.id = $1 AND p.source_id = $2""",
            connection_id,
            source_id,
        )
    if shop is None:
        return False
    began = res.now()
    product = await source.product(source_id)
    if product is None:
        async with connection(res.db) as db:
            changed = bool(await mark_deleted(db, connection_id, [source_id]))
    else:
        mappings = Mappings(connection_id, shop["category_basis"])
        try:
            changed = await _write(res, connection_id, product, mappings, began)
        except UNSTORABLE:
            changed = await _write(res, connection_id, storable(product), mappings, began)
    if changed:
        await events.announce(res.redis, shop["account"], events.products(connection_id))
    return changed


async def _write(res: Resources, connection_id: int, product: Product, mappings: Mappings, began: datetime) -> bool:
    """The row, and the mark that stock and price are to be looked at again, together (S60)."""
    await mappings.learn(res.db, [product])
    async with transaction(res.db) as db:
        prints = {product.source_id: fingerprint(product)}
        written = await write_products(db, connection_id, [product], prints, mappings.of)
        await db.execute(
            "UPDATE product SET read_at = greatest(read_at, $3) WHERE connection = $1 AND source_id = $2",
            connection_id,
            product.source_id,
            began,
        )
        dirty = await stock.mark_products(db, connection_id, [product.source_id])
    if dirty:
        await res.bell.ring("send_stock", connection_id=connection_id)
    return bool(written.new or written.updated)
