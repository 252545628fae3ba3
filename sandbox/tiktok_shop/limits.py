"""How many calls a shop may make: per endpoint and second, and per hour for a sandbox shop (platform-facts T2)."""

from __future__ import annotations

import time
from collections import defaultdict, deque


class CallLimits:
    """Sliding windows on real time, so that a clock moved by the panel does not matter."""

    def __init__(self) -> None:
        self._seconds: dict[str, deque[float]] = defaultdict(deque)
        self._hours: dict[str, deque[float]] = defaultdict(deque)

    def too_many(self, endpoint: str, shop_id: str, per_second: int, per_hour: int) -> int:
        """Count a call. 0 when it is allowed, else the code that refuses it. A limit of 0 does not limit."""
        now = time.monotonic()
        if per_hour and not _room(self._hours[shop_id], now - 3600, per_hour):
            return 36009037
        if per_second:
            calls = self._seconds[f"{shop_id} {endpoint}"]
            if not _room(calls, now - 1, per_second):
                return 36009002
            calls.append(now)
        if per_hour:
            self._hours[shop_id].append(now)
        return 0


def _room(calls: deque[float], since: float, limit: int) -> bool:
    while calls and calls[0] <= since:
        calls.popleft()
    return len(calls) < limit
