"""Sentences in the reader's language. English is what stands in the code; catalogues lie in locales/.

`locale()` is the one in force for the present request (a context variable, so streams and tasks keep theirs).
"""

import functools
import gettext as catalogues
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from babel.core import negotiate_locale

LOCALES = Path(__file__).resolve().parents[2] / "locales"
DEFAULT = "en"
DOMAIN = "messages"

Sentence = str | tuple[str, Mapping[str, str | int]]
"""An English msgid, or one with the values for its %(name)s places."""

NO_ERRORS: Mapping[str, Sentence] = {}
"""What is wrong with a form, by field: nothing."""

_locale: ContextVar[str] = ContextVar("locale", default=DEFAULT)


def worded(msgid: str, params: Mapping[str, str | int]) -> Sentence:
    """The sentence, with values only where it has places for them."""
    return (msgid, params) if params else msgid


def locale() -> str:
    """The language the present reader sees, for example "en"."""
    return _locale.get()


@functools.cache
def available() -> tuple[str, ...]:
    """English, and every language with a compiled catalogue."""
    found = {file.parts[-3] for file in LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")}
    return tuple(sorted(found | {DEFAULT}))


def choose(accept_language: str) -> str:
    """The best language we have for an Accept-Language header; English when none fits."""
    wanted = []
    for part in accept_language.split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            weight = 0.0
        if tag and tag != "*" and weight > 0:
            wanted.append((-weight, tag))
    return (
        negotiate_locale([tag for _, tag in sorted(wanted, key=lambda pair: pair[0])], available(), sep="-") or DEFAULT
    )


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Use `language` inside the block."""
    token = _locale.set(language)
    try:
        yield
    finally:
        _locale.reset(token)


@functools.cache
def _catalogue(language: str) -> catalogues.NullTranslations:
    return catalogues.translation(DOMAIN, LOCALES, [language], fallback=True)


def gettext(sentence: str) -> str:
    """The sentence in the reader's language, its places still open."""
    # An empty msgid is the catalogue's header.
    return _catalogue(locale()).gettext(sentence) if sentence else ""


def ngettext(one: str, many: str, count: int) -> str:
    """The form of the sentence that fits the count."""
    return _catalogue(locale()).ngettext(one, many, count)


def translate(sentence: Sentence, params: Mapping[str, str | int] | None = None) -> str:
    """A sentence that was marked with N_() where it was written, in the reader's language, its places filled in.

    Without values it is returned as it is, so a per cent sign needs no doubling there.
    """
    if isinstance(sentence, tuple):
        sentence, params = sentence
    text = gettext(sentence)
    return text % params if params else text
