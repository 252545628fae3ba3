"""The state of the TikTok Shop stand-in, and what its control panel may do to it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from sandbox.tiktok_shop import seed
from sandbox.tiktok_shop.grants import SCOPES, Grants
from sandbox.tiktok_shop.ids import NOTICE, Ids
from sandbox.tiktok_shop.limits import CallLimits
from sandbox.tiktok_shop.media import Media
from sandbox.tiktok_shop.notices import STOCK_TOPICS, delivery
from sandbox.tiktok_shop.orders.desk import Orders
from sandbox.tiktok_shop.records import Json, Product, Shop, dump, load_shop
from sandbox.tiktok_shop.review import Reviews, by_hand, rule, status_data
from sandbox.tiktok_shop.seller_center import panel_row
from sandbox.tiktok_shop.switches import Switches

if TYPE_CHECKING:
    from sandbox.world import World


class TikTokShop:
    """All shops, grants, pictures and reviews. Unknown product ids raise KeyError in the panel's methods."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.reset()

    def reset(self) -> None:
        """Back to the first day."""
        self.shops: dict[str, Shop] = seed.shops()
        self.grants = Grants()
        self.media = Media()
        self.ids = Ids()
        self.switches = Switches()
        self.limits = CallLimits()
        self.reviews = Reviews(self)
        self.orders = Orders(self)
        self._hushed = False

    @property
    def main(self) -> Shop:
        """The shop that consent grants unless told otherwise."""
        return self.shops[seed.MAIN]

    def now(self) -> float:
        return self.world.now()

    def settle(self) -> None:
        """Do what the clock demands, and see to it that it goes on."""
        for diary in (self.reviews, self.orders):
            diary.settle()
            diary.arm()

    def new_id(self, kind: str) -> str:
        return self.ids.next(kind, self.now())

    def shop_of_cipher(self, cipher: str) -> Shop | None:
        return next((s for s in self.shops.values() if s.cipher == cipher), None)

    def find(self, product_id: str) -> tuple[Shop, Product]:
        """The product wherever it is. Raises KeyError."""
        for shop in self.shops.values():
            if product_id in shop.products:
                return shop, shop.products[product_id]
        raise KeyError(product_id)

    def first_picture(self, content: Json) -> str:
        """Digest of the first main image's bytes, "" without one."""
        uris = content.get("main_images") or [{"uri": ""}]
        return str(self.media.pictures.get(uris[0]["uri"], {}).get("digest", ""))

    def notify(self, shop: Shop, event_type: str, data: Json) -> None:
        """Send a webhook, if the shop has an address for this topic."""
        if event_type in shop.webhooks:
            self._send(shop, event_type, shop.webhooks[event_type]["address"], data)

    def broadcast(self, shop: Shop, topic: int, data: Json) -> None:
        """Send a webhook of a topic without event_type, if the shop has authorised the app."""
        if any(g.shop_id == shop.id and not g.revoked for g in self.grants.grants.values()):
            self._send(shop, STOCK_TOPICS[topic], self.world.settings.tiktok_webhook_url, data)

    @contextlib.contextmanager
    def hushed(self, quiet: bool = True) -> Iterator[None]:
        """No webhooks inside, when `quiet`."""
        before, self._hushed = self._hushed, quiet
        try:
            yield
        finally:
            self._hushed = before

    def _send(self, shop: Shop, event_type: str, address: str, data: Json) -> None:
        if self._hushed:
            return
        settings = self.world.settings
        made = delivery(
            event_type=event_type,
            address=address,
            shop_id=shop.id,
            notification_id=self.new_id(NOTICE),
            data=data,
            now=self.now(),
            app_key=settings.tiktok_app_key,
            secret=settings.tiktok_app_secret,
        )
        self.world.webhooks.emit(made)

    def granted_scopes(self) -> list[str]:
        """What a consent of this moment grants."""
        return [s for s in SCOPES if s != self.switches.withheld_scope]

    # What the panel does

    def rule(self, product_id: str, approve: bool, reason: str = "") -> None:
        """End the review at once. Raises ValueError for a product that is not under review."""
        shop, product = self.find(product_id)
        if product.audit not in ("AUDITING", "PRE_APPROVED"):
            raise ValueError("this product is not under review")
        if approve and product.audit == "PRE_APPROVED":
            raise ValueError("the category is restricted: the shop has to be invited first")
        rule(self, shop, product, [] if approve else by_hand(reason))

    def freeze(self, product_id: str, reason: str = "") -> None:
        """Take a product down for a violation, by the platform."""
        shop, product = self.find(product_id)
        product.suspended_reason = reason.strip() or "The product violates the policies of TikTok Shop."
        self._put(shop, product, "FREEZE", product.suspended_reason)

    def unfreeze(self, product_id: str) -> None:
        """After an appeal a frozen product is hidden, and an edit submits it again."""
        shop, product = self.find(product_id)
        if product.status != "FREEZE":
            raise ValueError("this product is not frozen")
        self._put(shop, product, "PLATFORM_DEACTIVATED", product.suspended_reason)

    def promote(self, product_id: str, on: bool) -> None:
        """Put a product into a promotion, which locks its price (12052038), or take it out."""
        self.find(product_id)[1].promotion = on
        self.world.touch()

    def fail_check(self, item: str, on: bool) -> None:
        """Let a listing prerequisite of the main shop fail. Raises KeyError for an unknown item."""
        reason = seed.PREREQUISITES[item][0]
        if on:
            self.main.failing[item] = reason
        else:
            self.main.failing.pop(item, None)
        self.world.touch()

    def deauthorise(self, shop_id: str = seed.MAIN) -> None:
        """The seller withdraws the app: webhook 6, then every token is dead and the registrations are gone."""
        shop = self.shops[shop_id]
        message = f"Shop_id {shop_id} is deauthorized from your APP by merchant."
        self.notify(shop, "SELLER_DEAUTHORIZATION", {"message": message})
        self.grants.revoke(shop_id)
        shop.webhooks.clear()
        self.world.touch()

    def panel_rows(self) -> list[Json]:
        """The main shop's products for the panel, newest first."""
        return [panel_row(p) for p in reversed(self.main.products.values())]

    def _put(self, shop: Shop, product: Product, status: str, why: str) -> None:
        product.status = product.product_status = status
        product.audit, product.review, product.update_time = "NONE", None, int(self.now())
        self.notify(shop, "PRODUCT_STATUS_CHANGE", status_data(product, "PRODUCT_STATUS_CHANGED", why))
        self.world.touch()

    # Snapshot

    def dump(self) -> Json:
        return {
            "shops": [dump(s) for s in self.shops.values()],
            "grants": self.grants.dump(),
            "media": self.media.dump(),
            "last_id": self.ids.last,
            "switches": asdict(self.switches),
            "reviews": self.reviews.dump(),
            "agenda": self.orders.dump(),
        }

    def load(self, row: Json) -> None:
        """Take over what `dump()` gave. Raises KeyError or TypeError for a snapshot of another version."""
        self.shops = {s["id"]: load_shop(s) for s in row["shops"]}
        self.grants = Grants.load(row["grants"])
        self.media = Media.load(row["media"])
        self.ids = Ids(row["last_id"])
        self.switches = Switches(**row["switches"])
        self.reviews.load(row["reviews"])
        self.orders = Orders(self)
        self.orders.load(row["agenda"])
