"""How a request to TikTok Shop is signed, and how its webhooks are (sign-your-api-request, tts-webhooks-overview)."""

import hashlib
import hmac
from collections.abc import Iterable

_UNSIGNED = ("sign", "access_token")


def sign(path: str, query: Iterable[tuple[str, str]], body: bytes, content_type: str, app_secret: str) -> str:
    """Sign a request: lower-case hex, upper case is refused.

    `path` is without host and query; values of `query` are as they are meant, not percent-encoded; `body` is byte for
    byte what goes on the wire. A multipart body is not signed.
    """
    secret = app_secret.encode()
    pairs = sorted((name, value) for name, value in query if name not in _UNSIGNED)
    signed = path + "".join(name + value for name, value in pairs)
    unsigned_body = content_type.lower().startswith("multipart/form-data")
    message = secret + signed.encode() + (b"" if unsigned_body else body) + secret
    return hmac.new(secret, message, hashlib.sha256).hexdigest()


def webhook_signature(body: bytes, app_key: str, app_secret: str) -> str:
    """What stands in a genuine webhook's Authorization header, without a scheme word. Path and time are not signed."""
    return hmac.new(app_secret.encode(), app_key.encode() + body, hashlib.sha256).hexdigest()
