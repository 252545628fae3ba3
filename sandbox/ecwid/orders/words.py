"""What `keywords` reads of an order: ids, addresses, e-mail, tracking, items, the owner's notes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.ecwid.wire import Record

_PLAIN = (
    "id",
    "email",
    "trackingNumber",
    "externalTransactionId",
    "privateAdminNotes",
    "externalOrderId",
    "referenceTransactionId",
)
_OF_ITEMS = ("sku", "name")


def said(order: Record) -> str:
    """In lower case, made once at each write: a search only looks into it."""
    return " ".join(_parts(order)).lower()


def _parts(order: Record) -> Iterator[str]:
    yield str(order["internal"])
    yield from (str(order[name]) for name in _PLAIN if order.get(name))
    for person in ("shippingPerson", "billingPerson"):
        yield from (str(value) for value in order.get(person, {}).values())
    for item in order["items"]:
        yield from (str(item[name]) for name in _OF_ITEMS if item.get(name))
        yield from (_option(option) for option in item.get("selectedOptions", ()))


def _option(option: Any) -> str:
    return f"{option.get('name', '')} {option.get('value', '')}" if isinstance(option, dict) else ""


def matches(order: Record, keywords: str) -> bool:
    """Every word somewhere in what the order says of itself."""
    return all(word in order["said"] for word in keywords.lower().split())
