"""bin/start --demo as a newcomer runs it: the whole of Weft with both rehearsal shops, on ports of its own."""

# ruff: noqa: S603 - starts the launcher on purpose
from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from local.demo_orders import STORIES
from local.pages import Page
from local.person import Person
from local.plan import FOLDER
from local.rehearsal import Shops
from tests.local.family import descendants, survivors
from tests.local.test_launcher import free_port

PRODUCTS = 24


@contextmanager
def weft(data: Path, ports: tuple[int, int, int]) -> Iterator[list[str]]:
    """A running Weft, after its demo; what was printed until then. Ends with Ctrl-C and leaves nothing running."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("WEFT_", "SANDBOX_"))}
    for name in ("DATABASE_URL", "REDIS_URL", "SMTP_URL"):
        kept.pop(name, None)
    own = {
        "WEFT_DATA": str(data),
        "WEFT_PORT": str(ports[0]),
        "SANDBOX_ECWID_PORT": str(ports[1]),
        "SANDBOX_TIKTOK_PORT": str(ports[2]),
        "SANDBOX_PRODUCTS": str(PRODUCTS),
        "SANDBOX_REVIEW_SECONDS": "0.5",
    }
    command = [sys.executable, "-m", "local", "--demo"]
    with subprocess.Popen(
        command, cwd=FOLDER, env={**kept, **own}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as launcher:
        try:
            assert launcher.stdout is not None
            lines = []
            for line in launcher.stdout:
                lines.append(line.rstrip("\n"))
                if re.match("Demo: (done|stopped|the account)", line):
                    break
            family = set(descendants(launcher.pid))
            yield lines
            launcher.send_signal(signal.SIGINT)
            assert launcher.wait(20) == 0
            assert not survivors(family, within=0)
        finally:
            launcher.kill()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_demo_fills_every_page_and_is_not_repeated(tmp_path: Path) -> None:
    ports = (free_port(), free_port(), free_port())
    with weft(tmp_path / "data", ports) as lines:
        assert lines[-1].startswith("Demo: done."), lines
        with Person(f"http://localhost:{ports[0]}") as owner:
            look_around(owner, lines[-1].rpartition(" ")[2])
        with Shops(f"http://localhost:{ports[1]}/_sandbox/") as shops:
            assert len(shops.ask("/tiktok/orders")) == len(STORIES)
    with weft(tmp_path / "data", ports) as lines:
        assert lines[5:] == [f"Demo: the account demo@example.com exists already. Open http://localhost:{ports[0]}"]
    for log in (tmp_path / "data" / "logs").glob("*.log"):
        assert "Traceback" not in log.read_text(), log


def look_around(owner: Person, password: str) -> None:
    page = owner.open("/sign-in")
    page = owner.submit(page, owner.find(page, "/sign-in"), {"email": "demo@example.com", "password": password})
    assert page.url.endswith("/connections")
    shown = {
        "/connections": "Demo shop",
        "/connections/1": "Pull Products",
        "/connections/1/products": f"All {PRODUCTS}",
        "/connections/1/tasks": f"{PRODUCTS} read: {PRODUCTS} new, 0 updated, 0 unchanged",
        "/connections/1/categories": "Suggested",
        "/connections/1/settings/products": "Sends 20 cm",
        "/mailbox": "demo@example.com",
    }
    for address, words in shown.items():
        assert words in read(owner.open(address)), address
    assert "No mail yet" not in read(owner.open("/mailbox"))


def read(page: Page) -> str:
    assert page.status == 200, page
    return page.words
