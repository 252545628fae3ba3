"""Ecwid's changes that nobody heard of are found with the gap guard (S60): webhooks are lost, and Weft may be away."""

from contextlib import aclosing
from datetime import datetime, timedelta

import asyncpg

from app import events
from app.domain.fingerprint import fingerprint
from app.domain.products import Product
from app.domain.pull_range import OVERLAP
from app.platforms.roles import Source
from app.resources import Resources
from app.sync import stock
from app.sync.read_ahead import read_ahead
from app.sync.stock_booked import read_back
from app.tables.engine import again_after_deadlock, connection, transaction
from app.tables.mapping_writes import Mappings
from app.tables.product_writes import mark_deleted, write_products
from app.tables.storable import UNSTORABLE, storable


async def sweep(res: Resources, source: Source, connection_id: int) -> int:
    """Read what changed in Ecwid's products since the last time. Returns how many rows changed. Raises PlatformError.

    Products we do not have are left alone, as after a webhook: new ones come with the next pull (S136, off).
    """
    until = res.now()
    async with connection(res.db) as db:
        shop = await db.fetchrow("SELECT * FROM connection WHERE id = $1", connection_id)
    since = shop["products_until"] or shop["pulled_until"]
    if since is None:
        return 0  # nothing was ever pulled
    changed = await _changed(res, source, shop, since - OVERLAP)
    changed += await _deleted(res, source, connection_id, since - OVERLAP)
    await read_back(res, source, connection_id)
    async with connection(res.db) as db:
        await db.execute("UPDATE connection SET products_until = $2 WHERE id = $1", connection_id, until)
    if changed:
        await events.announce(res.redis, shop["account"], events.products(connection_id))
    return changed


async def _changed(res: Resources, source: Source, shop: asyncpg.Record, since: datetime) -> int:
    mappings, changed, dirty = Mappings(shop["id"], shop["category_basis"]), 0, 0
    async with aclosing(read_ahead(source.product_pages(updated_from=_whole_seconds(since)))) as ready:
        async for pages in ready:
            products = await _ours(res, shop["id"], [product for page in pages for product in page.products])
            try:
                written, marked = await _write(res, shop["id"], products, mappings)
            except UNSTORABLE:
                written, marked = await _write(res, shop["id"], [storable(each) for each in products], mappings)
            changed += written
            dirty += marked
    if dirty:
        await res.bell.ring("send_stock", connection_id=shop["id"])
    return changed


def _whole_seconds(moment: datetime) -> datetime:
    return moment - timedelta(microseconds=moment.microsecond)


async def _ours(res: Resources, connection_id: int, products: list[Product]) -> list[Product]:
    async with connection(res.db) as db:
        rows = await db.fetch(
            "SELECT source_id FROM product WHERE connection = $1 AND source_id = ANY($2::bigint[])",
            connection_id,
            [product.source_id for product in products],
        )
    known = {row["source_id"] for row in rows}
    return [product for product in products if product.source_id in known]


async def _write(res: Resources, connection_id: int, products: list[Product], mappings: Mappings) -> tuple[int, int]:
    """How many rows changed, and how many SKUs are looked at again."""
    if not products:
        return 0, 0
    await mappings.learn(res.db, products)
    prints = {product.source_id: fingerprint(product) for product in products}

    async def write() -> tuple[int, int]:
        async with transaction(res.db) as db:
            written = await write_products(db, connection_id, products, prints, mappings.of, careful=True)
            return len(written.updated), await stock.mark_products(db, connection_id, sorted(written.updated))

    return await again_after_deadlock(write)


async def _deleted(res: Resources, source: Source, connection_id: int, since: datetime) -> int:
    marked = 0
    async with aclosing(read_ahead(source.deleted_ids(since=since))) as ready:
        async for lists in ready:
            ids = [source_id for ids in lists for source_id in ids]
            async with connection(res.db) as db:
                marked += len(await mark_deleted(db, connection_id, ids))
    return marked
