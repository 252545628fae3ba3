"""`GET /orders`: the documented filters as predicates over what the index knows (orders/search-orders)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from sandbox.ecwid import queries
from sandbox.ecwid.errors import wrong
from sandbox.ecwid.orders.fields import FULFILMENT, PAYMENT
from sandbox.ecwid.orders.words import matches
from sandbox.ecwid.wire import Record

if TYPE_CHECKING:
    from sandbox.ecwid.store import EcwidStore

Test = Callable[[Record], bool]
_EQUAL = {
    "paymentMethod": "paymentMethod",
    "paymentModule": "paymentModule",
    "refererId": "refererId",
    "paymentReference": "paymentReference",
    "vendorOrderNumber": "id",
}


def search(store: EcwidStore, query: Mapping[str, str]) -> list[Record]:
    """All matches, newest first (their order is not documented). Raises `EcwidError` 400."""
    tests = [*_status_tests(query), *_id_tests(query), *_date_tests(query), *_other_tests(query)]
    found = [order for order in store.orders.indexed() if all(test(order) for test in tests)]
    return sorted(found, key=lambda o: (o["created"], o["internal"]), reverse=True)


def _status_tests(query: Mapping[str, str]) -> list[Test]:
    """Unfinished orders are left out unless asked for."""
    payment, fulfilment = _statuses(query, "paymentStatus", PAYMENT), _statuses(query, "fulfillmentStatus", FULFILMENT)
    made: list[Test] = []
    if payment:
        made.append(lambda o: o["paymentStatus"] in payment)
    else:
        made.append(lambda o: o["paymentStatus"] != "INCOMPLETE")
    if fulfilment:
        made.append(lambda o: o["fulfillmentStatus"] in fulfilment)
    return made


def _statuses(query: Mapping[str, str], name: str, known: tuple[str, ...]) -> set[str]:
    asked = {part.strip() for part in query.get(name, "").split(",") if part.strip()}
    if not asked <= set(known):
        raise wrong(f"Wrong parameter '{name}' value: expected one of {', '.join(known)}")
    return asked


def _id_tests(query: Mapping[str, str]) -> list[Test]:
    made: list[Test] = []
    if ids := {part.strip() for part in query.get("ids", "").split(",") if part.strip()}:
        made.append(lambda o: o["id"] in ids or str(o["internal"]) in ids)
    if (products := queries.whole_numbers(query, "productId")) is not None:
        made.append(lambda o: any(i.get("productId") in products for i in o["items"]))
    for name, key in (("customerId", "customerId"), ("orderNumber", "internal")):
        if text := query.get(name, ""):
            number = queries.number(text, name)
            made.append(lambda o, key=key, number=number: o.get(key) == number)  # type: ignore[misc]
    return made


def _date_tests(query: Mapping[str, str]) -> list[Test]:
    """“From” includes its second, “To” does not (the official plugin adds one)."""
    made: list[Test] = []
    for name in ("created", "updated"):
        first, last = queries.moment(query, f"{name}From"), queries.moment(query, f"{name}To")
        if first is not None:
            made.append(lambda o, name=name, first=first: int(o[name]) >= first)  # type: ignore[misc]
        if last is not None:
            made.append(lambda o, name=name, last=last: int(o[name]) < last)  # type: ignore[misc]
    return made


def _other_tests(query: Mapping[str, str]) -> list[Test]:
    made: list[Test] = []
    lowest, highest = queries.decimal(query, "totalFrom"), queries.decimal(query, "totalTo")
    if lowest is not None:
        made.append(lambda o: o["total"] >= lowest)
    if highest is not None:
        made.append(lambda o: o["total"] <= highest)
    if email := query.get("email", "").lower():
        made.append(lambda o: str(o.get("email", "")).lower() == email)
    if words := query.get("keywords", ""):
        made.append(lambda o: matches(o, words))
    if method := query.get("shippingMethod", ""):
        made.append(lambda o: o.get("shippingOption", {}).get("shippingMethodName") == method)
    marketing = queries.flag(query, "acceptMarketing")
    if marketing is not None:
        made.append(lambda o: bool(o.get("acceptMarketing")) is marketing)
    for name, key in _EQUAL.items():
        if text := query.get(name, ""):
            made.append(lambda o, key=key, text=text: o.get(key) == text)  # type: ignore[misc]
    return made
