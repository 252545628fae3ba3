"""Keyset paging: the ids at a page's ends are the way on and back; no page costs more than the first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from litestar import Request

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins. `before`: rows with smaller ids; `after`: rows with greater ids; neither: the first page."""

    before: int | None = None
    after: int | None = None


def cursor_of(request: Request[Any, Any, Any]) -> Cursor:
    """From the address; anything that is no id is the first page."""

    def number(name: str) -> int | None:
        text = request.query_params.get(name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None

    before, after = number("before"), number("after")
    return Cursor(before, None if before is not None else after)


def trimmed(rows: Sequence[T], cursor: Cursor, size: int) -> tuple[list[T], tuple[bool, bool]]:
    """The rows to show in reading order, and whether there is something before and behind them.

    `rows` has one row more than `size` when there is more in its direction, and runs backwards for `after`.
    """
    more = len(rows) > size
    shown = list(rows[:size])
    if cursor.after is not None:
        shown.reverse()
        return shown, (more, True)
    return shown, (cursor.before is not None, more)


def pager_view(
    here: str, rows: Sequence[Any], more: tuple[bool, bool], total: int, *, upwards: bool = False
) -> dict[str, Any]:
    """What shared/_m.html's pager shows. `upwards`: ids grow along the list instead of shrinking."""
    glue = "&" if "?" in here else "?"
    back, on = ("before", "after") if upwards else ("after", "before")
    return {
        "first": 1 if rows and not more[0] else None,
        "last": len(rows) if rows and not more[0] else None,
        "total": total,
        "prev": f"{here}{glue}{back}={rows[0]['id']}" if rows and more[0] else "",
        "next": f"{here}{glue}{on}={rows[-1]['id']}" if rows and more[1] else "",
    }
