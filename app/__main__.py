"""`python -m app`: the web server. What is missing is said in one sentence, with exit code 1."""

import asyncio
import sys

from app.logs import configure_logging
from app.main import create_app
from app.prerequisites import what_is_missing
from app.server import PortBusy, WebServer, listen
from app.settings import Settings, SettingsError


def main() -> int:
    """Serve until SIGTERM or Ctrl-C; answers the exit code."""
    try:
        settings = Settings.from_env()
        listening = listen(settings.host, settings.port)
    except (SettingsError, PortBusy) as error:
        return _give_up(str(error))
    with listening:
        configure_logging(local=settings.local)
        if sentence := asyncio.run(what_is_missing(settings)):
            return _give_up(sentence)
        server = WebServer(create_app(settings), settings.trusted_proxies)
        server.run(sockets=[listening])
    return 0 if server.started else 1


def _give_up(sentence: str) -> int:
    print(sentence, file=sys.stderr)  # noqa: T201
    return 1


if __name__ == "__main__":
    sys.exit(main())
