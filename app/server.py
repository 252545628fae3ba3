"""The web server: uvicorn, made to end streams at once and to leave signals to us."""

import asyncio
import contextlib
import errno
import signal
import socket
from collections.abc import Iterator, Sequence
from types import FrameType

import uvicorn
from litestar import Litestar

STOP_WITHIN = 4  # seconds for requests under way; streams end at once
BACKLOG = 2048


class PortBusy(Exception):
    """Nobody can listen there; the message is a sentence for a person."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, before anything else is opened. Raises PortBusy."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named because asyncio turns Nagle off only where it is: otherwise each answer on a connection that
    # is kept waits 40 ms for the acknowledgement of its own head.
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
        made.listen(BACKLOG)
    except OSError as error:
        made.close()
        if error.errno == errno.EADDRINUSE:
            raise PortBusy(f"Port {port} is in use by another program. Stop it, or set WEFT_PORT.") from None
        raise PortBusy(f"Cannot listen on {host}, port {port}: {error.strerror}.") from None
    made.setblocking(False)
    return made


class WebServer(uvicorn.Server):
    """Serves one app until it is told to stop.

    The stock server raises the signal again after it has stopped, which would kill the process before the database is
    closed; and it would wait for open streams until its patience ends.
    """

    def __init__(self, app: Litestar, trusted_proxies: Sequence[str] = ()) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                access_log=False,
                log_config=None,
                server_header=False,
                # Named, because uvicorn would otherwise read a variable of its own; an empty list believes nobody.
                forwarded_allow_ips=list(trusted_proxies),
                timeout_keep_alive=30,
                timeout_graceful_shutdown=STOP_WITHIN,
                backlog=BACKLOG,
            )
        )
        self._app = app

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop at SIGTERM and SIGINT, and do not raise them again."""
        loop = asyncio.get_running_loop()
        signals = (signal.SIGINT, signal.SIGTERM)
        for number in signals:
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in signals:
                loop.remove_signal_handler(number)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop; a second Ctrl-C stops without waiting."""
        self.stop()
        super().handle_exit(sig, frame)

    def stop(self) -> None:
        """End all streams and take no further requests."""
        watchers = getattr(self._app.state, "watchers", None)
        if watchers is not None:
            watchers.close()
