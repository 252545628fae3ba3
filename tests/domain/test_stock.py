"""How many pieces TikTok is told, and why it is this number (S55, S87)."""

from app.domain.stock_follow import Figure, figure_of
from tests.domain import samples

CAP = 500
SKUS = {1: "red", 2: "blue", 3: "green"}


def test_what_is_sold_and_not_booked_comes_off() -> None:
    mug = samples.product(quantity=7, variants=(samples.variant(0, shares_stock=True),))
    assert figure_of(mug, mug.variants[0], {0: "mug"}, {"mug": 2, "other": 5}, CAP) == Figure(7, 2, 5)


def test_never_below_nothing_and_never_above_what_tiktok_counts() -> None:
    for in_source, sold, sent in ((1, 3, 0), (-4, 0, 0), (200_000, 1, 99_999)):
        mug = samples.product(variants=(samples.variant(1, quantity=in_source),))
        assert figure_of(mug, mug.variants[0], SKUS, {"red": sold}, CAP).sent == sent


def test_untracked_stock_is_the_cap_whatever_was_sold() -> None:
    """S87"""
    mug = samples.product(variants=(samples.variant(1, quantity=None),))
    assert figure_of(mug, mug.variants[0], SKUS, {"red": 9}, CAP) == Figure(None, 9, CAP)


def test_variants_without_a_stock_of_their_own_are_sold_from_one_pile() -> None:
    """platform-facts E5: and what has its own stock neither takes from the pile nor lives off it."""
    mug = samples.product(
        quantity=10,
        variants=(
            samples.variant(1, shares_stock=True),
            samples.variant(2, shares_stock=True),
            samples.variant(3, quantity=4),
        ),
    )
    held = {"red": 2, "blue": 3, "green": 1}
    assert [figure_of(mug, variant, SKUS, held, CAP).sent for variant in mug.variants] == [5, 5, 3]
