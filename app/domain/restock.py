"""What is cancelled goes back into Ecwid's stock once, or not at all, as the seller set it (S116, S167). Pure."""

CANCELLED_IN_SOURCE = ("CANCELLED", "REFUNDED")


def stock_move(*, wanted: bool, source_payment: str, moved: int) -> int:
    """By how much one cancelled unit still has to move Ecwid's stock: 1, 0 or -1.

    Ecwid gives back the units of an order by itself when its payment becomes cancelled or refunded (platform-facts
    E10), but not those that are cancelled one by one. `moved` is what Weft moved for this unit before.
    """
    given_back = source_payment in CANCELLED_IN_SOURCE
    return int(wanted) - int(given_back) - moved
