"""Things for the kitchen and the table."""

from __future__ import annotations

from sandbox.pictures.canvas import Canvas
from sandbox.pictures.palettes import Palette, mix

WOOD = (193, 148, 99)
DARK_WOOD = (146, 104, 66)
STEEL = (188, 194, 200)
WHITE = (250, 248, 244)


def mug(c: Canvas, p: Palette) -> None:
    c.ring(69, 58, 11, 12, p.shade, 4.2)
    c.box(31, 40, 66, 78, p.body, 5)
    c.box(31, 40, 40, 78, p.light, 5)
    c.ellipse(48.5, 41, 17.5, 4.5, p.shade)
    c.ellipse(48.5, 41.6, 15, 3.3, mix(p.accent, (70, 45, 30), 0.6))
    c.box(31, 66, 66, 70, p.accent)


def bowl(c: Canvas, p: Palette) -> None:
    c.shape([(22, 52), (78, 52), (70, 70), (60, 77), (40, 77), (30, 70)], p.body)
    c.shape([(22, 52), (34, 52), (40, 77), (30, 70)], p.light)
    c.box(41, 75, 59, 79, p.shade, 1.5)
    c.ellipse(50, 52, 28, 6.5, p.shade)
    c.ellipse(50, 53, 24.5, 4.8, mix(p.light, p.accent, 0.35))


def plate(c: Canvas, p: Palette) -> None:
    c.ellipse(50, 62, 35, 17, p.shade)
    c.ellipse(50, 60, 35, 17, WHITE)
    c.ring(50, 60, 33, 15.6, p.body, 2)
    c.ellipse(50, 60, 22, 10, mix(WHITE, p.body, 0.12))
    for x, y in ((44, 58), (50, 61), (56, 58), (50, 56)):
        c.ellipse(x, y, 3.2, 1.6, p.accent)


def pot(c: Canvas, p: Palette) -> None:
    c.box(17, 50, 83, 55, p.shade, 2.5)
    c.box(24, 46, 76, 78, p.body, 6)
    c.box(24, 46, 34, 78, p.light, 6)
    c.ellipse(50, 46, 27, 5, p.shade)
    c.shape([(25, 45), (36, 38), (64, 38), (75, 45)], p.body)
    c.ellipse(50, 36, 4.5, 3.5, p.accent)


def pan(c: Canvas, p: Palette) -> None:
    c.line([(68, 60), (94, 50)], DARK_WOOD, 4.5)
    c.ellipse(44, 66, 32, 11, (58, 58, 62))
    c.ellipse(44, 63, 32, 11, (84, 84, 90))
    c.ellipse(44, 63.5, 27, 8.5, (48, 48, 52))
    c.ellipse(41, 63, 9, 3.6, WHITE)
    c.ellipse(42, 62.6, 3.6, 1.6, p.accent)


def kettle(c: Canvas, p: Palette) -> None:
    c.curve([(32, 44), (36, 22), (64, 22), (68, 44)], DARK_WOOD, 3.6)
    c.shape([(70, 56), (88, 42), (91, 45), (76, 66)], p.shade)
    c.shape([(30, 46), (70, 46), (78, 74), (72, 78), (28, 78), (22, 74)], p.body)
    c.shape([(30, 46), (38, 46), (33, 78), (28, 78), (22, 74)], p.light)
    c.ellipse(50, 46, 20, 4, p.shade)
    c.ellipse(50, 42, 4, 3, p.accent)


def board(c: Canvas, p: Palette) -> None:
    c.box(46, 22, 54, 36, WOOD, 3)
    c.box(28, 32, 72, 78, WOOD, 6)
    for x in (34, 42, 53, 63):
        c.line([(x, 36), (x + 1, 75)], mix(WOOD, DARK_WOOD, 0.35), 0.6)
    c.ellipse(50, 27, 1.8, 1.8, p.wall)
    c.box(28, 70, 72, 72, p.body)


def utensils(c: Canvas, p: Palette) -> None:
    for x, lean in ((38, -4), (50, 0), (62, 4)):
        c.line([(x, 62), (x + lean, 32)], WOOD, 2.6)
    c.ellipse(34, 27, 5, 7, WOOD)
    c.box(46, 18, 54, 34, WOOD, 3)
    c.shape([(62, 18), (70, 20), (70, 34), (64, 34)], WOOD)
    c.box(33, 50, 67, 78, p.body, 4)
    c.box(33, 50, 42, 78, p.light, 4)
    c.box(33, 60, 67, 64, p.accent)


def knife(c: Canvas, p: Palette) -> None:
    c.shape([(12, 58), (62, 52), (62, 63), (26, 66)], STEEL)
    c.shape([(12, 58), (62, 59), (62, 63), (26, 66)], mix(STEEL, WHITE, 0.5))
    c.box(62, 52, 90, 62, p.body, 3)
    for x in (69, 76, 83):
        c.ellipse(x, 57, 1.3, 1.3, p.accent)


def jar(c: Canvas, p: Palette) -> None:
    glass = mix(p.wall, p.body, 0.22)
    c.box(33, 34, 67, 78, glass, 6)
    c.box(35, 50, 65, 76, p.accent, 4)
    c.box(36, 37, 40, 73, mix(glass, WHITE, 0.6), 2)
    c.box(31, 27, 69, 36, p.body, 2)
    c.box(39, 56, 61, 68, WHITE, 1)
    c.line([(43, 61), (57, 61)], p.ink, 0.8)
    c.line([(45, 64), (55, 64)], p.ink, 0.6)


def bottle(c: Canvas, p: Palette) -> None:
    c.box(45, 18, 55, 40, p.body, 2)
    c.box(37, 36, 63, 78, p.body, 7)
    c.box(37, 40, 43, 76, p.light, 4)
    c.box(44, 14, 56, 22, WOOD, 2)
    c.box(37, 52, 63, 68, WHITE)
    c.shape([(50, 54), (56, 64), (44, 64)], p.accent)


def glass(c: Canvas, p: Palette) -> None:
    for x in (34, 60):
        tint = mix(p.wall, p.body, 0.3)
        c.shape([(x - 11, 40), (x + 13, 40), (x + 10, 78), (x - 8, 78)], tint)
        c.shape([(x - 10, 54), (x + 12, 54), (x + 10, 78), (x - 8, 78)], mix(p.body, WHITE, 0.25))
        c.ellipse(x + 1, 40, 12, 2.6, mix(tint, WHITE, 0.6))
        c.ellipse(x + 1, 54, 11, 2.2, mix(p.body, WHITE, 0.45))
