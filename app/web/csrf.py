"""Cross-site request forgery: every unsafe request must come from our own page and carry that page's token.

Not Litestar's own: that one keeps posted bodies in a cache, stumbles over letters beyond ASCII (a 500), and shows the
same token in every compressed page (BREACH). Here the token is masked anew each time, and login changes it.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from litestar import Request
from litestar.datastructures import Cookie, MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.exceptions import PermissionDeniedException
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from litestar.utils.scope.state import ScopeState

from app.web.forms import URL_ENCODED, read_form

AnyRequest = Request[Any, Any, Any]

HEADER, FIELD = "x-csrf-token", "_csrf_token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_SIZE = 16


class ForeignRequest(PermissionDeniedException):
    """It did not come from a page of ours, or that page is too old."""


def issue(key: bytes) -> str:
    """A new value for the cookie: random, with a seal that shows it is ours."""
    nonce = secrets.token_bytes(_SIZE)
    return (nonce + _seal(key, nonce)).hex()


def nonce_of(key: bytes, cookie: str) -> bytes | None:
    """The random part of a cookie we issued; None for anything else."""
    try:
        value = bytes.fromhex(cookie)
    except ValueError:
        return None
    nonce, seal = value[:_SIZE], value[_SIZE:]
    return nonce if len(value) == 2 * _SIZE and hmac.compare_digest(seal, _seal(key, nonce)) else None


def mask(nonce: bytes) -> str:
    """The token for one page: equal secrets look different each time, so compression tells nothing about them."""
    pad = secrets.token_bytes(_SIZE)
    return urlsafe_b64encode(pad + _xor(pad, nonce)).decode()


def is_token_for(nonce: bytes, token: str) -> bool:
    """Whether a page showed this token for this cookie."""
    try:
        value = urlsafe_b64decode(token.encode("ascii"))
    except ValueError:  # UnicodeEncodeError and binascii.Error are ones
        return False
    return len(value) == 2 * _SIZE and hmac.compare_digest(_xor(value[:_SIZE], value[_SIZE:]), nonce)


def renew(request: AnyRequest) -> None:
    """Give this browser another cookie with the answer: somebody signed in or out."""
    request.scope["state"]["csrf_renewed"] = True


class CsrfProtection(ASGIMiddleware):
    """Refuses forged requests and puts the token where templates find it (render.csrf_of)."""

    scopes = (ScopeType.HTTP,)
    exclude_opt_key = "exclude_from_csrf"

    def __init__(self, key: bytes, own_origin: str, *, secure: bool) -> None:
        self._key, self._own_origin, self._secure = key, own_origin, secure
        self._cookie = cookie_name(secure=secure)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Check, then pass on; the answer carries a cookie when there was none of ours."""
        request: AnyRequest = Request(scope, receive, send)
        nonce = nonce_of(self._key, request.cookies.get(self._cookie, ""))
        new_cookie = ""
        if request.method not in SAFE:
            self._refuse_other_sites(request)
            if nonce is None or not is_token_for(nonce, await _token(request)):
                raise ForeignRequest
        if nonce is None:
            new_cookie = issue(self._key)
            nonce = bytes.fromhex(new_cookie)[:_SIZE]
        ScopeState.from_scope(scope).csrf_token = mask(nonce)

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                value = issue(self._key) if scope["state"].get("csrf_renewed") else new_cookie
                if value:
                    self._set(message, value)
            await send(message)

        await next_app(scope, receive, with_cookie)

    def _set(self, message: Message, value: str) -> None:
        cookie = Cookie(key=self._cookie, value=value, path="/", secure=self._secure, httponly=True, samesite="lax")
        MutableScopeHeaders.from_message(message).add("Set-Cookie", cookie.to_header(header=""))

    def _refuse_other_sites(self, request: AnyRequest) -> None:
        """Browsers say where a request comes from, and scripts cannot lie about it."""
        site = request.headers.get("sec-fetch-site")
        if site is not None:
            if site not in ("same-origin", "none"):
                raise ForeignRequest
            return
        origin = request.headers.get("origin")
        if origin is None or origin == self._own_origin:
            return
        # Reached under another name than WEFT_BASE_URL (127.0.0.1 for localhost): then both name the same host.
        if origin.partition("://")[2] != request.headers.get("host", ""):
            raise ForeignRequest


def cookie_name(*, secure: bool) -> str:
    """`__Host-` keeps other hosts from setting it, but browsers take it over HTTPS only."""
    return "__Host-weft-csrf" if secure else "weft-csrf"


async def _token(request: AnyRequest) -> str:
    header = request.headers.get(HEADER)
    if header is not None:
        return header
    if request.content_type[0] != URL_ENCODED:
        return ""
    return (await read_form(request)).raw(FIELD)


def _seal(key: bytes, nonce: bytes) -> bytes:
    return hmac.new(key, nonce, hashlib.sha256).digest()[:_SIZE]


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
