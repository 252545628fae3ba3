"""What a webhook of TikTok's speaks of, by our topic. Pure; data of a form we do not know speaks of nothing.

Ids come as text or as numbers beyond 2^53: read as integers they stay exact.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import msgspec

Id = str | int
T = TypeVar("T", bound=msgspec.Struct)

_MOST_ORDERS = 50  # what can be read again in one call (get-order-detail)
# Our own writes, and what the orders and cancellations tell already (webhook 68).
_NO_NEWS = frozenset({"api_sync", "order_created", "order_canceled", "order_cancelled", "order_shipped"})


@dataclass(frozen=True, slots=True)
class Subject:
    """`shop_id` where only the data names the shop; `is_no_news` where there is nothing to look at.

    `changed_at`: Unix seconds of the change itself, 0 where the data does not say; the webhook may be sent later.
    """

    id: str
    shop_id: str = ""
    is_no_news: bool = False
    changed_at: int = 0


class _Product(msgspec.Struct):
    product_id: Id = ""


class _Order(msgspec.Struct):
    order_id: Id = ""
    update_time: object = None


class _Package(msgspec.Struct):
    order_id_list: list[Id] | None = None


class _Packages(msgspec.Struct):
    package_list: list[_Package] | None = None


class _Change(msgspec.Struct):
    trigger_source: str | None = ""


class _Stock(msgspec.Struct):
    sku_id: Id = ""
    shop_id: Id = ""
    seller_id: Id = ""
    change_detail: list[_Change] | None = None


def _listing(data: bytes) -> Subject:
    return Subject(str(_read(data, _Product).product_id))


def _orders(data: bytes) -> Subject:
    """One order, or all those of the parcels: a parcel of several orders changes each of them."""
    order = _read(data, _Order)
    ids = [str(order.order_id)] if order.order_id else []
    for package in _read(data, _Packages).package_list or ():
        ids += [str(id_) for id_ in package.order_id_list or ()]
    named = list(dict.fromkeys(id_ for id_ in ids if id_.isascii() and id_.isdigit()))[:_MOST_ORDERS]
    return Subject(",".join(named), is_no_news=not named, changed_at=_seconds(order.update_time))


def _seconds(value: object) -> int:
    """Unix seconds; 0 for what is none, milliseconds included: the envelope's time is good enough then."""
    return value if isinstance(value, int) and 10**9 <= value < 10**11 else 0


def _stock(data: bytes) -> Subject:
    """The shop stands in the data: type 71 calls it shop_id, captures of 68 have it as seller_id."""
    stock = _read(data, _Stock)
    sources = {change.trigger_source for change in stock.change_detail or ()}
    told = bool(sources) and sources <= _NO_NEWS
    return Subject(
        str(stock.sku_id), shop_id=str(stock.shop_id or stock.seller_id), is_no_news=told or not stock.sku_id
    )


SUBJECTS: Mapping[str, Callable[[bytes], Subject]] = {
    "listing.changed": _listing,
    "order.changed": _orders,
    "cancellation.changed": _orders,
    "stock.changed": _stock,
}


def _read(data: bytes, type_: type[T]) -> T:
    try:
        return msgspec.json.decode(data, type=type_) if data else type_()
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return type_()
