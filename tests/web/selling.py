"""Alice's shop with orders in the rehearsal TikTok Shop: what pages do there is done there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from litestar import Litestar

from app.sync import orders
from sandbox.panel import order_actions
from tests.browsers import Browser
from tests.cast import Player
from tests.shops import Shops, open_shops


@dataclass(frozen=True, slots=True)
class Sold:
    """One order, as both sides have it. The app's resources find the rehearsal shops."""

    shops: Shops
    connection: int
    remote_id: str
    id: int

    @property
    def path(self) -> str:
        return f"/connections/{self.connection}/orders/{self.id}"

    def on_tiktok(self) -> dict[str, Any]:
        return order_actions.whole(self.shops.world, self.remote_id)

    async def row(self) -> dict[str, Any]:
        return (await self.shops.rows("SELECT * FROM sales_order WHERE id = $1", self.id))[0]

    async def work(self) -> None:
        """What the order lane does when it is rung."""
        await self.shops.rows("UPDATE sales_order SET next_try_at = NULL")
        await orders.follow(self.shops.res, self.connection)
        await self.shops.deliver()

    async def press(self, browser: Browser, path: str, fields: Any = ()) -> str:
        """Send a form that must work out; where it leads."""
        answer = await browser.submit(f"{self.path}{path}", fields)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])


@asynccontextmanager
async def selling(app: Litestar, player: Player, **order: Any) -> AsyncIterator[Sold]:
    """A connection, one product listed by hand on TikTok, and an order of two of it."""
    async with open_shops(app.state.resources, products=2) as shops:
        app.state.resources = shops.res
        connection = await shops.connect(player)
        listed = order_actions.list_product(shops.world, {"title": "Camp mug", "sku": "MUG-1", "price": "18.00"})
        body = {"items": [{"sku": listed["sku_id"], "quantity": 2}], "stage": "ready"} | order
        remote_id = order_actions.place(shops.world, body)[0]
        await orders.guard(shops.res, connection)
        row = await shops.value("SELECT id FROM sales_order WHERE remote_id = $1", remote_id)
        yield Sold(shops, connection, remote_id, row)
