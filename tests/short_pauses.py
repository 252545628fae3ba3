"""Calls that failed are tried again at once: as often and as carefully as ever, without the pauses in between."""

import pytest

from app.platforms import http
from app.platforms.calls import Answer
from app.platforms.errors import NotExecuted
from app.platforms.tries import Tries

SHORTER = 20


def shorten_pauses(patch: pytest.MonkeyPatch) -> None:
    """For tests about what comes of failures, not about how long somebody waits (tests/platforms/test_http.py)."""
    pause, retry_after = Tries.pause, http.retry_after

    def short_pause(tries: Tries, failed_tries: int, error: BaseException | None) -> float:
        asked = (error.retry_after or 0.0) if isinstance(error, NotExecuted) else 0.0
        return asked + (pause(tries, failed_tries, error) - asked) / SHORTER

    def short_retry_after(answer: Answer) -> float | None:
        asked = retry_after(answer)
        return None if asked is None else asked / SHORTER

    patch.setattr(Tries, "pause", short_pause)
    patch.setattr(http, "retry_after", short_retry_after)
