"""Cents, and how an amount is spread over units so that nothing gets lost."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

_CENT = Decimal("0.01")


def cents(amount: object) -> int:
    """`"19.99"`, 19.99 or 20 in cents. Raises ValueError for anything else, and for fractions of a cent."""
    try:
        value = Decimal(str(amount))
        whole = value.quantize(_CENT)
    except InvalidOperation:
        raise ValueError(f"{amount} is not an amount") from None
    if whole != value or whole < 0:
        raise ValueError(f"{amount} is not an amount")
    return int(whole * 100)


def text(amount: int) -> str:
    """As the platform prints it: `"27.27"`, and `"0"` for nothing."""
    return f"{amount // 100}.{amount % 100:02d}" if amount else "0"


def share(amount: int, rate: str) -> int:
    """`amount` times a rate such as "0.0925", rounded half up."""
    return int((Decimal(amount) * Decimal(rate)).quantize(Decimal(1), ROUND_HALF_UP))


def spread(amount: int, weights: Sequence[int]) -> list[int]:
    """`amount` in parts as the weights are, to the cent: the largest remainders get the odd cents, and no part is
    larger than its weight. Raises ValueError when `amount` is more than all weights together."""
    total = sum(weights)
    if amount > total:
        raise ValueError("a discount cannot be more than the price")
    if not amount:
        return [0] * len(weights)
    parts = [amount * w // total for w in weights]
    rest = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % total), i))
    for i in rest[: amount - sum(parts)]:
        parts[i] += 1
    return parts
