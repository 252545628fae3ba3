"""bin/setup: which Python, when it installs, and what it says when it cannot. Runs a copy, with the PATH made up."""

# ruff: noqa: S603 - starts bin/setup on purpose
from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from local.plan import FOLDER

TOOLS = ("sh", "dirname", "cat", "cmp", "cp", "grep", "mkdir", "mktemp", "rm", "tail", "chmod")
# Stands for a Python whose `venv` makes another copy of itself and whose `pip` writes down that it was called.
PYTHON = """#!/bin/sh
case "$*" in
    "-c import sys, pip"*) exit 0 ;;
    "-m venv"*) mkdir -p .venv/bin; cp "$0" .venv/bin/python ;;
    "-m pip"*) echo "$*" >> pip-calls; echo "$PIP_SAYS"; [ -z "$PIP_SAYS" ] ;;
    "--version") echo "Python 3.12.9" ;;
esac
"""


class Checkout:
    """A folder with bin/setup and two lock files, and a PATH with ordinary tools but no Python."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.path = folder / "path"
        (folder / "bin").mkdir()
        self.path.mkdir()
        shutil.copy(FOLDER / "bin" / "setup", folder / "bin" / "setup")
        for lock in ("requirements-local.lock", "requirements-dev.lock"):
            (folder / lock).write_text("weft==1\n")
        for tool in TOOLS:
            found = shutil.which(tool)
            assert found, tool
            (self.path / tool).symlink_to(found)

    def program(self, name: str, text: str) -> None:
        (self.path / name).write_text(text)
        (self.path / name).chmod(0o755)

    def setup(self, *arguments: str, says: str = "") -> subprocess.CompletedProcess[str]:
        env = {"PATH": str(self.path), "PIP_SAYS": says, "HOME": str(self.folder)}
        return subprocess.run(
            [str(self.folder / "bin" / "setup"), *arguments], env=env, capture_output=True, text=True, check=False
        )

    def sentence(self, says: str = "") -> str:
        answer = self.setup(says=says)
        assert answer.returncode == 1, answer
        assert len(answer.stderr.splitlines()) == 1, answer.stderr
        return answer.stderr.strip()

    def calls(self) -> int:
        log = self.folder / "pip-calls"
        return len(log.read_text().splitlines()) if log.exists() else 0


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_no_python_at_all(checkout: Checkout) -> None:
    assert checkout.sentence().startswith("Weft needs Python 3.11 or newer, and there is none here.")


def test_a_python_that_is_too_old_is_named(checkout: Checkout) -> None:
    checkout.program("python3", '#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2" && exit\nexit 1\n')
    assert "python3 here is Python 3.9.2." in checkout.sentence()


def test_a_python_without_venv_names_the_package(checkout: Checkout) -> None:
    lacking = """#!/bin/sh
case "$*" in
    *ensurepip*) exit 1 ;;
    *version_info\\[*) echo 3.12 ;;
esac
"""
    checkout.program("python3.12", lacking)
    assert "apt-get install python3.12-venv" in checkout.sentence()


def test_a_name_that_only_looks_like_python_is_passed_over(checkout: Checkout) -> None:
    checkout.program("python3.11", "#!/bin/sh\necho 'command not found in this version' >&2\nexit 127\n")
    checkout.program("python3.12", PYTHON)
    answer = checkout.setup()
    assert answer.returncode == 0, answer
    assert "Making .venv with Python 3.12.9" in answer.stdout


def test_packages_are_installed_once_with_their_hashes_checked(checkout: Checkout) -> None:
    checkout.program("python3.12", PYTHON)
    assert checkout.setup().returncode == 0
    again = checkout.setup()
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert checkout.calls() == 1
    assert "--no-deps --require-hashes -r requirements-local.lock" in (checkout.folder / "pip-calls").read_text()


def test_the_lock_names_everything_that_is_needed() -> None:
    """Nothing but the lock is installed, so that what came out today changes nothing on a fresh machine."""
    asked = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False)
    assert asked.returncode == 0, asked.stdout


def test_a_changed_lock_is_installed(checkout: Checkout) -> None:
    checkout.program("python3.12", PYTHON)
    checkout.setup()
    (checkout.folder / "requirements-local.lock").write_text("weft==2\n")
    checkout.setup()
    checkout.setup()
    assert checkout.calls() == 2


def test_what_bin_test_needs_contains_what_bin_start_needs(checkout: Checkout) -> None:
    checkout.program("python3.12", PYTHON)
    checkout.setup("dev")
    checkout.setup()
    assert checkout.calls() == 1
    pins = [
        {line.split()[0] for line in (FOLDER / lock).read_text().splitlines() if "==" in line and line[0].isalpha()}
        for lock in ("requirements.lock", "requirements-local.lock", "requirements-dev.lock")
    ]
    assert pins[0] < pins[1] < pins[2]


def test_an_interrupted_installation_is_repeated(checkout: Checkout) -> None:
    checkout.program("python3.12", PYTHON)
    assert "is not the one" in checkout.sentence("THESE PACKAGES DO NOT MATCH THE HASHES")
    assert checkout.setup().returncode == 0
    assert checkout.calls() == 2


@pytest.mark.parametrize(
    ("pip", "sentence"),
    [
        ("NewConnectionError: Temporary failure in name resolution", "this machine does not reach the package index"),
        ("ERROR: No space left on device", "pip could not install the packages: ERROR: No space left on device"),
    ],
)
def test_what_pip_complains_about_is_said_in_one_sentence(checkout: Checkout, pip: str, sentence: str) -> None:
    checkout.program("python3.12", PYTHON)
    assert sentence in checkout.sentence(pip)


def test_a_venv_whose_python_is_gone_is_made_again(checkout: Checkout) -> None:
    checkout.program("python3.12", PYTHON)
    checkout.setup()
    (checkout.folder / ".venv" / "bin" / "python").unlink()
    assert "Making .venv" in checkout.setup().stdout
