"""Is the port free? Asked before anything is started, so that the answer is one sentence."""

from __future__ import annotations

import contextlib
import errno
import socket

from local.problems import Problem

WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared with, not bound to


def check_port(host: str, port: int, variable: str) -> None:
    """Raises Problem, naming the port and the variable that moves it."""
    # Binding alone is not enough: macOS lets one bind 127.0.0.1 beside somebody who holds every address, and a
    # browser tries [::1] first for localhost.
    if answers(connectable(host), port) or answers("::1", port):
        raise _busy(port, variable)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise _busy(port, variable) from None
        reason = error.strerror or str(error)
        raise Problem(
            f"Weft may not listen on {host}, port {port} ({reason}): choose another with {variable}."
        ) from None


def answers(host: str, port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1):
        return True
    return False


def connectable(host: str) -> str:
    """The address at which a server bound to ``host`` can be called."""
    return WILDCARDS.get(host, host)


def _busy(port: int, variable: str) -> Problem:
    return Problem(
        f"Port {port} is already in use by another program: stop it, "
        f"or choose another port, for example {variable}={port + 1000 if port < 60000 else port - 1000} bin/start."
    )
