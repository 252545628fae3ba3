"""Page tokens: opaque, bound to their filters, and full of `+`, `/` and `=` so that encoding mistakes show."""

from __future__ import annotations

import base64
import binascii
import zlib

from sandbox.tiktok_shop.errors import refuse

_SIGNS = b"\xfb\xef\xbe\xff\xff\xff"  # "++++////" in base64


def token(offset: int, filters: str) -> str:
    text = f"offset={offset};{zlib.crc32(filters.encode()):08x}"
    padding = b"\n" * ((1 - len(text)) % 3)  # always ends in ==
    return base64.b64encode(_SIGNS + text.encode() + padding).decode()


def offset_of(page_token: str, filters: str) -> int:
    """Where the page begins. Raises `Refused` 12019108 for a token of other filters, or none of ours."""
    if not page_token:
        return 0
    try:
        raw = base64.b64decode(page_token, validate=True)
        text = raw[len(_SIGNS) :].decode().strip()
        offset, mark = text.removeprefix("offset=").split(";")
        if raw.startswith(_SIGNS) and mark == f"{zlib.crc32(filters.encode()):08x}":
            return int(offset)
    except (binascii.Error, ValueError):
        pass
    raise refuse(12019108)


def page_size(text: str) -> int:
    """1 to 100, mandatory. Raises `Refused` 12019109."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 100:
        raise refuse(12019109)
    return int(text)
