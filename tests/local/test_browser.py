"""bin/browser: the machine's Chromium, else Debian's, else Playwright's, else a sentence. Runs a copy, PATH made up."""

# ruff: noqa: S603 - starts bin/browser on purpose
from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from local.plan import FOLDER

TOOLS = ("sh", "dirname", "cat", "cp", "chmod", "env")
RUNS = "#!/bin/sh\necho Chromium 150\n"
BROKEN = "#!/bin/sh\nexit 127\n"
APT = '#!/bin/sh\necho "$*" >> "$LOG"\n[ "$1" = install ] && cp "$RUNS" "$BIN/chromium"\nexit 0\n'
PLAYWRIGHT = '#!/bin/sh\necho "$*" >> "$LOG"\n[ "$1" = -c ] && echo "$RUNS"\nexit 0\n'


class Machine:
    """A checkout on a machine with next to nothing. We are root on it when `root` says so; nobody has sudo."""

    def __init__(self, folder: Path, *, root: bool) -> None:
        self.folder, self.path = folder, folder / "path"
        self.path.mkdir()
        (folder / "bin").mkdir()
        (folder / ".venv" / "bin").mkdir(parents=True)
        shutil.copy(FOLDER / "bin" / "browser", folder / "bin" / "browser")
        for tool in TOOLS:
            (self.path / tool).symlink_to(str(shutil.which(tool)))
        self.program(self.path / "id", f"#!/bin/sh\necho {0 if root else 1000}\n")
        self.program(folder / "downloaded", RUNS)

    def program(self, path: Path, text: str) -> Path:
        path.write_text(text)
        path.chmod(0o755)
        return path

    def look(self, **env: str) -> subprocess.CompletedProcess[str]:
        own = {"PATH": self.path, "BIN": self.path, "RUNS": self.folder / "downloaded", "LOG": self.folder / "log"}
        told = {name: str(value) for name, value in own.items()} | env
        return subprocess.run(
            [str(self.folder / "bin" / "browser")], env=told, capture_output=True, text=True, check=False
        )

    def log(self) -> str:
        log = self.folder / "log"
        return log.read_text() if log.exists() else ""


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path, root=True)


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome"])
def test_the_browser_of_the_machine_is_taken(machine: Machine, name: str) -> None:
    machine.program(machine.path / "apt-get", APT)
    browser = machine.program(machine.path / name, RUNS)
    assert machine.look().stdout == f"{browser}\n"
    assert not machine.log()


def test_one_that_does_not_run_is_passed_over(machine: Machine) -> None:
    machine.program(machine.path / "chromium", BROKEN)
    browser = machine.program(machine.path / "google-chrome", RUNS)
    assert machine.look().stdout == f"{browser}\n"


def test_the_one_that_was_named_comes_first(machine: Machine) -> None:
    machine.program(machine.path / "chromium", RUNS)
    named = machine.program(machine.folder / "mine", RUNS)
    assert machine.look(WEFT_TEST_CHROMIUM=str(named)).stdout == f"{named}\n"


def test_debian_provides_one_where_we_may_install(machine: Machine) -> None:
    machine.program(machine.path / "apt-get", APT)
    assert machine.look().stdout == f"{machine.path / 'chromium'}\n"
    assert "install -y" in machine.log()


def test_without_the_right_to_install_playwright_provides_one(tmp_path: Path) -> None:
    machine = Machine(tmp_path, root=False)
    machine.program(machine.path / "apt-get", APT)
    machine.program(tmp_path / ".venv" / "bin" / "python", PLAYWRIGHT)
    assert machine.look().stdout == f"{tmp_path / 'downloaded'}\n"
    assert "install chromium" in machine.log()
    assert "install -y" not in machine.log()


def test_no_browser_at_all_fails_and_says_so(machine: Machine) -> None:
    machine.program(machine.folder / ".venv" / "bin" / "python", BROKEN)
    answer = machine.look()
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "The browser tests need Chromium and none could be had" in answer.stderr
