"""Webhooks: which topics exist, and how one becomes a signed delivery (platform-facts T17)."""

from __future__ import annotations

import json
from typing import Any

from sandbox.tiktok_shop.signing import webhook_signature
from sandbox.webhooks import Delivery

# event_type of the registration → number in the envelope; None: accepted, but never sent by the stand-in.
EVENT_TYPES: dict[str, int | None] = {
    "ORDER_STATUS_CHANGE": 1,
    "REVERSE_STATUS_UPDATE": 2,
    "RECIPIENT_ADDRESS_UPDATE": 3,
    "PACKAGE_UPDATE": 4,
    "PRODUCT_STATUS_CHANGE": 5,
    "SELLER_DEAUTHORIZATION": 6,
    "UPCOMING_AUTHORIZATION_EXPIRATION": 7,
    "CANCELLATION_STATUS_CHANGE": 11,
    "RETURN_STATUS_CHANGE": 12,
    "NEW_CONVERSATION": None,
    "NEW_MESSAGE": None,
    "NEW_MESSAGE_LISTENER": None,
    "PRODUCT_INFORMATION_CHANGE": 15,
    "PRODUCT_CREATION": 16,
    "PRODUCT_CATEGORY_CHANGE": 18,
    "PRODUCT_AUDIT_STATUS_CHANGE": 37,
    "INVOICE_STATUS_CHANGE": None,
}


_WITHOUT_ID = frozenset({3})  # as its sample has it (3-recipient-address-update)
# Topics without an event_type: switched on in Partner Center, they go to the app's own address.
STOCK_TOPICS = {68: "INVENTORY_CHANGED", 71: "SHOP_INVENTORY_CHANGED"}  # the names are the stand-in's


def delivery(
    *,
    event_type: str,
    address: str,
    shop_id: str,
    notification_id: str,
    data: dict[str, Any],
    now: float,
    app_key: str,
    secret: str,
) -> Delivery:
    """One webhook as it goes over the wire: compact JSON, bare hex signature in `Authorization`."""
    numbers = EVENT_TYPES | {name: number for number, name in STOCK_TOPICS.items()}
    envelope = {
        "type": numbers[event_type],
        "tts_notification_id": notification_id,
        "shop_id": shop_id,
        "timestamp": int(now),
        "data": data,
    }
    if numbers[event_type] in _WITHOUT_ID:
        del envelope["tts_notification_id"]
    if numbers[event_type] == 68:
        del envelope["shop_id"]  # the seller's id stands in its data
    body = json.dumps(envelope, separators=(",", ":"), ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json", "Authorization": webhook_signature(app_key, secret, body)}
    return Delivery("tiktok", event_type, notification_id, address, headers, body, "Authorization")
