"""Query parameters, read as Ecwid's REST framework reads them. Raises `EcwidError` 400 with its texts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.ecwid.errors import wrong, wrong_number

MOST = 100  # default and highest `limit`
BIGGEST = 2**31 - 1
YES, NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


def flag(query: Mapping[str, str], name: str) -> bool | None:
    """None when the parameter is absent or empty."""
    text = query.get(name, "").lower()
    if not text:
        return None
    if text in YES:
        return True
    if text in NO:
        return False
    expected = "'true', 'false', 'yes', 'no', 'on', 'off', '1', '0'"
    raise wrong(f"Wrong parameter '{name}' value: expected one of {expected}")


def number(text: str, name: str) -> int:
    try:
        value = int(text)
    except ValueError:
        raise wrong_number(name) from None
    if abs(value) > BIGGEST:
        raise wrong_number(name)
    return value


def whole_numbers(query: Mapping[str, str], name: str) -> list[int] | None:
    """A list `3,4`; None when absent."""
    text = query.get(name, "")
    return [number(part.strip(), name) for part in text.split(",") if part.strip()] if text else None


def decimal(query: Mapping[str, str], name: str) -> float | None:
    text = query.get(name, "")
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        raise wrong_number(name) from None


def one_of(query: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str | None:
    text = query.get(name, "")
    if not text:
        return None
    if text not in choices:
        listed = ", ".join(f"'{c}'" for c in choices)
        raise wrong(f"Wrong parameter '{name}' value: expected one of {listed}")
    return text


def paging(query: Mapping[str, str]) -> tuple[int, int]:
    """(offset, limit). More than 100 is answered as 100."""
    offset = number(query.get("offset") or "0", "offset")
    limit = number(query.get("limit") or str(MOST), "limit")
    if offset < 0:
        raise wrong_number("offset")
    if limit < 0:
        raise wrong_number("limit")
    return offset, min(limit, MOST)


def moment(query: Mapping[str, str], name: str) -> int | None:
    """A date parameter in unix seconds; None when absent."""
    text = query.get(name, "").strip()
    if not text:
        return None
    try:
        return parse_date(text)
    except ValueError:
        raise wrong(f"Wrong parameter '{name}' value: expected a date") from None


def parse_date(text: str) -> int:
    """Unix seconds, `yyyy-MM-dd HH:mm:ss Z` with an offset or a zone name, without one (UTC), or `yyyy-MM-dd`.

    Raises ValueError for anything else.
    """
    if text.lstrip("-").isdigit():
        return int(text)
    day, _, rest = text.partition(" ")
    clock, _, zone = rest.partition(" ")
    naive = datetime.fromisoformat(f"{day}T{clock or '00:00:00'}")
    if zone[:1] in ("+", "-"):
        return int(datetime.strptime(f"{day} {clock} {zone}", "%Y-%m-%d %H:%M:%S %z").timestamp())
    try:
        place = ZoneInfo(zone) if zone and zone != "UTC" else UTC
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"no such time zone: {zone}") from None
    return int(naive.replace(tzinfo=place).timestamp())
