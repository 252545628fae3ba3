"""JSON and dates as Ecwid writes them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from starlette.responses import Response

Record = dict[str, Any]


class EcwidJSON(Response):
    """UTF-8 JSON; whole numbers without a fraction, others with their binary noise (`14.989999999999998`)."""

    media_type = "application/json;charset=UTF-8"

    def render(self, content: Any) -> bytes:
        return json.dumps(whole(content), ensure_ascii=False, separators=(",", ":")).encode()


def whole(value: Any) -> Any:
    """`10.0` → `10`, at any depth."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {k: whole(v) for k, v in value.items()}
    if isinstance(value, list):
        return [whole(v) for v in value]
    return value


def date_text(at: float) -> str:
    """Unix seconds → `2024-09-04 07:22:09 +0000`."""
    return datetime.fromtimestamp(int(at), UTC).strftime("%Y-%m-%d %H:%M:%S +0000")


def money_text(amount: float) -> str:
    """As the US store's format settings print it: `$1,234.50`."""
    sign = "-" if amount < 0 else ""
    return f"{sign}${abs(amount):,.2f}"
