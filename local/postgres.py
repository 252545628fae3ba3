"""PostgreSQL 18 from its wheel: nothing installed, no network port, one data folder."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

from local import processes
from local.account import hand_over, server_account, way_in
from local.binaries import copy_for_others, postgres_home, reachable_by_others
from local.cluster import ENVIRONMENT, clear_stale_pid, create_cluster, has_cluster
from local.logs import last_line
from local.problems import Problem
from local.processes import User
from local.scratch import make_scratch, remove_scratch

READY_WITHIN = 60.0  # seconds; recovery after a power cut may take a while
STOP_WITHIN = 8.0
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "64MB",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


@dataclass
class Postgres:
    """A server on a Unix socket, with one database named ``database``, empty at first.

    ``data`` is created when missing. ``durable=False`` trades safety against power cuts for speed (tests). Run as root,
    PostgreSQL itself runs as the owner of ``data``, or as ``nobody`` when the folder is new.
    """

    data: Path
    durable: bool = True
    database: str = "weft"
    settings: Mapping[str, str] = field(default_factory=dict)
    log: Path | None = None
    title: str = "PostgreSQL"
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False, repr=False)
    _scratch: Path | None = field(default=None, init=False, repr=False)
    _programs: Path = field(default=Path(), init=False, repr=False)

    @property
    def dsn(self) -> str:
        """``postgresql://postgres@/weft?host=<socket folder>``: valid once started, and across restarts."""
        if self._scratch is None:
            raise RuntimeError("PostgreSQL has not been started")
        return f"postgresql://postgres@/{self.database}?host={quote(str(self._scratch / 's'))}"

    url = dsn

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> Postgres:
        """Create the data when there is none, start, and wait until connections are accepted. Raises Problem.

        Started again after it ended by itself, the server keeps its address, even when an attempt fails.
        """
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
        self.data = self.data.absolute()
        self.data.parent.mkdir(parents=True, exist_ok=True)
        account = server_account(self.data)
        scratch = self._scratch = self._scratch or self._prepare_scratch(account)
        if not has_cluster(self.data, account):
            create_cluster(self.data, self.database, self._programs, account, sync=self.durable)
        clear_stale_pid(self.data)
        settings = {**SETTINGS, "unix_socket_directories": str(scratch / "s")}
        settings |= ({} if self.durable else FORGETFUL) | dict(self.settings)
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        self.log = self.log or self.data.with_name(f"{self.data.name}.log")
        with way_in(self.data, account) as (path, doors), self.log.open("ab") as log:
            command: list[str | Path] = [self._programs / "postgres", "-D", path, *options]
            self._process = processes.start(
                command, log=log, env=ENVIRONMENT, user=account, orphaned=signal.SIGINT, pass_fds=doors
            )
        self._wait_until_ready(self._process, self.log)

    def poll(self) -> int | None:
        """The exit code once the server has ended, as in subprocess."""
        return self._process.poll() if self._process else None

    def stop(self) -> None:
        """Fast shutdown: clients are cut off, nothing committed is lost. Harmless when not running."""
        self._end()
        if self._scratch is not None:
            remove_scratch(self._scratch, self._record)
            self._scratch = None

    def _end(self) -> None:
        if self._process is not None:
            processes.ask(self._process, signal.SIGINT)  # SIGTERM would wait for clients to leave
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_WITHIN)
            processes.stop(self._process, signal.SIGQUIT, 2.0)
            self._process = None

    def __enter__(self) -> Postgres:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    @property
    def _record(self) -> Path:
        return self.data.with_name(f"{self.data.name}.scratch")

    def _prepare_scratch(self, account: User | None) -> Path:
        """Socket folder, and for ``nobody`` the programs too when they lie below a closed folder such as /root."""
        scratch = make_scratch(self._record)
        home = postgres_home()
        (scratch / "s").mkdir(mode=0o700)
        hand_over(scratch / "s", account)
        if account is not None:
            scratch.chmod(0o711)
            if not reachable_by_others(home / "bin" / "postgres"):
                home = copy_for_others(home, scratch / "p")
        self._programs = home / "bin"
        return scratch

    def _wait_until_ready(self, process: subprocess.Popen[bytes], log: Path) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while not _says_ready(self.data / "postmaster.pid", process.pid):
            if process.poll() is not None or time.monotonic() > deadline:
                raise Problem(f"PostgreSQL did not start; its log {log} ends with: {last_line(log)}")
            time.sleep(0.01)


def _says_ready(pid_file: Path, pid: int) -> bool:
    """The eighth line of postmaster.pid is the server's state (PostgreSQL source, miscadmin.h)."""
    with contextlib.suppress(OSError, IndexError, ValueError):
        lines = pid_file.read_text().splitlines()
        return int(lines[0]) == pid and lines[7].strip() == "ready"
    return False
