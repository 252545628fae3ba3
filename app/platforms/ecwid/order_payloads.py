"""Our draft of an order as the body of POST /orders (platform-facts E9). Pure.

Ecwid does no arithmetic on it: every figure is the channel's. Never `externalFulfillment: true`, which would hide the
tracking field from the owner; notifications off, because the channel writes to its buyers itself (S96).
"""

from datetime import UTC, datetime
from typing import Any

from app.domain.orders import Address, SourceLine, SourceOrderDraft
from app.platforms.ecwid.states import state_code

REFERER = "TikTok Shop"
_FIELD = "tiktok_order"
_LONGEST_FIELD = 255
_LONGEST_METHOD = 250


def order_body(draft: SourceOrderDraft) -> dict[str, Any]:
    """The whole order. Money stays Decimal: the encoder prints the digits, no float in between."""
    body: dict[str, Any] = {
        "email": draft.email,
        "createDate": _moment(draft.created_at),
        "paymentStatus": draft.payment_status,
        "fulfillmentStatus": draft.fulfilment_status,
        "paymentMethod": draft.payment_method,
        "subtotal": draft.sub_total,
        "tax": draft.tax,
        "total": draft.total,
        "pricesIncludeTax": False,  # US prices on TikTok are before tax (platform-facts T18)
        "items": [_item(line, takes_stock=draft.takes_stock) for line in draft.lines],
        "shippingOption": {
            "shippingMethodName": draft.shipping_name[:_LONGEST_METHOD],
            "shippingRate": draft.shipping,
            "fulfillmentType": "SHIPPING",
            "isPickup": False,
        },
        "refererId": REFERER,
        # Both are in Ecwid's keyword index, the only way to find the order by the channel's id (platform-facts E8).
        "externalTransactionId": draft.channel_order_id,
        "privateAdminNotes": _notes(draft),
        "orderExtraFields": [_shown_id(draft.channel_order_id)],
        "externalFulfillment": False,
        "disableAllCustomerNotifications": True,
        "acceptMarketing": False,
    }
    if draft.discount:
        body["discount"] = draft.discount
    if draft.fees:
        body["handlingFee"] = {
            "name": "Delivery fees",
            "value": draft.fees,
            "description": "Retail delivery fee and item insurance, charged by TikTok Shop",
        }
    if draft.message:
        body["orderComments"] = draft.message
    if person := shipping_person(draft.address):
        body["shippingPerson"] = person
    return body


def shipping_person(address: Address) -> dict[str, str]:
    """The address as Ecwid keeps it, masked text as it is; empty when nothing is known (an order on hold)."""
    parts = {
        "name": address.name,
        "phone": address.phone,
        "street": "\n".join(line for line in (address.line1, address.line2) if line),
        "city": address.city,
        "stateOrProvinceCode": state_code(address.country, address.state),
        "postalCode": address.postal_code,
        "countryCode": address.country,
    }
    return {name: value for name, value in parts.items() if value}


def _item(line: SourceLine, *, takes_stock: bool) -> dict[str, Any]:
    """Ids make Ecwid take the stock (platform-facts E10); without them the line is text. `tax` is of the whole line."""
    item: dict[str, Any] = {
        "name": line.name,
        "quantity": line.quantity,
        "price": line.price,
        "productPrice": line.price,
        "tax": line.tax,
        "isShippingRequired": True,
    }
    if line.sku:
        item["sku"] = line.sku
    if takes_stock:
        item["productId"] = line.link.source_id
        if line.link.combination_id:
            item["combinationId"] = line.link.combination_id
    if line.link.options:
        item["selectedOptions"] = [_option(name, value) for name, value in line.link.options]
    return item


def _option(name: str, value: str) -> dict[str, Any]:
    return {
        "name": name,
        "type": "CHOICE",
        "value": value,
        "valuesArray": [value],
        # A modifier of 0: the price already is the one the buyer paid.
        "selections": [{"selectionTitle": value, "selectionModifier": 0, "selectionModifierType": "ABSOLUTE"}],
    }


def _notes(draft: SourceOrderDraft) -> str:
    """For the owner alone, and for the search."""
    shipped = ". Shipped by TikTok, nothing to send" if draft.shipped_by_channel else ""
    return f"TikTok order {draft.channel_order_id}{shipped}"


def _shown_id(channel_order_id: str) -> dict[str, str]:
    """Shown with the order in Ecwid; the customer is never asked for it."""
    return {
        "id": _FIELD,
        "title": "TikTok order",
        "value": channel_order_id[:_LONGEST_FIELD],
        "customerInputType": "",
        "orderDetailsDisplaySection": "order_comments",
        "orderBy": "1",
    }


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S +0000")
