"""Certificates the category demands, and whether what was given for them is there (errors 12052105, 1205265x)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from sandbox.tiktok_shop.categories import Category
from sandbox.tiktok_shop.errors import Problem, problem
from sandbox.tiktok_shop.records import Json
from sandbox.tiktok_shop.rules import Certificate, certificates_of

MOST = 10


def certificate_problems(
    category: Category,
    given: list[Json],
    answers: Mapping[str, set[str]],
    pictures: Mapping[str, Json],
    files: Mapping[str, Json],
    now: float,
) -> Iterator[Problem]:
    """`answers`: attribute id → chosen value ids, on which some certificates depend. `now` unix seconds."""
    if len(given) > MOST:
        yield problem(12052657)
    if max(Counter(c["id"] for c in given).values(), default=1) > 1:
        yield problem(12052656)
    kinds = {c.id: c for c in certificates_of(category)}
    for entry in given:
        if entry["id"] not in kinds:
            yield problem(12052655)
            continue
        yield from _entry_problems(kinds[entry["id"]], entry, pictures, files, now)
    full = {c["id"] for c in given if c.get("images") or c.get("files")}
    for kind in kinds.values():
        demanded = kind.required or any(v in answers.get(a, ()) for a, v in kind.conditions)
        if demanded and kind.id not in full:
            yield problem(12052105)


def _entry_problems(
    kind: Certificate, entry: Json, pictures: Mapping[str, Json], files: Mapping[str, Json], now: float
) -> Iterator[Problem]:
    if any(image["uri"] not in pictures for image in entry.get("images", ())):
        yield problem(12052650)
    if any(file["id"] not in files for file in entry.get("files", ())):
        yield problem(12052658)
    end = entry.get("expiration_date")
    if (kind.expires and end is None) or (end is not None and end <= now):
        yield problem(12052385)
