"""A square of 100 by 100 units to draw on, whatever its pixels. Drawn twice as large and halved: smooth edges."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFilter

from sandbox.pictures.palettes import Colour, mix

FINE = 2
Point = tuple[float, float]


class Canvas:
    """`zoom`, `move` (units) and `mirror` place what is drawn; grounds ignore them."""

    def __init__(self, pixels: int) -> None:
        self.size = pixels * FINE
        self.unit = self.size / 100
        self.image = Image.new("RGB", (self.size, self.size))
        self.pen = ImageDraw.Draw(self.image)
        self.zoom, self.move, self.mirror = 1.0, (0.0, 0.0), False

    def place(self, zoom: float = 1.0, move: Point = (0.0, 0.0), mirror: bool = False) -> None:
        self.zoom, self.move, self.mirror = zoom, move, mirror

    def finished(self) -> Image.Image:
        return self.image.reduce(FINE)

    def ground(self, wall: Colour, table: Colour, horizon: float = 66) -> None:
        """A wall lit from above and a table, both soft."""
        edge = horizon / 100 * self.size
        for y in range(0, self.size, FINE):  # row by row into the picture: an intermediate one would cost more
            if y < edge:
                shade = mix(mix(wall, (255, 255, 255), 0.35), wall, y / edge)
            else:
                shade = mix(table, mix(table, (255, 255, 255), 0.3), (y - edge) / (self.size - edge))
            self.pen.rectangle((0, y, self.size, y + FINE - 1), fill=shade)

    def flat(self, fill: Colour) -> None:
        self.image.paste(fill, (0, 0, self.size, self.size))

    def shadow(self, x: float, y: float, rx: float, ry: float, strength: float = 0.38) -> None:
        """A soft ellipse under a thing. Blurred small and enlarged: the blur costs nothing."""
        (cx, cy), r = self._at(x, y), self.zoom * self.unit
        margin = 6 * self.unit
        left, top = round(cx - rx * r - margin), round(cy - ry * r - margin)
        right, bottom = round(cx + rx * r + margin), round(cy + ry * r + margin)
        small = max(8, round((right - left) / self.unit)), max(8, round((bottom - top) / self.unit))
        mask = Image.new("L", small)
        ImageDraw.Draw(mask).ellipse((6, 6, small[0] - 7, small[1] - 7), fill=int(255 * strength))
        mask = mask.filter(ImageFilter.GaussianBlur(2.2))
        mask = mask.resize((right - left, bottom - top), Image.Resampling.BILINEAR)
        self.image.paste((46, 38, 40), (left, top, right, bottom), mask)

    def ellipse(self, x: float, y: float, rx: float, ry: float, fill: Colour) -> None:
        (cx, cy), r = self._at(x, y), self.zoom * self.unit
        self.pen.ellipse((cx - rx * r, cy - ry * r, cx + rx * r, cy + ry * r), fill=fill)

    def ring(self, x: float, y: float, rx: float, ry: float, fill: Colour, width: float) -> None:
        (cx, cy), r = self._at(x, y), self.zoom * self.unit
        box = (cx - rx * r, cy - ry * r, cx + rx * r, cy + ry * r)
        self.pen.ellipse(box, outline=fill, width=max(1, round(width * r)))

    def box(self, x0: float, y0: float, x1: float, y1: float, fill: Colour, round_by: float = 0) -> None:
        (ax, ay), (bx, by) = self._at(x0, y0), self._at(x1, y1)
        left, right = sorted((ax, bx))
        self.pen.rounded_rectangle((left, ay, right, by), round_by * self.zoom * self.unit, fill=fill)

    def shape(self, points: Sequence[Point], fill: Colour) -> None:
        self.pen.polygon([self._at(*p) for p in points], fill=fill)

    def line(self, points: Sequence[Point], fill: Colour, width: float) -> None:
        """Round at its ends and corners."""
        r = width * self.zoom * self.unit / 2
        spots = [self._at(*p) for p in points]
        self.pen.line(spots, fill=fill, width=max(1, round(r * 2)), joint="curve")
        for x, y in spots:
            self.pen.ellipse((x - r, y - r, x + r, y + r), fill=fill)

    def curve(self, points: Sequence[Point], fill: Colour, width: float) -> None:
        """A line bent smoothly through four points (cubic Bézier)."""
        self.line(bend(points), fill, width)

    def _at(self, x: float, y: float) -> Point:
        dx = (50 - x if self.mirror else x - 50) * self.zoom + 50 + self.move[0]
        dy = (y - 78) * self.zoom + 78 + self.move[1]
        return dx * self.unit, dy * self.unit


def bend(points: Sequence[Point], steps: int = 24) -> list[Point]:
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = points
    made = []
    for i in range(steps + 1):
        t, u = i / steps, 1 - i / steps
        x = u**3 * ax + 3 * u * u * t * bx + 3 * u * t * t * cx + t**3 * dx
        y = u**3 * ay + 3 * u * u * t * by + 3 * u * t * t * cy + t**3 * dy
        made.append((x, y))
    return made


def star(x: float, y: float, outer: float, inner: float, tips: int = 5) -> list[Point]:
    turns = [(i * math.pi / tips - math.pi / 2, outer if i % 2 == 0 else inner) for i in range(tips * 2)]
    return [(x + math.cos(a) * r, y + math.sin(a) * r) for a, r in turns]
