"""Who descends from a process: from /proc where there is one (slim images have no `ps`), else by `ps` (macOS)."""

# ruff: noqa: S607 - `ps` is wherever this system keeps it
from __future__ import annotations

import contextlib
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True)
class Row:
    parent: int
    owner: int
    command: str


def descendants(ancestor: int) -> dict[int, Row]:
    """The living children of a process, their children and so on."""
    living = processes()
    found: dict[int, Row] = {}
    ring = {ancestor}
    while ring:
        ring = {pid for pid, row in living.items() if row.parent in ring} - set(found)
        found |= {pid: living[pid] for pid in ring}
    return found


def survivors(pids: set[int], within: float = 10.0) -> set[int]:
    """Those that still run after up to `within` seconds; empty as soon as all are gone."""
    deadline = time.monotonic() + within
    while (left := pids & set(processes())) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left


def processes() -> dict[int, Row]:
    """Every process that has not ended (a zombie has)."""
    return _from_proc() if (PROC / "self" / "stat").exists() else _from_ps()


def _from_proc() -> dict[int, Row]:
    found = {}
    for folder in PROC.iterdir():
        if folder.name.isdecimal():
            with contextlib.suppress(OSError):  # it may end while we look
                state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                owner = (folder / "status").read_text().partition("\nUid:")[2].split()[0]
                if state != "Z":
                    found[int(folder.name)] = Row(int(parent), int(owner), command)
    return found


def _from_ps() -> dict[int, Row]:
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,uid=,stat=,args="], capture_output=True, text=True, check=True
    )
    rows = [line.split(maxsplit=4) for line in listed.stdout.splitlines()]
    return {int(row[0]): Row(int(row[1]), int(row[2]), row[-1]) for row in rows if not row[3].startswith("Z")}
