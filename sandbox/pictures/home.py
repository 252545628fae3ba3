"""Linen, light and things that stand about."""

from __future__ import annotations

from sandbox.pictures.canvas import Canvas, bend
from sandbox.pictures.kitchen import DARK_WOOD, WHITE, WOOD
from sandbox.pictures.palettes import Palette, mix

WAX = (247, 239, 222)
LEAF = (92, 128, 88)


def towel(c: Canvas, p: Palette) -> None:
    for i, y in enumerate((44, 55, 66)):
        shade = mix(p.body, WHITE, 0.12 * i)
        c.box(22, y, 78, y + 12, mix(shade, (40, 34, 40), 0.16), 4)
        c.box(22, y, 78, y + 9.5, shade, 4)
        c.box(22, y + 3, 78, y + 4.4, p.accent)


def napkin(c: Canvas, p: Palette) -> None:
    c.shape([(26, 78), (30, 34), (70, 30), (76, 74)], p.body)
    c.shape([(30, 34), (70, 30), (50, 56)], p.light)
    c.line([(30, 74), (33, 38), (67, 35), (71, 71)], p.accent, 1)
    c.line([(50, 56), (52, 76)], p.shade, 0.7)


def cushion(c: Canvas, p: Palette) -> None:
    left, right = [(24, 40), (20, 58), (24, 76)], [(76, 76), (80, 58), (76, 40)]
    c.shape([*left, (50, 80), *right, (50, 35)], p.body)
    c.shape([(24, 40), (50, 35), (50, 80), (24, 76), (20, 58)], mix(p.body, WHITE, 0.14))
    for y in (47, 58, 69):
        c.curve([(23, y), (40, y + 3), (60, y + 3), (77, y)], p.accent, 1.6)


def throw(c: Canvas, p: Palette) -> None:
    c.box(26, 36, 74, 74, p.body, 3)
    for x in range(31, 74, 9):
        c.box(x, 36, x + 3.4, 74, p.accent)
    c.box(26, 52, 74, 57, p.shade)
    for x in range(27, 75, 4):
        c.line([(x, 74), (x, 79)], p.light, 1)


def rug(c: Canvas, p: Palette) -> None:
    c.shape([(20, 52), (80, 52), (92, 78), (8, 78)], p.body)
    c.shape([(26, 55), (74, 55), (82, 75), (18, 75)], p.light)
    for x in (34, 50, 66):
        c.shape([(x, 58), (x + 8, 65), (x, 72), (x - 8, 65)], p.accent)


def candle(c: Canvas, p: Palette) -> None:
    c.ellipse(50, 26, 2.6, 5.4, (247, 196, 92))
    c.ellipse(50, 28, 1.3, 2.8, (255, 240, 190))
    c.line([(50, 31), (50, 37)], (70, 60, 55), 0.9)
    c.box(34, 36, 66, 78, p.body, 4)
    c.box(34, 36, 42, 78, p.light, 4)
    c.ellipse(50, 37, 16, 3.4, WAX)
    c.box(39, 52, 61, 69, WHITE, 1)
    c.line([(44, 58), (56, 58)], p.ink, 1)
    c.line([(46, 63), (54, 63)], p.accent, 0.9)


def pillar(c: Canvas, p: Palette) -> None:
    for x, top, width in ((34, 46, 9), (52, 34, 10), (69, 54, 8)):
        c.ellipse(x, top - 8, 2, 4.4, (247, 196, 92))
        c.line([(x, top - 5), (x, top)], (70, 60, 55), 0.8)
        c.box(x - width, top, x + width, 78, p.body, 2)
        c.box(x - width, top, x - width + 4, 78, p.light, 2)
        c.ellipse(x, top, width, 2.2, WAX)


def diffuser(c: Canvas, p: Palette) -> None:
    for x in (40, 45, 50, 56, 62):
        c.line([(50, 54), (x + (x - 50) * 0.6, 18)], WOOD, 1.1)
    c.box(45, 44, 55, 54, WOOD, 1)
    c.box(35, 52, 65, 78, p.body, 6)
    c.box(35, 52, 42, 78, p.light, 5)
    c.box(41, 60, 60, 71, WHITE, 1)


def vase(c: Canvas, p: Palette) -> None:
    for x, y in ((34, 18), (50, 12), (65, 20)):
        c.curve([(50, 46), (50, 34), (x, 32), (x, y)], LEAF, 1.2)
        c.ellipse(x, y, 4.6, 4.6, p.accent)
        c.ellipse(x, y, 1.8, 1.8, WAX)
    outline = bend([(45, 44), (46, 56), (30, 58), (38, 78)])
    c.shape([*outline, *((100 - x, y) for x, y in reversed(outline))], p.body)
    c.ellipse(50, 44, 5.5, 1.8, p.shade)
    c.curve([(41, 62), (38, 66), (39, 70), (42, 76)], p.light, 2)


def planter(c: Canvas, p: Palette) -> None:
    for x, y, r in ((30, 34, 9), (42, 22, 10), (58, 20, 10), (70, 33, 9), (50, 34, 11)):
        c.ellipse(x, y, r * 0.62, r, LEAF if x % 4 else mix(LEAF, WHITE, 0.2))
        c.line([(50, 52), (x, y)], mix(LEAF, (30, 40, 30), 0.3), 0.8)
    c.shape([(32, 50), (68, 50), (62, 78), (38, 78)], p.body)
    c.shape([(32, 50), (40, 50), (43, 78), (38, 78)], p.light)
    c.box(30, 46, 70, 53, p.shade, 2)


def lamp(c: Canvas, p: Palette) -> None:
    c.line([(50, 44), (50, 76)], DARK_WOOD, 3)
    c.ellipse(50, 76, 13, 3.4, DARK_WOOD)
    c.shape([(38, 18), (62, 18), (72, 46), (28, 46)], p.body)
    c.shape([(38, 18), (45, 18), (40, 46), (28, 46)], p.light)
    c.box(28, 44, 72, 47, p.accent, 1)


def soap(c: Canvas, p: Palette) -> None:
    c.box(24, 66, 76, 78, WOOD, 3)
    c.box(30, 48, 70, 68, p.body, 6)
    c.box(30, 48, 70, 54, p.light, 5)
    c.ellipse(50, 60, 9, 4, p.accent)
    for x, y, r in ((70, 42, 4), (77, 49, 2.6), (64, 37, 2)):
        c.ring(x, y, r, r, mix(p.body, WHITE, 0.6), 0.8)


def basket(c: Canvas, p: Palette) -> None:
    c.curve([(28, 50), (32, 20), (68, 20), (72, 50)], DARK_WOOD, 3)
    c.shape([(22, 48), (78, 48), (70, 78), (30, 78)], WOOD)
    for i, y in enumerate(range(51, 78, 5)):
        for x in range(26 + (i % 2) * 5, 74, 10):
            c.box(x, y, x + 5, y + 2.6, DARK_WOOD, 1)
    c.box(20, 45, 80, 51, p.body, 2)


def frame(c: Canvas, p: Palette) -> None:
    c.box(26, 20, 74, 76, DARK_WOOD, 1)
    c.box(30, 24, 70, 72, WHITE)
    c.box(35, 30, 65, 66, p.light)
    c.shape([(35, 66), (46, 44), (55, 58), (60, 50), (65, 66)], p.body)
    c.ellipse(57, 38, 4, 4, p.accent)
