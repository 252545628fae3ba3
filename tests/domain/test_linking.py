"""Which SKU is which (S53, S54): suggestions by SKU, barcode, name; a person decides."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.linking import Candidate, Wanted, Why, same, suggestions, sure

MUG = Candidate(1, 0, "Enamel Mug", "", "MUG-1", Decimal("18.00"), 5, gtin="4006381333931")
WANTED = Wanted("MUG-1", "Enamel Mug")


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [("MUG-1", " mug-1 ", True), ("MUG-1", "MUG-2", False), ("", "", False), (" ", "", False), ("ß", "SS", True)],
)
def test_skus_are_equal_without_outer_blanks_and_case(one: str, other: str, equal: bool) -> None:
    """S54: and nothing equals nothing."""
    assert same(one, other) is equal


def test_equal_sku_comes_before_barcode_before_product_before_name() -> None:
    """S53."""
    found = suggestions(
        WANTED,
        [
            replace(MUG, product=5, sku="OTHER", title="Something else"),
            replace(MUG, product=4, sku="OTHER"),
            replace(MUG, product=3, sku="OTHER", title="Cup", same_listing=True),
            replace(MUG, product=2, sku="OTHER", gtin="mug-1"),
            MUG,
        ],
    )
    assert [one.why for one in found] == list(Why)
    assert [one.candidate.product for one in found] == [1, 2, 3, 4, 5]


def test_only_one_free_equal_sku_is_chosen_beforehand() -> None:
    """S54: doubles inside a store, and one that is linked already, are nobody's guess."""
    alone = suggestions(WANTED, [MUG])
    assert sure(alone) == alone[0]
    assert sure(suggestions(WANTED, [MUG, replace(MUG, product=2)])) is None
    assert sure(suggestions(WANTED, [replace(MUG, linked_to="1729")])) is None
    assert sure(suggestions(Wanted("", "Enamel Mug"), [replace(MUG, sku="")])) is None


def test_each_sku_is_offered_once_and_free_ones_first() -> None:
    taken, free = replace(MUG, linked_to="1729"), replace(MUG, product=2)
    found = suggestions(WANTED, [taken, free, taken], most=5)
    assert [one.candidate.product for one in found] == [2, 1]
    assert len(suggestions(WANTED, [replace(MUG, product=n) for n in range(30)], most=12)) == 12
