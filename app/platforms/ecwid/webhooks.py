"""Ecwid's webhooks. Pages: webhook-automations/setup-webhooks, event-data-in-webhooks, how-to-process-webhooks."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import msgspec

from app.platforms.ecwid import wire
from app.platforms.errors import Forged
from app.platforms.roles import Claim, Notice

SIGNATURE_HEADER = "x-ecwid-webhook-signature"

# Ecwid repeats a webhook for 24 hours; the signature itself never expires.
OLDEST = timedelta(hours=25)

# Compared with "_" removed and lower-cased: the docs write subscriptionStatusChanged, the client its snake_case.
_TOPICS = {
    "product.created": "product.changed",
    "product.updated": "product.changed",
    "product.deleted": "product.deleted",
    "application.uninstalled": "access.revoked",
    # "order.created" says nothing: ours we have just written, and the shop's own are none of ours.
    "order.updated": "source_order.changed",
}
# What people see of an order's id is short; anything longer is somebody's invention.
_LONGEST_ID = 80


class _Body(wire.Wire):
    event_id: str
    event_created: int
    store_id: int | str
    event_type: str
    entity_id: int | str = ""
    data: msgspec.Raw = msgspec.Raw()


class _OrderData(wire.Wire):
    order_id: str = ""


_BODY = msgspec.json.Decoder(_Body)
_ORDER_DATA = msgspec.json.Decoder(_OrderData)


def signature(client_secret: str, event_created: int, event_id: str) -> str:
    """base64(HMAC-SHA256(client secret, "eventCreated.eventId")): the body is not covered (platform-facts E11)."""
    message = f"{event_created}.{event_id}".encode()
    return base64.b64encode(hmac.digest(client_secret.encode(), message, hashlib.sha256)).decode()


def verify(
    body: bytes,
    headers: Mapping[str, str],
    query: Mapping[str, str],  # noqa: ARG001 - the same for every platform
    client_secret: str,
    *,
    now: datetime,
) -> Notice:
    """Check one webhook and say what to look at again. Raises Forged for anything that Ecwid did not send lately.

    Only id and time are signed: store, entity and type are hints. `query` repeats the type and is not looked at.
    """
    given = next((value for name, value in headers.items() if name.lower() == SIGNATURE_HEADER), "")
    if not given or not client_secret:
        raise Forged("no signature, or no client secret to check it with")
    try:
        event = _BODY.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Forged("not an Ecwid webhook") from error
    expected = signature(client_secret, event.event_created, event.event_id)
    if not hmac.compare_digest(expected.encode(), given.strip().encode()):
        raise Forged("the signature does not fit")
    topic = _TOPICS.get(event.event_type.replace("_", "").lower(), "ignored")
    occurred_at = _moment(event.event_created)
    if now - occurred_at > OLDEST:
        raise Forged("older than Ecwid repeats its webhooks")
    return Notice(
        event_id=event.event_id,
        shop_id=str(event.store_id),
        topic=topic,
        subject_id=_order_id(event) if topic == "source_order.changed" else str(event.entity_id),
        occurred_at=occurred_at,
        their_type=event.event_type,
    )


def claimed(body: bytes) -> Claim | None:
    """In whose name it came, whoever sent it."""
    try:
        event = _BODY.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return Claim(str(event.store_id), event.event_type)


def _order_id(event: _Body) -> str:
    """The id people see, where it came along; else the hidden number. Either finds the order (platform-facts E8)."""
    try:
        shown = _ORDER_DATA.decode(event.data).order_id if bytes(event.data) else ""
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        shown = ""
    return shown if 0 < len(shown) <= _LONGEST_ID else str(event.entity_id)


def _moment(seconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise Forged("no moment in time") from error
