"""Money: Decimal, rounded to what the currency has, and the prices a channel takes."""

from decimal import ROUND_HALF_UP, Decimal

# ISO 4217 minor units that are not two.
_PLACES = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV"), 0),
    **dict.fromkeys(("XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}

# Price range of one SKU in the US (TikTok: product-pricing; platform-facts T18).
RANGES = {"USD": (Decimal("0.01"), Decimal("7600"))}


def places(currency: str) -> int:
    """How many decimals `currency` (ISO 4217) has."""
    return _PLACES.get(currency, 2)


def rounded(amount: Decimal, currency: str) -> Decimal:
    """Round half up to the currency's smallest coin."""
    return amount.quantize(Decimal(1).scaleb(-places(currency)), ROUND_HALF_UP)


def plain(amount: Decimal, currency: str) -> str:
    """Write the rounded amount as platforms want it: "1204.00", no exponent, no separators."""
    return format(rounded(amount, currency), "f")


def in_range(amount: Decimal, currency: str) -> bool:
    """Whether the channel takes this price. A currency without a known range takes any positive price."""
    low, high = RANGES.get(currency, (Decimal(1).scaleb(-places(currency)), Decimal("Infinity")))
    return low <= rounded(amount, currency) <= high


def shown(amount: Decimal, currency: str) -> str:
    """Write money for people: "$1,204.00", a loss with a minus sign, other currencies by their code."""
    sign = "−" if amount < 0 else ""
    digits = format(abs(rounded(amount, currency)), ",f")
    return f"{sign}${digits}" if currency == "USD" else f"{sign}{currency} {digits}"
