"""Reads goods.txt: what the shop has on its shelves."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Choice:
    """`extra` USD is added to the price."""

    text: str
    extra: float = 0.0


@dataclass(frozen=True)
class Option:
    """`kind`: "own" variations with their own SKU and stock, "shared" without, "plain" an option alone."""

    name: str
    kind: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Goods:
    """Weight in pounds, size in inches (length, width, height)."""

    shelf: str
    product_type: str
    name: str
    thing: str
    price: float
    weight: float
    size: tuple[int, int, int]
    options: tuple[Option, ...]
    sentence: str


KINDS = {"~": "shared", "?": "plain"}


def read(text: str) -> list[Goods]:
    made, shelf, product_type = [], "", ""
    for line in text.splitlines():
        if line.startswith("= "):
            shelf, product_type = (part.strip() for part in line[2:].split("|"))
        elif line and not line.startswith("#"):
            made.append(_goods(shelf, product_type, [part.strip() for part in line.split("|")]))
    return made


def _goods(shelf: str, product_type: str, row: list[str]) -> Goods:
    name, thing, price, weight, size, options, sentence = row
    length, width, height = (int(side) for side in size.split("x"))
    wanted = [] if options == "-" else [_option(o) for o in options.split(";")]
    measures = float(price), float(weight), (length, width, height)
    return Goods(shelf, product_type, name, thing, *measures, tuple(wanted), sentence)


def _option(text: str) -> Option:
    kind = KINDS.get(text[0], "own")
    name, _, choices = text.lstrip("~?").partition("=")
    made = []
    for choice in choices.split(","):
        label, _, extra = choice.partition("+")
        made.append(Choice(label, float(extra or 0)))
    return Option(name, kind, tuple(made))


GOODS = read((Path(__file__).parent / "goods.txt").read_text("utf-8"))
