"""`python -m tests.chaos.nursery`: has loaded all that a worker needs, and forks one in moments.

Starting Python takes longer than a worker lives here. Commands come by line: "bear" is answered with a process id,
"bury PID" once that worker is dead. When the input ends, every worker is killed.
"""

import asyncio
import logging
import os
import signal
import sys
from typing import NoReturn

import structlog

from app.platforms.ecwid import client
from app.platforms.rate_limit import Limit
from app.settings import Settings
from app.sync import relay_claims
from workers.garbage import settle
from workers.main import run

log = logging.getLogger("weft.nursery")

# The rehearsal shop is told the same: at 600 calls a minute a run of 10,000 orders would mostly wait.
MANY_CALLS = 1_000_000
# Of orders, instead of a hundred: so that many batches can fail.
BATCH = 10


def bear(settings: Settings) -> int:
    """Fork a worker; the parent gets its process id."""
    return os.fork() or _work(settings)


def _work(settings: Settings) -> NoReturn:
    """`python -m workers`, less what is loaded already."""
    try:
        os.close(sys.stdin.fileno())
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        asyncio.run(run(settings, asyncio.Event()))
    except BaseException:
        log.exception("a worker ended by itself")
    os._exit(1)


def bury(pid: int) -> None:
    """Kill the worker, unless somebody did. Until it is waited for, nobody else gets its number."""
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def main() -> None:
    """Until the input ends."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(process)d %(levelname)s %(name)s %(message)s")
    logging.getLogger("saq").setLevel(logging.ERROR)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    client.LIMIT = client.BULK_LIMIT = Limit(MANY_CALLS, 61.0)
    relay_claims.BATCH = BATCH
    settings = Settings.from_env()
    settle()
    alive: set[int] = set()
    for line in sys.stdin:
        command, _, number = line.strip().partition(" ")
        if command == "bear":
            pid = bear(settings)
            alive.add(pid)
        else:
            pid = int(number)
            bury(pid)
            alive.discard(pid)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()
    for pid in alive:
        bury(pid)


if __name__ == "__main__":
    main()
