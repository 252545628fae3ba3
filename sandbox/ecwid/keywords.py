"""How `keyword` matches: every word somewhere in what a product says of itself; `word*` a prefix, `"…"` exactly."""

from __future__ import annotations

import re
from collections.abc import Callable

from sandbox.ecwid.wire import Record


def keyword_test(text: str, category_name: Callable[[int], str]) -> Callable[[Record], bool]:
    exact = re.fullmatch(r'\s*"(.+)"\s*', text)
    words = text.lower().split()

    def matches(product: Record) -> bool:
        said = _said(product, category_name).lower()
        if exact:
            return exact[1].lower() in said
        parts = re.findall(r"[\w'’&.+-]+", said)
        return all(_word(word, parts, said) for word in words)

    return matches


def _word(word: str, parts: list[str], said: str) -> bool:
    if word.endswith("*"):
        return any(part.startswith(word[:-1]) for part in parts)
    return word in said


def _said(product: Record, category_name: Callable[[int], str]) -> str:
    options = [f"{o['name']} {' '.join(c['text'] for c in o.get('choices', []))}" for o in product["options"]]
    skus = [c["sku"] for c in product["combinations"] if c.get("sku")]
    attributes = [a["value"] for a in product["attributes"] if a.get("show") != "NOTSHOW"]
    categories = [category_name(c) for c in product["categoryIds"]]
    description = re.sub(r"<[^>]*>", " ", product.get("description", ""))
    return " ".join([product["name"], description, product.get("sku", ""), *skus, *options, *attributes, *categories])
