"""The mails a store would send for an order, kept in a list: a rehearsal shows who would have been written to."""

from __future__ import annotations

from typing import Any

from sandbox.ecwid.wire import Record

KEPT = 2_000
# What the buyer hears of; the owner hears of new orders only.
_TOLD = {
    "PAID": "order confirmation",
    "AWAITING_PAYMENT": "order received",
    "CANCELLED": "order cancelled",
    "REFUNDED": "order refunded",
    "PARTIALLY_REFUNDED": "order partly refunded",
    "SHIPPED": "order shipped",
    "DELIVERED": "order delivered",
    "READY_FOR_PICKUP": "order ready for pickup",
    "OUT_FOR_DELIVERY": "order out for delivery",
}


class Mails:
    """Rows {to, who, subject, order, at}, oldest first."""

    def __init__(self, owner: str) -> None:
        self._owner = owner
        self.rows: list[Record] = []

    def new_order(self, order: Record, at: float) -> None:
        if order["paymentStatus"] == "INCOMPLETE":
            return
        self._send(self._owner, "owner", "new order", order, at)
        self._tell(order, order["paymentStatus"], at)

    def changed(self, order: Record, before: Record, at: float) -> None:
        for name in ("paymentStatus", "fulfillmentStatus"):
            if order[name] != before[name]:
                self._tell(order, order[name], at)

    def _tell(self, order: Record, status: str, at: float) -> None:
        """The buyer, unless the order says that nobody is to be told."""
        if status in _TOLD and order.get("email") and not order.get("disableAllCustomerNotifications"):
            self._send(order["email"], "customer", _TOLD[status], order, at)

    def _send(self, to: str, who: str, subject: str, order: Record, at: float) -> None:
        row: dict[str, Any] = {"to": to, "who": who, "subject": subject, "order": order["id"], "at": at}
        self.rows.append(row)
        del self.rows[:-KEPT]
