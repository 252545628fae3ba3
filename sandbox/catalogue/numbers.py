"""Ids, dates, codes and pictures of the catalogue. All ids stay below 2^31, since Ecwid's own client reads ints."""

from __future__ import annotations

import random
from typing import Any

Record = dict[str, Any]
FIRST_PRODUCT = 710_204_300
FIRST_COMBINATION = 428_100_000
COMBINATIONS_EACH = 60
FIRST_PICTURE = 1_500_000_000
PICTURES_EACH = 60
FILES_EACH = 5  # original and four sizes, numbered one after another
OPENED, LAST_ADDED, TODAY = 1_709_542_800, 1_791_800_000, 1_795_190_400  # 4 Mar 2024, 12 Oct 2026, 20 Nov 2026
SIDE = 1400  # pixels of an ordinary photograph


def dates(dice: random.Random) -> tuple[int, int]:
    """(created, updated) in unix seconds; one product in six was changed in the last fortnight."""
    created = dice.randrange(OPENED, LAST_ADDED)
    since = max(created, TODAY - 14 * 86400) if dice.random() < 1 / 6 else created
    return created, dice.randrange(since, TODAY)


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
