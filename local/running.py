"""What runs: kept running, kept from filling the disk, stopped in order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from local.logs import last_line, trim
from local.problems import Problem
from local.programs import Program, Service
from local.restarts import Restarts, how
from local.servers import Postgres, Valkey
from local.stopping import StopWish

PATIENCE = 8.0  # seconds for programs to finish what is at hand
HURRY = 2  # wishes to stop after which nobody waits any longer
LOOK_EVERY = 30.0  # seconds between looks at the logs; a child's end is noticed at once


@dataclass
class Running:
    """In the order of starting. ``helpers`` (the rehearsal shops) are needed by ``programs`` until these have ended;
    ``visitors`` (the demo) go when they are done and are not called back.
    """

    servers: list[Postgres | Valkey] = field(default_factory=list)
    helpers: list[Program] = field(default_factory=list)
    programs: list[Program] = field(default_factory=list)
    visitors: list[Program] = field(default_factory=list)

    def services(self) -> Iterator[Service]:
        yield from (*self.servers, *self.helpers, *self.programs)

    def watch(self, stop: StopWish, say: Callable[[str], None]) -> None:
        """Restart what ends by itself, until somebody asks to stop (raises Stopped)."""
        watched = [(service, Restarts(time.monotonic())) for service in self.services()]
        while True:
            now = time.monotonic()
            for service, restarts in watched:
                _look_after(service, restarts, now, say)
            due = [restarts.due for _, restarts in watched if restarts.due is not None]
            stop.wait(min([LOOK_EVERY, *(moment - time.monotonic() for moment in due)]))

    def stop(self, stop: StopWish) -> None:
        """Programs first, together; then the rehearsal shops, then the servers. A second Ctrl-C ends the patience."""
        for group in (self.visitors, self.programs, self.helpers):
            for program in group:
                program.ask()
            deadline = time.monotonic() + PATIENCE
            while any(program.running() for program in group) and stop.times < HURRY:
                if time.monotonic() >= deadline:
                    break
                stop.pause(deadline - time.monotonic())
            for program in group:
                program.finish()
        for server in reversed(self.servers):
            server.stop()


def _look_after(service: Service, restarts: Restarts, now: float, say: Callable[[str], None]) -> None:
    if restarts.due is not None:
        if now >= restarts.due:
            _start_again(service, restarts, now, say)
    elif (code := service.poll()) is not None:
        delay = restarts.ended(now)
        words = f"; {service.log} ends with: {last_line(service.log)}" if service.log else ""
        say(f"{service.title} ended by itself ({how(code)}), starting again in {delay:.0f} s{words}")
    elif service.log is not None:
        trim(service.log)


def _start_again(service: Service, restarts: Restarts, now: float, say: Callable[[str], None]) -> None:
    try:
        service.start()
        restarts.begun(now)
    except Problem as problem:
        delay = restarts.ended(now)
        say(f"{problem} Trying again in {delay:.0f} s.")
