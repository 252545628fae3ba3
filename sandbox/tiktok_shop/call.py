"""One call that passed the gateway."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.tiktok_shop.errors import refuse
from sandbox.tiktok_shop.orders.records import Order
from sandbox.tiktok_shop.records import Json, Product, Shop

if TYPE_CHECKING:
    from sandbox.tiktok_shop.shop import TikTokShop


@dataclass(frozen=True)
class Upload:
    """A part of a multipart body. `filename` None for plain fields."""

    content: bytes
    filename: str | None = None


@dataclass(frozen=True)
class Call:
    """`shop` is the one of the cipher, or of the token where no cipher is sent. `path` holds the ids in the path."""

    owner: TikTokShop
    shop: Shop
    query: Mapping[str, str]
    path: Mapping[str, str] = field(default_factory=dict)
    body: Json = field(default_factory=dict)
    form: Mapping[str, Upload] = field(default_factory=dict)

    def product(self, missing: int = 12052260) -> Product:
        """The product in the path. Raises `Refused`: `missing`, or 12052048 when it is another shop's."""
        id_ = self.path["product_id"]
        if id_ in self.shop.products:
            return self.shop.products[id_]
        foreign = any(id_ in shop.products for shop in self.owner.shops.values())
        raise refuse(12052048 if foreign else missing)

    def order(self, missing: int, foreign: int) -> Order:
        """The order in the path. Raises `Refused`: `missing`, or `foreign` when it is another shop's."""
        id_ = self.path["order_id"]
        if id_ in self.shop.orders:
            return self.shop.orders[id_]
        raise refuse(foreign if any(id_ in shop.orders for shop in self.owner.shops.values()) else missing)
