"""Who gets the parcel, as an order's page shows it: dotted, until somebody asks. Pure, from rows."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.orders import Address, OrderStatus
from app.sync.order_records import Buyer
from app.web.order_words import Row


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who and where: dotted, unless `shown`. `gone`: erased already; `erased`: when it will be."""

    name: str
    place: str
    gone: bool
    known: bool
    fallback: str
    erased_on: date
    over: bool
    shown: Address | None = None
    email: str = ""
    message: str = ""


def recipient_of(row: Row, fallback: str, purge_days: int, shown: Buyer | None = None) -> Recipient:
    """Who gets the parcel: dotted, or as it was sealed once somebody looked, which is recorded."""
    closed = row["status"] in (OrderStatus.DELIVERED, OrderStatus.COMPLETED, OrderStatus.CANCELLED)
    return Recipient(
        name=row["masked_buyer"],
        place=row["place"],
        gone=row["purged_at"] is not None,
        known=row["buyer"] is not None,
        fallback=fallback,
        erased_on=(row["placed_at"] + timedelta(days=purge_days)).date(),
        over=closed,
        shown=(shown.address or Address()) if shown else None,
        email=shown.email if shown else "",
        message=shown.message if shown else "",
    )
