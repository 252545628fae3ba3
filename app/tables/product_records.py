"""A product's row and the domain's record of it, both ways: one place knows the documents' shapes.

`variants`, `pictures`, `category`, `product_type` and `size` are JSON documents written by `encode` from the domain's
own records (decimals as strings), and read back into them.
"""

import asyncpg
import msgspec

from app.domain.products import Group, Kind, Product, Size, Variant

_encoder = msgspec.json.Encoder()
_variants = msgspec.json.Decoder(tuple[Variant, ...])
_pictures = msgspec.json.Decoder(tuple[str, ...])
_group = msgspec.json.Decoder(Group)
_size = msgspec.json.Decoder(Size)


def encode(value: object) -> str:
    """A document column's text."""
    return _encoder.encode(value).decode()


def variants_of(document: str) -> tuple[Variant, ...]:
    """The SKUs in a `variants` column."""
    return _variants.decode(document)


def product_of(row: asyncpg.Record) -> Product:
    """The domain's record of a `product` row."""
    return Product(
        source_id=row["source_id"],
        sku=row["sku"],
        title=row["title"],
        description=row["description"],
        price=row["price"],
        quantity=row["quantity"],
        kind=Kind(row["kind"]),
        enabled=row["enabled"],
        category=_group.decode(row["category"]) if row["category"] else None,
        product_type=_group.decode(row["product_type"]) if row["product_type"] else None,
        brand=row["brand"],
        gtin=row["gtin"],
        weight_g=row["weight_g"],
        size=_size.decode(row["size"]) if row["size"] else None,
        pictures=_pictures.decode(row["pictures"]),
        variants=_variants.decode(row["variants"]),
        updated_at=row["source_updated_at"],
        thumbnail=row["thumbnail"],
    )
