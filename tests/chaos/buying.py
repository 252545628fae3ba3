"""Buyers on TikTok, and the webhooks that tell Weft about them."""

import json
import random
from dataclasses import dataclass, field
from typing import Any

from sandbox.panel import order_actions
from sandbox.webhooks import Delivery
from tests.chaos.stage import Sku, Stage


@dataclass(slots=True)
class Buyers:
    """Everybody buys something else, at other discounts; the same seed buys the same."""

    stage: Stage
    dice: random.Random
    ids: list[str] = field(default_factory=list)
    sold: dict[Sku, int] = field(default_factory=dict)

    def buy(self) -> str:
        """One paid order; its id."""
        chosen = self.dice.sample(self.stage.skus, self.dice.choice((1, 1, 1, 2)))
        items: list[dict[str, Any]] = [{"sku": sku.id, "quantity": self.dice.choice((1, 1, 2, 3))} for sku in chosen]
        [order_id] = order_actions.place(self.stage.shops.world, self._body(items))
        for sku, item in zip(chosen, items, strict=True):
            self.sold[sku] = self.sold.get(sku, 0) + item["quantity"]
        self.ids.append(order_id)
        return order_id

    def _body(self, items: list[dict[str, Any]]) -> dict[str, Any]:
        amounts = {
            "seller_discount": self.dice.choice(("0", "0.33", "1.07")),
            "platform_discount": self.dice.choice(("0", "0.51")),
            "shipping": self.dice.choice(("0", "4.99", "7.01")),
            "insurance": self.dice.choice(("0", "0", "0.71")),
        }
        return {"items": items, "stage": "ready", **amounts}


async def deliver(stage: Stage) -> int:
    """Hand over the webhooks that wait, as the web process takes them: TikTok's orders, and Ecwid's products.

    Of several about one thing only the last. Ecwid's webhooks of orders are lost: they say what Weft wrote.
    """
    held = stage.shops.world.webhooks.held
    waiting = list(held)
    held.clear()
    wanted = {_subject(one): one for one in waiting if not one.topic.startswith("order.")}
    for delivery in wanted.values():
        await stage.shops.receive(delivery)
    if wanted:
        await stage.res.bell.ring("drain_inbox")
    return len(wanted)


def _subject(delivery: Delivery) -> tuple[str, str, str]:
    body = json.loads(delivery.body)
    news = body.get("data", {})
    subject = body.get("entityId") if delivery.platform == "ecwid" else news.get("order_id", delivery.event_id)
    return delivery.platform, delivery.topic, str(subject)
