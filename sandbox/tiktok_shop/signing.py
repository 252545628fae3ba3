"""How TikTok Shop signs: requests to it (sign-your-api-request) and webhooks from it (tts-webhooks-overview)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

UNSIGNED = frozenset({"sign", "access_token"})


def request_signature(path: str, query: Mapping[str, str], body: bytes, content_type: str, secret: str) -> str:
    """Lowercase hex HMAC-SHA256 over secret + path + sorted decoded query + raw body + secret.

    `path` without host and query, `query` decoded with one value per name. A multipart body is not signed.
    """
    pairs = "".join(f"{name}{query[name]}" for name in sorted(query) if name not in UNSIGNED)
    signed_body = b"" if content_type.lower().startswith("multipart/form-data") else body
    message = f"{secret}{path}{pairs}".encode() + signed_body + secret.encode()
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def webhook_signature(app_key: str, secret: str, raw_body: bytes) -> str:
    """What stands in the `Authorization` header of a webhook, without a scheme word."""
    return hmac.new(secret.encode(), app_key.encode() + raw_body, hashlib.sha256).hexdigest()


def same(given: str, expected: str) -> bool:
    """Compare in constant time; upper case is another signature (the platform refuses it)."""
    return hmac.compare_digest(given.encode(), expected.encode())
