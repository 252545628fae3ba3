"""Calls allowed per platform, shop and API, counted in Redis so that all processes share one allowance."""

import asyncio
from collections import deque
from dataclasses import dataclass

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

log = structlog.get_logger("weft.platforms")

# The last moments at which a call was let through, oldest first: O(1) a call, exact for every window, and about 11
# bytes a call. A bucket that refills (GCRA) would let twice the allowance into one minute, or half of it into the
# first; the platforms count per window. Redis' own clock, so that the processes' clocks do not matter.
_TAKE = """
local paused = redis.call('PTTL', KEYS[2])
if paused > 0 then return {0, paused} end
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local allowed, kept, window, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local granted, wait = 0, 0
while granted < wanted do
  local oldest = redis.call('LINDEX', KEYS[1], -allowed)
  if oldest and oldest + window > now then wait = oldest + window - now break end
  if redis.call('RPUSH', KEYS[1], now) > kept then redis.call('LPOP', KEYS[1]) end
  granted = granted + 1
end
redis.call('PEXPIRE', KEYS[1], window)
return {granted, wait}
"""

_USED = """
local t = redis.call('TIME')
local last = redis.call('LINDEX', KEYS[1], -tonumber(ARGV[1]))
if last and last + tonumber(ARGV[2]) > t[1] * 1000 + math.floor(t[2] / 1000) then return 1 end
return 0
"""

# Without a Retry-After the pause doubles with every refusal in a row. A longer pause is never shortened.
_PAUSE = """
local ms = tonumber(ARGV[1])
local times = redis.call('INCR', KEYS[2])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
if ms < 0 then ms = math.min(500 * 2 ^ (times - 1), 30000) end
if ms > redis.call('PTTL', KEYS[1]) then redis.call('SET', KEYS[1], '1', 'PX', math.max(1, math.ceil(ms))) end
return math.ceil(ms)
"""

# While Redis is away each process keeps to a quarter of the allowance: web, two workers and a spare.
PROCESSES = 4
# How long a refusal counts as recent: for the doubling of pauses, and for `refused_lately`.
REFUSALS_REMEMBERED = 300.0
REDIS_ANSWERS_WITHIN = 1.0
REDIS_RETRY_AFTER = 5.0


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `calls` in any `seconds`; the last `spare` of them are left to callers whose limit has none.

    Give a window slightly longer than the platform's: calls do not arrive evenly spaced as they left.
    """

    calls: int
    seconds: float
    spare: int = 0


class RateLimiter:
    """Asks for turns. Nothing here sleeps for the allowance: the caller waits, and asks again."""

    def __init__(self, redis: Redis | None, *, ask_again_after: float = REDIS_RETRY_AFTER) -> None:
        self._ask_again_after = ask_again_after
        self._redis = redis
        self._take = redis.register_script(_TAKE) if redis else None
        self._used = redis.register_script(_USED) if redis else None
        self._pause = redis.register_script(_PAUSE) if redis else None
        self._away_until = 0.0
        self._asking: dict[tuple[str, Limit], list[asyncio.Future[float]]] = {}
        self._rounds: set[asyncio.Task[None]] = set()
        self._local_calls: dict[str, deque[float]] = {}
        self._local_pauses: dict[str, float] = {}
        self._local_refusals: dict[str, float] = {}

    async def take(self, key: str, limit: Limit) -> float:
        """Take a turn: 0.0 means go now, else the seconds after which to ask again."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        paused = self._local_pauses.get(key, 0.0) - now
        if paused > 0:
            return paused
        if self._take is None or now < self._away_until:
            return self._take_locally(key, limit, now)
        turn: asyncio.Future[float] = loop.create_future()
        waiting = self._asking.get((key, limit))
        if waiting is None:
            self._asking[key, limit] = [turn]
            task = loop.create_task(self._round(key, limit))
            self._rounds.add(task)
            task.add_done_callback(self._rounds.discard)
        else:
            waiting.append(turn)
        return await turn

    async def _round(self, key: str, limit: Limit) -> None:
        """One question to Redis for everybody who asked since the last one: a third of a call's cost is saved."""
        waiting: list[asyncio.Future[float]] = []
        try:
            while waiting := self._asking[key, limit]:
                self._asking[key, limit] = []
                granted, wait = await self._ask_redis(key, limit, len(waiting))
                for place, turn in enumerate(waiting):
                    if not turn.done():
                        turn.set_result(0.0 if place < granted else wait)
        finally:
            for turn in waiting + self._asking.pop((key, limit)):
                turn.cancel()  # does nothing to those answered; nobody waits for a round that died

    async def _ask_redis(self, key: str, limit: Limit, wanted: int) -> tuple[int, float]:
        now = asyncio.get_running_loop().time()
        if self._take is not None and now >= self._away_until:
            try:
                async with asyncio.timeout(REDIS_ANSWERS_WITHIN):
                    granted, wait = await self._take(
                        keys=[f"rate:{{{key}}}", f"rate-pause:{{{key}}}"],
                        args=[limit.calls - limit.spare, limit.calls, int(limit.seconds * 1000), wanted],
                    )
                return int(granted), max(int(wait), 1) / 1000
            except (RedisError, OSError, TimeoutError) as error:
                self._redis_is_away(now, error)
        for granted in range(wanted):
            if wait := self._take_locally(key, limit, now):
                return granted, wait
        return wanted, 0.0

    async def pause(self, key: str, seconds: float | None) -> float:
        """Hold every process off `key` for `seconds`, or, not knowing them, for longer each time. Returns seconds."""
        now = asyncio.get_running_loop().time()
        held = 1.0 if seconds is None else seconds
        if self._pause is not None and now >= self._away_until:
            try:
                async with asyncio.timeout(REDIS_ANSWERS_WITHIN):
                    ms = await self._pause(
                        keys=[f"rate-pause:{{{key}}}", f"rate-refusals:{{{key}}}"],
                        args=[-1 if seconds is None else int(seconds * 1000), int(REFUSALS_REMEMBERED * 1000)],
                    )
                held = int(ms) / 1000
            except (RedisError, OSError, TimeoutError) as error:
                self._redis_is_away(now, error)
        self._local_pauses[key] = max(self._local_pauses.get(key, 0.0), now + held)
        self._local_refusals[key] = now
        return held

    async def refused_lately(self, key: str) -> bool:
        """Whether any process was told in the last minutes that it calls `key` too often."""
        now = asyncio.get_running_loop().time()
        if now - self._local_refusals.get(key, -REFUSALS_REMEMBERED) < REFUSALS_REMEMBERED:
            return True
        if self._redis is not None and now >= self._away_until:
            try:
                async with asyncio.timeout(REDIS_ANSWERS_WITHIN):
                    return bool(await self._redis.exists(f"rate-refusals:{{{key}}}"))
            except (RedisError, OSError, TimeoutError) as error:
                self._redis_is_away(now, error)
        return False

    async def has_used(self, key: str, limit: Limit, calls: int) -> bool:
        """Whether all processes together made `calls` calls or more in the last window."""
        now = asyncio.get_running_loop().time()
        if self._used is not None and now >= self._away_until:
            try:
                async with asyncio.timeout(REDIS_ANSWERS_WITHIN):
                    return bool(await self._used(keys=[f"rate:{{{key}}}"], args=[calls, int(limit.seconds * 1000)]))
            except (RedisError, OSError, TimeoutError) as error:
                self._redis_is_away(now, error)
        recent = [at for at in self._local_calls.get(key, ()) if at + limit.seconds > now]
        return len(recent) >= calls // PROCESSES

    def _take_locally(self, key: str, limit: Limit, now: float) -> float:
        calls = self._local_calls.setdefault(key, deque())
        while calls and calls[0] + limit.seconds <= now:
            calls.popleft()
        if len(calls) >= max(1, (limit.calls - limit.spare) // PROCESSES):
            return calls[0] + limit.seconds - now
        calls.append(now)
        return 0.0

    def _redis_is_away(self, now: float, error: Exception) -> None:
        # Asking a dead Redis before every call would cost a time-out each.
        self._away_until = now + self._ask_again_after
        log.warning("rate_limit_local", reason=type(error).__name__, for_seconds=self._ask_again_after)
