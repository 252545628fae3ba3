"""The present filter of the Orders tab and the place of its page, in an address and back."""

from dataclasses import dataclass
from typing import Any

from litestar import Request

from app.domain.order_selection import MAX_SEARCH, SHOWN, SORTS, OrderSelection
from app.resources import Resources
from app.sync.order_records import tsquery
from app.tables.order_places import Place
from app.web.forms import Form
from app.web.order_rows import query

AnyRequest = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks to see. `query` is the search as the database takes it."""

    selection: OrderSelection
    query: str
    before: Place | None = None
    after: Place | None = None

    @property
    def address(self) -> str:
        """Filter and place as a query string with its question mark."""
        text = query(self.selection)
        place = f"before={self.before}" if self.before else f"after={self.after}" if self.after else ""
        if not place:
            return text
        return f"{text}&{place}" if text else f"?{place}"


def asked(request: AnyRequest, res: Resources) -> Asked:
    """From the address. What it does not know is no filter."""
    params = request.query_params
    shown, sort = params.get("show", ""), params.get("sort", "")
    selection = OrderSelection(
        shown=shown if shown in SHOWN else "",
        search=_plain(params.get("q", "")),
        sort=sort if sort in SORTS else "",
    )
    after = Place.parse(params.get("after", ""))
    before = Place.parse(params.get("before", "")) if after is None else None
    return Asked(selection, searched(selection, res), before, after)


def from_form(form: Form) -> OrderSelection:
    """The filter that a form acts on."""
    return OrderSelection(
        shown=form.choice("show", SHOWN),
        search=_plain(form.text("q", most=MAX_SEARCH, required=False)),
        sort=form.choice("sort", SORTS),
    )


def _plain(text: str) -> str:
    """No database takes a NUL."""
    return text.replace("\x00", "").strip()[:MAX_SEARCH]


def searched(selection: OrderSelection, res: Resources) -> str:
    """The search as the database takes it; one without a letter or digit finds nothing rather than everything."""
    if not selection.search:
        return ""
    return tsquery(res.vault, selection.search) or NOTHING


# No order has this word.
NOTHING = "nothingisfoundbyapunctuationmark"
