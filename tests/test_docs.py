"""The documents say what is: settings, files, tests, commands and links they name exist, and nothing of one machine."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from app.settings import Settings
from local.plan import FOLDER as ROOT
from sandbox.settings import SandboxSettings

DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
DECISIONS = sorted((ROOT / "docs/decisions").glob("*.md"))
OPERATIONS = ROOT / "docs/operations.md"

# Written in two parts, because this file is searched as well.
NOT_IN_A_FILE = {
    "a registry's host": "|".join(
        re.escape(f"{name}.{top}")
        for name, top in (
            ("pypi", "org"),
            ("pythonhosted", "org"),
            ("npmjs", "org"),
            ("npmjs", "com"),
            ("registry-1.docker", "io"),
            ("ghcr", "io"),
            ("quay", "io"),
        )
    ),
    "a path of one machine": "|".join((r"(?<![\w.])/wor" + "k/", "/hom" + r"e/\w+/", "/User" + r"s/\w+/")),
    "notes that lie elsewhere": r"(?<![\w/])(?:\.\./)+share" + "d/",
}

# A path from the top of the repository, as prose and tables write it.
PATH = re.compile(
    r"(?<![\w/.@-])((?:app|bench|bin|docs|local|locales|migrations|sandbox|static|templates|tests|workers|\.ci)/[\w./@-]*\w)/?"
    r"(?![\w<{*]|/[<{*])"
)
NAMED_TEST = re.compile(r"`(test_\w+)` in `(tests/[\w/]+\.py)`")
DOCUMENT = re.compile(r"\b([\w-]+\.md)\b")
CITED_FACTS = re.compile(r"platform-facts ((?:(?:, | to )?[ET]\d+)+)")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")


class Asked(dict[str, str]):
    """An environment that remembers what it was asked for, and the default that came along."""

    def __init__(self, given: Mapping[str, str]) -> None:
        super().__init__(given)
        self.defaults: dict[str, str | None] = {}

    def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override]
        self.defaults[name] = default
        return super().get(name, default)


def settings_of_weft() -> dict[str, str]:
    """Every name that `Settings.from_env` reads, with its default as the documents write it."""
    needed = {"DATABASE_URL": "postgresql://", "REDIS_URL": "redis://", "WEFT_SECRET_KEYS": "k:" + "A" * 43 + "="}
    env = Asked(needed)
    Settings.from_env(env)
    return {name: "required" if name in needed else default or "none" for name, default in env.defaults.items()}


def settings_of_the_sandbox() -> dict[str, str]:
    env = Asked({})
    SandboxSettings.from_env(env)
    # It reads its fields in their order.
    return dict(zip(env.defaults, (str(value) or "none" for value in vars(SandboxSettings()).values()), strict=True))


def documented(heading: str) -> dict[str, str]:
    """Name and default of each row of the table below a heading of operations.md."""
    section = OPERATIONS.read_text().partition(f"{heading}\n")[2]
    table = re.search(r"^\|.*?(?=\n\n)", section, re.DOTALL | re.MULTILINE)
    assert table, heading
    rows = re.findall(r"^\| `(\w+)`(?:, `\w+`)* \| (.*?) \|", table[0], re.MULTILINE)
    return {name: default.strip("`") for name, default in rows}


def test_every_setting_is_documented_with_its_default() -> None:
    assert documented("## Settings") == settings_of_weft()


def test_every_setting_of_the_rehearsal_shops_is_documented_with_its_default() -> None:
    assert documented("### The rehearsal shops") == settings_of_the_sandbox()


def test_every_other_variable_of_ours_is_documented() -> None:
    """What the scripts and the launcher read besides."""
    text = OPERATIONS.read_text()
    read = set()
    for folder in ("bin", "local", "tests"):
        for file in (ROOT / folder).rglob("*"):
            if file.is_file() and file.suffix in ("", ".py"):
                read |= set(re.findall(r"\b(?:WEFT|SANDBOX)_[A-Z]\w+", file.read_text()))
    assert {name for name in read if f"`{name}`" not in text} == set()


@pytest.mark.parametrize("doc", DOCS, ids=lambda doc: str(doc.relative_to(ROOT)))
def test_what_a_document_names_exists(doc: Path) -> None:
    text = doc.read_text()
    missing = {path for path in PATH.findall(text) if not exists(path)}
    assert missing == set()


def exists(path: str) -> bool:
    """A file or folder, or a module without its ending."""
    return (ROOT / path).exists() or (ROOT / f"{path}.py").exists()


def test_no_file_cites_a_document_that_is_not_here() -> None:
    here = {file.name for file in committed()}
    cited = {
        f"{file.relative_to(ROOT)}: {name}"
        for file, text in ours()
        for name in DOCUMENT.findall(text)
        if name not in here
    }
    assert cited == set()


def test_every_platform_fact_that_is_cited_is_written_down() -> None:
    facts = set(re.findall(r"^### ([ET]\d+) ", (ROOT / "docs/platform-facts.md").read_text(), re.MULTILINE))
    cited = {
        fact for _, text in ours() for cites in CITED_FACTS.findall(text) for fact in re.findall(r"[ET]\d+", cites)
    }
    assert len(cited) > 20
    assert cited - facts == set()


def ours() -> Iterator[tuple[Path, str]]:
    """Texts that somebody wrote here: no lock files, nothing vendored."""
    return ((file, text) for file, text in texts() if file.suffix != ".lock" and "vendor" not in file.parts)


@pytest.mark.parametrize("doc", DOCS, ids=lambda doc: str(doc.relative_to(ROOT)))
def test_links_lead_somewhere(doc: Path) -> None:
    broken = {link for link in links_of(doc) if not leads_somewhere(doc, link)}
    assert broken == set()


def links_of(doc: Path) -> Iterator[str]:
    for markdown, html in LINK.findall(doc.read_text()):
        link = markdown or html
        if not re.match(r"[a-z]+:", link):
            yield link


def leads_somewhere(doc: Path, link: str) -> bool:
    file, _, heading = link.partition("#")
    target = (doc.parent / file).resolve() if file else doc
    return target.exists() and (not heading or heading in headings_of(target))


def headings_of(doc: Path) -> set[str]:
    """The anchors of a document's headings, as forges make them."""
    found = re.findall(r"^#+ (.+)$", doc.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


def test_tests_named_in_documents_exist() -> None:
    named = [pair for doc in DOCS for pair in NAMED_TEST.findall(doc.read_text())]
    assert named, "architecture.md names the tests that kill"
    missing = [f"{file}: {test}" for test, file in named if f"def {test}(" not in (ROOT / file).read_text()]
    assert missing == []


def test_each_way_to_die_has_its_test() -> None:
    """Architecture: the table is the review question, and a row without a test is a hope."""
    section = (ROOT / "docs/architecture.md").read_text().partition("## If it dies here")[2].partition("\n## ")[0]
    rows = [row for row in section.splitlines() if row.startswith("|")][2:]
    assert len(rows) > 15
    assert [row for row in rows if not NAMED_TEST.search(row)] == []


def test_commands_of_the_readme_exist_and_can_be_run() -> None:
    named = set(re.findall(r"^    (bin/\w+)", (ROOT / "README.md").read_text(), re.MULTILINE))
    assert {"bin/start", "bin/test"} <= named
    assert [name for name in sorted(named) if not os.access(ROOT / name, os.X_OK)] == []


@pytest.mark.parametrize("record", DECISIONS, ids=lambda record: record.name)
def test_a_decision_is_short_and_in_its_form(record: Path) -> None:
    lines = record.read_text().splitlines()
    assert len(lines) < 50
    assert lines[0].startswith(f"# {record.name[:4]} ")
    assert re.fullmatch(r"Date: \d{4}-\d\d-\d\d · Status: \w[\w ]* · Area: .+", lines[2])
    for heading in ("## The line to quote", "## Why", "## How", "## What it costs"):
        assert heading in lines, heading


def test_decisions_are_numbered_without_gaps() -> None:
    assert [record.name[:4] for record in DECISIONS] == [f"{n:04}" for n in range(1, len(DECISIONS) + 1)]


def test_licences_of_what_others_made_lie_beside_it() -> None:
    listed = (ROOT / "docs/licences.md").read_text()
    for vendored in (ROOT / "static/vendor").glob("*@*"):
        assert (vendored / "LICENSE").stat().st_size > 200
        assert f"static/vendor/{vendored.name}" in listed
    for font in (file for file in committed() if file.suffix in (".woff2", ".woff", ".ttf", ".otf")):
        assert "SIL OPEN FONT LICENSE" in (font.parent / "OFL.txt").read_text().upper()
        assert font.relative_to(ROOT).as_posix() in listed
    assert "ISC License" in (ROOT / "static/icons/LICENSE").read_text()
    assert "Apache License" in (ROOT / "LICENSE").read_text()


@cache
def committed() -> tuple[Path, ...]:
    """Files under version control; in a copy without it, everything that is not generated."""
    if git := shutil.which("git"):
        listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)  # noqa: S603
        if listed.returncode == 0 and listed.stdout:
            return tuple(ROOT / name for name in listed.stdout.decode().split("\0") if name)
    generated = {".venv", "var", "node_modules", "__pycache__"}
    return tuple(file for file in ROOT.rglob("*") if file.is_file() and not generated & set(file.parts))


@pytest.mark.parametrize("what", NOT_IN_A_FILE)
def test_no_file_names_what_belongs_to_one_machine(what: str) -> None:
    pattern = re.compile(NOT_IN_A_FILE[what])
    found = [f"{file.relative_to(ROOT)}: {match[0]}" for file, text in texts() if (match := pattern.search(text))]
    assert found == []


def test_lock_files_name_no_address() -> None:
    """A mirror, or none at all, must do: which one is the machine's business."""
    locks = list(ROOT.glob("*.lock"))
    assert locks
    assert [lock.name for lock in locks if "://" in lock.read_text()] == []


def texts() -> Iterator[tuple[Path, str]]:
    for file in committed():
        if file.is_file():
            try:
                yield file, file.read_text()
            except UnicodeDecodeError:
                continue
