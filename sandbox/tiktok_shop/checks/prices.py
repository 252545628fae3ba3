"""Prices of a SKU: decimal strings in the shop's currency, USD 0.01 to 7600."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from sandbox.tiktok_shop.errors import Problem, problem
from sandbox.tiktok_shop.records import Json

LOWEST, HIGHEST = Decimal("0.01"), Decimal(7600)
_AMOUNT = re.compile(r"\d{1,9}(?:\.\d{1,2})?")


def amount_of(text: str) -> Decimal | None:
    """The number, None for anything but a plain decimal with at most two places."""
    return Decimal(text) if _AMOUNT.fullmatch(text) else None


def price_problems(sku: Json, currency: str) -> Iterator[Problem]:
    """`price` and `list_price` of one SKU. A list price below the price is dropped later, not refused."""
    price = sku.get("price")
    if not price or not price.get("amount"):
        yield problem(12052571)
        return
    if price["currency"] != currency:
        yield problem(12052084)
    amount = amount_of(price["amount"])
    if amount is None or amount < LOWEST:
        yield problem(12052073)
    elif amount > HIGHEST:
        yield problem(12052570)
    for listed in (sku.get("list_price"), *sku.get("external_list_prices", ())):
        if listed:
            yield from _list_price_problems(listed)


def _list_price_problems(listed: Json) -> Iterator[Problem]:
    amount = amount_of(listed["amount"])
    if amount is None or amount < LOWEST or listed["currency"] != "USD":
        yield problem(12052375)
    elif amount > HIGHEST:
        yield problem(12052383)


def without_worthless_list_price(sku: Json) -> Json:
    """The SKU without a list price below its price, which the platform discards."""
    listed, price = sku.get("list_price"), sku.get("price")
    if listed and price and Decimal(listed["amount"]) < Decimal(price["amount"]):
        return {k: v for k, v in sku.items() if k != "list_price"}
    return sku
