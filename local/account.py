"""Whom PostgreSQL runs as when we are root, and how that account reaches its data."""

from __future__ import annotations

import contextlib
import os
import pwd
import sys
from collections.abc import Iterator
from pathlib import Path

from local.binaries import reachable_by_others
from local.problems import Problem
from local.processes import User


def server_account(data: Path) -> User | None:
    """None: as ourselves. PostgreSQL refuses root, so root lends it ``nobody``, or the owner of data that exists:
    somebody who now uses sudo keeps the data as theirs.
    """
    if os.geteuid() != 0:
        return None
    if data.exists() and (owner := data.stat()).st_uid != 0:
        return User(owner.st_uid, owner.st_gid)
    with contextlib.suppress(KeyError):
        nobody = pwd.getpwnam("nobody")
        return User(nobody.pw_uid, nobody.pw_gid)
    return User(65534, 65534)


def hand_over(folder: Path, account: User | None) -> None:
    if account is not None:
        os.chown(folder, account.uid, account.gid)


@contextlib.contextmanager
def way_in(folder: Path, account: User | None) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The path by which ``account`` reaches ``folder``, and the file descriptors it must inherit for that.

    Below a closed folder such as /root the way is an open directory, seen through /proc: the permissions of the folders
    above stay as they are. (Verified with PostgreSQL 18: initdb, server, restart.)
    """
    if account is None or reachable_by_others(folder.parent):
        yield str(folder), ()
        return
    if sys.platform != "linux":
        raise Problem(
            f"PostgreSQL does not run as root, and other accounts cannot reach {folder.parent}: "
            "start Weft as an ordinary user, or set WEFT_DATA to a folder elsewhere."
        )
    door = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{door}", (door,)
    finally:
        os.close(door)
