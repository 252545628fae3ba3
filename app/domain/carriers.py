"""Which carrier's number is this? By published formats and check digits only; a guess is not an answer (S108)."""

import re
from collections.abc import Callable

# Carriers' own names as TikTok lists them in the US.
UPS, USPS, FEDEX, DHL, DHL_ECOMMERCE, ONTRAC, AMAZON = (
    "UPS",
    "USPS",
    "FedEx",
    "DHL",
    "DHL eCommerce",
    "OnTrac",
    "Amazon Logistics",
)


def detect(number: str) -> tuple[str, ...]:
    """The carriers whose format and check digit fit, best first; empty when none does."""
    text = re.sub(r"[\s-]", "", number).upper()
    found = [name for name, fits in _RULES if fits(text)]
    return tuple(dict.fromkeys(found))


def _ups(text: str) -> bool:
    """1Z, six of the shipper, two of the service, eight digits; the last is the check digit (UPS tracking format)."""
    if not re.fullmatch(r"1Z[A-Z0-9]{15}\d", text):
        return False
    total = 0
    for place, letter in enumerate(text[2:17]):
        value = int(letter) if letter.isdigit() else (ord(letter) - 63) % 10
        total += value * (2 if place % 2 else 1)
    return (10 - total % 10) % 10 == int(text[17])


def _mod10(digits: str) -> bool:
    """USPS Publication 199: from the right, weights 3 and 1, the last digit makes it a multiple of ten."""
    total = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits[:-1])))
    return (10 - total % 10) % 10 == int(digits[-1])


def _usps(text: str) -> bool:
    """Intelligent Mail package barcodes (20, 22 digits; 30 with the ZIP in front) and S10 numbers that end in US."""
    if re.fullmatch(r"[A-Z]{2}\d{9}US", text):
        return _s10(text[2:11])
    if re.fullmatch(r"420\d{27}|420\d{31}", text):
        text = text[-22:]
    return bool(re.fullmatch(r"(9[1-5]\d{20}|\d{20})", text)) and _mod10(text)


def _s10(digits: str) -> bool:
    """UPU S10: weights 8 6 4 2 3 5 9 7, remainder of 11."""
    total = sum(int(d) * w for d, w in zip(digits[:8], (8, 6, 4, 2, 3, 5, 9, 7), strict=True))
    check = 11 - total % 11
    return {10: 0, 11: 5}.get(check, check) == int(digits[8])


def _fedex(text: str) -> bool:
    """Express (12 digits, weights 3 1 7, remainder of 11) and Ground (15 digits, weights 3 and 1)."""
    if re.fullmatch(r"\d{12}", text):
        total = sum(int(d) * (3, 1, 7)[i % 3] for i, d in enumerate(text[:11]))
        return total % 11 % 10 == int(text[11])
    return bool(re.fullmatch(r"\d{15}", text)) and _mod10(text)


def _dhl(text: str) -> bool:
    """DHL Express waybills: ten digits, the last is the remainder of the others by seven."""
    return bool(re.fullmatch(r"\d{10}", text)) and int(text[:9]) % 7 == int(text[9])


_RULES: tuple[tuple[str, Callable[[str], bool]], ...] = (
    (UPS, _ups),
    (USPS, _usps),
    (FEDEX, _fedex),
    (DHL, _dhl),
    (DHL_ECOMMERCE, lambda text: bool(re.fullmatch(r"(GM|LX|RX)\d{16,18}", text))),
    (ONTRAC, lambda text: bool(re.fullmatch(r"[CD]\d{14}", text))),
    (AMAZON, lambda text: bool(re.fullmatch(r"TBA\d{12}", text))),
)
