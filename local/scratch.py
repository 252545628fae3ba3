"""A short-lived folder with a short name for sockets, outside the data folder.

A socket's path may have 107 bytes (103 on macOS), which a deep checkout exceeds. A killed launcher leaves its folder
behind, so its name is written down and the next start removes it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from local.binaries import reachable_by_others
from local.problems import Problem

PREFIX = "weft-"
LONGEST = 70  # bytes for the folder; the longest name put into it is ".s.PGSQL.5432.lock"


def make_scratch(record: Path | None = None) -> Path:
    """A new folder readable by us alone. ``record`` remembers it; a folder remembered there before is removed."""
    if record is not None:
        _remove_remembered(record)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=_short_temp()))
    if record is not None:
        record.write_text(str(folder))
    return folder


def remove_scratch(folder: Path, record: Path | None = None) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    if record is not None:
        record.unlink(missing_ok=True)


def _remove_remembered(record: Path) -> None:
    with contextlib.suppress(OSError):
        folder = Path(record.read_text().strip())
        if folder.name.startswith(PREFIX) and not folder.is_symlink() and folder.stat().st_uid == os.geteuid():
            shutil.rmtree(folder, ignore_errors=True)


def _short_temp() -> str:
    for place in (tempfile.gettempdir(), "/tmp", "/var/tmp"):  # noqa: S108 - mkdtemp makes the name there
        usable = Path(place).is_dir() and os.access(place, os.W_OK | os.X_OK)
        if usable and len(place) < LONGEST - 14 and (os.geteuid() != 0 or reachable_by_others(Path(place))):
            return place
    raise Problem("There is no writable temporary folder with a short name; set TMPDIR to one, such as /tmp.")
