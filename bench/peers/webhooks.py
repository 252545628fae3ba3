"""Webhooks as both platforms send and sign them, ready for the wire."""

import base64
import hashlib
import hmac
import json
import time

ECWID_SECRET = "bench-ecwid-secret"
TIKTOK_KEY, TIKTOK_SECRET = "bench-key", "bench-tiktok-secret"


def ecwid(number: str) -> tuple[str, bytes, dict[str, str]]:
    """Path, body and headers of a changed product."""
    created = int(time.time())
    body = {
        "eventId": number,
        "eventCreated": created,
        "storeId": 1003,
        "entityId": 692_730_761,
        "eventType": "product.updated",
    }
    made = hmac.digest(ECWID_SECRET.encode(), f"{created}.{number}".encode(), hashlib.sha256)
    headers = {"X-Ecwid-Webhook-Signature": base64.b64encode(made).decode()}
    return "/webhooks/ecwid?eventtype=product.updated", json.dumps(body).encode(), headers


def tiktok(number: str) -> tuple[str, bytes, dict[str, str]]:
    """Path, body and headers of an order's new status."""
    body = json.dumps(
        {
            "type": 1,
            "tts_notification_id": number,
            "shop_id": "7494049642642441621",
            "timestamp": int(time.time()),
            "data": {"order_id": "576461413038785752", "order_status": "AWAITING_SHIPMENT", "update_time": 1644412885},
        }
    ).encode()
    sign = hmac.digest(TIKTOK_SECRET.encode(), TIKTOK_KEY.encode() + body, hashlib.sha256).hex()
    return "/webhooks/tiktok-shop", body, {"Authorization": sign}


def request(path: str, body: bytes, headers: dict[str, str]) -> bytes:
    """The bytes of the request."""
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body
