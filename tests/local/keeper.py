"""A program that starts both servers and waits to be killed: `python -m tests.local.keeper FOLDER [watchdog]`."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from local import processes
from local.servers import Postgres, Valkey


def main() -> None:
    processes.kernel_ends_children = processes.kernel_ends_children and "watchdog" not in sys.argv
    folder = Path(sys.argv[1])
    with Postgres(folder / "postgres", durable=False) as postgres, Valkey(folder / "redis") as redis:
        sys.stdout.write(f"{postgres.dsn} {redis.url}\n")
        sys.stdout.flush()
        time.sleep(60)


main()
