"""What TikTok's answers look like, as far as we read them; their misspellings are the API's own.

Absent values are usually left out, sometimes null: everything has a default, and lists may be None.
"""

from msgspec import Struct


class ShopRow(Struct):
    id: str
    name: str = ""
    region: str = ""
    seller_type: str = ""
    cipher: str = ""
    code: str = ""


class Shops(Struct):
    shops: list[ShopRow] | None = None


class WebhookRow(Struct):
    event_type: str = ""
    address: str = ""


class Webhooks(Struct):
    webhooks: list[WebhookRow] | None = None


class CheckRow(Struct):
    check_item: str = ""
    is_failed: bool = False
    fail_reasons: list[str] | None = None


class Checks(Struct):
    check_results: list[CheckRow] | None = None


class Address(Struct):
    full_address: str | None = ""
    address_line1: str | None = ""
    distict: str | None = ""
    city: str | None = ""
    state: str | None = ""
    postal_code: str | None = ""


class WarehouseRow(Struct):
    id: str
    name: str | None = ""
    effect_status: str | None = ""
    type: str | None = ""
    is_default: bool | None = False
    address: Address | None = None


class Warehouses(Struct):
    warehouses: list[WarehouseRow] | None = None


class CategoryRow(Struct):
    id: str
    parent_id: str | None = "0"
    local_name: str | None = ""
    is_leaf: bool | None = False
    permission_statuses: list[str] | None = None


class Categories(Struct):
    categories: list[CategoryRow] | None = None


class Recommendation(Struct):
    leaf_category_id: str | None = ""
    categories: list[CategoryRow] | None = None


class Value(Struct):
    id: str = ""
    name: str = ""


class Condition(Struct):
    condition_type: str = ""
    attribute_id: str = ""
    attribute_value_id: str = ""


class AttributeRow(Struct):
    id: str
    name: str = ""
    type: str = ""
    is_requried: bool | None = False
    values: list[Value] | None = None
    value_data_format: str | None = ""
    is_customizable: bool | None = False
    requirement_conditions: list[Condition] | None = None
    is_multiple_selection: bool | None = False


class Attributes(Struct):
    attributes: list[AttributeRow] | None = None


class IsRequired(Struct):
    is_required: bool | None = False


class CertificationRow(Struct):
    id: str
    name: str = ""
    is_required: bool | None = False
    document_details: str | None = ""
    requirement_conditions: list[Condition] | None = None
    expiration_date: IsRequired | None = None


class Rules(Struct):
    product_certifications: list[CertificationRow] | None = None
    size_chart: IsRequired | None = None
    package_dimension: IsRequired | None = None


class UploadedImage(Struct):
    uri: str
    url: str = ""
    width: int = 0
    height: int = 0


class Audit(Struct):
    status: str | None = ""
    pre_approved_reasons: list[str] | None = None


class SkuRow(Struct):
    id: str
    seller_sku: str | None = ""
    external_sku_id: str | None = ""


class Warning(Struct):  # noqa: A001 - the API's word
    message: str = ""


class SentProduct(Struct):
    product_id: str = ""
    skus: list[SkuRow] | None = None
    warnings: list[Warning] | None = None
    audit: Audit | None = None


class Refusal(Struct):
    position: str | None = ""
    reasons: list[str] | None = None
    suggestions: list[str] | None = None


class ProductRow(Struct):
    id: str
    status: str | None = ""
    title: str | None = ""
    skus: list[SkuRow] | None = None
    audit: Audit | None = None
    audit_failed_reasons: list[Refusal] | None = None
    product_sync_fail_reasons: list[str] | None = None
    external_product_id: str | None = ""
    update_time: int | None = 0


class FoundProducts(Struct):
    products: list[ProductRow] | None = None
    next_page_token: str | None = ""
    total_count: int | None = 0


class Nothing(Struct):
    """`data` holds nothing that we read."""
