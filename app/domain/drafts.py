"""From a product and the connection's policy to what a create or a full edit carries."""

from collections.abc import Callable, Mapping

from app.domain import money, skus
from app.domain.descriptions import clean_title
from app.domain.listings import ListingDraft, SkuDraft
from app.domain.policy import Policy, Units
from app.domain.products import Product, Size, Variant
from app.domain.stock import to_send

MOST_PICTURES = 9  # main_images of create-product-202309
FREE_TEXT = "="
NONE_LINKED: Mapping[int, str] = {}

StockRule = Callable[[Product, Variant, int], int]
Answers = tuple[tuple[str, tuple[str, ...]], ...]


def free_text(value: str) -> str:
    """Mark an attribute's answer as the seller's own words; unmarked answers are ids of the channel's values."""
    return FREE_TEXT + value


def draft(
    product: Product,
    policy: Policy,
    category_id: str,
    *,
    linked: Mapping[int, str] = NONE_LINKED,
    stock_rule: StockRule = to_send,
    attributes: Answers = (),
) -> ListingDraft:
    """Build what is sent. `linked` maps combination ids to the channel's SKU ids; empty means a new listing.

    Asks nothing: a product that `readiness.findings` lets through always has a draft, any other raises ValueError.
    The description stays the source's HTML; the channel's payload cleans it.
    """
    weight_g, package = weight_of(product, policy), package_of(product, policy)
    sent = sellable(product, policy, linked=linked, stock_rule=stock_rule)
    if weight_g is None or package is None or not sent:
        raise ValueError("not ready: no package, or nothing in stock to begin with")
    pictures = skus.pictures_of_options(product, sent) if len(sent) > 1 else {}
    codes = skus.barcodes(product)
    return ListingDraft(
        source_id=product.source_id,
        title=clean_title(product.title),
        description=product.description,
        category_id=category_id,
        pictures=pictures_of(product),
        package=package,
        weight_g=weight_g,
        imperial=policy.units is Units.IMPERIAL,
        warehouse_id=policy.warehouse_id,
        currency=policy.currency,
        skus=tuple(
            SkuDraft(
                combination_id=variant.combination_id,
                seller_sku=skus.seller_sku(product, variant),
                price=money.rounded(variant.price, policy.currency),
                quantity=stock_rule(product, variant, policy.unlimited_cap),
                options=skus.aligned(product, variant),
                gtin=codes.get(variant.combination_id, ""),
                picture=pictures.get(variant.combination_id, ""),
                remote_id=linked.get(variant.combination_id, ""),
            )
            for variant in sent
        ),
        attributes=attributes,
    )


def sellable(
    product: Product, policy: Policy, *, linked: Mapping[int, str] = NONE_LINKED, stock_rule: StockRule = to_send
) -> tuple[Variant, ...]:
    """The variants that go along: those in stock, and those the channel already has.

    A new SKU needs at least one piece (documented range 1 to 99,999, 12052055). Sending 1 for nothing would sell what
    is not there, so an empty variant stays out until it has stock; an SKU that exists goes down to 0 instead.
    """
    return tuple(
        v for v in product.variants if v.combination_id in linked or stock_rule(product, v, policy.unlimited_cap) > 0
    )


def pictures_of(product: Product) -> tuple[str, ...]:
    """The gallery: the product's pictures, else its variants', each once, at most nine."""
    found = product.pictures or tuple(v.picture for v in product.variants if v.picture)
    return tuple(dict.fromkeys(found))[:MOST_PICTURES]


def weight_of(product: Product, policy: Policy) -> int | None:
    """Grams of the parcel: the product's own weight, else the connection's default (S133)."""
    return product.weight_g or policy.weight_g or None


def package_of(product: Product, policy: Policy) -> Size | None:
    """The parcel's measures: the product's own when all three are there, else the connection's default (S133)."""
    for size in (product.size, policy.package):
        if size and min(size.length_mm, size.width_mm, size.height_mm) > 0:
            return size
    return None
