"""Cancellations as the search shows them (platform-facts T16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.tiktok_shop.orders import money
from sandbox.tiktok_shop.orders.reasons import TEXTS
from sandbox.tiktok_shop.orders.records import Cancellation, Json, Unit

if TYPE_CHECKING:
    from sandbox.tiktok_shop.records import Shop


def full(shop: Shop, made: Cancellation) -> Json:
    units = {u.id: u for u in shop.orders[made.order_id].units}
    row: Json = {
        "cancel_id": made.id,
        "order_id": made.order_id,
        "cancel_type": made.kind,
        "cancel_status": made.status,
        "role": made.role,
        "cancel_reason": made.reason,
        "cancel_reason_text": TEXTS.get(made.reason, made.reason),
        "create_time": made.create_time,
        "update_time": made.update_time,
        "refund_amount": _refund([made.refund.get(i, [0] * 4) for i in made.unit_ids]),
        "cancel_line_items": [_line(made, units[i]) for i in made.unit_ids],
        "should_replenish_stock": made.replenish,
    }
    if made.pending:
        row["seller_next_action_response"] = [{"action": "SELLER_RESPOND_CANCEL", "deadline": made.deadline}]
    return row


def _line(made: Cancellation, unit: Unit) -> Json:
    row = {
        "cancel_line_item_id": f"{made.id[:4]}{unit.id[-15:]}",
        "order_line_item_id": unit.id,
        "sku_id": unit.sku_id,
        "sku_name": unit.sku_name,
        "product_name": unit.product_name,
        "refund_amount": _refund([made.refund.get(unit.id, [0] * 4)]),
    }
    return {**row, "seller_sku": unit.seller_sku} if unit.seller_sku else row


def _refund(parts: list[list[int]]) -> Json:
    """`parts`: cents of subtotal, shipping, tax and delivery fee."""
    sums = [sum(column) for column in zip(*parts, strict=True)]
    names = ("refund_subtotal", "refund_shipping_fee", "refund_tax", "retail_delivery_fee")
    amounts = {name: money.text(amount) for name, amount in zip(names, sums, strict=True)}
    return {"currency": "USD", "refund_total": money.text(sum(sums)), **amounts}
