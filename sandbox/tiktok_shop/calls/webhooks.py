"""Where a shop's webhooks go, topic by topic (platform-facts T17)."""

from __future__ import annotations

from urllib.parse import urlsplit

from sandbox.tiktok_shop.call import Call
from sandbox.tiktok_shop.errors import bad_param
from sandbox.tiktok_shop.notices import EVENT_TYPES
from sandbox.tiktok_shop.records import Json

LONGEST = 255


def listed(call: Call) -> Json:
    rows = list(call.shop.webhooks.values())
    return {"webhooks": rows, "total_count": len(rows)}


def put(call: Call) -> Json:
    """Create or replace. The rehearsal accepts plain HTTP and localhost, as the newest reference text does."""
    topic, address = _topic(call), call.body["address"]
    parts = urlsplit(address)
    if len(address) > LONGEST or parts.scheme not in ("http", "https") or not parts.hostname:
        raise bad_param("invalid param error, param body.address must be an HTTP or HTTPS address")
    now = int(call.owner.now())
    before = call.shop.webhooks.get(topic, {"create_time": now})
    made = {"event_type": topic, "address": address, "create_time": before["create_time"], "update_time": now}
    call.shop.webhooks[topic] = made
    return {}


def delete(call: Call) -> Json:
    """Succeeds also when nothing was set."""
    call.shop.webhooks.pop(_topic(call), None)
    return {}


def _topic(call: Call) -> str:
    topic = str(call.body["event_type"])
    if topic not in EVENT_TYPES:
        raise bad_param("invalid param error, param body.event_type is not supported")
    return topic
