"""The data folder: ours to write, and used by one launcher at a time."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from local.problems import Problem


@contextlib.contextmanager
def held(data: Path) -> Iterator[None]:
    """Create the folder and its ``logs``, and hold them until the block ends, however it ends. Raises Problem."""
    try:
        if not data.exists():
            data.mkdir(parents=True)
            # As root it may be walked through, since PostgreSQL then runs as somebody else.
            data.chmod(0o711 if os.geteuid() == 0 else 0o700)
        (data / "logs").mkdir(exist_ok=True, mode=0o700)
        lock = os.open(data / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise Problem(
            f"Weft cannot keep its data in {data} ({error.strerror}): make that folder writable for you, "
            "or set WEFT_DATA to another one."
        ) from None
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(lock, 20).decode(errors="replace").strip() or "unknown"
            raise Problem(
                f"Weft is already running with the data in {data} (process {holder}): stop it, "
                "or set WEFT_DATA to another folder."
            ) from None
        os.truncate(lock, 0)
        os.write(lock, str(os.getpid()).encode())
        yield
    finally:
        os.close(lock)  # and with it the lock; a killed launcher loses it the same way
