"""Products read from a source become rows. What did not change is not written; connector fields are never touched."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg

from app.domain.products import Product
from app.tables.product_records import encode

# Far below the megabyte a text search vector may have; a hundred SKUs of ten words fit.
MAX_SEARCH = 20_000
_NOT_A_WORD = re.compile(r"[\W_]+")

# Column, SQL type of its array, type of the column where that differs.
_COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("source_id", "bigint", ""),
    ("sku", "text", ""),
    ("title", "text", ""),
    ("description", "text", ""),
    ("price", "numeric", ""),
    ("quantity", "int", ""),
    ("kind", "text", ""),
    ("enabled", "bool", ""),
    ("category_mapping", "bigint", ""),
    ("product_type", "text", "jsonb"),
    ("category", "text", "jsonb"),
    ("brand", "text", ""),
    ("gtin", "text", ""),
    ("weight_g", "int", ""),
    ("size", "text", "jsonb"),
    ("pictures", "text", "jsonb"),
    ("thumbnail", "text", ""),
    ("variants", "text", "jsonb"),
    ("variant_count", "int", ""),
    ("search", "text", ""),
    ("source_updated_at", "timestamptz", ""),
    ("fingerprint", "bytea", ""),
)
_COLUMN_NAMES = [name for name, _, _ in _COLUMNS]
_NAMES = ", ".join(_COLUMN_NAMES)
_VALUES = ", ".join(f"u.{name}::{cast}" if cast else f"u.{name}" for name, _, cast in _COLUMNS)
_ARRAYS = ", ".join(f"${number}::{type_}[]" for number, (_, type_, _) in enumerate(_COLUMNS, 2))
_SET = ", ".join(f"{name} = excluded.{name}" for name, _, _ in _COLUMNS if name not in ("source_id", "search"))

# What is older than our row came from a lagging index or was overtaken by a webhook's reading. The index may lag:
# all that is known of its row is that it was read after its last change.
_UPSERT = f"""
INSERT INTO product (connection, {_NAMES}) SELECT $1, {_VALUES} FROM unnest({_ARRAYS}) AS u ({_NAMES})
ON CONFLICT (connection, source_id) DO UPDATE SET {_SET}, deleted_at = NULL, pulled_at = now(),
    read_at = greatest(product.read_at, excluded.source_updated_at),
    search = excluded.search || coalesce((SELECT ' ' || l.remote_id FROM listing l
        WHERE l.connection = product.connection AND l.product = product.id), ''),
    unsent_changes = product.unsent_changes OR (product.fingerprint <> excluded.fingerprint AND EXISTS (
        SELECT FROM listing l WHERE l.connection = product.connection AND l.product = product.id))
WHERE excluded.source_updated_at >= product.source_updated_at AND (product.fingerprint <> excluded.fingerprint
    OR product.deleted_at IS NOT NULL OR product.category_mapping IS DISTINCT FROM excluded.category_mapping)
RETURNING source_id, xmax = 0 AS is_new"""  # noqa: S608 - constants only

# One look into the unique index for each id. Asked for `source_id = ANY(…)`, a planner without statistics, as during a
# first pull, reads every product of the connection, again and again.
_FOUND = """unnest($2::bigint[]) AS asked (source_id),
    LATERAL (SELECT * FROM product WHERE connection = $1 AND source_id = asked.source_id OFFSET 0) AS found"""

_KNOWN = f"""SELECT found.source_id, fingerprint, category_mapping, deleted_at IS NOT NULL AS is_deleted
             FROM {_FOUND}"""  # noqa: S608 - constants only


@dataclass(frozen=True, slots=True)
class Written:
    """Source ids of the rows that were made and of those that were changed. All others were as they are."""

    new: frozenset[int]
    updated: frozenset[int]


async def write_products(
    db: asyncpg.Connection,
    connection_id: int,
    products: Sequence[Product],
    prints: Mapping[int, bytes],
    mapping_of: Callable[[Product], int | None],
    *,
    careful: bool = False,
) -> Written:
    """Insert or update, each source id at most once (S25). `prints` are the products' fingerprints by source id,
    `mapping_of` names the category mapping's row.

    Looks what is known, copies what is new and updates what changed. Raises asyncpg.UniqueViolationError when somebody
    else made one of the new rows meanwhile: roll back and come again with `careful`, which is slower. Raises
    one of storable.UNSTORABLE for what PostgreSQL cannot hold.
    """
    latest = {product.source_id: (product, prints[product.source_id], mapping_of(product)) for product in products}
    changed: list[tuple[Any, ...]] = []
    for row in await db.fetch(_KNOWN, connection_id, list(latest)):
        product, digest, mapping = latest.pop(row["source_id"])
        if row["fingerprint"] != digest or row["category_mapping"] != mapping or row["is_deleted"]:
            changed.append(_values(product, digest, mapping))
    new = [_values(product, digest, mapping) for product, digest, mapping in latest.values()]
    if careful:
        return await _upsert(db, connection_id, changed + new)
    if new:
        # Two thirds of what an upsert costs; a first pull is nothing else.
        await db.copy_records_to_table(
            "product", columns=["connection", *_COLUMN_NAMES], records=[(connection_id, *values) for values in new]
        )
    updated = (await _upsert(db, connection_id, changed)).updated
    return Written(frozenset(latest), updated)


async def _upsert(db: asyncpg.Connection, connection_id: int, values: list[tuple[Any, ...]]) -> Written:
    if not values:
        return Written(frozenset(), frozenset())
    rows = await db.fetch(_UPSERT, connection_id, *zip(*values, strict=True))
    return Written(
        frozenset(row["source_id"] for row in rows if row["is_new"]),
        frozenset(row["source_id"] for row in rows if not row["is_new"]),
    )


def _values(product: Product, digest: bytes, mapping: int | None) -> tuple[Any, ...]:
    """In the order of `_COLUMNS`."""
    return (
        product.source_id,
        product.sku,
        product.title,
        product.description,
        product.price,
        product.quantity,
        product.kind,
        product.enabled,
        mapping,
        encode(product.product_type) if product.product_type else None,
        encode(product.category) if product.category else None,
        product.brand,
        product.gtin,
        product.weight_g,
        encode(product.size) if product.size else None,
        encode(product.pictures),
        product.thumbnail,
        encode(product.variants),
        len(product.variants),
        searchable(product),
        product.updated_at,
        digest,
    )


def searchable(product: Product) -> str:
    """The words people look for: title, SKUs, barcode and id, split exactly as a search is split (selections.tsquery).

    PostgreSQL's own parser would read HG-10482 as the words HG and minus 10482.
    """
    skus = " ".join(dict.fromkeys(variant.sku for variant in product.variants if variant.sku != product.sku))
    text = f"{product.title} {product.sku} {product.gtin} {product.source_id} {skus}"
    return _NOT_A_WORD.sub(" ", text.lower()).strip()[:MAX_SEARCH]


async def mark_deleted(db: asyncpg.Connection, connection_id: int, source_ids: Sequence[int]) -> list[int]:
    """Mark products as deleted in the source (S25); nothing is removed. Returns the source ids newly marked."""
    rows = await db.fetch(
        f"""UPDATE product SET deleted_at = now(), pulled_at = now()
            WHERE id IN (SELECT id FROM {_FOUND}) AND deleted_at IS NULL RETURNING source_id""",  # noqa: S608
        connection_id,
        source_ids,
    )
    return [row["source_id"] for row in rows]
