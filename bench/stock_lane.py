"""One stock change in Ecwid until TikTok has it, alone and while a push of 5,000 products runs: `bin/bench stock_lane`.

Both rehearsal shops answer each call 100 ms late; Weft's worker is a process of its own. What is timed begins with the
change in Ecwid and ends when TikTok's figure is the new one: the webhook, its row, the bell, reading the product, the
second bell, and the call. At the end one SKU changes a hundred times within a second.
"""

import asyncio
import contextlib
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.selection import Selection
from app.resources import open_resources
from app.settings import Settings
from app.sync import tasks
from bench.running import results
from bench.running.children import ROOT
from bench.running.database import migrated
from bench.running.results import Aim, Series
from sandbox.panel import actions
from tests.cast import Player, new_account, new_person
from tests.conftest import environment
from tests.shops import Shops, open_shops
from tests.sync.pushing import PlainPictures
from tests.waiting import until

PRODUCTS, CHANGES = 5_000, 60
LATENCY = 0.1
FEW = 40
# Two seconds and what the platforms take: the product is read, the stock is told.
MOST_SECONDS = 2 + 2 * LATENCY


@dataclass(slots=True)
class OnSale:
    """An SKU that is live: where it is in Ecwid and on TikTok. An edit replaces TikTok's own record."""

    source_id: int
    remote_id: str
    listing: str
    products: Mapping[str, Any]

    def has(self, quantity: int) -> bool:
        versions = self.products[self.listing].sku_versions(self.remote_id)
        return all(sum(shelf["quantity"] for shelf in sku["inventory"]) == quantity for sku in versions)


async def main() -> int:
    """Run everything once; each of the changes is a measurement."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PRODUCTS
    servers = {"DATABASE_URL": os.environ["DATABASE_URL"], "REDIS_URL": os.environ["REDIS_URL"]}
    async with open_resources(Settings.from_env(environment(servers))) as res, open_shops(res, products=count) as shops:
        shops.world.pictures = PlainPictures(alike=True)
        alice = await new_person(res, await new_account(res, "Harbor Goods"), "Alice", "alice@example.com", "owner")
        made = await shops.connect(alice)
        await shops.pull(alice, made)
        few = [row["id"] for row in await shops.rows(_FEW, FEW)]
        await shops.push(alice, made, Selection(ids=tuple(few)))
        await shops.reviewed()
        for platform in ("ecwid", "tiktok"):
            shops.world.faults.turn_on(platform, "stall", seconds=LATENCY)
        with working(shops, servers):
            async with hearing(shops):
                return await measure(shops, alice, made)


_FEW = """SELECT id FROM product WHERE kind = 'ordinary' AND quantity > 5 AND variant_count = 1 ORDER BY id LIMIT $1"""


async def measure(shops: Shops, alice: Player, made: int) -> int:
    """Alone, beside a push, and a hundred changes at once."""
    skus = await on_sale(shops)
    alone = [await change(shops, skus[n % len(skus)], 1000 + n) for n in range(CHANGES)]
    task = await tasks.start_push(shops.res, alice.account_id, made, alice.id, Selection())
    while await sent(shops, task) < 5:  # noqa: ASYNC110 - rows ring no event here
        await asyncio.sleep(0.1)
    before, began = await sent(shops, task), time.monotonic()
    beside = [await change(shops, skus[n % len(skus)], 2000 + n) for n in range(CHANGES)]
    pushed, took = await sent(shops, task) - before, time.monotonic() - began
    left = await shops.value("SELECT count(*) FROM task_item WHERE task = $1 AND state IN ('queued', 'sending')", task)
    calls = await hundred_changes(shops, skus[0])
    return tell(alone, beside, calls, f"{pushed} products sent meanwhile in {took:.0f} s, {left} left")


async def on_sale(shops: Shops) -> list[OnSale]:
    rows = await shops.rows(
        """SELECT p.source_id, s.remote_id, l.remote_id AS listing FROM listing_sku s
           JOIN listing l ON l.id = s.listing JOIN product p ON p.id = l.product
           WHERE p.sync_state = 'synced' AND p.variant_count = 1 ORDER BY s.id"""
    )
    products = shops.world.tiktok.main.products
    return [OnSale(row["source_id"], row["remote_id"], row["listing"], products) for row in rows]


async def change(shops: Shops, sku: OnSale, quantity: int) -> float:
    """Seconds from Ecwid to TikTok."""
    began = time.perf_counter()
    actions.change_product(shops.world, sku.source_id, {"quantity": quantity})
    deadline = began + 60
    while not sku.has(quantity):
        if time.perf_counter() > deadline:
            raise RuntimeError(f"{sku.remote_id} never became {quantity}")
        await asyncio.sleep(0.002)
    took = time.perf_counter() - began
    await asyncio.sleep(0.05)
    return took


async def hundred_changes(shops: Shops, sku: OnSale) -> int:
    """How many stock calls a hundred changes of one SKU within a second cost."""
    await asyncio.sleep(2)
    part, before = "/inventory/update", shops.world.journal.total
    for number in range(100):
        actions.change_product(shops.world, sku.source_id, {"quantity": 3000 + number})
        await asyncio.sleep(0.01)
    await until(lambda: sku.has(3099))
    await asyncio.sleep(3)
    fresh = list(shops.world.journal.calls)[-min(2_000, shops.world.journal.total - before) :]
    return sum(call.platform == "tiktok" and part in call.path for call in fresh)


async def sent(shops: Shops, task: int | None) -> int:
    return int(
        await shops.value("SELECT count(*) FROM task_item WHERE task = $1 AND state NOT IN ('queued', 'sending')", task)
    )


@contextlib.asynccontextmanager
async def hearing(shops: Shops) -> AsyncIterator[None]:
    """Webhooks arrive as they are sent: a row each, then the bell, as the web process does."""

    async def hear() -> None:
        held = shops.world.webhooks.held
        while True:
            while held:
                await shops.receive(held.pop(0))
                await shops.res.bell.ring("drain_inbox")
            await asyncio.sleep(0.002)

    task = asyncio.create_task(hear())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@contextlib.contextmanager
def working(shops: Shops, servers: dict[str, str]) -> Iterator[None]:
    """A real worker process beside the shops."""
    found = shops.res.settings
    addresses = {
        "WEFT_ECWID_API_URL": found.ecwid.api_url,
        "WEFT_ECWID_OAUTH_URL": found.ecwid.oauth_url,
        "WEFT_TIKTOK_API_URL": found.tiktok.api_url,
        "WEFT_TIKTOK_AUTH_URL": found.tiktok.auth_url,
        "WEFT_TIKTOK_SERVICES_URL": found.tiktok.services_url,
        "WEFT_PICTURE_HOSTS": ",".join(found.picture_hosts),
    }
    child = subprocess.Popen(
        [sys.executable, "-m", "workers"],
        cwd=ROOT,
        env={**os.environ, **environment(servers), **addresses},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        child.terminate()
        child.wait(20)


def tell(alone: list[float], beside: list[float], calls: int, push: str) -> int:
    found = {
        name: {"p50_s": Series((at(times, 0.5),)), "p95_s": Series((at(times, 0.95),)), "most_s": Series((max(times),))}
        for name, times in (("alone", alone), ("beside a push", beside))
    }
    aims = [Aim(f"p95, {name}, seconds", each["p95_s"].median, MOST_SECONDS) for name, each in found.items()]
    aims.append(Aim("stock calls for 100 changes of one SKU in a second", calls, 2))
    rows = [
        [name, *(f"{each[key].median:.3f} s" for key in ("p50_s", "p95_s", "most_s"))] for name, each in found.items()
    ]
    results.show(f"One stock change, {CHANGES} times ({push})", ["", "p50", "p95", "most"], rows, aims)
    return results.finish("stock_lane", found, aims)


def at(times: list[float], part: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * part))]


if __name__ == "__main__":
    with migrated():
        sys.exit(asyncio.run(main()))
