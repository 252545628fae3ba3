"""Two shops full of products, made by PostgreSQL itself."""

from dataclasses import dataclass

import asyncpg

# Five products of each shop have the rare word, whatever its size, and one in a hundred the middling one.
RARE, MIDDLING, COMMON = "zirconia", "celadon", "mug"
_RARE_ONES = 5
_CHUNK = 50_000
_MAPPINGS = 40
# One in `share` products has the state; the rest are synced.
_STATES = (("sync_failed", 12), ("in_review", 50), ("not_synced", 20))

_INSERT = f"""
INSERT INTO product (connection, source_id, sku, title, description, price, quantity, category_mapping, category, brand,
    pictures, variants, variant_count, search, source_updated_at, fingerprint, sync_state, unsent_changes)
SELECT $1, n, 'HG-' || n, title, '<p>' || repeat(md5(n::text), 20) || '</p>', 12.5 + n % 40, n % 90,
    $2 + n % {_MAPPINGS}, '{{"basis": "category", "id": 1, "name": "Mugs"}}', 'Harbor Goods',
    jsonb_build_array('https://pictures.example/' || n || '.jpg'),
    jsonb_build_array(jsonb_build_object('combination_id', 0, 'sku', 'HG-' || n, 'price', '12.50', 'quantity', 7)), 1,
    lower(title) || ' hg ' || n, now() - make_interval(secs => n), decode(md5(n::text), 'hex'),
    {"CASE " + " ".join(f"WHEN n % {share} = 7 THEN '{state}'" for state, share in _STATES) + " ELSE 'synced' END"},
    n % 61 = 0
FROM generate_series($3::bigint, $4::bigint) n,
    LATERAL (SELECT 'Stoneware Mug ' || (ARRAY['speckled', 'moss', 'slate', 'sand'])[1 + n % 4]
        || CASE WHEN n % $5 = 1 THEN ' {RARE}' ELSE '' END
        || CASE WHEN n % 100 = 3 THEN ' {MIDDLING}' ELSE '' END AS title) AS named"""


@dataclass(frozen=True, slots=True)
class Shop:
    """A connection, and the id of the product in the middle of its list."""

    id: int
    middle: int


async def fill(db: asyncpg.Connection, *sizes: int) -> list[Shop]:
    """Make one shop of each size; every product has a listing. The list's indexes are made afterwards, all at once."""
    indexes = await db.fetch(
        """SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'product'
           AND (indexname LIKE 'product%page' OR indexname = 'product_search')"""
    )
    for index in indexes:
        await db.execute(f"DROP INDEX {index['indexname']}")
    await db.execute("SET maintenance_work_mem TO '512MB'; SET synchronous_commit TO off")
    account = await db.fetchval("INSERT INTO account (name) VALUES ('bench') RETURNING id")
    ids = [await _fill_one(db, account, size) for size in sizes]
    for index in indexes:
        await db.execute(index["indexdef"])
    for table in ("product", "listing"):
        await db.execute(f"VACUUM ANALYZE {table}")
    middles = "SELECT id FROM product WHERE connection = $1 ORDER BY id OFFSET $2 LIMIT 1"
    return [Shop(id_, await db.fetchval(middles, id_, size // 2)) for id_, size in zip(ids, sizes, strict=True)]


async def _fill_one(db: asyncpg.Connection, account: int, size: int) -> int:
    shop = int(
        await db.fetchval(
            "INSERT INTO connection (account, name, state) VALUES ($1, $2, 'active') RETURNING id", account, str(size)
        )
    )
    mapping = await db.fetchval(
        f"""WITH made AS (INSERT INTO category_mapping (connection, basis, source_id, source_name)
                SELECT $1, 'category', n, 'Mugs ' || n FROM generate_series(1, {_MAPPINGS}) n RETURNING id)
            SELECT min(id) FROM made""",
        shop,
    )
    for first in range(1, size + 1, _CHUNK):
        await db.execute(_INSERT, shop, mapping, first, min(first + _CHUNK - 1, size), max(1, size // _RARE_ONES))
    await db.execute(
        """INSERT INTO listing (connection, product, remote_id, status)
           SELECT connection, id, '17' || id, 'ACTIVATE' FROM product WHERE connection = $1""",
        shop,
    )
    return shop
