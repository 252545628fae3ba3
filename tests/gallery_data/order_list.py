"""The Orders tab: every state, least time first; none yet; a search that finds nothing."""

import json
from decimal import Decimal
from typing import Any

from app.domain.order_selection import OrderSelection
from app.domain.relay import SHIPPED_BEFORE
from app.web.order_rows import SORT_WORDS, chips, row_view
from tests.gallery_data.cases import BASE, NOW, Case, Record, ago

WAITS: dict[str, Any] = {
    "masked_buyer": "m•••a", "place": "Austin, TX", "unit_count": 1, "total": Decimal("24.00"), "currency": "USD",
    "status": "AWAITING_SHIPMENT", "relay": "synced", "reason": "", "reason_params": None, "difference": Decimal(0),
    "fulfilled_by_channel": False, "placed_at": ago(hours=22), "ship_by": None, "source_order_id": "HG-10489",
    "source_fulfilment": "AWAITING_PROCESSING", "attempts": 1, "next_try_at": None, "tracking_number": "",
    "provider_name": "", "shipment": "", "archived_at": None, "shipping_type": "SELLER", "cancellation": None,
    "cancellation_state": None, "reason_text": None, "deadline": None,
}  # fmt: skip
NUMBER = "9400111202555842119033"
ALL = OrderSelection()


def order(number: int, hours: float | None = None, **more: Any) -> dict[str, Any]:
    """A row as the database would give it; `hours` until it must be dispatched."""
    ship_by = ago(hours=-hours) if hours is not None else None
    return {**WAITS, "id": number, "remote_id": f"5770865121237539{number:02}", "ship_by": ship_by, **more}


ROWS = [
    order(12, 2.24, shipment="carrier", tracking_number=NUMBER, source_fulfilment="SHIPPED", unit_count=2,
          total=Decimal("78.55"), source_order_id="HG-10482"),
    order(13, 3, shipment="number", source_fulfilment="SHIPPED"),
    order(14, 3.1, shipment="refused", tracking_number=NUMBER, source_fulfilment="SHIPPED"),
    order(15, 3.2, shipment="due", tracking_number=NUMBER, source_fulfilment="SHIPPED"),
    order(16, -1.2),
    order(17, 4.85, relay="needs_linking", source_order_id="", masked_buyer="j•••7", place="Tampa, FL",
          reason="%(names)s is not linked to an Ecwid product. Link it, and the order goes through by itself.",
          reason_params=json.dumps({"names": "BW-PIL-XL", "count": 1})),
    order(18, 9.34, unit_count=3, total=Decimal("104.90"), masked_buyer="a•••n", place="Raleigh, NC"),
    order(19, 11.1, relay="retrying", source_order_id="", attempts=3, next_try_at=ago(seconds=-372)),
    order(20, 18.67, cancellation=3, cancellation_state="pending", reason_text="ordered by mistake",
          deadline=ago(hours=-23.45)),
    order(21, 26, unit_count=4, total=Decimal("131.20"), difference=Decimal("0.03")),
    order(22, 29, relay="maybe", source_order_id="", reason="Ecwid’s answer was lost; Weft looks for the order."),
    order(23, 30, relay="needs_you", source_order_id="",
          reason="Weft cannot know whether Ecwid has this order. Look for it in Ecwid, then decide."),
    order(24, 31, relay="synced",
          reason="Cancelled in Ecwid, but not on TikTok: TikTok does not allow it any more."),
    order(25, 40, relay="sending", source_order_id="", masked_buyer="", place=""),
    order(26, 44, relay="queued", source_order_id=""),
    order(27, 45, fulfilled_by_channel=True, relay="skipped", source_order_id="",
          reason="TikTok fulfils it. “Sync FBT Orders” is off."),
    order(28, None, status="ON_HOLD", relay="on_hold", source_order_id="", masked_buyer="",
          reason="TikTok holds it for the first hour; the buyer may still cancel."),
    order(29, None, status="UNPAID", relay="waiting_for_payment", source_order_id="", masked_buyer=""),
    order(30, None, status="AWAITING_COLLECTION", source_fulfilment="SHIPPED", shipment="sent"),
    order(31, None, status="IN_TRANSIT", relay="skipped", source_order_id="",
          reason=SHIPPED_BEFORE),
    order(32, None, status="PARTIALLY_SHIPPING", place="San Buenaventura (Ventura), CA"),
    order(33, None, status="DELIVERED"),
    order(34, None, status="COMPLETED"),
    order(35, None, status="CANCELLED", relay="cancelled", source_order_id="", archived_at=ago(days=1)),
]  # fmt: skip
COUNTS = {
    "": 916, "needs_you": 5, "unpaid": 1, "on_hold": 1, "awaiting_shipment": 48, "partially_shipping": 1,
    "awaiting_collection": 12, "in_transit": 96, "delivered": 118, "completed": 616, "cancelled": 23, "archived": 4,
}  # fmt: skip


def orders(rows: list[dict[str, Any]], selection: OrderSelection = ALL, **more: Any) -> dict[str, Any]:
    """The context of the list."""
    plain: dict[str, Any] = {
        "total": 920,
        "matching": 916,
        "more": False,
        "chips": chips(COUNTS, selection, BASE),
        "filters": [],
        "sorts": [(word, f"{BASE}/orders?sort={value}", value == selection.sort) for value, word in SORT_WORDS],
        "by_time": selection.sort == "",
        "q": selection.search,
        "hidden": [("show", selection.shown)] if selection.shown else [],
        "stream": "",
        "ear": "orders-ear-00000000",
        "export": f"{BASE}/orders/export",
        "unread": [],
        "rows": [row_view(row, BASE, NOW) for row in rows],
        "pager": Record(first=1, last=len(rows), total=916, prev="", next=f"{BASE}/orders?after=3-1-1"),
    }
    return {"orders": {**plain, **more}}


NONE = Record(first=None, last=None, total=0, prev="", next="")
CASES = [
    Case("orders/list", "orders/index.html", orders(ROWS), tab="orders"),
    Case(
        "orders/list-filtered",
        "orders/index.html",
        orders(ROWS[:2], OrderSelection("unsynced", "", "newest"), matching=2,
               filters=[("Unsynced", f"{BASE}/orders")]),
        tab="orders",
    ),
    Case(
        "orders/list-needs-you",
        "orders/index.html",
        orders(ROWS[:2], OrderSelection("needs_you"), matching=3, unread=[
            {"id": 1, "remote_id": "577086512116904499", "first_at": ago(minutes=12), "href": "https://example.com/"},
        ]),
        tab="orders",
    ),
    Case("orders/empty", "orders/index.html", orders([], total=0, matching=0), tab="orders"),
    Case(
        "orders/none-found",
        "orders/index.html",
        orders([], OrderSelection(search="57708651299"), matching=0, pager=NONE),
        tab="orders",
    ),
    Case("orders/none-of-a-kind", "orders/index.html", orders([], OrderSelection("unpaid"), matching=0, pager=NONE),
         tab="orders"),
]  # fmt: skip
