"""The ship-by clock: how much time is left to dispatch an order, and how loud that is said (B4)."""

from datetime import datetime, timedelta

from app.domain.orders import OrderStatus

TO_DISPATCH = (OrderStatus.AWAITING_SHIPMENT, OrderStatus.PARTIALLY_SHIPPING)
HURRY, SOON = timedelta(hours=6), timedelta(hours=24)
# TikTok allows this share of late dispatches (B4).
LATE_ALLOWED = 4.0


def time_left(status: OrderStatus, ship_by: datetime | None, now: datetime) -> timedelta | None:
    """Until it must be dispatched, negative when that is over; None where no clock runs."""
    return ship_by - now if ship_by is not None and status in TO_DISPATCH else None


def tone(left: timedelta) -> str:
    """danger, warning or neutral: the same six and twenty-four hours at which alerts are sent."""
    return "danger" if left < HURRY else "warning" if left < SOON else "neutral"


def share(left: timedelta) -> float:
    """How much of the ring is drawn, in percent: of a day, or of two where more than one is left."""
    whole = SOON if left < SOON else 2 * SOON
    return max(0.0, min(100.0, 100 * (left / whole)))
