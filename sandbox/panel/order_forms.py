"""The panel's forms about orders. Each takes the world and what was filled in, and raises `Refused` with a sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from starlette.datastructures import FormData

from sandbox.pages import N_
from sandbox.panel import ecwid_order_actions, order_actions
from sandbox.panel.refused import Refused

if TYPE_CHECKING:
    from sandbox.world import World

Act = Callable[["World", FormData], None]


def place(world: World, form: FormData) -> None:
    if not form.get("sku"):
        raise Refused(N_("Choose a product."))
    way = str(form.get("way", "SELLER"))
    body: dict[str, Any] = {
        "sku": str(form["sku"]),
        "quantity": _whole(form, "quantity"),
        "stage": str(form.get("stage", "paid")),
        "count": _whole(form, "count"),
        "fulfilment": "TIKTOK" if way == "FBT" else "SELLER",
        "shipping_type": "SELLER" if way == "SELLER" else "TIKTOK",
        "seller_discount": _amount(form, "seller_discount"),
        "platform_discount": _amount(form, "platform_discount"),
    }
    order_actions.place(world, body)


def act(world: World, form: FormData) -> None:
    order_actions.act(world, str(form.get("id", "")), str(form.get("verb", "")), {"by": "system"})


def act_in_ecwid(world: World, form: FormData) -> None:
    body = {"tracking_number": str(form.get("tracking_number", ""))}
    ecwid_order_actions.act(world, str(form.get("id", "")), str(form.get("verb", "")), body)


def _whole(form: FormData, name: str) -> int:
    text = str(form.get(name, "1")).strip()
    if not text.isascii() or not text.isdigit():
        raise Refused(N_("That is not a number."))
    return int(text)


def _amount(form: FormData, name: str) -> str:
    return str(form.get(name, "")).strip().replace(",", ".") or "0"


ACTIONS: dict[str, Act] = {"place": place, "order": act, "ecwid-order": act_in_ecwid}
