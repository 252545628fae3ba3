"""Somebody who looks at the clock: what falls due by itself is done in time, also while nobody calls."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.tiktok_shop.shop import TikTokShop

LONGEST_SLEEP = 0.5  # seconds; the clock may be moved meanwhile


class Alarm:
    """`settle` does everything that is due, `due` tells when the next thing will be (shop's clock), None: nothing."""

    def __init__(self, owner: TikTokShop, settle: Callable[[], None], due: Callable[[], float | None]) -> None:
        self._owner, self._settle, self._due = owner, settle, due
        self._timer: asyncio.TimerHandle | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def arm(self) -> None:
        """Make sure that somebody looks again in time, if a loop is running."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        due = self._due()
        waiting = self._loop is loop and self._timer and not self._timer.cancelled()
        if due is not None and not waiting:
            self._loop = loop
            wait = min(max(due - self._owner.now(), 0.01), LONGEST_SLEEP)
            self._timer = loop.call_later(wait, self._look)

    def _look(self) -> None:
        self._timer = None
        if self._owner.world.tiktok is self._owner:  # after a reset the old shop acts no more
            self._settle()
            self.arm()
