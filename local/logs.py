"""The children's log files: one each, bounded, and their last words."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

LARGEST = 5_000_000  # bytes; then the file begins anew and the old one is kept as .1


def last_line(log: Path) -> str:
    """The last line that says anything, for an error sentence; a dash when there is none."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - 4000))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        return "–"
    return next((line.strip()[:300] for line in reversed(lines) if line.strip()), "–")


def trim(log: Path, largest: int = LARGEST) -> None:
    """Copy a log that has grown too long to ``<name>.1`` and empty it. Its writer goes on: it appends."""
    if log.exists() and log.stat().st_size > largest:
        shutil.copyfile(log, log.with_name(f"{log.name}.1"))
        os.truncate(log, 0)
