"""Ecwid's products as ours. Pure; nothing is sanitised here: HTML and odd characters go through as they came."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.domain.products import Group, Kind, Product, Size
from app.platforms.ecwid import wire
from app.platforms.ecwid.amounts import Amounts
from app.platforms.ecwid.variants import base_variants, code_of, combination_variants

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Names:
    """Names of categories and product types by id, where the products do not bring them."""

    categories: Mapping[int, str]
    types: Mapping[int, str]


def parse_product(item: wire.Product, amounts: Amounts, names: Names) -> Product:
    """Build our record. Raises ValueError, ArithmeticError for amounts and times nobody can use."""
    price = amounts.money(item.price)
    quantity = stock(item.unlimited, item.quantity)
    variants = combination_variants(item, price, quantity, amounts) or base_variants(item, price, quantity)
    images = _in_order(item)
    return Product(
        item.id,
        item.sku or "",
        item.name or "",
        item.description or "",
        price,
        quantity,
        _kind(item),
        item.enabled is not False,
        _category(item, names.categories),
        _type(item, names.types),
        _brand(item.attributes),
        code_of(item.attributes),
        amounts.grams(item.weight),
        _size(item.dimensions, amounts),
        _pictures(item, images),
        variants,
        _updated_at(item),
        _thumbnail(item, images),
    )


def stock(unlimited: bool | None, quantity: int | None) -> int | None:
    """None: not tracked. Ecwid leaves `quantity` out of unlimited products; that is never 0 (platform-facts E5)."""
    if unlimited:
        return None
    if quantity is None and unlimited is False:
        return 0  # tracked, and nothing known to be there: never sell what may not exist
    return quantity


def missing_category(item: wire.Product) -> int:
    """The product's category when its name did not come along (older servers); 0 when nothing is missing."""
    wanted = _category_id(item)
    return 0 if any(found.id == wanted and found.name for found in item.categories or ()) else wanted or 0


def _kind(item: wire.Product) -> Kind:
    if item.is_gift_card:
        return Kind.GIFT_CARD
    if item.is_sample_product:
        return Kind.SAMPLE
    if item.name_your_price_enabled:
        return Kind.NAME_YOUR_PRICE
    plan = item.subscription_settings
    if plan and plan.subscription_allowed and plan.one_time_purchase_allowed is False:
        return Kind.SUBSCRIPTION
    return Kind.ORDINARY


def _category_id(item: wire.Product) -> int:
    """The default category; where none is set (0), the only one the product is in."""
    if item.default_category_id:
        return item.default_category_id
    ids = item.category_ids or ()
    return ids[0] if len(ids) == 1 else 0


def _category(item: wire.Product, names: Mapping[int, str]) -> Group | None:
    wanted = _category_id(item)
    if not wanted:
        return None
    for found in item.categories or ():
        if found.id == wanted and found.name:
            return Group("category", wanted, found.name)
    return Group("category", wanted, names.get(wanted, ""))


def _type(item: wire.Product, names: Mapping[int, str]) -> Group | None:
    """Class 0 is "General": every product without a type has it (platform-facts E5)."""
    wanted = item.product_class_id
    return Group("type", wanted, names.get(wanted, "")) if wanted else None


def _brand(attributes: list[wire.Attribute] | None) -> str:
    for attribute in attributes or ():
        if attribute.type == "BRAND" and attribute.value:
            return str(attribute.value).strip()
    return ""


def _size(measures: wire.Dimensions | None, amounts: Amounts) -> Size | None:
    """All three or none: 0 means that nobody measured it."""
    if measures is None or not (measures.length and measures.width and measures.height):
        return None
    to_mm = amounts.millimetres
    length, width, height = to_mm(measures.length), to_mm(measures.width), to_mm(measures.height)
    return Size(length, width, height) if length > 0 and width > 0 and height > 0 else None


def _in_order(item: wire.Product) -> list[wire.MediaImage]:
    """The main picture first, then the gallery as the owner ordered it."""
    images = (item.media.images if item.media else None) or []
    if len(images) < 2:
        return images
    return sorted(images, key=lambda image: (not image.is_main, image.order_by or 0))


def _thumbnail(item: wire.Product, images: list[wire.MediaImage]) -> str:
    """The 160 px copy of the first picture: a page of fifty originals would be a gigabyte."""
    return (images[0].image_160px_url if images else item.small_thumbnail_url) or ""


def _pictures(item: wire.Product, images: list[wire.MediaImage]) -> tuple[str, ...]:
    """Addresses in display order. The 1,500 px copy first: originals may have 20 MB.

    A product may have gallery pictures and no main one; then all top-level addresses are absent (platform-facts E5).
    """
    if images:
        found = [image.image_1500px_url or image.image_original_url for image in images]
    else:
        gallery = sorted(item.gallery_images or (), key=lambda image: image.order_by or 0)
        found = [item.image_url or item.original_image_url]
        found += [image.image_url or image.original_image_url or image.url for image in gallery]
    return tuple(dict.fromkeys(filter(None, found)))


def _updated_at(item: wire.Product) -> datetime:
    if item.update_timestamp is not None:
        return _EPOCH + timedelta(seconds=item.update_timestamp)
    if item.updated:
        return datetime.strptime(item.updated, "%Y-%m-%d %H:%M:%S %z").astimezone(UTC)
    raise ValueError("neither updateTimestamp nor updated")
