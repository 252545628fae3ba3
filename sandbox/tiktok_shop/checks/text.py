"""The formatting rules for everything a buyer reads (errors 12052931 to 12052935)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from sandbox.tiktok_shop.errors import Problem, problem

TITLE_LONGEST = 255
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_REPEATED = re.compile(r"(\S)\1{9}")
_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b50\u2b55\ufe0f\u200d]")


def breaks_rules(text: str, *, lines: bool = False) -> bool:
    """HTML entities, emojis, ASCII control characters, only symbols, one character ten times in a row.

    `lines`: tabs and line ends are allowed (descriptions).
    """
    plain = re.sub(r"[\t\r\n]", " ", text) if lines else text
    if _ENTITY.search(plain) or _EMOJI.search(plain) or _REPEATED.search(plain):
        return True
    if any(ord(c) < 32 or ord(c) == 127 for c in plain):
        return True
    return bool(plain.strip()) and not any(c.isalnum() for c in plain)


def is_chinese(text: str) -> bool:
    return bool(_CHINESE.search(text))


def is_foreign(text: str) -> bool:
    """Letters of another script than Latin; accents are fine. Micro sign and ordinals count as Latin."""
    return any(c.isalpha() and "LATIN" not in unicodedata.name(c, "LATIN") and c not in "µªº" for c in text)


def title_problems(title: str) -> Iterator[Problem]:
    if not title.strip():
        yield problem(12052261)
        return
    if len(title) > TITLE_LONGEST:
        yield problem(12052051)
    if is_chinese(title):
        yield problem(12052262)
    elif is_foreign(title):
        yield problem(12052266)
    if breaks_rules(title):
        yield problem(12052931)
