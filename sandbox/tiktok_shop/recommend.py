"""Which leaf a title belongs to: by its words, the way a shop assistant would guess (platform-facts T4)."""

from __future__ import annotations

import re
from collections import defaultdict

from sandbox.tiktok_shop.categories import TREE, Category

_WORD = re.compile(r"[^\W_]+(?:'[a-z]+)?")
# What follows one of these describes the thing, it does not name it: "mug with spoon", "towel in linen".
_ASIDE = re.compile(r"[,(:|/]| - | – | — | with | for | in | from | of ")
_KEEP_S = frozenset(
    {"glass", "dress", "chess", "canvas", "brass", "compass", "bias", "press", "mattress", "dvds", "gas"}
)


def singular(word: str) -> str:
    if word in _KEEP_S or len(word) < 4 or word.endswith("ss"):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    if word.endswith("ves"):
        return {"knives": "knife", "shelves": "shelf", "loaves": "loaf", "scarves": "scarf"}.get(word, word[:-1])
    return word[:-1] if word.endswith("s") else word


def words(text: str) -> list[str]:
    return [singular(w) for w in _WORD.findall(text.lower().replace("’", "'"))]


def _index() -> dict[str, list[tuple[tuple[str, ...], Category]]]:
    made: dict[str, list[tuple[tuple[str, ...], Category]]] = defaultdict(list)
    for category in TREE.values():
        for phrase in category.keywords:
            parts = tuple(words(phrase))
            made[parts[0]].append((parts, category))
    return made


_BY_FIRST_WORD = _index()


def _score(tokens: list[str]) -> dict[str, int]:
    """Best match per category: longer phrases win, and so does what stands last (the noun of an English title)."""
    best: dict[str, int] = {}
    for at, token in enumerate(tokens):
        for parts, category in _BY_FIRST_WORD.get(token, ()):
            end = at + len(parts)
            if tuple(tokens[at:end]) != parts:
                continue
            score = len(parts) ** 2 * 4 + (6 if end == len(tokens) else 0) + min(end, 9)
            best[category.id] = max(best.get(category.id, 0), score)
    return best


def recommend(title: str, description_text: str = "") -> Category | None:
    """The leaf for this title; None when no word is known, or it belongs where nobody may sell."""
    head = _ASIDE.split(f"{title.lower()} ", maxsplit=1)[0]
    scores = _score(words(head)) or _score(words(title)) or _score(_said_twice(words(description_text)))
    if not scores:
        return None
    best = TREE[max(scores, key=lambda i: (scores[i], i))]
    return None if best.permission == "PROHIBITED" else best


def _said_twice(tokens: list[str]) -> list[str]:
    """A description mentions many things once; what it is about it names again."""
    return [token for token in tokens if tokens.count(token) > 1]
