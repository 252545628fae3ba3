"""The audit: which versions wait for it, and what its outcome does to a product (platform-facts T7)."""

from __future__ import annotations

import heapq
import zlib
from typing import TYPE_CHECKING, Any

from sandbox.tiktok_shop.alarm import Alarm
from sandbox.tiktok_shop.categories import TREE
from sandbox.tiktok_shop.records import Json, Product, Shop
from sandbox.tiktok_shop.verdict import judge, reason

if TYPE_CHECKING:
    from sandbox.tiktok_shop.shop import TikTokShop

FIELDS = ("title", "description", "main_images", "product_attributes")


class Reviews:
    """Due times in a heap. A timer of the running loop looks at them; every call to the shop does so too."""

    def __init__(self, shop: TikTokShop) -> None:
        self._owner = shop
        self.queue: list[tuple[float, str, str, int]] = []  # due, shop id, product id, submission
        self._alarm = Alarm(shop, self.settle, lambda: self.queue[0][0] if self.queue else None)

    def submit(self, shop: Shop, product: Product) -> None:
        """Send the latest version to the reviewers. The delay differs by product, from half to one and a half."""
        product.submission += 1
        product.audit, product.pre_approved, product.failed_reasons = "AUDITING", [], []
        share = 0.5 + zlib.crc32(f"{product.id}{product.submission}".encode()) % 1000 / 1000
        due = self._owner.now() + self._owner.world.settings.review_seconds * share
        heapq.heappush(self.queue, (due, shop.id, product.id, product.submission))
        self._owner.notify(shop, "PRODUCT_AUDIT_STATUS_CHANGE", audit_data(product))
        self.arm()

    def settle(self) -> None:
        """Rule on everything that is due."""
        now = self._owner.now()
        while self.queue and self.queue[0][0] <= now:
            _, shop_id, product_id, submission = heapq.heappop(self.queue)
            shop = self._owner.shops[shop_id]
            product = shop.products.get(product_id)
            if product and product.submission == submission and product.audit == "AUDITING":
                version = product.review or product.content
                rule(self._owner, shop, product, judge(version, self._owner.first_picture(version)))

    def arm(self) -> None:
        self._alarm.arm()

    def dump(self) -> list[list[Any]]:
        return [list(entry) for entry in self.queue]

    def load(self, rows: list[list[Any]]) -> None:
        self.queue = [(float(due), shop, product, int(n)) for due, shop, product, n in rows]
        heapq.heapify(self.queue)
        self.arm()


def rule(owner: TikTokShop, shop: Shop, product: Product, reasons: list[Json]) -> None:
    """End the review of `product`: refused for `reasons`, or passed when there are none."""
    product.update_time = int(owner.now())
    if reasons:
        _refuse(owner, shop, product, reasons)
    elif "invite" in TREE[(product.review or product.content)["category_id"]].traits:
        product.audit, product.pre_approved = "PRE_APPROVED", ["RESTRICTED_CATEGORY_PENDING"]
        owner.notify(shop, "PRODUCT_AUDIT_STATUS_CHANGE", audit_data(product))
    else:
        _pass(owner, shop, product)
    shop.claim(product)
    owner.world.touch()


def _refuse(owner: TikTokShop, shop: Shop, product: Product, reasons: list[Json]) -> None:
    product.audit, product.failed_reasons = "FAILED", reasons
    if product.status == "PENDING":
        product.status = "FAILED"
    product.review = None  # the version that was live stays live
    text = "; ".join(r for entry in reasons for r in entry["reasons"])
    owner.notify(shop, "PRODUCT_STATUS_CHANGE", status_data(product, "PRODUCT_AUDIT_FAILURE", text))
    owner.notify(shop, "PRODUCT_AUDIT_STATUS_CHANGE", audit_data(product))


def _pass(owner: TikTokShop, shop: Shop, product: Product) -> None:
    before, first = product.content, not product.passed_once
    product.audit, product.passed_once, product.suspended_reason = "APPROVED", True, ""
    if product.review:
        product.content, product.review = product.review, None
    if product.status == "PENDING":
        product.status = product.product_status = "ACTIVATE"
    word = "PRODUCT_FIRST_PASS_REVIEW" if first else "PRODUCT_STATUS_CHANGED"
    owner.notify(shop, "PRODUCT_STATUS_CHANGE", status_data(product, word))
    owner.notify(shop, "PRODUCT_AUDIT_STATUS_CHANGE", audit_data(product))
    if product.content is not before:
        _tell_changes(owner, shop, product, before)


def _tell_changes(owner: TikTokShop, shop: Shop, product: Product, before: Json) -> None:
    now, after = int(owner.now()), product.content
    changed = [f for f in FIELDS if before.get(f) != after.get(f)] or ["others"]
    news = {"product_id": product.id, "change_source": "OPEN_API", "changed_fields": changed, "update_time": now}
    owner.notify(shop, "PRODUCT_INFORMATION_CHANGE", news)
    if before["category_id"] != after["category_id"]:
        move = {
            "product_id": product.id,
            "previous_category_id": before["category_id"],
            "current_category_id": after["category_id"],
            "update_time": now,
        }
        owner.notify(shop, "PRODUCT_CATEGORY_CHANGE", move)


def status_data(product: Product, word: str, why: str = "") -> Json:
    """`data` of webhook 5; the product id is a JSON number there, too big for JavaScript."""
    return {
        "product_id": int(product.id),
        "status": word,
        "suspended_reason": why,
        "update_time": product.update_time,
    }


def audit_data(product: Product) -> Json:
    """`data` of webhook 37."""
    audit = {"status": product.audit, "pre_approved_reasons": product.pre_approved}
    return {"product_id": int(product.id), "audit": audit, "update_time": product.update_time}


def by_hand(text: str) -> list[Json]:
    """The reasons of a refusal from the control panel."""
    said = text.strip() or "The product does not meet the listing rules."
    return [reason("Product", said, "Change the product and submit it again.")]
