"""What the panel shows of orders, gathered for its templates."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sandbox.panel import ecwid_order_actions, order_actions
from sandbox.panel import order_words as words

if TYPE_CHECKING:
    from sandbox.world import World

SHOWN = 12


def values(world: World) -> dict[str, Any]:
    return {
        "on_sale": _on_sale(world),
        "stages": list(words.STAGES.items()),
        "ways": list(words.WAYS.items()),
        "orders": [_order(row) for row in order_actions.rows(world, limit=SHOWN)],
        "orders_placed": len(world.tiktok.main.orders),
        "ecwid_orders": [_ecwid_order(row) for row in ecwid_order_actions.rows(world, SHOWN)],
        "ecwid_orders_made": len(world.ecwid.orders.orders),
    }


def _on_sale(world: World) -> list[tuple[str, str]]:
    """SKUs a buyer can order: (SKU id, name and what is left)."""
    found = []
    for row in order_actions.on_sale(world):
        name = row["title"][:70] + (f" / {row['options']}" if row["options"] else "")
        found.append((row["id"], f"{name} ({row['quantity']})"))
    return sorted(found, key=lambda line: line[1].lower())


def _order(row: dict[str, Any]) -> dict[str, Any]:
    word, tone = words.STATUSES[row["status"]]
    asked = row["buyer_asks_to_cancel"]
    buttons = words.ASKED if asked else words.BUTTONS.get(row["status"], ())
    return {
        "id": row["id"],
        "what": _what(row["lines"], f"${row['total']}"),
        "word": word,
        "tone": tone,
        "asked": asked,
        "at": _clock(row["created_at"]),
        "buttons": buttons,
        "theirs": next(iter(row["references"].values()), ""),
    }


def _ecwid_order(row: dict[str, Any]) -> dict[str, Any]:
    payment, fulfilment = row["payment_status"], row["fulfilment_status"]
    over = payment in ("CANCELLED", "REFUNDED")
    return {
        "id": row["id"],
        "what": _what(row["lines"], f"${row['total']:.2f}"),
        "payment": words.PAYMENT.get(payment, payment),
        "fulfilment": words.FULFILMENT.get(fulfilment, fulfilment),
        "tone": "neutral" if over else "success" if fulfilment in ("SHIPPED", "DELIVERED") else "warning",
        "tracking": row["tracking_number"],
        "open": not over,
    }


def _what(lines: list[dict[str, Any]], total: str) -> str:
    goods = ", ".join(f"{line['name']} × {line['quantity']}" for line in lines)
    return f"{goods}, {total}" if goods else total


def _clock(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).astimezone().strftime("%H:%M")
