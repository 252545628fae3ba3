"""One order in each of its states."""

import json
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.domain.orders import Address, Order, OrderMoney, OrderStatus, OrderUnit
from app.domain.relay import SHIPPED_BEFORE
from app.sync.order_records import Buyer
from app.web.order_views import Facts, order_view
from app.web.recipients import recipient_of
from tests.gallery_data.cases import BASE, LONG, NOW, Case, ago
from tests.gallery_data.order_list import NUMBER, order
from tests.gallery_data.products import picture

MONEY = OrderMoney(
    currency="USD", total=Decimal("78.55"), sub_total=Decimal("67.92"), shipping_fee=Decimal("4.49"),
    tax=Decimal("6.14"), seller_discount=Decimal("6.08"), platform_discount=Decimal("2.00"),
    original_products=Decimal("76.00"), original_shipping=Decimal("4.49"),
)  # fmt: skip


def unit(number: int, name: str, options: str, sku: str, price: str, **more: Any) -> OrderUnit:
    """One unit sold."""
    return OrderUnit(
        id=f"u{number}", sku_id=f"17294188235716{number:02}", product_id="1729418823571600", seller_sku=sku, name=name,
        options=options, original_price=Decimal(price), sale_price=Decimal(price),
        status=OrderStatus.AWAITING_SHIPMENT, **more,
    )  # fmt: skip


SET = unit(2, "Stoneware Pour-Over Set", "Charcoal", "SP-SET-C", "58.00")
MUG = unit(40, "Enamel Camp Mug, 12 oz", "Navy", "EM-012-N", "18.00")
PILLAR = unit(52, "Beeswax Pillar Candle", "Extra large", "BW-PIL-XL", "24.00")
LONG_UNIT = replace(SET, name=LONG, options=LONG, seller_sku=LONG)
ORDER = Order(
    id="577086512123753912", status=OrderStatus.AWAITING_SHIPMENT, created_at=ago(hours=22), updated_at=ago(hours=1),
    money=MONEY, units=(SET, MUG), delivery_option_name="Standard shipping",
)  # fmt: skip
LINKS = {
    SET.sku_id: {"product": 1, "sku": "SP-SET-C", "picture": picture("#7d8a7a"), "by_hand": False},
    MUG.sku_id: {"product": 2, "sku": "EM-012-N", "picture": picture("#27406b"), "by_hand": True},
}
FULL: dict[str, Any] = {
    "buyer": b"sealed", "purged_at": None, "source_payment": "PAID", "source_total": Decimal("78.55"),
    "source_order_id": "HG-10482", "unit_count": 2, "total": Decimal("78.55"), "store": "1003",
}  # fmt: skip


def event(sentence: str, at: datetime, tone: str = "info", detail: str = "", **params: Any) -> dict[str, Any]:
    """One line of the passport."""
    return {"sentence": sentence, "at": at, "tone": tone, "detail": detail, "parameters": json.dumps(params)}


PLACED = event("TikTok: %(status)s", ago(hours=22), status="ON_HOLD")
READY = event("TikTok: %(status)s", ago(hours=21), status="AWAITING_SHIPMENT")
SILENT = "Ecwid did not answer in 30 s"
FAILED = [event("Not written: Ecwid did not answer", ago(hours=20.9 - n / 6), "warning", SILENT) for n in range(3)]
WRITTEN = event("Written to Ecwid as %(id)s", ago(hours=20.3), "success", id="HG-10482")
ASKED = event("Which carrier is %(number)s?", ago(minutes=14), "warning", number=NUMBER, carrier="")


def facts(row: dict[str, Any], events: list[dict[str, Any]], **more: Any) -> Facts:
    """Everything an order's page is made of."""
    plain: dict[str, Any] = {
        "row": {**row, **{name: row.get(name, value) for name, value in FULL.items() if name not in row}},
        "order": ORDER, "links": LINKS, "alike": {}, "events": events, "packages": [], "policy": "buyer_paid",
        "fallback_email": "orders@harborgoods.example", "purge_days": 30, "looked_at": ago(minutes=4), "now": NOW,
    }  # fmt: skip
    return Facts(**{**plain, **more})


def show(name: str, made: Facts, **more: Any) -> Case:
    """An order's page."""
    context = {"order": order_view(made, BASE), "errors": {}, "stream": "", **more}
    return Case(f"orders/{name}", "orders/show.html", context, tab="orders")


SENT = {**FULL, "source_fulfilment": "SHIPPED"}
CARRIER = order(12, 2.24, shipment="carrier", tracking_number=NUMBER, **SENT)
UNLINKED = order(
    17, 4.85, relay="needs_linking", masked_buyer="j•••7", place="Tampa, FL",
    reason="%(names)s is not linked to an Ecwid product. Link it, and the order goes through by itself.",
    reason_params=json.dumps({"names": "BW-PIL-XL", "count": 1}), **{**FULL, "source_order_id": ""},
)  # fmt: skip
ALIKE = [
    {"id": 5, "title": "Beeswax Pillar Candle", "sku": "BW-PIL-L", "picture": picture("#d9b26a"), "quantity": 104,
     "sync_state": "not_synced"},
    {"id": 6, "title": LONG, "sku": "", "picture": "", "quantity": None, "sync_state": "synced"},
]  # fmt: skip
PACKAGES = [
    {"id": 3, "remote_id": "p1", "tracking_number": NUMBER, "provider_name": "USPS", "unit_ids": ["u2"],
     "warning": "The number does not match your selected logistics provider. Did you mean UPS?",
     "created_at": ago(hours=3), "price": None, "currency": "", "service": ""},
    {"id": 4, "remote_id": "p2", "tracking_number": "", "provider_name": "", "unit_ids": ["u40"], "warning": "",
     "created_at": ago(hours=2), "price": Decimal("7.92"), "currency": "USD", "service": "USPS"},
]  # fmt: skip
ODD = replace(MONEY, total=Decimal("78.57"), shipping_platform_discount=Decimal("2.00"), delivery_fee=Decimal("0.28"))
ADDRESS = Address("Maria Garza", "(+1)512-555-0141", "1199 Coleman Street", "Apt 4", "Austin", "TX", "78701", "US")
NOTHING: dict[str, Any] = {**FULL, "source_order_id": "", "source_payment": "", "source_total": None}
DOUBT = order(
    23, 30, relay="needs_you",
    reason="Weft cannot know whether Ecwid has this order. Look for it in Ecwid, then decide.", **NOTHING,
)  # fmt: skip

CASES = [
    show("order", facts(CARRIER, [PLACED, READY, *FAILED, WRITTEN, ASKED])),
    show("order-linking", facts(UNLINKED, [PLACED, READY], order=replace(ORDER, units=(PILLAR, SET)),
                                alike={PILLAR.sku_id: ALIKE})),
    show("order-linking-unknown", facts(UNLINKED, [PLACED, READY], order=replace(ORDER, units=(PILLAR,)), links={})),
    show("order-doubt", facts(DOUBT, [PLACED, READY, event("The answer was lost", ago(hours=2), "warning", SILENT)])),
    show("order-doubt-wrong", facts(DOUBT, [PLACED]), errors={"source_order_id": "Ecwid has no order of this number."}),
    show("order-retrying", facts(order(19, 11, relay="retrying", attempts=3, next_try_at=ago(seconds=-372), **NOTHING),
                                 [PLACED, READY, *FAILED])),
    show("order-asks-to-cancel", facts(order(20, 18.67, cancellation=3, cancellation_state="pending",
                                             reason_text="ordered by mistake", deadline=ago(hours=-23.45), **FULL),
                                       [PLACED, READY, WRITTEN])),
    show("order-disagrees", facts(order(24, 31, reason="Cancelled in Ecwid, but not on TikTok.",
                                        **{**FULL, "source_payment": "CANCELLED"}), [PLACED, WRITTEN])),
    show("order-refused", facts(order(14, 3.1, shipment="refused", tracking_number=NUMBER, **SENT),
                                [PLACED, READY, WRITTEN,
                                 event("TikTok does not know this tracking number.", ago(hours=1), "danger",
                                       "21011022 tracking number mismatch", number=NUMBER, carrier="")])),
    show("order-parcels", facts(order(32, 6, status="PARTIALLY_SHIPPING", **FULL), [PLACED, READY, WRITTEN],
                                packages=PACKAGES)),
    show("order-on-hold", facts(order(28, None, status="ON_HOLD", relay="on_hold", masked_buyer="", place="",
                                      **{**NOTHING, "buyer": None}), [PLACED])),
    show("order-apart", facts(order(21, 26, difference=Decimal("0.02"), **{**FULL, "source_total": Decimal("78.50")}),
                              [PLACED, READY, WRITTEN], order=replace(ORDER, money=ODD))),
    show("order-long", facts(order(33, -5, **FULL), [PLACED, WRITTEN, event(LONG, ago(hours=1), "danger", LONG * 2)],
                             order=replace(ORDER, units=(LONG_UNIT,) * 3))),
    show("order-over", facts(order(34, None, status="COMPLETED", archived_at=ago(days=1),
                                   **{**FULL, "source_fulfilment": "DELIVERED", "buyer": None, "purged_at": NOW}),
                             [PLACED, READY, WRITTEN])),
    show("order-import", facts(order(31, None, status="IN_TRANSIT", relay="skipped",
                                     reason=SHIPPED_BEFORE,
                                     **NOTHING), [READY])),
    Case(
        "orders/recipient-shown",
        "orders/_recipient.html",
        {"recipient": recipient_of(order(12, 2, **FULL), "", 30, Buyer(ADDRESS, "v2b2@seller.example", "Thank you")),
         "order_id": 12},
        tab="orders",
    ),
]  # fmt: skip
