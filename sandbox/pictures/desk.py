"""Stationery and tools."""

from __future__ import annotations

from sandbox.pictures.canvas import Canvas
from sandbox.pictures.kitchen import DARK_WOOD, STEEL, WHITE, WOOD
from sandbox.pictures.palettes import Palette, mix

PAPER = (252, 249, 240)


def notebook(c: Canvas, p: Palette) -> None:
    c.box(32, 24, 74, 80, p.shade, 3)
    c.box(28, 22, 72, 78, p.body, 3)
    c.box(28, 22, 34, 78, p.shade, 2)
    c.box(42, 34, 64, 46, PAPER, 1)
    c.line([(46, 38), (60, 38)], p.ink, 0.8)
    c.line([(46, 42), (56, 42)], p.ink, 0.8)
    c.box(66, 22, 68, 78, p.accent)


def pencils(c: Canvas, p: Palette) -> None:
    for i, x in enumerate((30, 42, 54, 66)):
        fill = (p.body, p.accent, p.light, p.shade)[i]
        top = 24 + (i % 2) * 6
        c.box(x, top + 9, x + 8, 78, fill)
        c.shape([(x, top + 9), (x + 8, top + 9), (x + 4, top)], WOOD)
        c.shape([(x + 2.8, top + 3), (x + 5.2, top + 3), (x + 4, top)], p.ink)
        c.box(x, 70, x + 8, 74, STEEL)


def pen(c: Canvas, p: Palette) -> None:
    c.line([(24, 74), (72, 34)], p.body, 6)
    c.line([(64, 40.6), (80, 27.4)], p.accent, 6)
    c.shape([(18, 80), (22, 71), (27, 76)], STEEL)
    c.line([(60, 38), (74, 26)], STEEL, 1.4)


def card(c: Canvas, p: Palette) -> None:
    c.shape([(20, 48), (62, 40), (68, 74), (26, 82)], mix(p.body, WHITE, 0.55))
    c.shape([(20, 48), (62, 40), (48, 62)], mix(p.body, WHITE, 0.35))
    c.box(40, 24, 80, 60, PAPER, 1)
    c.box(43, 27, 77, 57, p.light)
    c.ellipse(60, 42, 8, 8, p.accent)
    c.ellipse(60, 42, 4, 4, p.body)


def book(c: Canvas, p: Palette) -> None:
    for i, (y, fill) in enumerate(((66, p.body), (54, p.accent), (42, p.shade))):
        left = 22 + i * 3
        c.box(left, y, left + 54, y + 12, fill, 1.5)
        c.box(left + 4, y + 2.4, left + 54, y + 9.6, PAPER)
    c.box(70, 30, 73, 46, p.body)


def tape(c: Canvas, p: Palette) -> None:
    for x, y, fill in ((36, 60, p.body), (62, 64, p.accent), (50, 38, p.light)):
        c.ellipse(x, y, 15, 14, fill)
        c.ellipse(x, y, 9, 8.4, mix(fill, WHITE, 0.5))
        c.ellipse(x, y, 7, 6.4, p.table)


def hammer(c: Canvas, p: Palette) -> None:
    c.line([(34, 78), (60, 36)], WOOD, 5)
    c.line([(34, 78), (42, 65)], p.body, 6)
    c.shape([(44, 26), (76, 44), (70, 54), (38, 36)], STEEL)
    c.shape([(44, 26), (30, 26), (26, 34), (38, 36)], mix(STEEL, (40, 40, 50), 0.3))


def screwdriver(c: Canvas, p: Palette) -> None:
    for x, tip in ((36, 3.4), (58, 2)):
        c.box(x, 22, x + 10, 50, p.body, 4)
        c.box(x + 3, 22, x + 5, 50, p.accent, 1)
        c.box(x + 3.4, 50, x + 6.6, 74, STEEL)
        c.shape([(x + 5 - tip, 80), (x + 5 + tip, 80), (x + 6.6, 72), (x + 3.4, 72)], STEEL)


def toolbox(c: Canvas, p: Palette) -> None:
    c.ring(50, 38, 17, 13, p.ink, 3.4)
    c.box(18, 42, 82, 78, p.body, 4)
    c.box(18, 42, 82, 52, p.shade, 3)
    c.box(44, 48, 56, 60, p.accent, 2)
    c.box(22, 58, 40, 74, p.light, 2)


def measure(c: Canvas, p: Palette) -> None:
    c.box(26, 34, 66, 74, p.body, 9)
    c.ellipse(46, 54, 13, 13, p.accent)
    c.ellipse(46, 54, 5, 5, p.shade)
    c.box(60, 66, 92, 74, (245, 214, 92))
    for x in range(64, 92, 4):
        c.line([(x, 66), (x, 70 if x % 8 else 72)], p.ink, 0.6)


def lantern(c: Canvas, p: Palette) -> None:
    c.ring(50, 22, 10, 9, p.ink, 1.8)
    c.box(36, 28, 64, 34, p.body, 2)
    c.box(38, 34, 62, 68, mix(p.wall, (250, 214, 120), 0.55), 3)
    c.ellipse(50, 54, 5, 8, (250, 206, 106))
    c.ellipse(50, 56, 2.6, 4.4, WHITE)
    for x in (38, 50, 62):
        c.line([(x, 34), (x, 68)], p.shade, 1)
    c.box(33, 68, 67, 78, p.body, 3)


def wrench(c: Canvas, p: Palette) -> None:
    c.line([(30, 74), (66, 36)], STEEL, 6)
    c.ring(70, 32, 10, 10, STEEL, 4.6)
    c.shape([(70, 32), (84, 16), (88, 28)], p.wall)
    c.ring(28, 76, 7, 7, STEEL, 3.6)
    c.line([(38, 65.6), (58, 44.6)], p.body, 3)


def gift(c: Canvas, p: Palette) -> None:
    c.box(18, 34, 82, 72, p.body, 4)
    c.box(18, 34, 82, 42, p.light, 4)
    c.box(46, 34, 53, 72, p.accent)
    c.ring(43, 32, 7, 5, p.accent, 2.4)
    c.ring(56, 32, 7, 5, p.accent, 2.4)
    c.line([(24, 62), (40, 62)], PAPER, 1.4)


def crate(c: Canvas, p: Palette) -> None:
    c.box(20, 44, 80, 78, DARK_WOOD)
    for y in (45, 56, 67):
        c.box(20, y, 80, y + 9, WOOD, 1)
    c.box(24, 44, 29, 78, DARK_WOOD)
    c.box(71, 44, 76, 78, DARK_WOOD)
    c.box(42, 57, 58, 64, p.body, 1)
