"""Child processes that never outlive us.

Each child leads its own session, so that Ctrl-C reaches the launcher alone and the launcher stops the others in order.
On Linux the kernel ends a child when its parent dies (``child.py``); elsewhere a watchdog does (``watchdog.py``).
Start children from the main thread: Linux counts the death of the *thread* that started them.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

HERE = Path(__file__).resolve().parent
PYTHON = (sys.executable, "-I", "-S")  # no site-packages: the step through child.py costs about 15 ms
kernel_ends_children = sys.platform == "linux"
_watchdog: subprocess.Popen[str] | None = None


@dataclass(frozen=True)
class User:
    """Whom a child runs as."""

    uid: int
    gid: int


def start(
    program: Sequence[str | os.PathLike[str]],
    *,
    log: IO[bytes] | int | None,
    env: Mapping[str, str] | None = None,
    cwd: Path | str = "/",
    user: User | None = None,
    orphaned: signal.Signals = signal.SIGKILL,
    input: int = subprocess.DEVNULL,  # noqa: A002 - named as in subprocess
    pass_fds: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start ``program`` in a session of its own; it receives ``orphaned`` if we die without stopping it."""
    uid, gid = (user.uid, user.gid) if user else (-1, -1)
    death = int(orphaned) if kernel_ends_children else 0
    step: list[str | os.PathLike[str]] = [*PYTHON, HERE / "child.py"]
    step += [str(os.getpid()), str(death), str(uid), str(gid), "--"]
    process = subprocess.Popen(
        [*step, *program],
        stdin=input,
        stdout=log,
        stderr=subprocess.STDOUT,
        env=env,
        cwd=cwd,
        start_new_session=True,
        pass_fds=pass_fds,
    )
    if not kernel_ends_children:
        _tell_watchdog(f"+{process.pid} {int(orphaned)}\n")
    return process


def stop(process: subprocess.Popen[bytes], wish: signal.Signals, seconds: float) -> None:
    """Ask with ``wish``, wait up to ``seconds``, then insist."""
    ask(process, wish)
    finish(process, seconds)


def ask(process: subprocess.Popen[bytes], wish: signal.Signals) -> None:
    if process.poll() is None:
        process.send_signal(wish)


def finish(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Wait for a process that was asked to stop; after ``seconds`` kill it and whatever it started."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(max(0.0, seconds))
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if not kernel_ends_children:
        _tell_watchdog(f"-{process.pid}\n")


def _tell_watchdog(line: str) -> None:
    global _watchdog  # one for all children of this process
    if _watchdog is None or _watchdog.poll() is not None:
        _watchdog = subprocess.Popen(
            [*PYTHON, HERE / "watchdog.py"], stdin=subprocess.PIPE, text=True, start_new_session=True
        )
        atexit.register(_watchdog.communicate)  # the end of its input is its goodbye
    if _watchdog.stdin:
        _watchdog.stdin.write(line)
        _watchdog.stdin.flush()
