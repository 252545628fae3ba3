"""The seeded catalogue of the rehearsal store: the same seed, count and day give the same store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.catalogue import ordinary, peculiar, shelves
from sandbox.catalogue.goods import GOODS
from sandbox.catalogue.numbers import Making

Record = dict[str, Any]


@dataclass(frozen=True)
class Catalogue:
    """Records as `sandbox.ecwid.store` keeps them. A product's `odd` names its oddity; it never leaves the shop."""

    categories: list[Record]
    classes: list[Record]
    products: list[Record]


def build(seed: int, count: int, today: int) -> Catalogue:
    """`count` products. Up to 200 are all different; beyond that the ordinary ones come again in another batch.

    `today`: midnight in unix seconds. The shop opened 990 days before; all its dates lie before `today`, so that
    the last week has changes whenever a rehearsal begins.
    """
    wares: list[tuple[str, int]] = _mixed()
    if count <= len(wares):
        chosen = [wares[i * len(wares) // count] for i in range(count)]
    else:
        more = [("goods", len(GOODS) + i) for i in range(count - len(wares))]
        chosen = [*wares, *more]
    products = [_make(Making(seed, place, today), *ware) for place, ware in enumerate(chosen)]
    return Catalogue(shelves.categories(), shelves.classes(), products)


def _mixed() -> list[tuple[str, int]]:
    """The peculiar ones strewn evenly among the ordinary."""
    every = len(GOODS) / len(peculiar.ODDITIES)
    placed = [(i + 0.5, ("goods", i)) for i in range(len(GOODS))]
    placed += [(i * every + every / 2 + 0.25, ("odd", i)) for i in range(len(peculiar.ODDITIES))]
    return [ware for _, ware in sorted(placed)]


def _make(making: Making, kind: str, number: int) -> Record:
    if kind == "odd":
        return peculiar.make(making, peculiar.ODDITIES[number])
    batch, which = divmod(number, len(GOODS))
    return ordinary.make(making, GOODS[which], batch)
