"""The category tree (v2) and what the platform answers about ids that do not fit it (platform-facts T4)."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.tiktok_shop.errors import Problem, problem

# Ids of the roots as seen in public category dumps; all other ids follow from the path.
ROOTS: dict[str, str] = {
    "Home Supplies": "600001",
    "Kitchenware": "600024",
    "Textiles & Soft Furnishings": "600154",
    "Household Appliances": "600942",
    "Womenswear & Underwear": "601152",
    "Shoes": "601352",
    "Beauty & Personal Care": "601450",
    "Phones & Electronics": "601739",
    "Computers & Office Equipment": "601755",
    "Pet Supplies": "602118",
    "Baby & Maternity": "602284",
    "Sports & Outdoor": "603014",
    "Toys & Hobbies": "604206",
    "Furniture": "604453",
    "Tools & Hardware": "604579",
    "Home Improvement": "604968",
    "Fashion Accessories": "605248",
    "Food & Beverages": "700437",
    "Health": "700645",
    "Books, Magazines & Audio": "801928",
    "Kids' Fashion": "802184",
    "Menswear & Underwear": "824328",
    "Luggage & Bags": "824584",
    "Virtual Products": "834312",
    "Jewelry Accessories & Derivatives": "953224",
}

# Ids of the retired three-level tree: asking for them with v2 is 12052230.
V1_IDS = frozenset({"853000", "605254", "600002", "601693", "849672"})


@dataclass(frozen=True)
class Category:
    """One node. `parent_id` "0" for roots; `keywords` and `traits` only on leaves; `path` from root to here."""

    id: str
    parent_id: str
    path: tuple[str, ...]
    is_leaf: bool
    keywords: tuple[str, ...] = ()
    traits: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return self.path[-1]

    @property
    def permission(self) -> str:
        if "prohibited" in self.traits:
            return "PROHIBITED"
        return "INVITE_ONLY" if "invite" in self.traits else "AVAILABLE"

    def row(self) -> dict[str, Any]:
        """As in Get Categories."""
        return {
            "id": self.id,
            "parent_id": self.parent_id,
            "local_name": self.name,
            "is_leaf": self.is_leaf,
            "permission_statuses": [self.permission],
        }


def _id(path: tuple[str, ...]) -> str:
    if len(path) == 1:
        return ROOTS[path[0]]
    return str(960_000 - zlib.crc32(" > ".join(path).encode()) % 350_000)


def _read(text: str) -> dict[str, Category]:
    made: dict[str, Category] = {}
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        where, keywords, traits = (part.strip() for part in line.split("|"))
        path = tuple(where.split(" > "))
        for depth in range(1, len(path) + 1):
            here = path[:depth]
            parent = _id(here[:-1]) if depth > 1 else "0"
            leaf = depth == len(path)
            words = tuple(w.strip() for w in keywords.split(",")) if leaf else ()
            made[_id(here)] = Category(
                _id(here),
                parent,
                here,
                leaf,
                words,
                frozenset(traits.replace(",", " ").split()) if leaf else frozenset(),
            )
    return made


TREE: dict[str, Category] = _read(Path(__file__).with_name("categories.txt").read_text("utf-8"))


def leaf_named(name: str) -> Category:
    """The leaf with this name (for tests and the panel). Raises KeyError."""
    for category in TREE.values():
        if category.is_leaf and category.name == name:
            return category
    raise KeyError(name)


def chain(category_id: str) -> list[dict[str, Any]]:
    """`category_chains` of Get Product, root first."""
    rows: list[dict[str, Any]] = []
    while category_id != "0":
        category = TREE[category_id]
        row = category.row()
        del row["permission_statuses"]
        rows.insert(0, row)
        category_id = category.parent_id
    return rows


def version_problem(version: str | None) -> Problem | None:
    """US shops must say v2; the documented default is v1."""
    return None if version == "v2" else problem(12052217)


def leaf_problem(category_id: str) -> Problem | None:
    """What is wrong with using this id for a product, None when it is a leaf that may be used."""
    if category_id in V1_IDS:
        return problem(12052230)
    category = TREE.get(category_id)
    if category is None:
        return problem(12052023) if category_id.isdigit() else problem(12052002)
    if not category.is_leaf:
        return problem(12052024)
    return problem(12052220) if "prohibited" in category.traits else None
