"""Ids and request ids that look like the platform's, and never repeat after a reset."""

from __future__ import annotations

import secrets
import time

# First digits as seen in public captures: products and SKUs 17, brands and attribute values 7, notifications 73.
PRODUCT, SKU, OTHER, NOTICE = "1729", "1730", "7082", "7380"
# Orders and their lines have a digit less; packages begin with 115, cancellations with 403.
ORDER, LINE, PACKAGE, CANCEL = "576", "577", "1152", "4035"
_EPOCH = 1_700_000_000


class Ids:
    """Decimal strings: kind, seconds since the end of 2023 (9 digits), a running number (6 digits)."""

    def __init__(self, last: int = 0) -> None:
        self.last = last

    def next(self, kind: str, now: float) -> str:
        """A new id of `kind`, its first digits; `now` unix seconds."""
        self.last += 1
        return f"{kind}{int(now) - _EPOCH:09d}{self.last % 1_000_000:06d}"


def request_id(now: float) -> str:
    """Like 20261123070749000101890810281E8C70B7: UTC time, then hex."""
    stamp = time.strftime("%Y%m%d%H%M%S", time.gmtime(now))
    return f"{stamp}{secrets.token_hex(10).upper()}"
