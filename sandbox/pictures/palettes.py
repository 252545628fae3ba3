"""Colours that go together. Ground is what the thing stands on; body, shade, light and accent are the thing."""

from __future__ import annotations

from dataclasses import dataclass, replace

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Palette:
    wall: Colour
    table: Colour
    body: Colour
    accent: Colour

    @property
    def shade(self) -> Colour:
        return mix(self.body, (30, 28, 40), 0.28)

    @property
    def light(self) -> Colour:
        return mix(self.body, (255, 255, 255), 0.4)

    @property
    def ink(self) -> Colour:
        return mix(self.body, (32, 30, 38), 0.72)


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """`a` with `share` (0..1) of `b` in it."""
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return red, green, blue


def colour(text: str) -> Colour:
    """`#c8553d` → (200, 85, 61)."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def _palette(wall: str, table: str, body: str, accent: str) -> Palette:
    return Palette(colour(wall), colour(table), colour(body), colour(accent))


PALETTES = (
    _palette("#f2ece1", "#e0d5c3", "#3f6f8c", "#d9a441"),
    _palette("#eef0ea", "#d5dccd", "#c8684a", "#f0dcb4"),
    _palette("#f3e9e4", "#e2cfc6", "#6b8f71", "#c7563f"),
    _palette("#e9eef2", "#cfdae2", "#e0b04a", "#3d5a73"),
    _palette("#f4efe6", "#e5d9c4", "#8c5a74", "#e6c18a"),
    _palette("#ecefed", "#d2dad6", "#2f5d62", "#e8a87c"),
    _palette("#f5ede8", "#e8d6cb", "#b4884f", "#5f7f8f"),
    _palette("#eceaf2", "#d7d2e3", "#5a62a0", "#e2b7a0"),
    _palette("#f2f1ea", "#dedcc9", "#7c8a45", "#b9523c"),
    _palette("#f0e8ea", "#dfcdd2", "#cf7f86", "#6a5d7b"),
    _palette("#eaf0ef", "#cbdcd9", "#3c8578", "#f1c866"),
    _palette("#f1ece7", "#dbd0c5", "#4f4a4f", "#c99b5f"),
)


def palette(number: int, body: str = "") -> Palette:
    """One of the palettes; `body` (`#rrggbb`) paints the thing in a variation's own colour."""
    chosen = PALETTES[number % len(PALETTES)]
    return replace(chosen, body=colour(body)) if body else chosen
