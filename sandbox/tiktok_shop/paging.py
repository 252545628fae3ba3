"""Page tokens: opaque, bound to their filters, and full of `+`, `/` and `=` so that encoding mistakes show."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sandbox.tiktok_shop.errors import Refused, bad_param, refuse

Row = TypeVar("Row")

_SIGNS = b"\xfb\xef\xbe\xff\xff\xff"  # "++++////" in base64


def token(place: object, filters: str) -> str:
    """`place`: anything JSON can hold; an offset, or the key of the last row."""
    text = f"{json.dumps(place)};{zlib.crc32(filters.encode()):08x}"
    padding = b"\n" * ((1 - len(text)) % 3)  # always ends in ==
    return base64.b64encode(_SIGNS + text.encode() + padding).decode()


def place_of(page_token: str, filters: str) -> Any:
    """What `token` was given. Raises ValueError for a token of other filters, or none of ours."""
    try:
        raw = base64.b64decode(page_token, validate=True)
        place, _, mark = raw[len(_SIGNS) :].decode().strip().rpartition(";")
        if raw.startswith(_SIGNS) and mark == f"{zlib.crc32(filters.encode()):08x}":
            return json.loads(place)
    except (binascii.Error, ValueError):
        pass
    raise ValueError("no page token of this list")


def offset_of(page_token: str, filters: str) -> int:
    """Where the page begins. Raises `Refused` 12019108 for a token of other filters, or none of ours."""
    if not page_token:
        return 0
    try:
        return int(place_of(page_token, filters))
    except ValueError:
        raise refuse(12019108) from None


def follow(
    rows: Sequence[Row],
    page_token: str,
    filters: str,
    size: int,
    *,
    key: Callable[[Row], tuple[Any, ...]],
    reverse: bool = False,
    wrong: Refused | None = None,
) -> tuple[list[Row], str]:
    """The page after the row the token names, and the next token ("" after the last page).

    It goes on behind a key and does not count rows, so a list that changes meanwhile skips nothing. `wrong` is
    raised for a bad token; the gateway's 36009004 when there is none of the business's.
    """
    ordered = sorted(rows, key=key, reverse=reverse)
    if page_token:
        try:
            last = tuple(place_of(page_token, filters))
        except (ValueError, TypeError):
            raise wrong or bad_param("invalid param error, page_token is invalid") from None
        ordered = [row for row in ordered if (key(row) < last if reverse else key(row) > last)]
    page = ordered[:size]
    return page, token(key(page[-1]), filters) if len(ordered) > size else ""


def page_size(text: str) -> int:
    """1 to 100, mandatory. Raises `Refused` 12019109."""
    try:
        return size_of(text, 100)
    except Refused:
        raise refuse(12019109) from None


def size_of(text: str, most: int) -> int:
    """Raises `Refused` 36009004."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
        raise bad_param(f"invalid param error, page_size must be 1 to {most}")
    return int(text)
