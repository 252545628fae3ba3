"""A selection of products as SQL: one place, for the list and for everything that acts on it."""

import re

from app.domain.products import SyncState
from app.domain.selection import Selection

_WORD = re.compile(r"[^\W_]+", re.UNICODE)


def where(selection: Selection, first: int) -> tuple[str, list[object]]:
    """The condition on `product p` after `p.connection = …`, with its arguments numbered from `first`.

    Deleted products are in no selection but "deleted" (S25: they stay, marked).
    """
    arguments: list[object] = []

    def place(value: object) -> str:
        arguments.append(value)
        return f"${first + len(arguments) - 1}"

    if selection.ids:
        return f"p.id = ANY({place(list(selection.ids))}::bigint[])", arguments
    parts = []
    if selection.shown == "deleted":
        parts.append("p.deleted_at IS NOT NULL")
    elif selection.shown == "unsent":
        parts.append("p.unsent_changes")
    elif selection.shown:
        parts.append(f"p.sync_state = {place(SyncState(selection.shown).value)}")
    if selection.mapping is not None:
        parts.append(f"p.category_mapping = {place(selection.mapping)}" if selection.mapping else _NO_CATEGORY)
    if query := tsquery(selection.search):
        parts.append(f"to_tsvector('simple', p.search) @@ to_tsquery('simple', {place(query)})")
    return " AND ".join(parts) or "TRUE", arguments


_NO_CATEGORY = "p.category_mapping IS NULL"


def words(search: str) -> list[str]:
    """The words typed, at most ten, in lower case: letters and digits only."""
    return [word.lower() for word in _WORD.findall(search)[:10]]


def tsquery(search: str) -> str:
    """Every word typed must begin a word of the product's title, SKUs or ids. Nothing typed can break the query."""
    return " & ".join(f"{word}:*" for word in words(search))
