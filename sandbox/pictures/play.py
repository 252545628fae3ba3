"""Toys and things for babies."""

from __future__ import annotations

from sandbox.pictures.canvas import Canvas, star
from sandbox.pictures.kitchen import WHITE, WOOD
from sandbox.pictures.palettes import Palette, mix

CREAM = (248, 240, 226)


def blocks(c: Canvas, p: Palette) -> None:
    for x, y, fill in ((24, 56, p.body), (48, 56, p.accent), (36, 33, WOOD)):
        c.box(x, y, x + 22, y + 22, fill, 2)
        c.shape([(x + 22, y + 1), (x + 27, y - 4), (x + 27, y + 17), (x + 22, y + 21)], mix(fill, (30, 28, 40), 0.25))
        c.shape([(x + 1, y), (x + 6, y - 5), (x + 27, y - 4), (x + 22, y + 1)], mix(fill, WHITE, 0.35))
    c.shape(star(35, 67, 7, 3), WHITE)
    c.ellipse(59, 67, 5.5, 5.5, WHITE)
    c.shape([(47, 37), (54, 50), (40, 50)], WHITE)


def bear(c: Canvas, p: Palette) -> None:
    for x in (37, 63):
        c.ellipse(x, 25, 7, 7, p.body)
        c.ellipse(x, 25, 3.6, 3.6, p.light)
        c.ellipse(x + (x - 50) * 0.62, 56, 7, 10, p.body)
        c.ellipse(x, 74, 9, 6, p.body)
    c.ellipse(50, 60, 18, 19, p.body)
    c.ellipse(50, 63, 11, 12, p.light)
    c.ellipse(50, 36, 17, 15, p.body)
    c.ellipse(50, 41, 8, 6, CREAM)
    for x in (43, 57):
        c.ellipse(x, 33, 1.7, 2, p.ink)
    c.ellipse(50, 38.6, 2.4, 1.7, p.ink)
    c.shape([(42, 51), (50, 54), (42, 57)], p.accent)
    c.shape([(58, 51), (50, 54), (58, 57)], p.accent)


def car(c: Canvas, p: Palette) -> None:
    c.shape([(32, 54), (40, 38), (64, 38), (72, 54)], p.light)
    c.shape([(36, 53), (42, 41), (50, 41), (50, 53)], CREAM)
    c.shape([(53, 41), (62, 41), (67, 53), (53, 53)], CREAM)
    c.box(16, 52, 86, 70, p.body, 6)
    c.box(16, 61, 86, 64, p.accent)
    for x in (32, 70):
        c.ellipse(x, 70, 9, 9, p.ink)
        c.ellipse(x, 70, 4, 4, WOOD)


def train(c: Canvas, p: Palette) -> None:
    c.box(18, 46, 56, 68, p.body, 4)
    c.box(56, 34, 80, 68, p.accent, 3)
    c.box(61, 39, 75, 51, CREAM, 2)
    c.box(26, 34, 34, 47, p.shade, 1)
    c.ellipse(30, 33, 6, 3, p.shade)
    for x in (28, 48, 68):
        c.ellipse(x, 70, 8, 8, WOOD)
        c.ellipse(x, 70, 3, 3, p.ink)
    for x, y, r in ((30, 24, 4), (38, 17, 5), (49, 12, 6)):
        c.ellipse(x, y, r, r * 0.8, mix(p.wall, WHITE, 0.6))


def puzzle(c: Canvas, p: Palette) -> None:
    for i, (x, y) in enumerate(((26, 30), (51, 30), (26, 55), (51, 55))):
        fill = (p.body, p.accent, p.light, p.shade)[i]
        c.box(x, y, x + 23, y + 23, fill, 2)
    for x, y, fill in ((50, 41, p.body), (62, 54, p.accent), (37, 54, p.body), (50, 66, p.light)):
        c.ellipse(x, y, 4, 4, fill)


def rattle(c: Canvas, p: Palette) -> None:
    c.line([(50, 44), (50, 74)], WOOD, 4)
    c.ring(50, 74, 7, 5, WOOD, 2.6)
    c.ellipse(50, 32, 16, 15, p.body)
    c.ellipse(45, 27, 5, 4, p.light)
    for x, y in ((42, 37), (50, 40), (58, 37)):
        c.ellipse(x, y, 2.2, 2.2, p.accent)


def onesie(c: Canvas, p: Palette) -> None:
    c.shape([(36, 28), (22, 38), (28, 50), (36, 45)], p.body)
    c.shape([(64, 28), (78, 38), (72, 50), (64, 45)], p.body)
    c.shape([(36, 28), (64, 28), (66, 62), (56, 78), (44, 78), (34, 62)], p.body)
    c.ellipse(50, 28, 9, 4, p.wall)
    c.ring(50, 28, 10, 5, p.accent, 1.4)
    c.shape(star(50, 48, 8, 4), p.light)
    for x in (47, 50, 53):
        c.ellipse(x, 76, 0.8, 0.8, WHITE)


def bib(c: Canvas, p: Palette) -> None:
    c.ring(50, 32, 15, 14, p.body, 5)
    c.shape([(34, 40), (66, 40), (72, 60), (64, 76), (36, 76), (28, 60)], p.body)
    c.ellipse(50, 58, 9, 8, p.light)
    for x in (47, 53):
        c.ellipse(x, 56, 1.2, 1.4, p.ink)
    c.ellipse(50, 60, 1.6, 1.1, p.accent)


def kite(c: Canvas, p: Palette) -> None:
    c.shape([(50, 14), (72, 38), (50, 66), (28, 38)], p.body)
    c.shape([(50, 14), (72, 38), (50, 38)], p.accent)
    c.shape([(28, 38), (50, 38), (50, 66)], p.light)
    c.curve([(50, 66), (42, 72), (58, 76), (48, 84)], p.ink, 0.8)
    for x, y in ((47, 71), (53, 77)):
        c.shape([(x - 4, y - 2), (x, y), (x - 4, y + 2)], p.accent)
        c.shape([(x + 4, y - 2), (x, y), (x + 4, y + 2)], p.accent)


def boat(c: Canvas, p: Palette) -> None:
    c.line([(50, 62), (50, 18)], WOOD, 1.8)
    c.shape([(52, 20), (52, 58), (78, 58)], CREAM)
    c.shape([(48, 28), (48, 58), (30, 58)], p.accent)
    c.shape([(18, 62), (84, 62), (72, 78), (30, 78)], p.body)
    c.shape([(18, 62), (84, 62), (81, 66), (21, 66)], p.light)
