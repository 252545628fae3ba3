"""Things to wear and to carry."""

from __future__ import annotations

from sandbox.pictures.canvas import Canvas
from sandbox.pictures.kitchen import WHITE
from sandbox.pictures.palettes import Palette, mix

CANVAS = (233, 222, 200)


def tee(c: Canvas, p: Palette) -> None:
    c.shape(
        [(38, 24), (16, 34), (22, 50), (34, 45), (34, 78), (66, 78), (66, 45), (78, 50), (84, 34), (62, 24)], p.body
    )
    c.shape([(38, 24), (34, 45), (34, 78), (40, 78), (42, 30)], p.light)
    c.ellipse(50, 24, 11, 5, p.wall)
    c.ring(50, 24, 12, 6, p.shade, 1.4)
    c.ellipse(50, 50, 8, 8, p.accent)


def hoodie(c: Canvas, p: Palette) -> None:
    c.shape(
        [(36, 30), (18, 42), (14, 74), (26, 76), (34, 52), (34, 78), (66, 78), (66, 52), (74, 76), (86, 74), (82, 42)],
        p.body,
    )
    c.shape([(66, 78), (66, 30), (36, 30), (34, 78)], p.body)
    c.ellipse(50, 28, 16, 12, p.shade)
    c.ellipse(50, 30, 10, 7, mix(p.shade, (20, 20, 26), 0.4))
    c.shape([(40, 58), (60, 58), (64, 70), (36, 70)], p.shade)
    for x in (46, 54):
        c.line([(x, 36), (x, 48)], p.accent, 1)


def socks(c: Canvas, p: Palette) -> None:
    for x in (30, 52):
        c.box(x, 22, x + 15, 64, p.body, 3)
        c.box(x, 56, x + 26, 76, p.body, 9)
        c.box(x, 22, x + 15, 28, p.accent, 2)
        c.ellipse(x + 21, 68, 5, 7, p.accent)
        for y in (34, 41, 48):
            c.box(x, y, x + 15, y + 2, p.light)


def beanie(c: Canvas, p: Palette) -> None:
    c.ellipse(50, 24, 8, 8, p.accent)
    c.shape([(26, 62), (28, 42), (40, 30), (60, 30), (72, 42), (74, 62)], p.body)
    for x in (36, 46, 56, 66):
        c.curve([(x, 60), (x, 48), (x + (50 - x) * 0.3, 40), (50, 31)], p.shade, 0.9)
    c.box(23, 58, 77, 74, p.light, 5)


def scarf(c: Canvas, p: Palette) -> None:
    c.box(30, 30, 44, 78, p.body, 2)
    c.box(56, 30, 70, 70, p.shade, 2)
    c.ring(50, 34, 21, 12, p.body, 10)
    for y in (50, 60, 70):
        c.box(30, y, 44, y + 3, p.accent)
    for x in range(31, 45, 3):
        c.line([(x, 78), (x, 83)], p.body, 0.9)


def tote(c: Canvas, p: Palette) -> None:
    c.curve([(38, 40), (38, 12), (62, 12), (62, 40)], p.shade, 2.6)
    c.shape([(26, 38), (74, 38), (78, 78), (22, 78)], CANVAS)
    c.shape([(26, 38), (32, 38), (29, 78), (22, 78)], mix(CANVAS, WHITE, 0.5))
    c.box(24, 70, 76.6, 78, p.body)
    c.ellipse(50, 55, 10, 10, p.body)
    c.shape([(44, 58), (50, 48), (56, 58)], p.accent)


def apron(c: Canvas, p: Palette) -> None:
    c.ring(50, 24, 9, 10, p.shade, 2)
    c.shape([(40, 30), (60, 30), (64, 46), (74, 50), (74, 78), (26, 78), (26, 50), (36, 46)], p.body)
    c.box(36, 56, 64, 70, p.light, 2)
    c.line([(50, 56), (50, 70)], p.shade, 0.8)
    c.line([(26, 52), (14, 60)], p.accent, 1.6)
    c.line([(74, 52), (86, 60)], p.accent, 1.6)


def slippers(c: Canvas, p: Palette) -> None:
    for x in (30, 62):
        c.ellipse(x, 66, 13, 14, p.shade)
        c.ellipse(x, 63, 12, 13, mix(p.body, WHITE, 0.5))
        c.shape([(x - 12, 66), (x - 8, 48), (x + 8, 48), (x + 12, 66), (x, 60)], p.body)
        c.ellipse(x, 53, 3.4, 3, p.accent)


def backpack(c: Canvas, p: Palette) -> None:
    c.ring(50, 26, 8, 8, p.shade, 2.4)
    c.box(28, 26, 72, 78, p.body, 12)
    c.box(28, 30, 36, 74, p.light, 6)
    c.box(34, 52, 66, 74, p.shade, 5)
    c.box(34, 58, 66, 60, p.accent)
    c.box(46, 34, 54, 44, p.accent, 2)
