"""A product as the source's catalogue has it, whatever the wire looks like."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """Only ordinary products can be listed; the others exist in the source alone (platform-facts E5)."""

    ORDINARY = "ordinary"
    GIFT_CARD = "gift_card"
    SAMPLE = "sample"
    NAME_YOUR_PRICE = "name_your_price"
    SUBSCRIPTION = "subscription"


class SyncState(StrEnum):
    """What Weft knows about a product (S35). The platform's own listing status is a second, separate thing."""

    NOT_SYNCED = "not_synced"
    QUEUED = "queued"
    SENDING = "sending"
    IN_REVIEW = "in_review"
    SYNCED = "synced"
    SYNC_FAILED = "sync_failed"
    UPDATE_FAILED = "update_failed"
    DEACTIVATED = "deactivated"


@dataclass(frozen=True, slots=True)
class Group:
    """A category or a product type of the source: what a category mapping hangs on (S24)."""

    basis: str  # "category" or "type"
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Size:
    """Outer measures in whole millimetres."""

    length_mm: int
    width_mm: int
    height_mm: int


@dataclass(frozen=True, slots=True)
class Variant:
    """One thing that can be bought. `combination_id` 0 is the product itself.

    `quantity` None means stock is not tracked ("unlimited"). `shares_stock` is true where the source gives the
    variant no SKU of its own and sells it from the product's stock.
    """

    combination_id: int
    sku: str
    price: Decimal
    quantity: int | None
    options: tuple[tuple[str, str], ...] = ()
    gtin: str = ""
    picture: str = ""
    shares_stock: bool = False


@dataclass(frozen=True, slots=True)
class Product:
    """One catalogue entry. Money is in the store's currency; weight in grams; `variants` has at least one."""

    source_id: int
    sku: str
    title: str
    description: str
    price: Decimal
    quantity: int | None
    kind: Kind
    enabled: bool
    category: Group | None
    product_type: Group | None
    brand: str
    gtin: str
    weight_g: int | None
    size: Size | None
    pictures: tuple[str, ...]
    variants: tuple[Variant, ...]
    updated_at: datetime
    # A small copy of the first picture for lists, where the source offers one.
    thumbnail: str = ""
