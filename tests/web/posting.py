"""Webhooks as both platforms sign them, posted to the app; and what stands in the letterbox then."""

import base64
import hashlib
import hmac
import json
from typing import Any

from httpx import Response

from app.resources import Resources
from app.tables.engine import connection
from tests.browsers import Browser

JSON = {"Content-Type": "application/json"}


def ecwid(res: Resources, event_id: str = "e-1", **more: Any) -> tuple[bytes, dict[str, str]]:
    """A signed body of Ecwid's, and its headers (platform-facts E11)."""
    created = int(res.now().timestamp())
    body = {
        "eventId": event_id,
        "eventCreated": created,
        "storeId": 1003,
        "entityId": 101,
        "eventType": "product.updated",
        **more,
    }
    message = f"{body['eventCreated']}.{event_id}".encode()
    sign = base64.b64encode(hmac.digest(res.settings.ecwid.client_secret.encode(), message, hashlib.sha256)).decode()
    return json.dumps(body).encode(), {**JSON, "X-Ecwid-Webhook-Signature": sign}


def tiktok(res: Resources, number: str = "7327112393057371910", **more: Any) -> tuple[bytes, dict[str, str]]:
    """A signed body of TikTok Shop's, and its headers."""
    body = json.dumps(
        {
            "type": 5,
            "tts_notification_id": number,
            "shop_id": "7494049642642441621",
            "timestamp": int(res.now().timestamp()),
            "data": {"product_id": "1729", "status": "PRODUCT_AUDIT_FAILURE"},
            **more,
        }
    ).encode()
    app = res.settings.tiktok
    sign = hmac.digest(app.app_secret.encode(), app.app_key.encode() + body, hashlib.sha256).hex()
    return body, {**JSON, "Authorization": sign}


async def send(browser: Browser, path: str, signed: tuple[bytes, dict[str, str]]) -> Response:
    return await browser.post(path, content=signed[0], headers=signed[1])


async def rows(res: Resources) -> list[dict[str, Any]]:
    async with connection(res.db) as db:
        return [dict(row) for row in await db.fetch("SELECT * FROM inbox_event ORDER BY id")]
