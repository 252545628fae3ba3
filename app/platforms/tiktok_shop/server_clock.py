"""The time at TikTok: it refuses requests more than 30 s ahead of it or 5 min behind, so our clock is corrected."""

import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime

import structlog

log = structlog.get_logger("weft.platforms")

# The Date header has whole seconds and answers take time: less than this is no error of the clock.
_NOISE_S = 5.0
_WARN_S = 20.0


class ServerClock:
    """Learns from each answer's Date header how far our clock is off. `local` gives Unix seconds."""

    def __init__(self, local: Callable[[], float] = time.time) -> None:
        self._local = local
        self._skew = 0.0

    def now(self) -> int:
        """Unix seconds as TikTok counts them."""
        return int(self._local() + self._skew)

    def learn(self, date: str) -> None:
        """Take in a Date header; anything that is none is ignored."""
        try:
            there = parsedate_to_datetime(date).timestamp()
        except (ValueError, TypeError, OverflowError):
            return
        skew = there - self._local()
        skew = skew if abs(skew) > _NOISE_S else 0.0
        if abs(skew) > _WARN_S and abs(skew - self._skew) > _NOISE_S:
            log.warning("clock_off", seconds=round(-skew))
        self._skew = skew
