"""Which webhooks are genuine, and what they ask us to look at again (tts-webhooks-overview)."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec

from app.platforms.errors import Forged
from app.platforms.roles import Notice
from app.platforms.tiktok_shop.signing import webhook_signature

# What we register (event_type), and the numbers under which it arrives. 16, a product made by hand, needs no
# registration of ours: the app's own switch in Partner Center may send it all the same.
EVENT_TYPES = (
    "PRODUCT_STATUS_CHANGE",
    "PRODUCT_AUDIT_STATUS_CHANGE",
    "PRODUCT_INFORMATION_CHANGE",
    "PRODUCT_CATEGORY_CHANGE",
    "SELLER_DEAUTHORIZATION",
    "UPCOMING_AUTHORIZATION_EXPIRATION",
)
_TOPICS = {
    5: "listing.changed",
    15: "listing.changed",
    16: "listing.changed",
    18: "listing.changed",
    37: "listing.changed",
    6: "access.revoked",
    7: "access.expiring",
}


class _Envelope(msgspec.Struct):
    type: int = 0
    tts_notification_id: str | int = ""
    shop_id: str | int = ""
    timestamp: int = 0
    data: msgspec.Raw = msgspec.Raw()


class _Data(msgspec.Struct):
    # A number in types 5, 16 and 37, beyond 2^53: read as an integer it stays exact.
    product_id: str | int = ""


_envelopes = msgspec.json.Decoder(_Envelope)
_datas = msgspec.json.Decoder(_Data)


def verify(body: bytes, headers: Mapping[str, str], app_key: str, app_secret: str) -> Notice:
    """Check the signature over the raw body, in constant time, and read the hint. Raises Forged.

    `headers` in any case. There is no time in the signature: replays are caught by `event_id`, which is unique.
    """
    given = next((value for name, value in headers.items() if name.lower() == "authorization"), "")
    expected = webhook_signature(body, app_key, app_secret)
    if not app_secret or not hmac.compare_digest(expected.encode(), given.encode("utf-8", "surrogateescape")):
        raise Forged("the signature does not fit")
    try:
        envelope = _envelopes.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Forged("no webhook of TikTok Shop") from None
    return Notice(
        event_id=str(envelope.tts_notification_id) or hashlib.sha256(body).hexdigest(),
        shop_id=str(envelope.shop_id),
        topic=_TOPICS.get(envelope.type, "ignored"),
        subject_id=_subject(bytes(envelope.data)),
        occurred_at=_moment(envelope.timestamp),
        their_type=str(envelope.type),
    )


def _subject(data: bytes) -> str:
    """The product spoken of, if any. Other topics carry other data, some of it a string: those have none."""
    try:
        return str(_datas.decode(data).product_id) if data else ""
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""


def _moment(timestamp: int) -> datetime:
    try:
        return datetime.fromtimestamp(timestamp, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)
