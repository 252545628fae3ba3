"""Ecwid's webhooks: the envelope and its signature (webhook-automations). They fire for API writes too."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import uuid
from typing import TYPE_CHECKING, Any

from sandbox.webhooks import Delivery, Record

if TYPE_CHECKING:
    from sandbox.world import World

SIGNATURE = "X-Ecwid-Webhook-Signature"
# What the rehearsal app is registered for at Ecwid support, and the scope each needs.
EVENTS = {
    "product.created": "read_catalog",
    "product.updated": "read_catalog",
    "product.deleted": "read_catalog",
    "order.created": "read_orders",
    "order.updated": "read_orders",
    "order.deleted": "read_orders",
    "application.uninstalled": "read_store_profile",
}


def sign(client_secret: str, event_created: int, event_id: str) -> str:
    """base64(HMAC-SHA256(client_secret, "<eventCreated>.<eventId>")). The body is not covered."""
    message = f"{event_created}.{event_id}".encode()
    return base64.b64encode(hmac.new(client_secret.encode(), message, hashlib.sha256).digest()).decode()


def notify(world: World, event: str, entity: int, data: dict[str, Any] | None = None) -> Record | None:
    """Send `event` to the app; None when the app is not installed or may not read such things."""
    if not world.ecwid.grants.has_scope(EVENTS[event]):
        return None
    return world.webhooks.emit(compose(world, event, entity, data))


def compose(world: World, event: str, entity: int, data: dict[str, Any] | None = None) -> Delivery:
    """`entityId` is a number, but a quoted string for `application.*`; of an order it is the hidden one."""
    event_id, created = str(uuid.uuid4()), int(world.now())
    body: dict[str, Any] = {
        "eventId": event_id,
        "eventCreated": created,
        "storeId": world.ecwid.id,
        "entityId": str(entity) if event.startswith("application.") else entity,
        "eventType": event,
    }
    if data is not None:
        body["data"] = data
    headers = {
        "Content-Type": "application/json; charset=UTF-8",
        "Cache-Control": "no-cache",
        SIGNATURE: sign(world.settings.ecwid_client_secret, created, event_id),
    }
    return Delivery(
        platform="ecwid",
        topic=event,
        event_id=event_id,
        url=f"{world.settings.ecwid_webhook_url}?eventtype={event}",
        headers=headers,
        body=json.dumps(body, separators=(",", ":")).encode(),
        signature_header=SIGNATURE,
    )
