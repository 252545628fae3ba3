"""How often something may be tried, counted in Redis by one atomic script, so that any number of processes agree.

Redis away means no try at all (failing closed): its error goes up and becomes the calm 503 page.
"""

import hashlib
import ipaddress
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Request
from redis.asyncio import Redis

from app.domain.words import N_
from app.errors import AppError
from app.web.language import Sentence, worded

# A moving window per key: members are the tries, scored by their time (ms); the member "pause" is scored by its end.
# All keys are looked at before any is counted. Answers {0, tries left at the first key}, or {which key, wait in ms}.
_TRY = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local least = nil
for i, key in ipairs(KEYS) do
  local limit, period = tonumber(ARGV[i * 3 - 1]), tonumber(ARGV[i * 3])
  local pause = redis.call('ZSCORE', key, 'pause')
  if pause and tonumber(pause) > now then return {i, tonumber(pause) - now} end
  if pause then redis.call('DEL', key) end
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now - period)
  if redis.call('ZCARD', key) >= limit then
    local oldest = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
    return {i, tonumber(oldest[2]) + period - now}
  end
end
for i, key in ipairs(KEYS) do
  local limit, period, pause = tonumber(ARGV[i * 3 - 1]), tonumber(ARGV[i * 3]), tonumber(ARGV[i * 3 + 1])
  redis.call('ZADD', key, now, ARGV[1])
  local left = limit - redis.call('ZCARD', key)
  if left <= 0 and pause > 0 then redis.call('ZADD', key, now + pause, 'pause') end
  redis.call('PEXPIRE', key, math.max(period, pause) + 1000)
  least = least or left
end
return {0, least}
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """`most` tries within `seconds`; the last of them begins a pause of `pause` seconds (0: the window moves on)."""

    name: str
    most: int
    seconds: int
    pause: int = 0


SIGN_IN_EMAIL = Limit("sign-in:email", 10, 5 * 60, pause=15 * 60)
SIGN_IN_NETWORK = Limit("sign-in:network", 25, 5 * 60)
SIGN_UP_NETWORK = Limit("sign-up:network", 25, 5 * 60)
RESET_EMAIL = Limit("reset:email", 5, 30 * 60)
RESET_NETWORK = Limit("reset:network", 25, 5 * 60)
LINK_NETWORK = Limit("link:network", 25, 5 * 60)


class TooMany(AppError):
    """Tried too often: `seconds` until the next try."""

    status = 429
    code = "too_many"

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        minutes = math.ceil(seconds / 60)
        one, many = (
            N_("Too many tries. Try again in a minute."),
            N_("Too many tries. Try again in %(minutes)s minutes."),
        )
        super().__init__(one if minutes == 1 else many, params={"minutes": minutes} if minutes != 1 else None)

    @property
    def sentence(self) -> Sentence:
        """What a person reads."""
        return worded(self.message, self.params)


@dataclass(frozen=True, slots=True)
class Try:
    """One counted try: how many are left at the first limit, and where it was counted."""

    token: str
    left: int
    keys: tuple[str, ...]

    async def give_back(self, redis: Redis) -> None:
        """It went well: the first key forgets all tries, the others this one."""
        await redis.delete(self.keys[0])
        for key in self.keys[1:]:
            await redis.zrem(key, self.token)


async def count(redis: Redis, token: str, limits: Sequence[tuple[Limit, str]]) -> Try:
    """Count one try (`token` is unique to it) against every (limit, whose). Raises TooMany, counting nothing."""
    keys = [f"tries:{limit.name}:{hashlib.sha256(whose.encode()).hexdigest()[:32]}" for limit, whose in limits]
    arguments: list[Any] = [token]
    for limit, _ in limits:
        arguments += [limit.most, limit.seconds * 1000, limit.pause * 1000]
    which, number = await redis.eval(_TRY, len(keys), *keys, *arguments)  # type: ignore[misc]
    if which:
        raise TooMany(max(1, math.ceil(number / 1000)))
    return Try(token, number, tuple(keys))


def network_of(request: Request[Any, Any, Any]) -> str:
    """The network a request comes from: an IPv4 address, or the /64 that one IPv6 subscriber has."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((address, 64), strict=False))
    return host
