"""What the screens of orders must say: from the database, and from both rehearsal shops."""

from decimal import Decimal
from typing import Any

from sandbox.panel import ecwid_order_actions, order_actions
from tests.stage import Stage

TTS = {
    "UNPAID": "Unpaid", "ON_HOLD": "On hold", "AWAITING_SHIPMENT": "Awaiting shipment",
    "PARTIALLY_SHIPPING": "Partially shipping", "AWAITING_COLLECTION": "Awaiting collection",
    "IN_TRANSIT": "In transit", "DELIVERED": "Delivered", "COMPLETED": "Completed", "CANCELLED": "Cancelled",
}  # fmt: skip
PAYMENT = {"PAID": "Paid", "CANCELLED": "Cancelled"}
FULFILMENT = {
    "AWAITING_PROCESSING": "Awaiting processing", "PROCESSING": "Processing", "SHIPPED": "Shipped",
    "DELIVERED": "Delivered", "WILL_NOT_DELIVER": "Will not deliver",
}  # fmt: skip
RELAY = {"queued": "Queued", "sending": "Sending", "synced": "Synced", "cancelled": "Skipped"}
TO_SHIP = ("AWAITING_SHIPMENT", "PARTIALLY_SHIPPING")


async def in_database(stage: Stage, connection: int) -> dict[str, object]:
    """The list: chips with their numbers, and each order with our word, TikTok's word, and Ecwid's number."""
    rows = await stage.rows(
        """SELECT o.*, EXISTS (SELECT FROM cancellation c WHERE c.sales_order = o.id AND c.state = 'pending') AS asked
           FROM sales_order o WHERE o.connection = $1""",
        connection,
    )
    statuses = [row["status"] for row in rows]
    words = {row["remote_id"]: _word(row) for row in rows}
    needing = sum(word in ("Needs you", "Not on TikTok yet") for word in words.values())
    return {
        "matching": len(rows),
        "chips": {"Needs you": needing, "All": len(rows), **{TTS[name]: statuses.count(name) for name in TTS}},
        "words": words,
        "orders": {row["remote_id"]: (TTS[row["status"]], row["source_order_id"] or "–", row["total"]) for row in rows},
    }


def _word(row: Any) -> str:
    if row["asked"]:
        return "Needs you"
    if row["status"] in TO_SHIP and row["shipment"]:
        return "Not on TikTok yet"
    return RELAY[row["relay"]]


async def in_shops(stage: Stage) -> dict[str, object]:
    """The same orders as TikTok and Ecwid have them."""
    numbers = {row["external_transaction_id"]: row["id"] for row in ecwid_order_actions.rows(stage.world)}
    return {
        "orders": {
            row["id"]: (TTS[row["status"]], numbers.get(row["id"], "–"), Decimal(row["total"]))
            for row in order_actions.rows(stage.world)
        }
    }


async def one(stage: Stage, remote_id: str) -> dict[str, object]:
    """Both sides of one order's page."""
    number = await stage.value("SELECT source_order_id FROM sales_order WHERE remote_id = $1", remote_id)
    theirs = ecwid_order_actions.row(stage.world, number)
    return {
        "tts": [remote_id, TTS[order_actions.row(stage.world, remote_id)["status"]]],
        "ecwid": [number, f"{PAYMENT[theirs['payment_status']]}, {FULFILMENT[theirs['fulfilment_status']]}"],
    }
