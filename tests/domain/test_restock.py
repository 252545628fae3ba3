"""What is cancelled goes back into Ecwid's stock once, or not at all (S116)."""

import pytest

from app.domain.restock import stock_move


@pytest.mark.parametrize(
    ("wanted", "payment", "moved", "delta"),
    [
        (True, "PAID", 0, 1),  # one unit of several: Ecwid does not give it back
        (True, "PAID", 1, 0),
        (True, "CANCELLED", 0, 0),  # the whole order: Ecwid gives it back by itself
        (True, "CANCELLED", 1, -1),  # first the unit, then the order: Ecwid gave it back a second time
        (False, "PAID", 0, 0),
        (False, "CANCELLED", 0, -1),  # what Ecwid gave back against the seller's setting is taken again
        (False, "REFUNDED", -1, 0),
    ],
)
def test_a_cancelled_unit_moves_stock_once(wanted: bool, payment: str, moved: int, delta: int) -> None:
    assert stock_move(wanted=wanted, source_payment=payment, moved=moved) == delta
