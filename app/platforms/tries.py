"""The tries of one call: how long we may still wait, and whether another try is of use."""

import asyncio
import random

import tenacity

from app.platforms.calls import Call
from app.platforms.errors import NotExecuted, NotPublic, TooLarge, Unknown
from app.platforms.rate_limit import RateLimiter

MOST_TRIES = 3
_JITTER = 0.25
_LONGEST_JITTER = 4.0
# A try that starts with less than this before the deadline can only end as "unknown".
_TOO_LATE = 0.25


class Tries:
    """Counts time, not tries. Waiting for a turn moves the deadline; it has its own bound, `call.patience_s`."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._clock = asyncio.get_running_loop().time
        self._ends = self._clock() + call.total_s
        self._patience = call.patience_s

    def left(self) -> float:
        """Seconds until the deadline."""
        return self._ends - self._clock()

    async def turn(self, limiter: RateLimiter) -> None:
        """Wait until the allowance lets this call through. Raises NotExecuted when that takes too long."""
        call = self._call
        if call.limit is None:
            return
        while wait := await limiter.take(call.limit_key, call.limit):
            if wait > self._patience:
                raise NotExecuted(call.platform, f"{call.name}: no turn within our patience", retry_after=wait)
            self._patience -= wait
            self._ends += wait
            await asyncio.sleep(wait)

    def worth_another(self, error: BaseException) -> bool:
        """Whether to try again: certainly not executed, or harmless twice; and time enough."""
        if isinstance(error, NotPublic):
            return False
        if isinstance(error, NotExecuted):
            asked = error.retry_after or 0.0
            return asked <= self._patience and asked + _TOO_LATE < self.left()
        unknown = isinstance(error, Unknown) and not isinstance(error, TooLarge)
        return unknown and self._call.idempotent and self.left() > _TOO_LATE

    def pause(self, failed_tries: int, error: BaseException | None) -> float:
        """Seconds to wait before the next try: what the platform asked for, then full jitter, within the deadline."""
        asked = getattr(error, "retry_after", None) or 0.0
        jitter = random.uniform(0.0, min(_LONGEST_JITTER, _JITTER * 2**failed_tries))
        return float(asked) + min(jitter, max(0.0, (self.left() - asked) / 2))

    def again(self) -> tenacity.AsyncRetrying:
        """The tries after the first, as a tenacity loop."""
        return tenacity.AsyncRetrying(
            stop=tenacity.stop_after_attempt(MOST_TRIES - 1),
            retry=tenacity.retry_if_exception(self.worth_another),
            wait=lambda state: self.pause(
                state.attempt_number + 1, state.outcome.exception() if state.outcome else None
            ),
            reraise=True,
        )
