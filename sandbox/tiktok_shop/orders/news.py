"""The webhooks of orders, parcels and cancellations (platform-facts T17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.tiktok_shop.orders.records import Cancellation, Json, Order, Package

if TYPE_CHECKING:
    from sandbox.tiktok_shop.records import Shop
    from sandbox.tiktok_shop.shop import TikTokShop

# Webhook 1 spells one status unlike the API, and has no word for another.
_SPELLING = {"CANCELLED": "CANCEL", "PARTIALLY_SHIPPING": ""}
# Numbers of the legacy webhook 2; 100, 1 and 4 are from a live capture, the others from its old documentation.
_REVERSE_STATUS = {
    "CANCELLATION_REQUEST_PENDING": 1,
    "CANCELLATION_REQUEST_SUCCESS": 51,
    "CANCELLATION_REQUEST_COMPLETE": 100,
}
_CLOSED = 99
_REVERSE_TYPE = {"CANCEL": 1, "BUYER_CANCEL": 4}
_REVERSE_USER = {"BUYER": 1, "SELLER": 2, "OPERATOR": 3, "SYSTEM": 4}


def status_changed(owner: TikTokShop, shop: Shop, order: Order) -> None:
    word = _SPELLING.get(order.status, order.status)
    if word:
        data = {
            "order_id": order.id,
            "order_status": word,
            "is_on_hold_order": order.is_on_hold_order,
            "update_time": order.update_time,
        }
        owner.notify(shop, "ORDER_STATUS_CHANGE", data)


def address_changed(owner: TikTokShop, shop: Shop, order: Order) -> None:
    owner.notify(shop, "RECIPIENT_ADDRESS_UPDATE", {"order_id": order.id, "update_time": order.update_time})


def packages_changed(owner: TikTokShop, shop: Shop, what: str, role: str, packages: list[Package]) -> None:
    """`what`: sc_type, `role`: role_type of webhook 4."""
    rows = [{"package_id": p.id, "order_id_list": p.order_ids} for p in packages]
    data = {"sc_type": what, "role_type": role, "package_list": rows, "update_time": int(owner.now())}
    owner.notify(shop, "PACKAGE_UPDATE", data)


def cancellation_changed(owner: TikTokShop, shop: Shop, cancellation: Cancellation) -> None:
    """Both the new and the legacy topic, for one event. A live capture had update_time where the page has
    create_time; a rehearsal sends the former for what is over and the latter for a request."""
    data: Json = {
        "order_id": cancellation.order_id,
        "cancel_id": cancellation.id,
        "cancel_status": cancellation.status,
        "cancellations_role": cancellation.role,
    }
    stamp = "create_time" if cancellation.pending else "update_time"
    owner.notify(shop, "CANCELLATION_STATUS_CHANGE", {**data, stamp: getattr(cancellation, stamp)})
    legacy = {
        "order_id": cancellation.order_id,
        "reverse_order_id": cancellation.id,
        "reverse_order_status": _REVERSE_STATUS.get(cancellation.status, _CLOSED),
        "reverse_type": _REVERSE_TYPE[cancellation.kind],
        "reverse_user": _REVERSE_USER[cancellation.role],
        "reverse_event_type": "UNSUPPORTED",
        "update_time": cancellation.update_time,
    }
    owner.notify(shop, "REVERSE_STATUS_UPDATE", legacy)
