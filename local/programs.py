"""One program of Weft's as a child process, with its log."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from local import processes
from local.logs import trim


class Service(Protocol):
    """What the supervisor keeps alive: a server or a program."""

    title: str
    log: Path | None

    def start(self) -> object: ...

    def poll(self) -> int | None: ...


@dataclass
class Program:
    """``command`` in ``folder``; its output is added to ``log``, or shown to the person without one."""

    title: str
    command: Sequence[str]
    env: Mapping[str, str]
    folder: Path
    log: Path | None
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False, repr=False)

    def start(self) -> Program:
        if self._process is not None:
            processes.finish(self._process, 0)
        if self.log is None:
            self._process = processes.start(self.command, log=None, env=self.env, cwd=self.folder)
            return self
        trim(self.log)
        with self.log.open("ab") as log:
            log.write(f"\n-- {time.strftime('%Y-%m-%d %H:%M:%S')} {' '.join(self.command[1:])}\n".encode())
            log.flush()
            self._process = processes.start(self.command, log=log, env=self.env, cwd=self.folder)
        return self

    def poll(self) -> int | None:
        """None while it runs, its exit code once it has ended."""
        return self._process.poll() if self._process else None

    def ask(self) -> None:
        """SIGTERM: finish what is at hand, then go."""
        if self._process is not None:
            processes.ask(self._process, signal.SIGTERM)

    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def finish(self) -> None:
        """Kill it if it still runs."""
        if self._process is not None:
            processes.finish(self._process, 0)
            self._process = None
