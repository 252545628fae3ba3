"""600 calls a minute and token, and the long block for going on regardless (rest-api README, “Rate limits”)."""

from __future__ import annotations

import math
from dataclasses import dataclass

WINDOW = 60.0  # seconds
REFUSALS = 20  # calls a minute with a blocked or invalid token before the long block
LONG_BLOCK = 300.0  # seconds; Ecwid only says “much longer”


@dataclass
class _Minute:
    began: float
    calls: int = 0
    refused: int = 0
    blocked_until: float = 0.0


class RateLimit:
    """Counts per token. The block per IP address is left out: every caller of a rehearsal has the same one."""

    def __init__(self, calls_per_minute: int) -> None:
        self.calls_per_minute = calls_per_minute
        self._minutes: dict[str, _Minute] = {}

    def take(self, token: str, now: float) -> int | None:
        """Count one call. None: go ahead; else whole seconds for Retry-After."""
        minute = self._minute(token, now)
        if now < minute.blocked_until:
            return math.ceil(minute.blocked_until - now)
        minute.calls += 1
        if minute.calls <= self.calls_per_minute:
            return None
        self._refuse(minute, now)
        return max(1, math.ceil(max(minute.began + WINDOW, minute.blocked_until) - now))

    def take_invalid(self, token: str, now: float) -> int | None:
        """Count one call with a dead token. None: answer 403; else it is blocked for so many seconds."""
        minute = self._minute(token, now)
        if now < minute.blocked_until:
            return math.ceil(minute.blocked_until - now)
        self._refuse(minute, now)
        return None

    def _refuse(self, minute: _Minute, now: float) -> None:
        minute.refused += 1
        if minute.refused > REFUSALS:
            minute.blocked_until = now + LONG_BLOCK

    def _minute(self, token: str, now: float) -> _Minute:
        minute = self._minutes.get(token)
        if minute is None or now >= max(minute.began + WINDOW, minute.blocked_until):
            minute = self._minutes[token] = _Minute(now)
        return minute
