"""`GET /products`: the documented filters as predicates over what the index knows (products/search-products)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from sandbox.ecwid import queries
from sandbox.ecwid.keywords import keyword_test
from sandbox.ecwid.stock import in_stock
from sandbox.ecwid.wire import Record

if TYPE_CHECKING:
    from sandbox.ecwid.store import EcwidStore

Test = Callable[[Record], bool]
SORTS: dict[str, tuple[Callable[[Record], Any], bool]] = {
    "ADDED_TIME": (lambda p: (p["created"], p["id"]), False),
    "UPDATED_TIME": (lambda p: (p["updated"], p["id"]), False),
    "NAME": (lambda p: (p["name"].casefold(), p["id"]), False),
    "PRICE": (lambda p: (p["price"], p["id"]), False),
}
SORT_NAMES = ("RELEVANCE", "DEFINED_BY_STORE_OWNER", *(f"{n}_{way}" for n in SORTS for way in ("ASC", "DESC")))


def search(store: EcwidStore, query: Mapping[str, str]) -> list[Record]:
    """All matches, sorted. Raises `EcwidError` 400 for values Ecwid would not read."""
    found = store.indexed()
    tests = _tests(store, query)
    found = [p for p in found if all(test(p) for test in tests)]
    order = queries.one_of(query, "sortBy", SORT_NAMES) or "RELEVANCE"
    name, _, way = order.rpartition("_")
    if name in SORTS:
        found.sort(key=SORTS[name][0], reverse=way == "DESC")
    return found


def _tests(store: EcwidStore, query: Mapping[str, str]) -> list[Test]:
    ids = queries.whole_numbers(query, "productId")
    if ids is not None:  # “all other filters ignored”
        wanted = set(ids)
        return [lambda p: p["id"] in wanted]
    if sku := query.get("sku"):
        return [lambda p: sku in _skus(p)]
    made = [*_date_tests(query), *_flag_tests(query), *_price_tests(query), *_word_tests(store, query)]
    made += _category_tests(store, query) + _choice_tests(query)
    return made


def _date_tests(query: Mapping[str, str]) -> list[Test]:
    """“From” includes its second, “To” does not (the official plugin adds one)."""
    made: list[Test] = []
    for parameter, key in (("created", "created"), ("updated", "updated")):
        first, last = queries.moment(query, f"{parameter}From"), queries.moment(query, f"{parameter}To")
        if first is not None:
            made.append(lambda p, key=key, first=first: int(p[key]) >= first)  # type: ignore[misc]
        if last is not None:
            made.append(lambda p, key=key, last=last: int(p[key]) < last)  # type: ignore[misc]
    return made


FLAGS: dict[str, Test] = {
    "enabled": lambda p: p["enabled"],
    "inStock": lambda p: in_stock(p),
    "isGiftCard": lambda p: p.get("isGiftCard", False),
    "discountsAllowed": lambda p: p.get("discountsAllowed", True),
    "isCustomerSetPrice": lambda p: p.get("nameYourPriceEnabled", False),
    "visibleInStorefront": lambda p: p["enabled"],
}


def _flag_tests(query: Mapping[str, str]) -> list[Test]:
    made: list[Test] = []
    for name, holds in FLAGS.items():
        wanted = queries.flag(query, name)
        if wanted is not None:
            made.append(lambda p, holds=holds, wanted=wanted: bool(holds(p)) is wanted)  # type: ignore[misc]
    stock = queries.one_of(query, "inventory", ("instock", "outofstock"))
    if stock:
        made.append(lambda p: in_stock(p) is (stock == "instock"))
    sale = queries.one_of(query, "onsale", ("onsale", "notonsale"))
    if sale:
        made.append(lambda p: (p.get("compareToPrice", 0) > p["price"]) is (sale == "onsale"))
    return made


def _price_tests(query: Mapping[str, str]) -> list[Test]:
    made: list[Test] = []
    lowest, highest = queries.decimal(query, "priceFrom"), queries.decimal(query, "priceTo")
    if lowest is not None:
        made.append(lambda p: p["price"] >= lowest)
    if highest is not None:
        made.append(lambda p: p["price"] <= highest)
    return made


def _word_tests(store: EcwidStore, query: Mapping[str, str]) -> list[Test]:
    made: list[Test] = []
    queries.one_of(query, "searchMethod", ("STOREFRONT", "CP"))
    if text := query.get("keyword"):
        made.append(keyword_test(text, store.category_name))
    if reference := query.get("externalReferenceId"):
        made.append(lambda p: reference in (p.get("externalReferenceId"), *_references(p)))
    return made


def _category_tests(store: EcwidStore, query: Mapping[str, str]) -> list[Test]:
    wanted = [*(queries.whole_numbers(query, "category") or []), *(queries.whole_numbers(query, "categories") or [])]
    if not wanted:
        return []
    if queries.flag(query, "includeProductsFromSubcategories") or queries.flag(query, "withSubcategories"):
        wanted = [child for parent in wanted for child in store.category_branch(parent)]
    members = set(wanted)
    return [lambda p: bool(members & set(p["categoryIds"])) or (0 in members and not p["categoryIds"])]


def _choice_tests(query: Mapping[str, str]) -> list[Test]:
    """`option_Size=S,M` and `attribute_Brand=Acme`: one of the values; several parameters: all of them."""
    made: list[Test] = []
    for name, text in query.items():
        kind, _, key = name.partition("_")
        values = {v.strip().lower() for v in text.split(",")}
        if kind == "option" and key:
            made.append(lambda p, key=key, values=values: bool(values & _choices(p, key)))  # type: ignore[misc]
        elif kind == "attribute" and key:
            made.append(lambda p, key=key, values=values: bool(values & _values(p, key)))  # type: ignore[misc]
    return made


def _choices(product: Record, name: str) -> set[str]:
    return {c["text"].lower() for o in product["options"] if o["name"] == name for c in o.get("choices", [])}


def _values(product: Record, name: str) -> set[str]:
    return {a["value"].lower() for a in product["attributes"] if a["name"] == name}


def _skus(product: Record) -> set[str]:
    return {s for s in (product.get("sku"), *(c.get("sku") for c in product["combinations"])) if s}


def _references(product: Record) -> list[str]:
    return [c["externalReferenceId"] for c in product["combinations"] if "externalReferenceId" in c]
