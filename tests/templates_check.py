"""Checks of the templates and of the catalogue of sentences: `python -m tests.templates_check [--write]`.

Templates: they compile, keep to the content security policy, name icons that exist, and say nothing that does not go
through gettext. Catalogue: locales/messages.pot holds exactly the sentences of the code; --write brings it up to date.
"""

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po
from jinja2 import TemplateSyntaxError

from app.web.assets import icon_names
from app.web.render import TEMPLATES, environment

ROOT = TEMPLATES.parent
POT = ROOT / "locales" / "messages.pot"
KEYWORDS = {**DEFAULT_KEYWORDS, "N_": None}
FORBIDDEN = {
    r"\sstyle\s*=": "a style attribute: the content security policy forbids it",
    r"\son[a-z]+\s*=": "an event handler: the content security policy forbids it",
    r"<style": "a style element: the content security policy forbids it",
    r"<script(?![^>]*\ssrc=)": "an inline script: the content security policy forbids it",
    r"\|\s*safe\b": "an unescaped value",
    r"hx-on|hx-vals=.js:|hx-trigger=\"[^\"]*\[": "htmx that needs eval: the content security policy forbids it",
}
# The block "width" is a class of main.
JINJA = re.compile(r"\{% block width %\}.*?\{% endblock %\}|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
WORD = re.compile(r"[^\W\d_]{2,}")
SPOKEN = ("aria-label", "alt", "placeholder", "title")
# Names are the same in every language.
NAMES = {"Weft"}


class Words(HTMLParser):
    """Collects what a reader would see, and where."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Attributes that are read aloud or shown."""
        self.found += [value for name, value in attrs if name in SPOKEN and value]

    def handle_data(self, data: str) -> None:
        """Text between tags."""
        self.found.append(data)


def unspoken(source: str) -> list[str]:
    """Words of a template that are shown without going through gettext."""
    words = Words()
    words.feed(JINJA.sub("", source))
    words.close()
    return sorted({word for text in words.found for word in WORD.findall(text) if word not in NAMES})


def problems_of(source: str) -> Iterator[str]:
    """Everything wrong with the source of one template."""
    plain = re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)
    for pattern, reason in FORBIDDEN.items():
        if re.search(pattern, plain):
            yield reason
    for name in re.findall(r"""icon\("([^"]+)"\)""", plain):
        if name not in icon_names():
            yield f"there is no icon {name!r} in static/icons"
    if words := unspoken(source):
        yield f"not translated: {', '.join(words)}"


def check_templates(folder: Path = TEMPLATES) -> list[str]:
    """Problems of all templates, one a line."""
    out = []
    for file in sorted(folder.rglob("*.html")):
        name = file.relative_to(folder).as_posix()
        source = file.read_text()
        try:
            environment().parse(source, name)
        except TemplateSyntaxError as error:
            out.append(f"templates/{name}:{error.lineno}: {error.message}")
            continue
        out += [f"templates/{name}: {problem}" for problem in problems_of(source)]
    return out


def extracted() -> Catalog:
    """The sentences of the code as it stands."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file, "babel.cfg")  # type: ignore[no-untyped-call]
    catalog = Catalog(project="Weft", charset="utf-8")
    found = extract_from_dir(ROOT, methods, options, KEYWORDS, comment_tags=(), directory_filter=_is_ours)
    for filename, _, message, _, context in sorted(found, key=lambda entry: (entry[0], entry[1])):
        catalog.add(message, locations=[(filename, 1)], context=context)
    return catalog


def _is_ours(folder: str | Path) -> bool:
    return Path(folder).name not in {".venv", "var", "node_modules", "locales", "__pycache__", ".git"}


def sentences(catalog: Catalog) -> set[object]:
    """Message ids with their plurals."""
    return {message.id for message in catalog if message.id}


def check_catalogue() -> list[str]:
    """Whether the committed catalogue is the one of this code."""
    with POT.open("rb") as file:
        committed = sentences(read_po(file))
    now = sentences(extracted())
    out = [f"locales/messages.pot lacks {sentence!r}" for sentence in sorted(now - committed, key=str)]
    out += [f"locales/messages.pot has what nobody says: {old!r}" for old in sorted(committed - now, key=str)]
    return [*out, "Run: python -m tests.templates_check --write"] if out else []


def write_catalogue() -> None:
    """Write locales/messages.pot, without dates and line numbers, so that it changes only when a sentence does."""
    out = BytesIO()
    write_po(out, extracted(), width=120, omit_header=True, sort_output=True, no_location=True)
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    POT.write_bytes(header.encode() + out.getvalue())


def main() -> int:
    """Print what is wrong; 1 if anything is."""
    if "--write" in sys.argv[1:]:
        write_catalogue()
    wrong = check_templates() + check_catalogue()
    sys.stdout.write("".join(f"{line}\n" for line in wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
