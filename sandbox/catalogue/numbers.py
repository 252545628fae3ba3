"""Ids, dates, codes and pictures of the catalogue. All ids stay below 2^31, since Ecwid's own client reads ints."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

Record = dict[str, Any]
FIRST_PRODUCT = 710_204_300
FIRST_COMBINATION = 428_100_000
COMBINATIONS_EACH = 60
FIRST_PICTURE = 1_500_000_000
PICTURES_EACH = 60
FILES_EACH = 5  # original and four sizes, numbered one after another
DAY = 86_400  # seconds
SIDE = 900  # pixels of an ordinary photograph


@dataclass(frozen=True)
class Making:
    """What one product is made of besides its description: the seed, its place in the catalogue, midnight today."""

    seed: int
    place: int
    today: int

    def dice(self) -> random.Random:
        """Its own dice, so that a product more or less changes no other."""
        return random.Random(f"{self.seed}:{self.place}")

    def dates(self, dice: random.Random) -> tuple[int, int]:
        """(created, updated) in unix seconds; one product in six was changed in the last fortnight."""
        created = self.today - dice.randrange(40 * DAY, 990 * DAY)
        since = self.today - 14 * DAY if dice.random() < 1 / 6 else created
        return created, dice.randrange(since, self.today)


def upc(place: int) -> str:
    """A valid UPC-A: eleven digits and their check digit."""
    digits = f"0850{place % 10_000_000:07d}"
    odd, even = sum(int(d) for d in digits[::2]), sum(int(d) for d in digits[1::2])
    return f"{digits}{-(odd * 3 + even) % 10}"


class Pictures:
    """The pictures of one product. Each is what `sandbox.pictures` needs to draw it, and its size in pixels."""

    def __init__(self, place: int, thing: str, palette: int) -> None:
        self._next = FIRST_PICTURE + place * PICTURES_EACH * FILES_EACH
        self._thing, self._palette = thing, palette
        self._coloured: dict[str, Record] = {}

    def one(self, view: int = 0, *, main: bool = False, alt: str = "", width: int = SIDE, height: int = SIDE) -> Record:
        number, self._next = self._next, self._next + FILES_EACH
        drawn = {"thing": self._thing, "palette": self._palette, "view": view}
        return {"number": number, "main": main, "alt": alt, "width": width, "height": height, **drawn}

    def usual(self, name: str, count: int) -> list[Record]:
        return [self.one(view, main=view == 0, alt=name if view == 0 else "") for view in range(count)]

    def coloured(self, colour: str) -> Record:
        """One picture a colour, shared by the sizes of that colour."""
        if colour not in self._coloured:
            self._coloured[colour] = {**self.one(), "body": colour}
        return self._coloured[colour]
