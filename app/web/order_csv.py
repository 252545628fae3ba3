"""Orders as CSV: safe to open in a spreadsheet, ids whole, names masked."""

import csv
import io
import re
from collections.abc import Sequence
from datetime import datetime, tzinfo

from app.domain.words import N_
from app.web.language import gettext
from app.web.order_rows import OrderLine
from app.web.order_words import Row

HEAD = (
    N_("TTS Order ID"),
    N_("Ecwid order"),
    N_("Placed"),
    N_("Ship by"),
    N_("TTS Order Status"),
    N_("Sync status"),
    N_("Items"),
    N_("Total"),
    N_("Currency"),
    N_("Buyer"),
    N_("Place"),
    N_("Carrier"),
    N_("Tracking number"),
)
# What spreadsheets take for a formula (OWASP, CSV injection).
_FORMULA = tuple("=+-@\t\r\n")
_NUMBER = re.compile(r"-?\d{1,12}(\.\d+)?")
# Beyond fifteen digits spreadsheets round a number: an id would be another one.
_LONG = re.compile(r"\d{16,}")
BOM = "\ufeff"


def head() -> bytes:
    """The first line, after the mark by which spreadsheets know UTF-8."""
    return (BOM + _written([[gettext(title) for title in HEAD]])).encode()


def lines(orders: Sequence[OrderLine], rows: Sequence[Row], zone: tzinfo) -> bytes:
    """One line an order, times as the store's clock shows them."""
    return _written([_cells(order, row, zone) for order, row in zip(orders, rows, strict=True)]).encode()


def _cells(order: OrderLine, row: Row, zone: tzinfo) -> list[str]:
    return [
        order.remote_id,
        order.source_id,
        _moment(order.placed_at, zone),
        _moment(row["ship_by"], zone),
        gettext(order.tts),
        gettext(order.word),
        str(order.units),
        str(order.total),
        order.currency,
        order.buyer,
        order.place,
        row["provider_name"],
        row["tracking_number"],
    ]


def _moment(at: datetime | None, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else ""


def safe(cell: str) -> str:
    """The cell as text for a spreadsheet: nothing in it is a formula, and no id is rounded."""
    if _LONG.fullmatch(cell) or (cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell)):
        return f"'{cell}"
    return cell


def _written(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([safe(cell) for cell in row] for row in rows)
    return out.getvalue()
