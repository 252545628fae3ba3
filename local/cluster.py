"""PostgreSQL's data folder: made whole or not at all, ours, of the right version, and used by one server."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from pathlib import Path

from local import processes
from local.account import hand_over, way_in
from local.problems import Problem
from local.processes import User

MAJOR = "18"
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
# The built-in locale sorts by code point and knows upper and lower case, alike on every system.
LOCALE = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
GONE_WITHIN = 10.0  # seconds for a server whose launcher was killed to finish


def create_cluster(data: Path, database: str, programs: Path, account: User | None, *, sync: bool) -> None:
    """initdb and CREATE DATABASE beside the final place, then one rename: half a database is never left there."""
    draft = data.with_name(f"{data.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    hand_over(draft, account)
    with way_in(draft, account) as (path, doors):
        initdb: list[str | Path] = [programs / "initdb", "-D", path, "-U", "postgres", "--auth=trust", "-E", "UTF8"]
        _run([*initdb, *LOCALE, *(() if sync else ("--no-sync",))], account, doors)
        single: list[str | Path] = [
            programs / "postgres",
            "--single",
            "-D",
            path,
            *(() if sync else ("-F",)),
            "postgres",
        ]
        _run(single, account, doors, f'CREATE DATABASE "{database}"\n')
    draft.rename(data)


def _run(command: list[str | Path], account: User | None, doors: tuple[int, ...], text: str = "") -> None:
    pipe = subprocess.PIPE
    program = processes.start(command, log=pipe, env=ENVIRONMENT, user=account, input=pipe, pass_fds=doors)
    said = program.communicate(text.encode())[0].decode(errors="replace")
    processes.finish(program, 0)
    # Single-user mode exits with 0 even when its statement failed.
    if program.returncode != 0 or "ERROR:" in said or "FATAL:" in said:
        raise Problem(f"PostgreSQL could not create its data folder: {said.strip()[-300:]}")


def has_cluster(data: Path, account: User | None) -> bool:
    """Is there a database to start? Raises Problem, in a sentence, for what PostgreSQL would refuse in its log."""
    if not data.exists() or (account is not None and not any(data.iterdir())):
        return False
    owner = data.stat().st_uid
    if owner != (account.uid if account else os.geteuid()):
        raise Problem(
            f"{data} belongs to another user (number {owner}): start Weft as that user or as root, "
            "or set WEFT_DATA to a folder of your own."
        )
    if not any(data.iterdir()):
        return False
    try:
        version = (data / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        raise Problem(
            f"{data} holds something other than PostgreSQL’s data: set WEFT_DATA to another folder."
        ) from None
    if version != MAJOR:
        raise Problem(
            f"{data} holds data of PostgreSQL {version}, but Weft brings PostgreSQL {MAJOR}: "
            "move that folder away, or name a server of that version with DATABASE_URL."
        )
    return True


def clear_stale_pid(data: Path, within: float = GONE_WITHIN) -> None:
    """Wait for the server of a launcher killed a moment ago; forget a number that now belongs to somebody else.

    PostgreSQL itself forgives a number that nobody has. Raises Problem while a server really uses ``data``.
    """
    pid_file = data / "postmaster.pid"
    deadline = time.monotonic() + within
    while (pid := _first_number(pid_file)) is not None and _serves(pid, data):
        if time.monotonic() > deadline:
            raise Problem(f"PostgreSQL (process {pid}) already uses {data}; is another Weft running there?")
        time.sleep(0.05)
    if pid is not None and _exists(pid):
        pid_file.unlink(missing_ok=True)


def _first_number(pid_file: Path) -> int | None:
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(pid_file.read_text().splitlines()[0])
    return None


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _serves(pid: int, data: Path) -> bool:
    """Is ``pid`` a PostgreSQL at work in ``data``? A server's working folder is its data folder."""
    if not _exists(pid):
        return False
    process = Path(f"/proc/{pid}")
    if process.exists():
        with contextlib.suppress(OSError):
            named = (process / "comm").read_text().strip()
            return named == "postgres" and (process / "cwd").samefile(data)
        return False
    listed = subprocess.run(["ps", "-o", "comm=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return listed.stdout.strip().endswith("postgres")
