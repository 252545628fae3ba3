"""Who descends from a process, by `ps`, which Linux and macOS both have."""

# ruff: noqa: S603, S607 - `ps` is wherever this system keeps it
from __future__ import annotations

import os
import subprocess
import time


def descendants(ancestor: int) -> set[int]:
    """The living children of a process, their children and so on."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,stat="], capture_output=True, text=True, check=True)
    rows = [line.split() for line in listed.stdout.splitlines()]
    parents = {int(pid): int(parent) for pid, parent, state in rows if not state.startswith("Z")}
    found: set[int] = set()
    ring = {ancestor}
    while ring:
        ring = {pid for pid, parent in parents.items() if parent in ring} - found
        found |= ring
    return found


def survivors(pids: set[int], within: float = 10.0) -> set[int]:
    """Those that still run after up to `within` seconds; empty as soon as all are gone."""
    deadline = time.monotonic() + within
    while (left := {pid for pid in pids if _runs(pid)}) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith("Z")
