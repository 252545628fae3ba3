"""The ship-by clock (B4)."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.orders import OrderStatus
from app.domain.ship_by import share, time_left, tone

NOW = datetime(2026, 11, 18, 12, 4, tzinfo=UTC)


@pytest.mark.parametrize("status", OrderStatus)
def test_the_clock_runs_only_while_something_is_to_be_dispatched(status: OrderStatus) -> None:
    """B4: an order that is held, shipped or cancelled is late for nothing."""
    runs = status in (OrderStatus.AWAITING_SHIPMENT, OrderStatus.PARTIALLY_SHIPPING)
    left = time_left(status, NOW + timedelta(hours=3), NOW)
    assert left == (timedelta(hours=3) if runs else None)
    assert time_left(status, None, NOW) is None


@pytest.mark.parametrize(
    ("hours", "loud"), [(-2, "danger"), (5.9, "danger"), (6, "warning"), (23.9, "warning"), (24, "neutral")]
)
def test_six_and_twenty_four_hours_are_said_louder(hours: float, loud: str) -> None:
    """B4: alerts at 24 h and 6 h."""
    assert tone(timedelta(hours=hours)) == loud


def test_a_late_order_draws_an_empty_ring() -> None:
    """B4: the ring never runs backwards, and is never more than whole."""
    assert share(timedelta(hours=-3)) == 0
    assert share(timedelta(hours=12)) == 50
    assert share(timedelta(hours=24)) == 50
    assert share(timedelta(days=9)) == 100
