"""Short digests that tell whether anything changed that matters, without keeping the old values."""

from hashlib import blake2b

from app.domain.listings import ListingDraft
from app.domain.products import Product

SIZE = 16


def fingerprint(product: Product) -> bytes:
    """Digest of all a pull keeps of a product, its time of change excepted: equal means the row need not be written.

    The source's clock moves with every write there, also with those of fields that we do not read.
    """
    facts = [
        product.source_id,
        product.sku,
        product.title,
        product.description,
        product.price.normalize(),
        product.quantity,
        product.kind.value,
        product.enabled,
        product.category and (product.category.id, product.category.name),
        product.product_type and (product.product_type.id, product.product_type.name),
        product.brand,
        product.gtin,
        product.weight_g,
        product.size and (product.size.length_mm, product.size.width_mm, product.size.height_mm),
        product.pictures,
    ]
    for v in product.variants:
        facts += (v.combination_id, v.sku, v.price.normalize(), v.quantity, v.options, v.gtin, v.picture)
        facts.append(v.shares_stock)
    # The repr of built-in values quotes strings, so that no two different lists read alike.
    return _digest(facts)


def draft_fingerprint(draft: ListingDraft) -> bytes:
    """Digest of what was sent or would be sent: a difference is an unsent change (S47).

    Stock and price are left out, because they travel on their own (S55), and the channel's SKU ids, which come back.
    """
    package = draft.package
    facts: list[object] = [
        draft.source_id,
        draft.title,
        draft.description,
        draft.category_id,
        draft.pictures,
        (package.length_mm, package.width_mm, package.height_mm),
        draft.weight_g,
        draft.imperial,
        draft.warehouse_id,
        draft.currency,
        draft.attributes,
    ]
    facts += [(s.combination_id, s.seller_sku, s.options, s.gtin, s.picture) for s in draft.skus]
    return _digest(facts)


def _digest(facts: list[object]) -> bytes:
    return blake2b(repr(facts).encode("utf-8", "surrogatepass"), digest_size=SIZE).digest()


def request_fingerprint(draft: ListingDraft) -> bytes:
    """Digest of everything an edit carries, stock and price included: an equal one need not be sent again.

    Without the channel's SKU ids, so that a listing just created and the same one read back are equal.
    """
    moving = ((sku.combination_id, sku.price.normalize(), sku.quantity) for sku in draft.skus)
    return _digest([draft_fingerprint(draft), *moving])
