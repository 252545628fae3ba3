"""Ecwid's answers, only the fields we read. Everything may be absent or null, and words we do not know are kept."""

from decimal import Decimal
from typing import Generic, TypeVar, get_args, get_type_hints

import msgspec

T = TypeVar("T")

Text = str | None
Number = float | None


class Wire(msgspec.Struct, rename="camel", gc=False):
    """A Struct whose fields are spelled as Ecwid does. `gc=False`: plain data, no cycles, fewer pauses in a pull."""


class Attribute(Wire):
    """`type` BRAND, UPC, …; Ecwid adds new ones."""

    type: Text = None
    value: str | int | float | None = None


class Choice(Wire):
    text: Text = None
    price_modifier: Decimal | None = None
    price_modifier_type: Text = None


class Option(Wire):
    type: Text = None
    name: Text = None
    choices: list[Choice] | None = None


class ChosenOption(Wire):
    name: Text = None
    value: Text = None


class Combination(Wire):
    """A variation. What is missing is inherited from the product (platform-facts E5)."""

    id: int
    options: list[ChosenOption] | None = None
    sku: Text = None
    price: Decimal | None = None
    quantity: int | None = None
    unlimited: bool | None = None
    attributes: list[Attribute] | None = None
    image_url: Text = None
    original_image_url: Text = None


class MediaImage(Wire):
    is_main: bool | None = None
    order_by: int | None = None
    image_160px_url: Text = msgspec.field(default=None, name="image160pxUrl")
    image_1500px_url: Text = msgspec.field(default=None, name="image1500pxUrl")
    image_original_url: Text = None


class Media(Wire):
    images: list[MediaImage] | None = None


class GalleryImage(Wire):
    image_url: Text = None
    original_image_url: Text = None
    url: Text = None
    order_by: int | None = None


class CategoryRef(Wire):
    """Newer servers name the category here; older ones only have the id."""

    id: int
    name: Text = None


class Dimensions(Wire):
    """In the store's unit; 0 means not set."""

    length: Number = None
    width: Number = None
    height: Number = None


class Subscription(Wire):
    subscription_allowed: bool | None = None
    one_time_purchase_allowed: bool | None = None


class Product(Wire):
    id: int
    sku: Text = None
    name: Text = None
    description: Text = None
    price: Decimal | None = None
    quantity: int | None = None
    unlimited: bool | None = None
    enabled: bool | None = None
    is_gift_card: bool | None = None
    is_sample_product: bool | None = None
    name_your_price_enabled: bool | None = None
    subscription_settings: Subscription | None = None
    weight: Number = None
    dimensions: Dimensions | None = None
    product_class_id: int | None = None
    default_category_id: int | None = None
    category_ids: list[int] | None = None
    categories: list[CategoryRef] | None = None
    attributes: list[Attribute] | None = None
    options: list[Option] | None = None
    combinations: list[Combination] | None = None
    media: Media | None = None
    image_url: Text = None
    small_thumbnail_url: Text = None
    original_image_url: Text = None
    gallery_images: list[GalleryImage] | None = None
    update_timestamp: int | None = None
    updated: Text = None


class Page(Wire, Generic[T]):
    """One page of a paged listing; `total` counts all matches (platform-facts E3)."""

    items: list[T]
    total: int = 0
    count: int = 0
    offset: int = 0


class Category(Wire):
    id: int
    name: Text = None


class ProductClass(Wire):
    """A product type. Id 0 is "General" and has no name."""

    id: int
    name: Text = None


class Deleted(Wire):
    id: int


class GeneralInfo(Wire):
    store_id: int | str
    store_url: Text = None


class AccountInfo(Wire):
    suspended: bool | None = None
    available_features: list[str] | None = None


class StoreSettings(Wire):
    store_name: Text = None


class FormatsAndUnits(Wire):
    currency: Text = None
    currency_precision: int | None = None
    weight_unit: Text = None
    dimensions_unit: Text = None
    timezone: Text = None


class Profile(Wire):
    general_info: GeneralInfo
    account: AccountInfo | None = None
    settings: StoreSettings | None = None
    formats_and_units: FormatsAndUnits | None = None


class ErrorBody(Wire):
    """Both may be absent, and the body empty (platform-facts E2)."""

    error_message: Text = None
    error_code: Text = None


def response_fields(of: type[msgspec.Struct]) -> str:
    """The `responseFields` value that asks for just what `of` reads: `id,options(name,value)` (platform-facts E3)."""
    hints = get_type_hints(of)
    parts = []
    for name, spelled in zip(of.__struct_fields__, of.__struct_encode_fields__, strict=True):
        inner = _struct_in(hints[name])
        parts.append(f"{spelled}({response_fields(inner)})" if inner else spelled)
    return ",".join(parts)


def _struct_in(hint: object) -> type[msgspec.Struct] | None:
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return hint
    return next((found for argument in get_args(hint) if (found := _struct_in(argument))), None)


PRODUCT_PAGE = msgspec.json.Decoder(Page[Product])
# The same in two steps, items one by one: costs 10 us more a product, so only for a page that does not fit.
RAW_PAGE = msgspec.json.Decoder(Page[msgspec.Raw])
PRODUCT = msgspec.json.Decoder(Product)
ITEM_ID = msgspec.json.Decoder(Deleted)
CATEGORY_PAGE = msgspec.json.Decoder(Page[Category])
PRODUCT_CLASSES = msgspec.json.Decoder(list[ProductClass])
DELETED_PAGE = msgspec.json.Decoder(Page[Deleted])
PROFILE = msgspec.json.Decoder(Profile)
ERROR_BODY = msgspec.json.Decoder(ErrorBody)

PRODUCT_FIELDS = response_fields(Product)
PRODUCT_PAGE_FIELDS = f"total,count,offset,limit,items({PRODUCT_FIELDS})"
