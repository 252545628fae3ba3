"""Small programs in place of Weft's own, so that the launcher is tested by itself.

`python -m tests.local.stand_in ROLE`; `launch` runs the launcher with the others, and its last argument is JSON that
replaces parts of the plan.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from local.launcher import run
from local.plan import FOLDER, Plan
from local.problems import Problem


def role(name: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "tests.local.stand_in", name)


def launch() -> None:
    """A launcher whose every program is a stand-in."""
    parts = {part: role(part) for part in ("migrate", "rehearsal", "web", "workers")}
    changed = {part: role(name) for part, name in json.loads(sys.argv[2]).items()}
    try:
        run(Plan(folder=FOLDER, **{**parts, **changed}), os.environ)
    except Problem as problem:
        sys.exit(str(problem))


class Health(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/health" else 404)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


def web() -> None:
    server = HTTPServer((os.environ["WEFT_HOST"], int(os.environ["WEFT_PORT"])), Health)
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever()
    note("web")


def rehearsal() -> None:
    ports = (int(os.environ["SANDBOX_ECWID_PORT"]), int(os.environ["SANDBOX_TIKTOK_PORT"]))
    listening = [socket.create_server((os.environ["SANDBOX_HOST"], port)) for port in ports]
    until_told_to_stop()
    for server in listening:
        server.close()
    note("rehearsal")


def workers() -> None:
    Path(os.environ["WEFT_DATA"], "at-work").touch()
    until_told_to_stop()
    note("workers")


def until_told_to_stop() -> None:
    signal.sigwait({signal.SIGTERM})


def note(name: str) -> None:
    """Append our name to the list of those that ended as they were asked to."""
    with Path(os.environ["WEFT_DATA"], "farewells").open("a") as file:
        file.write(f"{name}\n")


def migrate() -> None:
    """The launcher ran us before the web server; nothing to bring up to date."""


def fail() -> None:
    sys.exit("The weaver’s knot slipped.")


def deaf() -> None:
    """Never listens to anybody."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        signal.pause()


ROLES = {part.__name__: part for part in (launch, web, rehearsal, workers, migrate, fail, deaf)}

if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM} if sys.argv[1] in ("rehearsal", "workers") else ())
    ROLES[sys.argv[1]]()
