"""A TikTok order as the relay sees it: one line a unit, the buyer's own money, and what becomes of it."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

ZERO = Decimal(0)


class OrderStatus(StrEnum):
    """The channel's own nine words (platform-facts T11). A webhook's CANCEL is CANCELLED."""

    UNPAID = "UNPAID"
    ON_HOLD = "ON_HOLD"
    AWAITING_SHIPMENT = "AWAITING_SHIPMENT"
    PARTIALLY_SHIPPING = "PARTIALLY_SHIPPING"
    AWAITING_COLLECTION = "AWAITING_COLLECTION"
    IN_TRANSIT = "IN_TRANSIT"
    DELIVERED = "DELIVERED"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"
    UNKNOWN = "UNKNOWN"


class RelayState(StrEnum):
    """What Weft knows about an order's way to the source. The channel's status is a second, separate thing."""

    WAITING_FOR_PAYMENT = "waiting_for_payment"
    ON_HOLD = "on_hold"
    NEEDS_LINKING = "needs_linking"
    QUEUED = "queued"
    SENDING = "sending"
    MAYBE = "maybe"
    RETRYING = "retrying"
    NEEDS_YOU = "needs_you"
    SYNCED = "synced"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class OrderUnit:
    """One unit of one SKU: the channel has no quantities (platform-facts T10). Prices are the buyer's."""

    id: str
    sku_id: str
    product_id: str
    seller_sku: str
    name: str
    options: str
    original_price: Decimal
    sale_price: Decimal
    seller_discount: Decimal = ZERO
    platform_discount: Decimal = ZERO
    tax: Decimal = ZERO
    status: OrderStatus = OrderStatus.UNKNOWN
    package_id: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class OrderMoney:
    """The channel's payment block, every amount in `currency`. `total` is what the buyer paid."""

    currency: str
    total: Decimal
    sub_total: Decimal
    shipping_fee: Decimal = ZERO
    tax: Decimal = ZERO
    seller_discount: Decimal = ZERO
    platform_discount: Decimal = ZERO
    original_products: Decimal = ZERO
    original_shipping: Decimal = ZERO
    shipping_seller_discount: Decimal = ZERO
    shipping_platform_discount: Decimal = ZERO
    delivery_fee: Decimal = ZERO
    insurance: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Address:
    """Where an order goes; any part may be masked ("1*** Coleman Ave") or empty. It names a person: sealed at rest."""

    name: str = ""
    phone: str = ""
    line1: str = ""
    line2: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """One order, as read now. Times are aware UTC or None. `buyer_email` is the channel's relay address."""

    id: str
    status: OrderStatus
    created_at: datetime
    updated_at: datetime
    money: OrderMoney
    units: tuple[OrderUnit, ...]
    paid_at: datetime | None = None
    ship_by: datetime | None = None
    cancels_at: datetime | None = None
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    cancelled_at: datetime | None = None
    address: Address | None = None
    buyer_email: str = ""
    buyer_message: str = ""
    fulfilled_by_channel: bool = False
    shipping_type: str = "SELLER"
    delivery_option_id: str = ""
    delivery_option_name: str = ""
    warehouse_id: str = ""
    payment_method: str = ""
    tracking_number: str = ""
    provider_name: str = ""
    cancel_reason: str = ""
    cancelled_by: str = ""
    buyer_asks_to_cancel: bool = False
    is_sample: bool = False
    is_replacement: bool = False
    is_exchange: bool = False
    packages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """Where one of the channel's SKUs comes from in the source. `combination_id` 0 is the product itself."""

    source_id: int
    combination_id: int
    sku: str
    options: tuple[tuple[str, str], ...] = ()
    tracked: bool = True


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line of the source’s order: equal units grouped. `price` is what the buyer paid for one of them."""

    name: str
    sku: str
    quantity: int
    price: Decimal
    tax: Decimal
    link: Link
    unit_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceOrderDraft:
    """What is written into the source. `total` equals the channel’s to the cent, or `difference` says how far not.

    `takes_stock`: whether the source takes the units off its stock (not for what the channel keeps and ships, S139).
    """

    channel_order_id: str
    created_at: datetime
    currency: str
    lines: tuple[SourceLine, ...]
    sub_total: Decimal
    shipping: Decimal
    shipping_name: str
    tax: Decimal
    fees: Decimal
    discount: Decimal
    total: Decimal
    difference: Decimal
    email: str
    payment_method: str
    address: Address
    message: str = ""
    shipped_by_channel: bool = False
    payment_status: str = "PAID"
    fulfilment_status: str = "AWAITING_PROCESSING"
    takes_stock: bool = True


@dataclass(frozen=True, slots=True)
class SourceOrder:
    """An order as the source has it now. `id` is what people see, `internal_id` a hidden number (platform-facts E8)."""

    id: str
    internal_id: int
    payment_status: str
    fulfilment_status: str
    total: Decimal
    tracking_number: str = ""
    channel_order_id: str = ""
    carrier: str = ""
    shipping_method: str = ""
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OrderPolicy:
    """The settings of one connection that order rules read (S87, S96, S137–S141, S114, S116)."""

    fallback_email: str = ""
    payment_method: str = "TikTokPAY"
    relay_fbt: bool = False
    fbt_takes_stock: bool = False
    archive_cancelled: bool = False
    retry: bool = True
    discount_policy: str = "buyer_paid"
    cancel_reason: str = "seller_cancel_reason_out_of_stock"
    restock_cancelled: bool = True
    relay_on_hold: bool = False
    carriers: dict[str, str] = field(default_factory=dict)
