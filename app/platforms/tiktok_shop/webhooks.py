"""Which webhooks are genuine, and what they ask us to look at again (tts-webhooks-overview)."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec

from app.platforms.errors import Forged
from app.platforms.roles import Claim, Notice
from app.platforms.tiktok_shop.signing import webhook_signature
from app.platforms.tiktok_shop.webhook_subjects import SUBJECTS, Subject

# What we register (event_type), and the numbers under which it arrives. 16, a product made by hand, needs no
# registration of ours: the app's own switch in Partner Center may send it all the same. 2 is an older twin of 11 that
# still comes along with it; 68 and 71 have no event_type and are switched on in Partner Center (platform-facts T17).
EVENT_TYPES = (
    "PRODUCT_STATUS_CHANGE",
    "PRODUCT_AUDIT_STATUS_CHANGE",
    "PRODUCT_INFORMATION_CHANGE",
    "PRODUCT_CATEGORY_CHANGE",
    "SELLER_DEAUTHORIZATION",
    "UPCOMING_AUTHORIZATION_EXPIRATION",
    "ORDER_STATUS_CHANGE",
    "RECIPIENT_ADDRESS_UPDATE",
    "PACKAGE_UPDATE",
    "CANCELLATION_STATUS_CHANGE",
)
_TOPICS = {
    1: "order.changed",
    3: "order.changed",
    4: "order.changed",
    2: "cancellation.changed",
    11: "cancellation.changed",
    68: "stock.changed",
    71: "stock.changed",
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


_envelopes = msgspec.json.Decoder(_Envelope)


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
    topic = _TOPICS.get(envelope.type, "ignored")
    subject = SUBJECTS[topic](bytes(envelope.data)) if topic in SUBJECTS else Subject("")
    return Notice(
        event_id=str(envelope.tts_notification_id) or hashlib.sha256(body).hexdigest(),
        shop_id=str(envelope.shop_id) or subject.shop_id,
        topic="ignored" if subject.is_no_news else topic,
        subject_id=subject.id,
        occurred_at=_moment(subject.changed_at or envelope.timestamp),
        their_type=str(envelope.type),
    )


def claimed(body: bytes) -> Claim | None:
    """In whose name it came, whoever sent it."""
    try:
        envelope = _envelopes.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return Claim(str(envelope.shop_id), str(envelope.type))


def _moment(timestamp: int) -> datetime:
    try:
        return datetime.fromtimestamp(timestamp, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)
