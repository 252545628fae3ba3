"""Which fields of an order and its items can be written, and what they must be (orders/create-order, UpdatedOrder)."""

from __future__ import annotations

import json
from typing import Any

from sandbox.ecwid import fields, queries
from sandbox.ecwid.errors import wrong
from sandbox.ecwid.wire import Record

PAYMENT = (
    "AWAITING_PAYMENT",
    "PAID",
    "CANCELLED",
    "REFUNDED",
    "PARTIALLY_REFUNDED",
    "INCOMPLETE",
    "CUSTOM_PAYMENT_STATUS_1",
    "CUSTOM_PAYMENT_STATUS_2",
    "CUSTOM_PAYMENT_STATUS_3",
)
FULFILMENT = (
    "AWAITING_PROCESSING",
    "PROCESSING",
    "SHIPPED",
    "DELIVERED",
    "WILL_NOT_DELIVER",
    "RETURNED",
    "READY_FOR_PICKUP",
    "OUT_FOR_DELIVERY",
    "CUSTOM_FULFILLMENT_STATUS_1",
    "CUSTOM_FULFILLMENT_STATUS_2",
    "CUSTOM_FULFILLMENT_STATUS_3",
)
# Names of before 2014, and what they are called now.
DEPRECATED = {
    "ACCEPTED": "PAID",
    "DECLINED": "CANCELLED",
    "QUEUED": "AWAITING_PAYMENT",
    "CHARGEABLE": "AWAITING_PAYMENT",
    "FAILED": "CANCELLED",
    "NEW": "AWAITING_PROCESSING",
}
_STRINGS = (
    "email paymentMethod paymentModule orderComments privateAdminNotes trackingNumber trackingUrl refererId refererUrl "
    "globalReferer affiliateId ipAddress lang externalOrderId externalTransactionId externalTransactionUrl "
    "referenceTransactionId paymentReference customerTaxId b2b_b2c paymentMessage"
)
_NUMBERS = (
    "subtotal total tax couponDiscount discount volumeDiscount membershipBasedDiscount totalAndMembershipBasedDiscount"
)
_FLAGS = (
    "hidden acceptMarketing pricesIncludeTax disableAllCustomerNotifications externalFulfillment customerTaxExempt "
    "customerTaxIdValid reversedTaxApplied"
)
_MAPS = (
    "shippingPerson billingPerson shippingOption handlingFee externalOrderData additionalInfo paymentParams "
    "discountCoupon utmData"
)
_LISTS = "items orderExtraFields customSurcharges taxesOnShipping discountInfo customDiscount"


def _kinds(**words: str) -> dict[str, Any]:
    return {name: kind for kind, names in words.items() for name in names.split()}


ORDER = _kinds(
    string=f"{_STRINGS} createDate latestShipDate latestDeliveryDate paymentStatus fulfillmentStatus",
    number=_NUMBERS,
    integer="customerId",
    boolean=_FLAGS,
    map=_MAPS,
    list=_LISTS,
)
ITEM = _kinds(
    string="name sku shortDescription taxClassCode externalReferenceId",
    number="price productPrice weight tax shipping couponAmount fixedShippingRate",
    integer="id quantity productId combinationId categoryId quantityInStock",
    boolean=(
        "isShippingRequired trackQuantity fixedShippingRateOnly digital isPreorder couponApplied giftCard taxable "
        "discountsAllowed"
    ),
    map="dimensions nameTranslated shortDescriptionTranslated",
    list="selectedOptions taxes discounts attributes",
)
EXTRA_LONGEST, EXTRA_BYTES = 255, 8 * 1024


def order(body: dict[str, Any]) -> Record:
    """What of `body` is written into an order; dates in unix seconds. Raises `EcwidError` 400."""
    taken = fields.writable(body, ORDER, "Order")
    _status(taken, "paymentStatus", PAYMENT)
    _status(taken, "fulfillmentStatus", FULFILMENT)
    _extra_fields(taken.get("orderExtraFields", []))
    if "createDate" in taken:
        taken["created"] = _moment(taken.pop("createDate"), "createDate")
    if taken.get("externalOrderId") and not body.get("externalFulfillment"):
        raise wrong("Field Order.externalOrderId requires externalFulfillment=true")
    return taken


def item(row: Any) -> Record:
    """One line; only its name is needed, as the official client's tests show."""
    if not isinstance(row, dict):
        raise wrong("Field Order.items is expected to be a list of objects")
    return fields.writable(row, ITEM, "OrderItem")


def _status(taken: Record, name: str, known: tuple[str, ...]) -> None:
    status = taken.get(name)
    if status is None or status in known:
        return
    if status in DEPRECATED:
        raise wrong(f"Status {status} is deprecated, use {DEPRECATED[status]} instead")
    raise wrong(f"Field Order.{name} is expected to be one of {', '.join(known)}")


def _moment(text: str, name: str) -> float:
    try:
        return float(queries.parse_date(text))
    except ValueError:
        raise wrong(f"Field Order.{name} is expected to be a date") from None


def _extra_fields(rows: list[Any]) -> None:
    if any(not isinstance(row, dict) or len(str(row.get("value", ""))) > EXTRA_LONGEST for row in rows):
        raise wrong(f"Field Order.orderExtraFields: a value has at most {EXTRA_LONGEST} characters")
    if len(json.dumps(rows).encode()) > EXTRA_BYTES:
        raise wrong("Field Order.orderExtraFields is too large")
