"""What the tests of the rehearsal store's orders share: a body that passes, and a patient reader of batches."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

from tests.sandbox.ecwid_cast import Shop

TIKTOK_ID = "576461413038785752"
PATIENCE = 10.0  # seconds; only a failing test waits for it


def an_order(product: int = 0, quantity: int = 2, **changes: Any) -> dict[str, Any]:
    """As a relay sends it; None in `changes` takes a field away."""
    item = {"sku": "MUG-1", "name": "Mug", "quantity": quantity, "price": 12.5}
    if product:
        item["productId"] = product
    body: dict[str, Any] = {
        "email": f"buyer-{TIKTOK_ID}@orders.example",
        "paymentStatus": "PAID",
        "fulfillmentStatus": "AWAITING_PROCESSING",
        "paymentMethod": "TikTokPAY",
        "subtotal": 25,
        "tax": 1.84,
        "total": 31.74,
        "createDate": "2026-11-20 10:00:00 +0000",
        "externalTransactionId": TIKTOK_ID,
        "privateAdminNotes": f"TikTok order {TIKTOK_ID}",
        "disableAllCustomerNotifications": True,
        "items": [item],
        "shippingPerson": {
            "name": "Jane Roe",
            "street": "1 Main St\nApt 2",
            "city": "Austin",
            "countryCode": "US",
            "postalCode": "78701",
            "stateOrProvinceCode": "TX",
        },
        "shippingOption": {"shippingMethodName": "TikTok Shipping", "shippingRate": 4.9, "fulfillmentType": "SHIPPING"},
        **changes,
    }
    return {k: v for k, v in body.items() if v is not None}


async def place(shop: Shop, *args: Any, **changes: Any) -> str:
    """Create an order; its public id."""
    return str((await shop.call("POST", "/orders", an_order(*args, **changes)))["orderId"])


async def batch(shop: Shop, rows: list[dict[str, Any]], **query: Any) -> dict[str, Any]:
    """Send a batch and wait for its end."""
    ticket = (await shop.call("POST", "/batch", rows, params=query))["ticket"]
    return await ended(shop, ticket)


async def ended(shop: Shop, ticket: str, **query: Any) -> dict[str, Any]:
    deadline = time.monotonic() + PATIENCE
    while True:
        asked = {"ticket": ticket, "escapedJson": "true", **query}
        seen: dict[str, Any] = await shop.call("GET", "/batch", params=asked)
        if seen["status"] == "COMPLETED":
            return seen
        assert time.monotonic() < deadline, seen
        await asyncio.sleep(0.005)


def bodies(seen: dict[str, Any]) -> list[Any]:
    return [json.loads(row["escapedHttpBody"]) for row in seen["responses"] if "escapedHttpBody" in row]
