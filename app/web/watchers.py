"""The open streams of this process: one Redis subscription, fanned out to whoever watches a topic.

A stream holds nothing but a flag that something changed, so a slow reader costs no memory.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

from redis.asyncio import Redis
from redis.exceptions import RedisError

from app import events

log = logging.getLogger(__name__)

HEARTBEAT = 15.0  # seconds
MOST_STREAMS = 6  # per session


def person_topic(person_id: int) -> str:
    """Somebody signed out or got a new password: their streams look whether they are still welcome."""
    return f"person:{person_id}"


@dataclass(eq=False, slots=True)
class Watcher:
    """One open stream. `changed` is set when any of its topics was announced."""

    session: str
    changed: asyncio.Event = field(default_factory=asyncio.Event)


class Watchers:
    """All open streams of this process."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self.heartbeat = HEARTBEAT
        self._by_topic: dict[str, set[Watcher]] = {}
        self._open: set[Watcher] = set()
        self.closing = False

    @classmethod
    @contextlib.asynccontextmanager
    async def following(cls, redis: Redis) -> AsyncIterator["Watchers"]:
        """Follow the channel inside the block."""
        watchers = cls(redis)
        task = asyncio.create_task(watchers._follow(), name="watchers")
        try:
            yield watchers
        finally:
            watchers.close()
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def close(self) -> None:
        """End every stream now (the process is asked to stop); browsers come again and find another one."""
        self.closing = True
        self._wake_all()

    @property
    def count(self) -> int:
        """How many streams are open."""
        return len(self._open)

    def crowded(self, session: str) -> bool:
        """Whether this session has all the streams it may have."""
        return sum(watcher.session == session for watcher in self._open) >= MOST_STREAMS

    @contextlib.contextmanager
    def watching(self, session: str, keys: list[str]) -> Iterator[Watcher]:
        """Be told about these "account topic" keys inside the block."""
        watcher = Watcher(session)
        self._open.add(watcher)
        for key in keys:
            self._by_topic.setdefault(key, set()).add(watcher)
        try:
            yield watcher
        finally:
            self._open.discard(watcher)
            for key in keys:
                self._by_topic[key].discard(watcher)
                if not self._by_topic[key]:
                    del self._by_topic[key]

    def _wake_all(self) -> None:
        for watcher in self._open:
            watcher.changed.set()

    async def _follow(self) -> None:
        while True:
            try:
                async with self._redis.pubsub(ignore_subscribe_messages=True) as channel:
                    await channel.subscribe(events.CHANNEL)
                    self._wake_all()  # whatever was announced while nobody listened
                    while True:
                        message = await channel.get_message(timeout=5.0)
                        if message:
                            for watcher in self._by_topic.get(message["data"].decode(), ()):
                                watcher.changed.set()
            except (RedisError, OSError) as error:
                log.warning("announcements stopped: %s", type(error).__name__)
                await asyncio.sleep(1.0)
