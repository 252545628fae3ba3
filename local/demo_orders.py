"""Two dozen orders in all states, for `bin/start --demo`: somebody plays buyers, carrier and owner at the panel."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from local.problems import Problem
from local.rehearsal import Shops

Step = Callable[[Shops, str], None]
Say = Callable[[str], None]

ON_SALE_WITHIN = 60.0  # seconds; TikTok's reviewers take a few
RELAYED_WITHIN, QUIET_FOR = 45.0, 8.0  # seconds in all, and without another order; then the stories go on without Weft
LOOK_EVERY = 0.5
ENOUGH = 6  # units of a SKU, so that no story sells it out
BY_HAND = {"title": "Hand-Thrown Vase, Listed by Hand", "sku": "VASE-HAND", "price": "34.00", "quantity": 8}
UPS, USPS = "1Z999AA10123456784", "9400111899223817469541"


def _verb(name: str, **body: Any) -> Step:
    return lambda shops, order: shops.do(f"/tiktok/orders/{order}/{name}", **body) and None


def _first_unit(shops: Shops, order: str) -> None:
    units = shops.ask(f"/tiktok/orders/{order}")["order"]["units"]
    shops.do(f"/tiktok/orders/{order}/ship", carrier="USPS", units=[units[0]["id"]])


def _in_ecwid(number: str) -> Step:
    """Mark as shipped and add the number, in Ecwid; on TikTok when no Ecwid order has come of it."""

    def step(shops: Shops, order: str) -> None:
        theirs = list(shops.ask(f"/tiktok/orders/{order}")["references"].values())
        if theirs:
            shops.do(f"/ecwid/orders/{theirs[0]}/ship", tracking_number=number)
        else:
            shops.do(f"/tiktok/orders/{order}/ship", carrier="UPS")

    return step


SHIP, COLLECT, DELIVER = _verb("ship", carrier="FedEx"), _verb("collect"), _verb("deliver")
ASK = _verb("ask-to-cancel")


@dataclass(frozen=True)
class Story:
    """One order: how it is placed, of how many different things, and what happens to it."""

    stage: str
    lines: int = 1
    quantity: int = 1
    more: dict[str, Any] = field(default_factory=dict)
    then: tuple[Step, ...] = ()
    by_hand: bool = False

    @property
    def is_relayed(self) -> bool:
        """Paid, linked, and not shipped by TikTok itself: Weft makes an Ecwid order of it without being asked."""
        return self.stage == "ready" and not self.by_hand and self.more.get("fulfilment") != "TIKTOK"


STORIES = (
    Story("unpaid"),
    Story("unpaid", quantity=2, more={"seller_discount": "1.50"}),
    Story("unpaid", then=(ASK,)),
    Story("paid", lines=2),
    Story("paid", more={"message": "A present: please leave the price off."}),
    Story("paid", then=(ASK,)),
    Story("ready"),
    Story("ready", quantity=3, more={"seller_discount": "2.00", "platform_discount": "1.00", "state": "CO"}),
    Story("ready", lines=3, more={"state": "OR", "message": "Ring twice."}),
    Story("ready", more={"shipping_type": "TIKTOK"}),
    Story("ready", then=(ASK,)),
    Story("ready", by_hand=True),
    Story("ready", then=(_verb("cancel", by="seller", reason="seller_cancel_reason_wrong_price"),)),
    Story("ready", then=(_verb("cancel", by="system", reason="operator_cancel_risk_control_block"),)),
    Story("ready", quantity=2, then=(_first_unit,)),
    Story("ready", then=(_in_ecwid(UPS),)),
    Story("ready", then=(_in_ecwid(USPS),)),
    Story("ready", then=(SHIP,)),
    Story("ready", lines=2, then=(SHIP, COLLECT)),
    Story("ready", then=(SHIP, COLLECT, DELIVER)),
    Story("ready", then=(SHIP, COLLECT, DELIVER, _verb("complete"))),
    Story("ready", quantity=2, then=(SHIP, COLLECT, DELIVER, _verb("complete"))),
    Story("ready", more={"fulfilment": "TIKTOK"}, then=(_verb("ship"), COLLECT)),
    Story("ready", more={"kind": "sample"}),
)


def play(shops: Shops, say: Say) -> None:
    """Place them all, let Weft relay them, and go on with each. Nothing happens when there are orders already."""
    if shops.ask("/tiktok/orders?limit=1"):
        return
    skus = _on_sale(shops)
    shops.do("/tiktok/products", **BY_HAND)
    placed = list(_place(shops, skus))
    say(f"placed {len(placed)} orders on TikTok Shop, as its buyers")
    _let_weft_relay(shops, [order for order, story in placed if story.is_relayed])
    for order, story in placed:
        for step in story.then:
            step(shops, order)
    say("paid, shipped, delivered and cancelled some of them")


def _on_sale(shops: Shops) -> list[str]:
    """Ids of what has passed the review, those with most in stock first."""
    deadline = time.monotonic() + ON_SALE_WITHIN
    while True:
        rows = [row for row in shops.ask("/tiktok/skus") if row["quantity"] >= ENOUGH]
        waiting = any(row["under_review"] for row in shops.ask("/tiktok/products"))
        if rows and not waiting:
            return [row["id"] for row in sorted(rows, key=lambda row: -int(row["quantity"]))]
        if time.monotonic() > deadline:
            raise Problem("Nothing went on sale at the rehearsal shop, so nobody could order anything.")
        time.sleep(LOOK_EVERY)


def _place(shops: Shops, skus: list[str]) -> Iterator[tuple[str, Story]]:
    at = 0
    for story in STORIES:
        items = [{"sku": skus[(at + i) % len(skus)], "quantity": story.quantity} for i in range(story.lines)]
        if story.by_hand:
            items.append({"sku": BY_HAND["sku"], "quantity": 1})
        at += story.lines
        made = shops.do("/tiktok/orders", items=items, stage=story.stage, **story.more)
        yield made["ids"][0], story


def _let_weft_relay(shops: Shops, orders: list[str]) -> None:
    """TikTok is told the Ecwid order's id once there is one."""
    deadline, missing, seen = time.monotonic() + RELAYED_WITHIN, set(orders), time.monotonic()
    while missing and time.monotonic() < min(deadline, seen + QUIET_FOR):
        rows = {row["id"]: row["references"] for row in shops.ask("/tiktok/orders")}
        done = {order for order in missing if rows.get(order)}
        if done:
            missing, seen = missing - done, time.monotonic()
        time.sleep(LOOK_EVERY)
