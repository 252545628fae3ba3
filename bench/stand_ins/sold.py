"""Shops full of orders, made by PostgreSQL itself: a hundredth is to be shipped, most is long delivered.

The newest 600 have more that is open, so that a small shop fills a page of it as well: what is shown costs most.
"""

import asyncpg

from app.domain.order_selection import BY_NEWEST
from app.tables.order_bands import BY_TIME_LEFT
from app.tables.order_places import Place
from bench.stand_ins.catalogue import Shop

# Five orders of each shop have the rare word, whatever its size, one in a hundred the middling one, all the common one.
RARE, MIDDLING, COMMON = "zirconia", "celadon", "mug"
_RARE_ONES = 5
_OPEN = "(n % 100 = 1 OR n < 600 AND n % 10 = 1)"

_INSERT = f"""
INSERT INTO sales_order (connection, remote_id, status, relay, facts, masked_buyer, place, currency, total, unit_count,
    placed_at, paid_at, ship_by, remote_updated_at, source_order_id, source_internal_id, source_payment,
    source_fulfilment, relayed_at, referenced_at, archived_at, decided_at, search)
SELECT $1, '5770' || n, status, CASE WHEN n % 2000 = 1 OR n < 600 AND n % 10 = 1 THEN 'needs_you' ELSE 'synced' END,
    jsonb_build_object('shipping_type', 'SELLER', 'note', repeat(md5(n::text), 20)), 'a•••e', 'Portland, OR', 'USD',
    12.5 + n % 90, 1 + n % 3, at, at, CASE WHEN {_OPEN} THEN now() + make_interval(secs => n % 90000) END, at,
    CASE WHEN n % 2000 = 1 THEN '' ELSE 'HG' || n END, n, 'PAID', 'DELIVERED', at, at,
    CASE WHEN n % 15 = 3 THEN at END, at,
    '5770' || n || ' hg' || n || ' {COMMON} ' || (ARRAY['speckled', 'moss', 'slate', 'sand'])[1 + n % 4]
        || CASE WHEN n % $3 = 1 THEN ' {RARE}' ELSE '' END || CASE WHEN n % 100 = 5 THEN ' {MIDDLING}' ELSE '' END
FROM generate_series(1::bigint, $2::bigint) n,
    LATERAL (SELECT now() - make_interval(mins => (2 * n)::int) AS at,
        CASE WHEN {_OPEN} THEN 'AWAITING_SHIPMENT' WHEN n % 400 = 2 THEN 'UNPAID' WHEN n % 20 = 3 THEN 'CANCELLED'
             WHEN n % 100 < 8 THEN 'IN_TRANSIT' WHEN n % 100 < 30 THEN 'DELIVERED' ELSE 'COMPLETED' END AS status)
        AS made"""


async def fill(db: asyncpg.Connection, *sizes: int) -> list[Shop]:
    """One shop of each size."""
    await db.execute("SET synchronous_commit TO off")
    account = await db.fetchval("INSERT INTO account (name) VALUES ('bench') RETURNING id")
    shops = [
        await db.fetchval(
            "INSERT INTO connection (account, name, state) VALUES ($1, $2, 'active') RETURNING id", account, str(size)
        )
        for size in sizes
    ]
    for shop, size in zip(shops, sizes, strict=True):
        await db.execute(_INSERT, shop, size, max(2, size // _RARE_ONES))
    await db.execute("VACUUM ANALYZE sales_order")
    middles = "SELECT id FROM sales_order WHERE connection = $1 AND status = 'COMPLETED' ORDER BY id OFFSET $2 LIMIT 1"
    return [Shop(shop, await db.fetchval(middles, shop, size // 4)) for shop, size in zip(shops, sizes, strict=True)]


async def place_of(db: asyncpg.Connection, shop: Shop, sort: str) -> Place:
    """The shop's middle, as an address names it."""
    at = await db.fetchval("SELECT placed_at FROM sales_order WHERE id = $1", shop.middle)
    return Place(0 if sort == BY_NEWEST else len(BY_TIME_LEFT) - 1, at, shop.middle)
