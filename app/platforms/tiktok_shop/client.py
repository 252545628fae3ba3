"""Calls TikTok Shop's API: signs, sends exactly the bytes that were signed, refreshes once, opens the envelope."""

from collections.abc import Mapping
from typing import TypeVar

import msgspec

from app.platforms.calls import Answer, Call, Pairs
from app.platforms.errors import Gone, Unknown
from app.platforms.http import Http
from app.platforms.rate_limit import Limit
from app.platforms.roles import TokenSource
from app.platforms.tiktok_shop import PLATFORM
from app.platforms.tiktok_shop.endpoints import Endpoint
from app.platforms.tiktok_shop.replies import BAD_PARAMETER, EXPIRED, Reply, failure, read
from app.platforms.tiktok_shop.server_clock import ServerClock
from app.platforms.tiktok_shop.signing import sign
from app.settings import TikTokSettings

T = TypeVar("T")

JSON = "application/json"  # documented as required even on GET

# The old published rate, per app, shop and API. Since 2026 it is dynamic and unpublished (rate-limits): a 429 holds
# everybody off all the same.
_LIMIT = Limit(calls=50, seconds=1.05)


class TikTokClient:
    """Speaks for one shop. Without `cipher` only the calls that need none can be made (the shop list itself)."""

    def __init__(
        self,
        http: Http,
        settings: TikTokSettings,
        token: TokenSource,
        *,
        shop_id: str = "",
        cipher: str = "",
        clock: ServerClock | None = None,
    ) -> None:
        self._http = http
        self._settings = settings
        self._token = token
        self._shop_id = shop_id
        self._cipher = cipher
        self._clock = clock or ServerClock()

    async def call(
        self,
        endpoint: Endpoint,
        expected: type[T],
        *,
        id_: str = "",
        query: Mapping[str, str] | None = None,
        body: object = None,
        content: bytes | None = None,
        content_type: str = JSON,
    ) -> T:
        """Call `endpoint` and decode its data. `id_` fills the path; `body` becomes JSON, `content` goes as it is.

        Raises the kinds of `app.platforms.errors`. An expired token is renewed and a wrong clock set, once each call.
        """
        sent = content if content is not None else b"" if body is None else msgspec.json.encode(body)
        path = _path(endpoint, id_)
        pairs = tuple((query or {}).items())
        reply = await self._send(endpoint, path, pairs, sent, content_type, renew=False)
        if reply.code == EXPIRED or _is_about_time(reply):
            reply = await self._send(endpoint, path, pairs, sent, content_type, renew=reply.code == EXPIRED)
        if reply.code != 0:
            raise failure(reply)
        return _decoded(reply, expected)

    async def _send(
        self, endpoint: Endpoint, path: str, query: Pairs, content: bytes, kind: str, *, renew: bool
    ) -> Reply:
        token = await self._token(renew)
        pairs = [*query, ("app_key", self._settings.app_key), ("timestamp", str(self._clock.now()))]
        if endpoint.cipher:
            pairs.append(("shop_cipher", self._cipher))
        pairs.append(("sign", sign(path, pairs, content, kind, self._settings.app_secret)))
        call = Call(
            PLATFORM,
            endpoint.name,
            endpoint.method,
            self._settings.api_url + path,
            query=tuple(pairs),
            headers=(("x-tts-access-token", token), ("content-type", kind)),
            content=content,
            idempotent=endpoint.repeatable,
            shop=self._shop_id,
            api=endpoint.name,
            limit=_LIMIT,
            total_s=endpoint.total_s,
            max_bytes=endpoint.max_bytes,
        )
        return await self._http.ask(call, self._read)

    def _read(self, answer: Answer) -> Reply:
        self._clock.learn(answer.headers.get("date", ""))
        return read(answer)


def _path(endpoint: Endpoint, id_: str) -> str:
    """TikTok's ids are digits. Anything else, a pasted one perhaps, must not become part of an address."""
    if "{id}" not in endpoint.path:
        return endpoint.path
    if not (id_.isascii() and id_.isdigit()):
        raise Gone(PLATFORM, f"{endpoint.name}: not an id")
    return endpoint.path.replace("{id}", id_)


def _is_about_time(reply: Reply) -> bool:
    """Refused for its timestamp; the Date header that came with it has just set our clock."""
    return reply.code == BAD_PARAMETER and "timestamp" in reply.message.lower()


def _decoded(reply: Reply, expected: type[T]) -> T:
    data = reply.data if reply.data not in (b"", b"null") else b"{}"
    try:
        return msgspec.json.decode(data, type=expected)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        # msgspec's words name a path in the type, never a value: safe to log.
        raise Unknown(
            PLATFORM,
            f"{reply.name}: the data is not what we know ({error})",
            request_id=reply.request_id,
            status=reply.status,
        ) from None
