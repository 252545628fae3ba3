"""A seller with something on sale, and buyers who order it: what the tests of orders share."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sandbox.tiktok_shop.orders.placing import read_basket
from sandbox.tiktok_shop.orders.records import Order
from sandbox.tiktok_shop.seed import SELLER_SHIPPING, SHIPPING_PROVIDERS
from tests.sandbox.tiktok_client import Client, Json, a_sku, a_world, axis, seller

HOUR = 3600
USPS, UPS, FEDEX = (p["id"] for p in SHIPPING_PROVIDERS[SELLER_SHIPPING][:3])
UPS_NUMBER = "1Z999AA10123456784"
TOPICS = (
    "ORDER_STATUS_CHANGE",
    "REVERSE_STATUS_UPDATE",
    "RECIPIENT_ADDRESS_UPDATE",
    "PACKAGE_UPDATE",
    "CANCELLATION_STATUS_CHANGE",
)


class Shopkeeper(Client):
    """A client with words for orders. `desk` is what happens without the API."""

    @property
    def desk(self) -> Any:
        return self.world.tiktok.orders

    def order(self, stage: str = "ready", **basket: Any) -> Order:
        """One order of two mugs, or of what `basket` says (see `panel/orders_api.py`)."""
        usual: Json = {} if "items" in basket else {"sku": "EM-012", "quantity": 2}
        made: Order = self.desk.place(read_basket({**usual, **basket}), stage=stage)[0]
        return made

    async def later(self, seconds: float) -> None:
        """So much later; the token is a new one then."""
        self.world.advance(seconds)
        await self.sign_in()

    async def read_order(self, order: Order | str) -> Json:
        id_ = order if isinstance(order, str) else order.id
        found = await self.data("GET", "/order/202507/orders", query={"ids": id_})
        made: Json = found["orders"][0]
        return made

    async def found(self, body: Json | None = None, **query: str) -> list[str]:
        """Ids of one page of the order search."""
        data = await self.data("POST", "/order/202309/orders/search", body or {}, query={"page_size": "100", **query})
        return [o["id"] for o in data["orders"]]

    def ship_path(self, order: Order) -> str:
        return f"/fulfillment/202309/orders/{order.id}/packages"

    async def ship(self, order: Order, number: str = UPS_NUMBER, carrier: str = UPS, **body: Any) -> Json:
        sent = {"tracking_number": number, "shipping_provider_id": carrier, **body}
        return await self.data("POST", self.ship_path(order), sent)

    async def ship_code(self, order: Order, number: str = UPS_NUMBER, carrier: str = UPS, **body: Any) -> int:
        sent = {"tracking_number": number, "shipping_provider_id": carrier, **body}
        return await self.code("POST", self.ship_path(order), sent)

    def told(self, *types: int) -> list[Json]:
        """`data` of the webhooks held back so far, of these types."""
        bodies = [json.loads(d.body) for d in self.world.webhooks.held]
        return [b["data"] for b in bodies if b["type"] in types]

    def stock(self, sku: str = "EM-012") -> tuple[int, int]:
        """(for sale, reserved)."""
        shop = self.world.tiktok.main
        for product in shop.products.values():
            for row in product.content["skus"]:
                if row.get("seller_sku") == sku:
                    held = sum(shop.committed.get(row["id"], {}).values())
                    return sum(w["quantity"] for w in row["inventory"]), held
        raise KeyError(sku)


@asynccontextmanager
async def shopkeeper(**switches: Any) -> AsyncIterator[Shopkeeper]:
    """The main shop with a mug (EM-012, $18.00, 25 of them) and a shirt in two sizes, all webhooks registered."""
    async with seller(a_world()) as client:
        keeper = Shopkeeper(client.world, client.http)
        keeper.token, keeper.cipher = client.token, client.cipher
        await keeper.listed()
        price = {"amount": "24.95", "currency": "USD"}
        sizes = [a_sku(f"SHIRT-{s}", price=price, sales_attributes=[axis("Size", s)]) for s in ("S", "M")]
        await keeper.listed(title="Linen Work Shirt for Everybody", skus=sizes)
        for topic in TOPICS:
            body = {"address": "http://weft.test/webhooks/tiktok-shop", "event_type": topic}
            await keeper.data("PUT", "/event/202309/webhooks", body)
        for name, value in switches.items():
            setattr(keeper.world.tiktok.switches, name, value)
        keeper.world.webhooks.held.clear()
        yield keeper
