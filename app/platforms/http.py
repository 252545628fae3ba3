"""The one place that sends: deadlines, size cap, allowance, kinds of failure, and one redacted line in the log.

The httpx transport API on aiohttp. httpx's own pool is the slowest part of the stack at 50 calls at once; calling
the transport without httpx's client also means no redirects, no cookies, no proxy or .netrc from the environment.
"""

import asyncio
import logging
import ssl
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar
from urllib.parse import quote, urlencode

import httpx
import structlog
from redis.asyncio import Redis

from app.platforms.body import read_body
from app.platforms.calls import Answer, Call
from app.platforms.errors import NotExecuted, PlatformError
from app.platforms.failures import FAILURES, failure
from app.platforms.rate_limit import RateLimiter
from app.platforms.transport import to_outside, to_platforms
from app.platforms.tries import Tries

T = TypeVar("T")

log = structlog.get_logger("weft.platforms")

# Its INFO lines carry whole addresses, and TikTok's token addresses carry the app secret.
logging.getLogger("httpx").setLevel(logging.WARNING)

_LONGEST_PAUSE = 3600.0
_MARGIN = 0.05
_OWN_HEADERS = ((b"user-agent", b"Weft/0.1"), (b"accept-encoding", b"gzip"))
_ACCEPT_JSON = ((b"accept", b"application/json"),)


class Http:
    """Opened once per process by app/resources.py; safe to share between tasks."""

    def __init__(self, transport: httpx.AsyncBaseTransport, limiter: RateLimiter, tls: ssl.SSLContext) -> None:
        self._transport = transport
        self.limiter = limiter
        self._tls = tls
        self._outside: dict[frozenset[str], Http] = {}

    @classmethod
    @asynccontextmanager
    async def open(cls, redis: Redis | None, *, tls: ssl.SSLContext | None = None) -> AsyncIterator["Http"]:
        """Open the pool of connections; close it when the block ends. Without Redis the allowances are per process."""
        tls = tls or ssl.create_default_context()
        http = cls(to_platforms(tls), RateLimiter(redis), tls)
        try:
            yield http
        finally:
            for opened in (*http._outside.values(), http):
                await opened._transport.aclose()

    def outside(self, allowed: frozenset[str]) -> "Http":
        """The door to addresses other people chose: public ones, and `allowed` ("host:port"). Raises NotPublic."""
        if allowed not in self._outside:
            self._outside[allowed] = Http(to_outside(self._tls, allowed), self.limiter, self._tls)
        return self._outside[allowed]

    async def send(self, call: Call) -> Answer:
        """Send and return whatever came back, 4xx and 5xx included. Raises NotExecuted (429 too) or Unknown."""
        return await self.ask(call, _as_it_is)

    async def ask(self, call: Call, read: Callable[[Answer], T]) -> T:
        """Send and return what `read` makes of the answer; `read` raises the kinds of errors.py.

        Certain failures, and unknown ones of idempotent calls, are tried up to 3 times within `call.total_s`, also
        those that `read` raised. What another try would only repeat (an expired token) `read` should return.
        """
        tries = Tries(call)
        try:
            return await self._once(call, read, tries)
        except PlatformError as error:
            if not tries.worth_another(error):
                raise
            pause = tries.pause(1, error)
        # Tenacity's loop costs as much as a fifth of a call: only calls that failed pay it.
        await asyncio.sleep(pause)
        return await tries.again()(self._once, call, read, tries)

    async def _once(self, call: Call, read: Callable[[Answer], T], tries: Tries) -> T:
        await tries.turn(self.limiter)
        started = time.perf_counter()
        status = 0
        try:
            answer = await self._exchange(call, tries.left(), started)
            status = answer.status
            if status == httpx.codes.TOO_MANY_REQUESTS:
                raise await self._too_fast(call, answer)
            result = read(answer)
        except PlatformError as error:
            log.warning(
                "call_failed",
                platform=call.platform,
                call=call.name,
                status=status,
                ms=_ms_since(started),
                kind=type(error).__name__,
                code=error.code,
            )
            raise
        log.info("call", platform=call.platform, call=call.name, status=status, ms=_ms_since(started))
        return result

    async def _exchange(self, call: Call, left: float, started: float) -> Answer:
        """One request and its whole answer, or NotExecuted, or Unknown."""
        if left <= 2 * _MARGIN:
            raise NotExecuted(call.platform, f"{call.name}: no time left to send")
        try:
            async with asyncio.timeout(left):
                response = await self._transport.handle_async_request(_request(call, left))
                try:
                    body = await read_body(response, call.max_bytes)
                finally:
                    await response.aclose()
        except FAILURES as error:
            raise failure(call, error) from None
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers.raw}
        return Answer(call.platform, call.name, response.status_code, headers, body, time.perf_counter() - started)

    async def _too_fast(self, call: Call, answer: Answer) -> NotExecuted:
        """A 429 holds every process off this allowance, for as long as the platform says."""
        held = await self.limiter.pause(call.limit_key, retry_after(answer))
        return NotExecuted(call.platform, f"{call.name}: too many calls", retry_after=held, status=answer.status)


def retry_after(answer: Answer) -> float | None:
    """Seconds named by the Retry-After header; None when absent or not a number (both platforms send seconds)."""
    text = answer.headers.get("retry-after", "").strip()
    return min(float(text), _LONGEST_PAUSE) if text.isascii() and text.isdigit() else None


def _request(call: Call, left: float) -> httpx.Request:
    # Must strike before the deadline does, or a call never sent would count as unknown; aiohttp rounds up above 5 s.
    connect = min(call.connect_s, left - _MARGIN, 5.0)
    timeout = {"connect": connect, "pool": connect, "read": min(call.stall_s, left), "write": left}
    headers = [(name.lower().encode(), value.encode()) for name, value in call.headers]
    if not any(name == b"accept" for name, _ in headers):
        headers += _ACCEPT_JSON
    return httpx.Request(
        call.method,
        f"{call.url}?{urlencode(call.query, quote_via=quote)}" if call.query else call.url,
        headers=[*_OWN_HEADERS, *headers],
        content=call.content or None,
        extensions={"timeout": timeout},
    )


def _ms_since(started: float) -> int:
    return round((time.perf_counter() - started) * 1000)


def _as_it_is(answer: Answer) -> Answer:
    return answer
