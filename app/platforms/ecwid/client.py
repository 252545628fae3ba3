"""One Ecwid store, called with its token. Page: docs.ecwid.com/api-reference (rest-api, errors, limits)."""

import asyncio
from typing import NoReturn, TypeVar

import msgspec

from app.platforms.calls import MEGABYTE, Answer, Call, Decodes, Pairs, decode
from app.platforms.ecwid import PLATFORM, wire
from app.platforms.ecwid.refusals import judge, not_allowed
from app.platforms.errors import AccessGone, NotExecuted
from app.platforms.http import Http
from app.platforms.rate_limit import Limit
from app.platforms.roles import TokenSource

T = TypeVar("T")

# 600 a minute and token (platform-facts E2), and a second more because calls do not arrive as evenly as they leave.
# Reading a whole catalogue leaves some to single products, stock and orders.
LIMIT = Limit(600, 61.0)
BULK_LIMIT = Limit(600, 61.0, spare=30)
_API = "v3"
# Of a minute's calls. From there on what can wait is gathered: a steady flow of orders would use up all of them, and
# stop for the rest of the minute.
_BUSY_SHARE = 0.25
# The official plugin waits this long after a 403 that follows a 429: it may be the block and not the token.
_BLOCK_SECONDS = 300.0
_FORBIDDEN = 403
# Money as JSON numbers with exactly our digits; by itself msgspec writes Decimals as strings.
_numbers = msgspec.json.Encoder(decimal_format="number")


async def is_busy(http: Http, store_id: str) -> bool:
    """Whether so much of what the store allows a minute is used up that what can wait should be gathered."""
    return await http.limiter.has_used(f"{PLATFORM}:{store_id}:{_API}", LIMIT, int(LIMIT.calls * _BUSY_SHARE))


class EcwidClient:
    """Calls one store. Raises the kinds of errors.py; knows when its token is dead and then stays silent."""

    def __init__(self, http: Http, api_url: str, store_id: str, token: TokenSource) -> None:
        self._http = http
        self._base = f"{api_url}/{store_id}"
        self._store_id = store_id
        self._token = token
        self._dead: AccessGone | None = None
        self._confirming = asyncio.Lock()

    async def get(self, path: str, name: str, decoder: Decodes[T], query: Pairs = (), *, bulk: bool = False) -> T:
        """GET `path` ("/products"); `name` is the path without ids, for the log."""
        return await self._send(await self._call("GET", path, name, query, bulk=bulk), decoder)

    async def put(self, path: str, name: str, body: msgspec.Struct, decoder: Decodes[T], *, idempotent: bool) -> T:
        """PUT `body`. Setting a value is idempotent; a stock delta is not (platform-facts E6)."""
        call = await self._call("PUT", path, name, content=msgspec.json.encode(body), idempotent=idempotent)
        return await self._send(call, decoder)

    async def post(
        self,
        path: str,
        name: str,
        body: object,
        decoder: Decodes[T],
        query: Pairs = (),
        *,
        idempotent: bool,
        patience_s: float = 65.0,
    ) -> T:
        """POST `body`, its Decimals as numbers. Idempotent only where sending it twice does no harm."""
        call = await self._call(
            "POST", path, name, query, content=_numbers.encode(body), idempotent=idempotent, patience_s=patience_s
        )
        return await self._send(call, decoder)

    async def is_busy(self) -> bool:
        """See is_busy()."""
        return await is_busy(self._http, self._store_id)

    async def profile(self) -> wire.Profile:
        """The store's own description, and the one call whose 403 means a dead token. Page: get-store-profile."""
        return await self.get("/profile", "/profile", wire.PROFILE)

    async def _call(
        self,
        method: str,
        path: str,
        name: str,
        query: Pairs = (),
        *,
        content: bytes = b"",
        idempotent: bool = True,
        bulk: bool = False,
        patience_s: float = 65.0,
    ) -> Call:
        headers: Pairs = (("authorization", f"Bearer {await self._token(False)}"),)
        if content:
            headers += (("content-type", "application/json; charset=UTF-8"),)
        return Call(
            platform=PLATFORM,
            name=f"{method} {name}",
            method=method,
            url=self._base + path,
            query=query,
            headers=headers,
            content=content,
            idempotent=idempotent,
            shop=self._store_id,
            api=_API,
            limit=BULK_LIMIT if bulk else LIMIT,
            patience_s=patience_s,
            # A hundred products with long descriptions and many variations.
            max_bytes=(32 if bulk else 8) * MEGABYTE,
        )

    async def _send(self, call: Call, decoder: Decodes[T]) -> T:
        """Send, and see what a 403 means before believing it: no scope, a block, or a dead token."""
        if self._dead:
            raise self._dead

        def read(answer: Answer) -> T | Answer:
            return answer if answer.status == _FORBIDDEN else decode(judge(answer), decoder)

        outcome = await self._http.ask(call, read)
        if isinstance(outcome, Answer):
            await self._find_out_why(call, outcome)
        return outcome

    async def _find_out_why(self, call: Call, answer: Answer) -> NoReturn:
        """Raise what the 403 means. At most one process-wide call a token is spent on it (platform-facts E2)."""
        async with self._confirming:
            if self._dead:
                raise self._dead
            if await self._http.limiter.refused_lately(call.limit_key):
                await self._http.limiter.pause(call.limit_key, _BLOCK_SECONDS)
                raise NotExecuted(
                    PLATFORM,
                    f"{call.name}: blocked after too many calls",
                    retry_after=_BLOCK_SECONDS,
                    status=_FORBIDDEN,
                )
            if call.url.endswith("/profile") or await self._profile_is_forbidden():
                self._dead = AccessGone(PLATFORM, "the token is not valid any more", status=_FORBIDDEN)
                raise self._dead
        raise not_allowed(call.name, answer)

    async def _profile_is_forbidden(self) -> bool:
        probe = await self._http.ask(await self._call("GET", "/profile", "/profile"), judge)
        return probe.status == _FORBIDDEN
