"""`python -m local.bench NAME …`: runs `bench.NAME` beside a PostgreSQL and a Redis of its own, gone afterwards.

The benchmark finds them in DATABASE_URL (an empty database, synced to disk as in production) and REDIS_URL, and a key
in WEFT_SECRET_KEYS; servers the person named are not used, since a benchmark fills and empties what it is given.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from local.keys import keep_keys
from local.plan import FOLDER
from local.problems import Problem
from local.servers import Postgres, Valkey

SETTINGS = {"shared_buffers": "256MB", "max_wal_size": "4GB"}


def main(arguments: Sequence[str]) -> int:
    """The benchmark's exit code; 1 with a sentence when there is no such benchmark or its servers do not start."""
    try:
        return run(arguments)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def run(arguments: Sequence[str]) -> int:
    known = sorted(path.stem for path in (FOLDER / "bench").glob("*.py") if not path.stem.startswith("_"))
    name = arguments[0].replace("-", "_") if arguments else ""
    if name not in known:
        raise Problem(f"Usage: bin/bench NAME, where NAME is one of: {', '.join(known) or 'none yet'}")
    with tempfile.TemporaryDirectory(prefix="weft-bench-") as temporary:
        folder = Path(temporary)
        with Postgres(folder / "postgres", settings=SETTINGS) as postgres, Valkey() as redis:
            servers = {"DATABASE_URL": postgres.dsn, "REDIS_URL": redis.url}
            keys = {"WEFT_SECRET_KEYS": keep_keys(folder / "keys.json").seal}
            command = [sys.executable, "-m", f"bench.{name}", *arguments[1:]]
            return subprocess.run(command, cwd=FOLDER, env={**os.environ, **servers, **keys}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
