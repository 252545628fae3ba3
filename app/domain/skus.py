"""What a variant is called on the channel: its seller SKU, its options, its barcode and its picture."""

from collections import Counter
from collections.abc import Iterable

from app.domain.barcodes import identifier
from app.domain.descriptions import clean_text, cut
from app.domain.products import Product, Variant

# create-product-202309: sales_attributes and seller_sku.
SKU_LIMIT = 50
OPTION_NAME_LIMIT = 20
OPTION_VALUE_LIMIT = 50
MOST_VARIANTS = 300
MOST_AXES = 3

Options = tuple[tuple[str, str], ...]


def seller_sku(product: Product, variant: Variant) -> str:
    """The SKU as sent: blanks become hyphens, because the channel takes none.

    Without an SKU of its own (S160), or sharing its product's, a variant gets the stable `W{product}-{combination}`:
    nothing is blocked for want of an SKU, and the same variant always gets the same one.
    """
    own = "" if variant.shares_stock and variant.combination_id else variant.sku
    return "-".join(own.split()) or f"W{product.source_id}-{variant.combination_id}"


def options(variant: Variant) -> Options:
    """The variant's options as sent: cleaned like a title, names cut at 20 characters and values at 50."""
    return tuple(
        (cut(clean_text(name), OPTION_NAME_LIMIT), cut(clean_text(value), OPTION_VALUE_LIMIT))
        for name, value in variant.options
    )


def axes(product: Product) -> tuple[str, ...]:
    """The option names in the order in which the first variant has them."""
    return tuple(name for name, _ in options(product.variants[0]))


def aligned(product: Product, variant: Variant) -> Options:
    """The variant's options in the order of the product's axes; an option that it lacks is left out."""
    values = dict(options(variant))
    return tuple((name, values[name]) for name in axes(product) if name in values)


def barcodes(product: Product) -> dict[int, str]:
    """The barcode of each variant that has a valid one of its own, by combination id.

    Wrong codes, and codes that two variants share (12052592), are left out: they would block the listing, and a
    listing sells without. A simple product's variant takes the product's code.
    """
    codes = {v.combination_id: v.gtin or (product.gtin if len(product.variants) == 1 else "") for v in product.variants}
    valid = {id_: found[0] for id_, code in codes.items() if (found := identifier(code))}
    times = Counter(valid.values())
    return {id_: code for id_, code in valid.items() if times[code] == 1}


def pictures_of_options(product: Product, variants: Iterable[Variant]) -> dict[int, str]:
    """The picture of each variant by combination id: one per value of the first axis, or none at all.

    The channel wants a picture for every value of the axis that has pictures, and on that axis only (12052528).
    """
    first = {v.combination_id: aligned(product, v)[:1] for v in variants}
    by_value: dict[Options, str] = {}
    for variant in product.variants:
        if variant.picture and variant.combination_id in first:
            by_value.setdefault(first[variant.combination_id], variant.picture)
    if any(not value or value not in by_value for value in first.values()):
        return {}
    return {id_: by_value[value] for id_, value in first.items()}


def name_of(variant: Variant) -> str:
    """What people call the variant: its option values, else its SKU."""
    return ", ".join(value for _, value in variant.options) or variant.sku
