"""Barcodes: which of the channel's identifier types a code is, if it is one at all."""

# Digits → type (create-product-202309: GTIN 14, EAN 8/13/14, UPC 12, ISBN 13 or 9 digits and X, JAN 8/13).
_TYPES = {8: "EAN", 12: "UPC", 13: "EAN", 14: "GTIN"}
_ISBN_PREFIXES = ("978", "979")


def identifier(code: str) -> tuple[str, str] | None:
    """Give (code, type) of a valid barcode, blanks and hyphens removed; None when length or check digit is wrong."""
    digits = code.replace(" ", "").replace("-", "").upper()
    if len(digits) == 10 and digits[:9].isascii() and digits[:9].isdigit() and digits[9] == "X":
        return (digits, "ISBN") if _isbn10_holds(digits) else None
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in _TYPES or not _check_digit_holds(digits):
        return None
    if len(digits) == 13 and digits.startswith(_ISBN_PREFIXES):
        return digits, "ISBN"
    return digits, _TYPES[len(digits)]


def _check_digit_holds(digits: str) -> bool:
    """GS1: from the right, digits weigh 1 and 3 in turn; the sum ends in 0. All zeros is nobody's number."""
    total = sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(reversed(digits)))
    return total > 0 and total % 10 == 0


def _isbn10_holds(digits: str) -> bool:
    return (sum(int(d) * (10 - i) for i, d in enumerate(digits[:9])) + 10) % 11 == 0
