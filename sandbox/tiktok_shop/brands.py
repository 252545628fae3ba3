"""Brands: the shop's own, and well-known ones that need an authorization (platform-facts T4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sandbox.tiktok_shop.errors import Problem, problem

PER_DAY, PER_SELLER = 50, 1000


@dataclass(frozen=True)
class Brand:
    """`top`: a T1 brand, usable only when `authorized`."""

    id: str
    name: str
    authorized: bool = False
    top: bool = False

    def row(self, *, with_category: bool) -> dict[str, Any]:
        """As in Get Brands, its misspelling included. `brand_status` only for authorized ones, per category."""
        row: dict[str, Any] = {
            "id": self.id,
            "name": self.name,
            "authorized_status": "AUTHORIZED" if self.authorized else "UNAUTHORIEZD",
            "is_t1_brand": self.top,
        }
        if with_category and self.authorized:
            row["brand_status"] = "AVAILABLE"
        return row


_OWN = ("Harbor Goods", "Weft Home", "Northwind Pack", "Saltmarsh", "Foxglove Studio", "Tern & Tide")
_KNOWN = ("Juniper Row", "Kilnhouse", "Larch", "Maker's Yard", "Oakline", "Pebble & Pine", "Quarry", "Rook", "Sable")
_TOP = ("Lego", "Le Creuset", "Nike", "Samsung", "Staub", "YETI")
SEEDED: dict[str, Brand] = {
    brand.id: brand
    for brand in (
        *(Brand(f"70824273115843479{i:02d}", name, authorized=True) for i, name in enumerate(_OWN)),
        *(Brand(f"70824273115843480{i:02d}", name) for i, name in enumerate(_KNOWN)),
        *(Brand(f"70824273115843481{i:02d}", name, top=True) for i, name in enumerate(_TOP)),
    )
}


def name_problem(name: str, taken: set[str]) -> Problem | None:
    """Why a brand of this name may not be created. `taken`: existing names, lower case."""
    if len(name) < 2:
        return problem(12052189)
    if len(name) > 30:
        return problem(12052190)
    if any(ord(c) > 0x2BFF for c in name):
        return problem(12052191)
    if re.search(r"\d{5}", name):
        return problem(12052192)
    if not any(c.isalnum() for c in name):
        return problem(12052204)
    return problem(12052205) if name.lower() in taken else None
