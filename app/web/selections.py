"""The present filter, in an address or a form, and back."""

from collections.abc import Mapping
from urllib.parse import urlencode

from app.domain.products import SyncState
from app.domain.selection import MAX_SEARCH, MAX_TICKED, Selection
from app.domain.words import N_
from app.errors import Invalid
from app.web.forms import Form

SHOWN = ("", *(state.value for state in SyncState), "unsent", "deleted")


def from_query(query: Mapping[str, str]) -> Selection:
    """The filter of a page's address. What it does not know is no filter."""
    shown = query.get("show", "")
    mapping = query.get("category", "")
    return Selection(
        shown=shown if shown in SHOWN else "",
        search=query.get("q", "").strip()[:MAX_SEARCH],
        mapping=int(mapping) if mapping.isascii() and mapping.isdigit() and len(mapping) < 18 else None,
    )


def from_form(form: Form) -> Selection:
    """What a form acts on: the ticked products, or everything that matches its filter. Raises Invalid."""
    if form.flag("all"):
        mapping = form.integer("category", low=0, high=2**62, required=False)
        return Selection(
            shown=form.choice("show", SHOWN),
            search=form.text("q", most=MAX_SEARCH, required=False),
            mapping=mapping,
        )
    ids = form.integers("product", most=MAX_TICKED)
    if not ids:
        raise Invalid(N_("Tick at least one product first."), field="product")
    return Selection(ids=tuple(dict.fromkeys(ids)))


def hidden(selection: Selection) -> list[tuple[str, str]]:
    """The filter without its search, as form fields."""
    pairs = [("show", selection.shown)] if selection.shown else []
    if selection.mapping is not None:
        pairs.append(("category", str(selection.mapping)))
    return pairs


def query(selection: Selection) -> str:
    """The filter as a query string, "" for none."""
    return urlencode([*hidden(selection), *([("q", selection.search)] if selection.search else [])])
