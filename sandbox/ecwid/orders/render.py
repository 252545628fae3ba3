"""An order as `GET /orders/{id}` answers it (orders/get-order)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.ecwid import images
from sandbox.ecwid.orders.fields import ITEM, ORDER
from sandbox.ecwid.wire import Record, date_text

if TYPE_CHECKING:
    from sandbox.ecwid.store import EcwidStore

_PLAIN = [name for name in ORDER if name not in ("createDate", "items")]
_EMPTY: dict[str, Any] = {
    "email": "",
    "couponDiscount": 0,
    "volumeDiscount": 0,
    "membershipBasedDiscount": 0,
    "totalAndMembershipBasedDiscount": 0,
    "discount": 0,
    "hidden": False,
    "acceptMarketing": False,
    "disableAllCustomerNotifications": False,
    "externalFulfillment": False,
    "pricesIncludeTax": False,
    "customerTaxExempt": False,
    "customerTaxId": "",
    "customerTaxIdValid": False,
    "reversedTaxApplied": False,
    "b2b_b2c": "b2c",
    "orderComments": "",
    "customDiscount": [],
    "customSurcharges": [],
    "taxesOnShipping": [],
    "additionalInfo": {},
    "paymentParams": {},
}
_READ_ONLY: dict[str, Any] = {
    "refundedAmount": 0,
    "refunds": [],
    "shipments": [],
    "predictedPackage": [],
    "invoices": [],
    "extraFields": {},
    "utmDataSets": [],
    "giftCardRedemption": 0,
    "giftCardDoubleSpending": False,
    "shippingLabelAvailableForShipment": False,
}
_STATES = {"CA": "California", "TX": "Texas", "FL": "Florida", "NY": "New York", "OR": "Oregon", "CO": "Colorado"}


def order(store: EcwidStore, stored: Record) -> Record:
    tax = stored.get("tax", 0)
    wire: Record = {"id": stored["id"], "internalId": stored["internal"], "orderNumber": stored["internal"]}
    wire |= {"vendorOrderNumber": stored["id"], "publicUid": stored["id"]}
    wire |= _EMPTY | _READ_ONLY
    wire |= {name: stored[name] for name in _PLAIN if name in stored}
    wire |= {
        "subtotalWithoutTax": stored["subtotal"],
        "totalWithoutTax": stored["total"] - tax,
        "totalBeforeGiftCardRedemption": stored["total"],
        "usdTotal": stored["total"],
    }
    if stored["paymentStatus"] == "REFUNDED":
        wire["refundedAmount"] = stored["total"]
    created, updated = int(stored["created"]), int(stored["updated"])
    wire |= {"createDate": date_text(created), "updateDate": date_text(updated)}
    wire |= {"createTimestamp": created, "updateTimestamp": updated}
    wire["items"] = [_item(store, row) for row in stored["items"]]
    for name in ("shippingPerson", "billingPerson"):
        if stored.get(name):
            wire[name] = _person(stored[name])
    if stored.get("shippingOption"):
        wire["shippingOption"] = _shipping(stored["shippingOption"])
    return wire


def _item(store: EcwidStore, row: Record) -> Record:
    product = store.products.get(row.get("productId", 0))
    wire = {"id": row["id"], **{name: row[name] for name in ITEM if name in row}}
    wire.setdefault("productPrice", row["price"])
    wire.setdefault("isShippingRequired", True)
    wire |= {"priceWithoutTax": row["price"], "productAvailable": product is not None, "files": []}
    if product and product.get("images"):
        main = images.main_image(store.world.ecwid_url, store.id, product["images"])
        wire |= {n: main[n] for n in ("imageUrl", "smallThumbnailUrl", "hdThumbnailUrl") if n in main}
    return wire


def _person(sent: Record) -> Record:
    """First and last name, country and state are derived."""
    name = str(sent.get("name", ""))
    first, _, last = name.rpartition(" ") if " " in name else (name, "", "")
    wire = {**sent, "firstName": first, "lastName": last}
    if sent.get("countryCode") == "US":
        wire["countryName"] = "United States"
        code = sent.get("stateOrProvinceCode", "")
        wire["stateOrProvinceName"] = _STATES.get(code, code)
    return wire


def _shipping(sent: Record) -> Record:
    rate = sent.get("shippingRate", 0)
    kind = sent.get("fulfillmentType", "SHIPPING")
    return {"shippingRateWithoutTax": rate, "isPickup": kind == "PICKUP", "fulfillmentType": kind, **sent}
