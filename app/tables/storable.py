"""What PostgreSQL cannot hold: NUL and lone surrogates in text, numbers beyond a column. One product must not stop a
pull of twenty thousand."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import asyncpg
import msgspec

from app.domain.products import Product, Variant

# What asyncpg and PostgreSQL raise for it.
UNSTORABLE = (asyncpg.DataError, OverflowError, UnicodeEncodeError)
_MOST_MONEY = Decimal("9999999999.9999")
_MOST_INT = 2**31 - 1


def storable(product: Product) -> Product:
    """The same product without what cannot be stored. Slow; only called after PostgreSQL refused a page."""
    cleaned = msgspec.convert(_cleaned(msgspec.to_builtins(product)), Product)
    return replace(
        cleaned,
        price=_money(cleaned.price),
        quantity=_int(cleaned.quantity),
        weight_g=_int(cleaned.weight_g),
        variants=tuple(_variant(variant) for variant in cleaned.variants),
    )


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "ignore").decode()
    if isinstance(value, list | tuple):
        return [_cleaned(item) for item in value]
    if isinstance(value, dict):
        return {key: _cleaned(item) for key, item in value.items()}
    return value


def _variant(variant: Variant) -> Variant:
    return replace(variant, price=_money(variant.price), quantity=_int(variant.quantity))


def _money(amount: Decimal) -> Decimal:
    return max(-_MOST_MONEY, min(_MOST_MONEY, amount))


def _int(number: int | None) -> int | None:
    return None if number is None else max(-_MOST_INT, min(_MOST_INT, number))
