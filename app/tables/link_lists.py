"""What an unlinked SKU of the channel may be in the source: products with their links, a handful of queries."""

import json
from collections.abc import Iterable

import asyncpg

from app.domain.linking import Candidate
from app.tables.product_records import variants_of
from app.tables.selections import tsquery

# Products of one search; each brings all its variants.
MOST = 8

_COLUMNS = """p.id, p.title, p.quantity, p.variants, p.gtin,
    coalesce(nullif(p.thumbnail, ''), p.pictures ->> 0, '') AS picture, l.remote_id AS listed_as,
    (SELECT jsonb_object_agg(s.combination_id, s.remote_id) FROM listing_sku s WHERE s.listing = l.id) AS linked"""
_FROM = "FROM product p LEFT JOIN listing l ON l.product = p.id WHERE p.connection = $1 AND p.deleted_at IS NULL"


async def candidates(
    db: asyncpg.Connection, connection_id: int, listing: str, searches: Iterable[str]
) -> list[Candidate]:
    """SKUs of the product that is linked to the channel's `listing`, then those that each search finds."""
    rows = await db.fetch(f"SELECT {_COLUMNS} {_FROM} AND l.remote_id = $2", connection_id, listing)
    for search in searches:
        if query := tsquery(search):
            rows += await db.fetch(
                f"""SELECT {_COLUMNS} {_FROM} AND to_tsvector('simple', p.search) @@ to_tsquery('simple', $2)
                    ORDER BY p.id DESC LIMIT {MOST}""",
                connection_id,
                query,
            )
    return [one for row in rows for one in _skus(row, listing)]


def _skus(row: asyncpg.Record, listing: str) -> list[Candidate]:
    linked = json.loads(row["linked"]) if row["linked"] else {}
    return [
        Candidate(
            product=row["id"],
            combination_id=variant.combination_id,
            title=row["title"],
            options=", ".join(value for _, value in variant.options),
            sku=variant.sku,
            price=variant.price,
            quantity=row["quantity"] if variant.shares_stock else variant.quantity,
            gtin=variant.gtin or ("" if variant.combination_id else row["gtin"]),
            picture=row["picture"],
            linked_to=linked.get(str(variant.combination_id), ""),
            same_listing=row["listed_as"] == listing,
        )
        for variant in variants_of(row["variants"])
    ]
