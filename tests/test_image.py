"""What can be said about the image without building one: it would build from a clean clone, and holds nothing more."""

import re
from pathlib import Path

from local.plan import FOLDER as ROOT
from tests.test_docs import committed

LINES = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text()).splitlines()
IGNORED = (ROOT / ".dockerignore").read_text().splitlines()


def told(word: str) -> list[str]:
    """What stands behind an instruction, each time it is given."""
    return [line.removeprefix(f"{word} ").strip() for line in LINES if line.startswith(f"{word} ")]


def copied() -> set[str]:
    return {source.rstrip("/") for line in told("COPY") for source in line.split()[:-1]}


def test_everything_that_is_copied_is_in_a_clean_clone() -> None:
    tracked = {file.relative_to(ROOT).as_posix() for file in committed()}
    folders = {parent.as_posix() for name in tracked for parent in Path(name).parents}
    assert copied() <= tracked | folders


def test_what_is_copied_is_what_the_builder_is_given() -> None:
    """.dockerignore names what goes in; one name missing there and COPY fails."""
    assert IGNORED[1] == "*"
    assert {line[1:] for line in IGNORED if line.startswith("!")} == copied()


def test_neither_the_rehearsal_shops_nor_the_launcher_are_in_it() -> None:
    assert not copied() & {".", "sandbox", "local", "bench", "tests", "bin"}
    for folder in ("app", "workers", "migrations"):
        for file in (ROOT / folder).rglob("*.py"):
            assert not re.search(
                r"^\s*(?:from|import) (?:sandbox|local|tests|bench)\b", file.read_text(), re.MULTILINE
            ), file


def test_it_runs_as_somebody_who_may_do_little() -> None:
    [user] = told("USER")
    assert user not in ("root", "0")
    assert f"--uid {user} " in "".join(told("RUN"))
    after = LINES[LINES.index(f"USER {user}") :]
    assert not [line for line in after if line.startswith(("RUN", "COPY"))]


def test_its_packages_are_the_locked_ones_for_a_python_that_weft_takes() -> None:
    [install] = [line for line in told("RUN") if line.startswith("pip install")]
    assert "--require-hashes -r requirements.lock" in install
    assert (ROOT / "requirements.lock").read_text().count("--hash=sha256:") > 100
    [version] = re.findall(r"^python:3\.(\d+)", "\n".join(told("FROM")))
    [least] = re.findall(r'requires-python = ">=3\.(\d+)"', (ROOT / "pyproject.toml").read_text())
    assert int(version) >= int(least)


def test_it_serves_the_web_or_works_by_its_command() -> None:
    assert told("CMD") == ['["python", "-m", "app"]']
    text = (ROOT / "Dockerfile").read_text()
    for module in re.findall(r"weft python -m ([\w.]+)", text):
        path = ROOT / module.replace(".", "/")
        assert (path / "__main__.py").exists() or path.with_suffix(".py").exists(), module
