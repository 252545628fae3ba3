"""The table of jobs and the doorbell. Jobs wake somebody up; what there is to do stands in PostgreSQL."""

import asyncio
import logging
from dataclasses import dataclass

from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError
from saq.job import Job
from saq.queue.redis import RedisQueue

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class JobKind:
    """One kind of doorbell: its lane, and how long one ring may keep a worker busy (seconds)."""

    name: str
    lane: str
    timeout: int


# Lanes have slots of their own, so that a long pull never holds up an order (architecture: Lanes).
LANES = {"orders": 4, "stock": 4, "bulk": 4}

# Then a slot goes to whoever waits: a push or pull of 20,000 must not hold up another tenant's of three.
TURN_SECONDS = 20.0

JOBS = {
    kind.name: kind
    for kind in (
        JobKind("relay_orders", "orders", 120),
        JobKind("sweep_orders", "orders", 300),
        JobKind("follow_orders", "orders", 120),
        JobKind("send_stock", "stock", 120),
        JobKind("drain_inbox", "stock", 60),
        JobKind("run_task", "bulk", 3600),
        JobKind("follow_listings", "bulk", 300),
    )
}


# So many bells in a lane are enough: its workers are behind, and another ring would only make the heap higher.
CROWD = 100


class PatientQueue(RedisQueue):
    """SAQ's queue, except that it waits while Redis is away: SAQ 0.26's own spins at 99 % of a core."""

    _pause = 0.0

    async def dequeue(self, timeout: float = 0.0, poll_interval: float = 0.0) -> Job | None:
        """Take the next job; None after `timeout`, or after a growing pause while Redis does not answer."""
        try:
            job = await super().dequeue(timeout, poll_interval)
        except (RedisConnectionError, RedisTimeoutError, OSError) as error:
            self._pause = min(10.0, max(0.25, self._pause * 1.5))
            log.warning("Redis does not answer (%s), next try in %.1f s", type(error).__name__, self._pause)
            await asyncio.sleep(self._pause)
            return None
        self._pause = 0.0
        return job


class Doorbell:
    """Rings workers. A lost ring costs seconds, never work: the dispatcher rings again for rows that are due."""

    def __init__(self, redis: Redis) -> None:
        self._queues = {lane: PatientQueue(redis, name=lane) for lane in LANES}

    def queue(self, lane: str) -> PatientQueue:
        """The queue of one lane, for its worker."""
        return self._queues[lane]

    async def ring(self, name: str, **arguments: int | str) -> bool:
        """Wake a worker for job `name`. Call it after COMMIT. False when Redis does not answer.

        No `key=`: SAQ keeps a killed worker's job as "active" until its sweep and would swallow the next ring.
        A job that finds nothing to claim ends at once, so a doubled ring costs a query.
        """
        kind = JOBS[name]
        try:
            await self._queues[kind.lane].enqueue(
                Job(function=name, kwargs=dict(arguments), timeout=kind.timeout, heartbeat=0, retries=1, ttl=60)
            )
        except (RedisError, OSError) as error:
            log.warning("could not ring %s: %s", name, type(error).__name__)
            return False
        return True

    async def is_crowded(self, lane: str) -> bool:
        """Whether bells of this lane wait for a free slot. False when Redis does not answer."""
        try:
            return bool(await self._queues[lane].count("queued"))
        except (RedisError, OSError):
            return False

    async def ring_again(self, name: str, **arguments: int | str) -> bool:
        """Ring for what is due still, unless the lane has bells enough to answer. False when it did not ring."""
        try:
            if await self._queues[JOBS[name].lane].count("queued") >= CROWD:
                return False
        except (RedisError, OSError):
            return False
        return await self.ring(name, **arguments)
