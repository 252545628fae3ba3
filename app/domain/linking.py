"""Which of the source's SKUs a channel's SKU is (S50–S54): suggestions, best first; a person decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Why(StrEnum):
    """Why it is suggested: best reason first (S53)."""

    SAME_SKU = "same_sku"
    SAME_BARCODE = "same_barcode"
    SAME_PRODUCT = "same_product"
    SAME_TITLE = "same_title"
    FOUND = "found"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The channel's SKU as an order names it."""

    sku: str
    title: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One SKU of the source. `linked_to` is the channel's SKU it goes with already, "" for none; `same_listing`: its
    product is linked to the channel's product that the wanted SKU is of. `quantity` None is not tracked."""

    product: int
    combination_id: int
    title: str
    options: str
    sku: str
    price: Decimal
    quantity: int | None
    gtin: str = ""
    picture: str = ""
    linked_to: str = ""
    same_listing: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One that may be it, and why."""

    candidate: Candidate
    why: Why


def suggestions(wanted: Wanted, candidates: Iterable[Candidate], most: int = 12) -> tuple[Suggestion, ...]:
    """Best reason first, what is free before what is linked already, then as they came. Each SKU once."""
    found = {(one.product, one.combination_id): Suggestion(one, _why(wanted, one)) for one in candidates}
    order = list(Why)
    ranked = sorted(found.values(), key=lambda one: (order.index(one.why), bool(one.candidate.linked_to)))
    return tuple(ranked[:most])


def sure(found: Iterable[Suggestion]) -> Suggestion | None:
    """The one to choose beforehand: of equal SKU, free, and alone in that. Doubles are nobody's guess (S54)."""
    equal = [one for one in found if one.why is Why.SAME_SKU]
    return equal[0] if len(equal) == 1 and not equal[0].candidate.linked_to else None


def same(one: str, other: str) -> bool:
    """Whether two SKUs are equal: without outer blanks and case (S54). Nothing equals nothing."""
    return bool(one.strip()) and one.strip().casefold() == other.strip().casefold()


def _why(wanted: Wanted, one: Candidate) -> Why:
    if same(wanted.sku, one.sku):
        return Why.SAME_SKU
    if same(wanted.sku, one.gtin):
        return Why.SAME_BARCODE
    if one.same_listing:
        return Why.SAME_PRODUCT
    return Why.SAME_TITLE if same(wanted.title, one.title) else Why.FOUND
