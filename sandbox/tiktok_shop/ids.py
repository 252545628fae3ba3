"""Ids and request ids that look like the platform's, and never repeat after a reset."""

from __future__ import annotations

import secrets
import time

# First digits as seen in public captures: products and SKUs 17, brands and attribute values 7, notifications 73.
PRODUCT, SKU, OTHER, NOTICE = "1729", "1730", "7082", "7380"
_EPOCH = 1_700_000_000


class Ids:
    """19-digit decimal strings: kind, seconds since the end of 2023, a running number."""

    def __init__(self, last: int = 0) -> None:
        self.last = last

    def next(self, kind: str, now: float) -> str:
        """A new id of `kind` (4 digits); `now` unix seconds."""
        self.last += 1
        return f"{kind}{int(now) - _EPOCH:09d}{self.last % 1_000_000:06d}"


def request_id(now: float) -> str:
    """Like 20261123070749000101890810281E8C70B7: UTC time, then hex."""
    stamp = time.strftime("%Y%m%d%H%M%S", time.gmtime(now))
    return f"{stamp}{secrets.token_hex(10).upper()}"
