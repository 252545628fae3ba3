"""The stage of a bad day: both rehearsal shops with plenty of stock, a seller connected to them, everything on sale."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from app.resources import Resources
from sandbox.ecwid.stock import own_stock
from sandbox.journal import Call, Journal
from tests.cast import assemble
from tests.chaos.nursery import MANY_CALLS
from tests.chaos.workers import Workers, nursery
from tests.shops import Shops, open_shops
from tests.sync.pushing import PlainPictures
from tests.workers.running import worker_environment

# Of each SKU; more than all orders together can take.
STOCK = 60_000
PRODUCTS = 16


class Tally(Journal):
    """The shops' journal, which forgets calls, but not how many were struck by which fault."""

    def __init__(self) -> None:
        super().__init__()
        self.struck: Counter[str] = Counter()
        self.batches = 0

    def note(self, call: Call) -> None:
        super().note(call)
        self.batches += call.platform == "ecwid" and call.method == "POST" and call.path.endswith("/batch")
        if call.fault:
            self.struck[call.fault] += 1


@dataclass(frozen=True, slots=True)
class Sku:
    """Something that is sold on both sides. `combination`: 0 for a product without variations."""

    id: str
    product: int
    combination: int


@dataclass(slots=True)
class Stage:
    """What a bad day needs."""

    shops: Shops
    connection: int
    skus: list[Sku]
    tally: Tally

    @property
    def res(self) -> Resources:
        return self.shops.res

    def ecwid_stock(self, sku: Sku) -> int:
        product = self.shops.world.ecwid.products[sku.product]
        own = (one for one in product["combinations"] if one["id"] == sku.combination and own_stock(one))
        return int(next(own, product)["quantity"])

    def tiktok_stock(self, sku: Sku) -> int:
        for product in self.shops.world.tiktok.main.products.values():
            for version in product.sku_versions(sku.id):
                return sum(shelf["quantity"] for shelf in version["inventory"])
        raise KeyError(sku.id)


@asynccontextmanager
async def staged(res: Resources, *, seed: int, lag: float = 0.0) -> AsyncIterator[Stage]:
    """`res` over empty tables; `lag`: seconds by which Ecwid's search is behind."""
    player = (await assemble(res)).alice
    settings: dict[str, Any] = {"seed": seed, "products": PRODUCTS, "ecwid_calls_per_minute": MANY_CALLS}
    async with open_shops(res, **settings) as shops:
        shops.world.pictures = PlainPictures()
        shops.world.journal = tally = Tally()
        for product in shops.world.ecwid.products.values():
            for holder in (product, *filter(own_stock, product["combinations"])):
                if not holder.get("unlimited"):
                    holder["quantity"] = STOCK
        connection = await shops.connect(player)
        await shops.pull(player, connection)
        await shops.push(player, connection)
        await shops.reviewed()
        # The review took no time, but the clock of the shops went on: from here on it is everybody's.
        shops.world.set_right()
        shops.world.ecwid.lag(lag)
        yield Stage(shops, connection, await _on_sale(shops, connection), tally)


@asynccontextmanager
async def with_workers(
    res: Resources, servers: dict[str, str], *, seed: int, lag: float
) -> AsyncIterator[tuple[Stage, Workers]]:
    """The stage and a nursery of workers that use its shops. None is born yet."""
    async with (
        staged(res, seed=seed, lag=lag) as stage,
        nursery(worker_environment(servers, stage.res.settings)) as workers,
    ):
        yield stage, workers


async def _on_sale(shops: Shops, connection: int) -> list[Sku]:
    rows = await shops.rows(
        """SELECT s.remote_id, s.combination_id, p.source_id FROM listing_sku s JOIN listing l ON l.id = s.listing
           JOIN product p ON p.id = l.product
           WHERE s.connection = $1 AND p.sync_state = 'synced' AND s.stock_sent = $2 ORDER BY s.id""",
        connection,
        STOCK,
    )
    return [Sku(row["remote_id"], row["source_id"], row["combination_id"]) for row in rows]
