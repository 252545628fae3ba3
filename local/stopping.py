"""The wish to stop: Ctrl-C, SIGTERM or a closed terminal, noticed at once wherever the launcher waits."""

from __future__ import annotations

import contextlib
import os
import select
import signal
from collections.abc import Iterator
from types import FrameType

WISHES = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """Somebody asked the launcher to stop."""


class StopWish:
    """Counts the wishes; ``wait`` ends early when one arrives or when a child ends (SIGCHLD)."""

    def __init__(self) -> None:
        self.times = 0
        self._read, self._write = os.pipe()
        os.set_blocking(self._read, False)
        os.set_blocking(self._write, False)

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Handle the signals inside the block. In the main thread only."""
        numbers = [*WISHES, signal.SIGCHLD]
        if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:  # nohup: stay when the terminal closes
            numbers.remove(signal.SIGHUP)
        before = {number: signal.signal(number, self._noticed) for number in numbers}
        waker = signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(waker)
            for number, handler in before.items():
                signal.signal(number, handler)
            os.close(self._read)
            os.close(self._write)

    def wait(self, seconds: float) -> None:
        """Raises Stopped as soon as somebody asks."""
        self.pause(0 if self.times else seconds)
        if self.times:
            raise Stopped

    def pause(self, seconds: float) -> None:
        """Wait for any signal of ours, at most ``seconds``."""
        select.select([self._read], [], [], max(0.0, seconds))
        with contextlib.suppress(BlockingIOError):
            os.read(self._read, 1024)

    def _noticed(self, number: int, _frame: FrameType | None) -> None:
        if number in WISHES:
            self.times += 1
