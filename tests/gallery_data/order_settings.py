"""Order Settings: with a real order to show the policies on, without one, and with something wrong."""

from decimal import Decimal
from typing import Any

from app.web.carrier_pairs import KNOWN_CARRIERS
from app.web.order_settings_views import REASON_WORDS
from tests.gallery_data.cases import BASE, LONG, Case

CHOICES = [
    ("retry", "Retry Orders", "An order that fails is tried once every 10 minutes, 3 times in all.", True),
    ("relay_fbt", "Sync FBT Orders", "Sends orders that TikTok fulfils to Ecwid.", False),
    ("restock_cancelled", "Restock cancelled items", LONG, True),
]
VALUES = {
    "payment_method": "TikTokPAY", "fallback_email": "tiktok-orders@harborgoods.example",
    "cancel_reason": "seller_cancel_reason_out_of_stock", "discount_policy": "buyer_paid", "purge_days": "30",
}  # fmt: skip
POLICIES: list[dict[str, Any]] = [
    {"value": "buyer_paid", "title": "What the buyer paid", "total": Decimal("78.55"), "back": Decimal(0),
     "currency": "USD"},
    {"value": "with_platform_discount", "title": "Your discount only", "total": Decimal("82.55"),
     "back": Decimal("4.00"), "currency": "USD"},
    {"value": "list_price", "title": "List price", "total": Decimal("88.00"), "back": Decimal("9.45"),
     "currency": "USD"},
]  # fmt: skip
CARRIERS = [("USPS Ground Advantage", "USPS", 312), ("UPS®", "UPS", 88), ("Local courier", "", 6), ("", "", 0)]


def settings(name: str, **more: Any) -> Case:
    """The page."""
    plain: dict[str, Any] = {
        "choices": CHOICES, "values": VALUES, "errors": {}, "reasons": list(REASON_WORDS.items()),
        "policies": POLICIES, "sample": {"id": "577086512123753912", "href": f"{BASE}/orders/12"},
        "carriers": {"rows": [{"name": n, "provider": p, "used": used} for n, p, used in CARRIERS],
                     "names": list(KNOWN_CARRIERS), "seen": ["USPS Ground Advantage", "UPS®", "Local courier"]},
    }  # fmt: skip
    return Case(f"order-settings/{name}", "settings/orders.html", {**plain, **more}, tab="settings")


CASES = [
    settings("orders"),
    settings("orders-new", sample=None, policies=[{**policy, "total": None} for policy in POLICIES],
             carriers={"rows": [{"name": "", "provider": "", "used": 0}], "names": list(KNOWN_CARRIERS), "seen": []}),
    settings("orders-wrong", values={**VALUES, "fallback_email": "x", "purge_days": "0"},
             errors={"fallback_email": "This is not an email address.", "purge_days": "This must be more."}),
]  # fmt: skip
