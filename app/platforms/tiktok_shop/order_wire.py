"""TikTok's orders, parcels and cancellations on the wire, as far as we read them.

Absent values are usually left out, sometimes null: everything has a default. Ids are text, but a number is read too,
and exactly, beyond 2^53. Money is text; a shop or an emulator that sends numbers is understood all the same.
"""

from msgspec import Raw, Struct

Id = str | int | None
Text = str | None
Money = str | int | float | None
Seconds = int | str | None


class Payment(Struct):
    currency: Text = ""
    total_amount: Money = None
    sub_total: Money = None
    shipping_fee: Money = None
    tax: Money = None
    product_tax: Money = None
    shipping_fee_tax: Money = None
    seller_discount: Money = None
    platform_discount: Money = None
    original_total_product_price: Money = None
    original_shipping_fee: Money = None
    shipping_fee_seller_discount: Money = None
    shipping_fee_platform_discount: Money = None
    retail_delivery_fee: Money = None
    item_insurance_fee: Money = None
    item_insurance_tax: Money = None


class District(Struct):
    address_level: Text = ""
    address_name: Text = ""
    iso_code: Text = ""


class Recipient(Struct):
    name: Text = ""
    first_name: Text = ""
    last_name: Text = ""
    phone_number: Text = ""
    address_line1: Text = ""
    address_line2: Text = ""
    address_detail: Text = ""
    full_address: Text = ""
    postal_code: Text = ""
    region_code: Text = ""
    district_info: list[District] | None = None


class ItemTax(Struct):
    tax_amount: Money = None


class LineItem(Struct):
    """One unit: there are no quantities (order-api-overview)."""

    id: Id = ""
    sku_id: Id = ""
    product_id: Id = ""
    seller_sku: Text = ""
    product_name: Text = ""
    sku_name: Text = ""
    sku_image: Text = ""
    original_price: Money = None
    sale_price: Money = None
    seller_discount: Money = None
    platform_discount: Money = None
    retail_delivery_fee: Money = None
    item_tax: list[ItemTax] | None = None
    display_status: Text = ""
    package_id: Id = ""
    tracking_number: Text = ""
    shipping_provider_name: Text = ""
    cancel_reason: Text = ""
    cancel_user: Text = ""


class PackageRef(Struct):
    id: Id = ""


class OrderRow(Struct):
    id: Id
    status: Text = ""
    create_time: Seconds = 0
    update_time: Seconds = 0
    paid_time: Seconds = 0
    rts_time: Seconds = 0
    delivery_time: Seconds = 0
    cancel_time: Seconds = 0
    rts_sla_time: Seconds = 0
    cancel_order_sla_time: Seconds = 0
    shipping_due_time: Seconds = 0
    payment: Payment | None = None
    recipient_address: Recipient | None = None
    line_items: list[LineItem] | None = None
    packages: list[PackageRef] | None = None
    fulfillment_type: Text = ""
    shipping_type: Text = ""
    shipping_provider: Text = ""
    tracking_number: Text = ""
    delivery_option_id: Id = ""
    delivery_option_name: Text = ""
    warehouse_id: Id = ""
    payment_method_name: Text = ""
    buyer_email: Text = ""
    buyer_message: Text = ""
    cancel_reason: Text = ""
    cancellation_initiator: Text = ""
    is_buyer_request_cancel: bool | None = False
    is_sample_order: bool | None = False
    is_replacement_order: bool | None = False
    is_exchange_order: bool | None = False


class OrderId(Struct):
    id: Id = ""


class FoundOrders(Struct):
    """Of a search and of a detail; orders one by one, so that an unreadable one does not hold up the others."""

    orders: list[Raw] | None = None
    next_page_token: Text = ""
    total_count: int | None = 0


class NextAction(Struct):
    action: Text = ""
    deadline: Seconds = 0


class CancelledUnit(Struct):
    order_line_item_id: Id = ""


class CancellationRow(Struct):
    cancel_id: Id
    order_id: Id = ""
    cancel_type: Text = ""
    cancel_status: Text = ""
    role: Text = ""
    cancel_reason: Text = ""
    cancel_reason_text: Text = ""
    create_time: Seconds = 0
    update_time: Seconds = 0
    should_replenish_stock: bool | None = False
    seller_next_action_response: list[NextAction] | None = None
    cancel_line_items: list[CancelledUnit] | None = None


class FoundCancellations(Struct):
    cancellations: list[CancellationRow] | None = None
    next_page_token: Text = ""


class Cancelled(Struct):
    cancel_id: Id = ""


class ProviderRow(Struct):
    id: Id
    name: Text = ""


class Providers(Struct):
    shipping_providers: list[ProviderRow] | None = None


class Doubt(Struct):
    message: Text = ""


class ShippedPackage(Struct):
    """Of a parcel marked as shipped, and of a label bought."""

    package_id: Id = ""
    warning: Doubt | None = None


class ServiceRow(Struct):
    id: Id
    name: Text = ""
    price: Money = None
    currency: Text = ""
    shipping_provider_name: Text = ""
    earliest_delivery_days: int | None = None
    latest_delivery_days: int | None = None
    is_default: bool | None = False


class Services(Struct):
    shipping_services: list[ServiceRow] | None = None


class Document(Struct):
    doc_url: Text = ""


class InnerError(Struct):
    code: Id = 0
    message: Text = ""


class ErrorDetail(Struct):
    sku_id: Id = ""
    order_id: Id = ""
    extra_errors: list[InnerError] | None = None


class PartialError(Struct):
    """A part that was refused under code 0. Codes are numbers at the inventory, text at the order references."""

    code: Id = 0
    message: Text = ""
    detail: ErrorDetail | None = None


class PartialErrors(Struct):
    errors: list[PartialError] | None = None
