"""When to start again what ended by itself: soon at first, then less and less often."""

from __future__ import annotations

import signal
from dataclasses import dataclass

LONGEST = 30.0  # seconds between two attempts
HEALTHY_AFTER = 60.0  # seconds alive; then the next end counts as the first


@dataclass
class Restarts:
    """Of one service. All times are seconds on the caller's monotonic clock."""

    started: float
    failures: int = 0
    due: float | None = None

    def ended(self, now: float) -> float:
        """Note an end; answers the seconds until the next attempt: 1, 2, 4 … 30."""
        self.failures = 1 if now - self.started > HEALTHY_AFTER else self.failures + 1
        delay = min(LONGEST, 2.0 ** (self.failures - 1))
        self.due = now + delay
        return delay

    def begun(self, now: float) -> None:
        self.started, self.due = now, None


def how(code: int) -> str:
    """An exit code in words."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
