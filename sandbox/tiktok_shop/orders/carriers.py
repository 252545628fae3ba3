"""Which carriers a tracking number could belong to: the formats they publish, check digits included."""

from __future__ import annotations

import re
from collections.abc import Callable

_LETTERS = {chr(65 + i): (i + 2) % 10 for i in range(26)}  # as UPS counts letters


def _ups(number: str) -> bool:
    """1Z and 16 signs, the last one a check digit over the 15 before it."""
    if not re.fullmatch(r"1Z[0-9A-Z]{15}\d", number):
        return False
    digits = [int(c) if c.isdigit() else _LETTERS[c] for c in number[2:17]]
    total = sum(d * (2 if i % 2 else 1) for i, d in enumerate(digits))
    return (10 - total % 10) % 10 == int(number[-1])


def _mod10(number: str) -> bool:
    """The last digit over the others, 3 and 1 by turns from the right (USPS IMpb)."""
    total = sum(int(c) * (3 if i % 2 == 0 else 1) for i, c in enumerate(reversed(number[:-1])))
    return (10 - total % 10) % 10 == int(number[-1])


def _usps(number: str) -> bool:
    bare = re.sub(r"^420\d{5}(?:\d{4})?(?=9)", "", number)
    if re.fullmatch(r"[A-Z]{2}\d{9}US", number):
        return True
    return bool(re.fullmatch(r"9[1-5]\d{18,20}", bare)) and _mod10(bare)


def _shape(pattern: str) -> Callable[[str], bool]:
    known = re.compile(pattern)
    return lambda number: bool(known.fullmatch(number))


FORMATS: dict[str, Callable[[str], bool]] = {
    "USPS": _usps,
    "UPS": _ups,
    "FedEx": _shape(r"\d{12}|\d{15}|96\d{20}"),
    "DHL": _shape(r"\d{10}|JD\d{16,18}"),
    "DHL eCommerce": _shape(r"GM\d{16,20}|92612\d{15,17}|420\d{5}92612\d{15,17}"),
    "OnTrac": _shape(r"[CD]\d{14}"),
    "LaserShip": _shape(r"1LS\d{12,15}|L[A-Z]\d{8}"),
    "Amazon Shipping": _shape(r"TBA\d{12}"),
}


def possible(number: str) -> list[str]:
    """Names of the carriers whose format this number has."""
    return [name for name, fits in FORMATS.items() if fits(number.upper())]


def number_for(name: str, digits: str) -> str:
    """A number as this carrier gives them, made of a string of 18 digits."""
    if name == "UPS":
        body = f"1Z{digits[-15:]}"
        return body + next(d for d in "0123456789" if _ups(body + d))
    if name == "USPS":
        body = f"9400{digits[-17:]}"
        return body + next(d for d in "0123456789" if _mod10(body + d))
    forms = {
        "FedEx": ("", 12),
        "DHL": ("", 10),
        "DHL eCommerce": ("GM", 18),
        "OnTrac": ("C", 14),
        "LaserShip": ("1LS", 12),
    }
    begin, length = forms.get(name, ("TBA", 12))
    return begin + digits[-length:]
