"""What happened: every call a shop answered and every webhook it tried to deliver, newest last, bounded."""

from __future__ import annotations

from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

KEPT = 2_000


@dataclass(frozen=True)
class Call:
    """One HTTP call a shop received. `at` unix seconds of the shop's clock, `ms` how long the answer took.

    `path` is without its query (tokens may stand there). `status` 0 = the connection was dropped.
    """

    at: float
    platform: str
    method: str
    path: str
    status: int
    ms: float
    fault: str = ""


class Journal:
    def __init__(self) -> None:
        self.calls: deque[Call] = deque(maxlen=KEPT)
        self.total = 0

    def note(self, call: Call) -> None:
        self.total += 1
        self.calls.append(call)

    def of(self, platform: str, part: str = "") -> list[Call]:
        """Calls of one platform whose "METHOD /path" contains `part`, oldest first."""
        return [c for c in self.calls if c.platform == platform and part in f"{c.method} {c.path}"]

    def rows(self, limit: int = 200) -> list[dict[str, Any]]:
        return [asdict(c) for c in list(self.calls)[-limit:]]

    def clear(self) -> None:
        self.calls.clear()
        self.total = 0
