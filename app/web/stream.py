"""Server-sent events: "look again" from Redis, the present state from the row, the same fragment the page is made of.

Any reconnect, and any second tab, begins with the present state.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

from litestar import Request
from litestar.response import Stream
from litestar.response.sse import ServerSentEventMessage
from redis.exceptions import RedisError

from app.web import sessions
from app.web.visitor import known_visitor, visitor_of
from app.web.watchers import Watcher, Watchers, person_topic

log = logging.getLogger(__name__)

Render = Callable[[], Awaitable[tuple[str, bool]]]
"""Reads the row again; answers the fragment and whether there is nothing more to come."""

APART = 0.25  # seconds between two fragments: at most 4 a second
# Milliseconds, htmx' reconnectDelay. A session with too many streams gets the present state and comes again later.
COME_AGAIN, COME_AGAIN_LATER = 500, 15_000
AFTER_TROUBLE = 3.0
DONE = "done"

# For the handlers of streams: `@get(path, opt=STREAM)`.
STREAM = {"stream": True, "no_compress": True}


def watch(request: Request[Any, Any, Any], topics: list[str], render: Render) -> Stream:
    """The answer of a stream's handler: `render` now, and again whenever one of `topics` was announced.

    Unnamed messages carry the fragment (htmx swaps them); the event "done" ends the stream (`hx-sse:close="done"`).
    """
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Stream(_messages(request, topics, render), media_type="text/event-stream", headers=headers)


async def _messages(request: Request[Any, Any, Any], topics: list[str], render: Render) -> AsyncIterator[bytes]:
    watchers: Watchers = request.app.state.watchers
    visitor, session = known_visitor(request), sessions.id_of(request)
    if visitor is None:
        return
    crowded = watchers.crowded(session)
    keys = [f"{visitor.account_id} {topic}" for topic in [*topics, person_topic(visitor.person_id)]]
    with watchers.watching(session, keys) as watcher:
        numbers = _numbers(request)
        shown: str | None = None
        while not watchers.closing:
            watcher.changed.clear()
            try:
                if not await _welcome(request):
                    return
                text, finished = await render()
            except Exception:
                # The browser comes again and finds out; not at once, or a broken row would keep both busy.
                log.exception("a stream ended")
                await asyncio.sleep(AFTER_TROUBLE)
                return
            if text != shown:
                shown = text
                yield _message(text, next(numbers), COME_AGAIN_LATER if crowded else COME_AGAIN)
            if finished:
                yield ServerSentEventMessage(data=DONE, event=DONE).encode()
            if finished or crowded:
                return
            async for comment in _quiet(watchers, watcher):
                yield comment


async def _quiet(watchers: Watchers, watcher: Watcher) -> AsyncIterator[bytes]:
    """Until something changes; not before APART is over, and a sign of life when nothing did for long.

    After that the row is read again in any case: an announcement may have been lost.
    """
    if not watchers.closing:
        await asyncio.sleep(APART)
    try:
        async with asyncio.timeout(watchers.heartbeat):
            await watcher.changed.wait()
    except TimeoutError:
        yield ServerSentEventMessage(data=None, comment="still here").encode()


def _message(text: str, number: int, retry: int) -> bytes:
    return ServerSentEventMessage(data=text, id=number, retry=retry).encode()


def _numbers(request: Request[Any, Any, Any]) -> Iterator[int]:
    """Ids that only grow, across reconnects and processes: the clock, but never below what the browser saw last."""
    seen = request.headers.get("last-event-id", "")
    last = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 19 else 0
    while True:
        last = max(last + 1, int(request.app.state.resources.now().timestamp() * 1000))
        yield last


async def _welcome(request: Request[Any, Any, Any]) -> bool:
    """Whether this browser is still signed in. Redis away is no reason to send anybody out: the database answers."""
    if await visitor_of(request) is None:
        return False
    try:
        return await sessions.is_alive(request)
    except RedisError:
        return True
