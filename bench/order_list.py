"""The order list of a shop with 240,000 orders beside one with 1,000, in one database: `bin/bench order_list`.

Whole pages as a signed-in person gets them. Samples of both shops take turns, so that whatever else the machine does
meets both alike.
"""

import asyncio
import os
import sys
from functools import partial

import asyncpg
import httpx

from app.domain.order_selection import BY_NEWEST, OrderSelection
from app.web.order_rows import query
from bench.running import results
from bench.running.beside import in_turns
from bench.running.database import migrated
from bench.running.results import Aim, Series
from bench.running.visitor import visiting
from bench.stand_ins import sold
from bench.stand_ins.catalogue import Shop

BIG, SMALL = 240_000, 1_000
SAMPLES = 25
MOST_RATIO = 1.3

# What is shown, and whether in the middle of the list.
PAGES = {
    "first page": (OrderSelection(), False),
    "middle page": (OrderSelection(), True),
    "newest first": (OrderSelection(sort=BY_NEWEST), False),
    "one status": (OrderSelection(shown="completed"), False),
    "needs you": (OrderSelection(shown="needs_you"), False),
    "archived": (OrderSelection(shown="archived"), False),
    "rare search": (OrderSelection(search=sold.RARE), False),
    "middling search": (OrderSelection(search=sold.MIDDLING), False),
    "common search": (OrderSelection(search=sold.COMMON), False),
    "common search, middle": (OrderSelection(search=sold.COMMON), True),
    "common search, newest": (OrderSelection(search=sold.COMMON, sort=BY_NEWEST), False),
}
# Told, but without an aim: as many more match as the shop is larger, and they are found by an index without an order.
UNBOUND = ("middling search",)


async def whole_page(client: httpx.AsyncClient, addresses: dict[int, str], shop: Shop) -> None:
    """The page: session, counts, rows, template."""
    answer = await client.get(addresses[shop.id])
    if answer.status_code != httpx.codes.OK or "<table" not in answer.text:
        raise RuntimeError(f"{answer.url}: {answer.status_code}")


async def _address(db: asyncpg.Connection, shop: Shop, selection: OrderSelection, middle: bool) -> str:
    text = query(selection)
    if middle:
        text += f"{'&' if text else '?'}after={await sold.place_of(db, shop, selection.sort)}"
    return f"/connections/{shop.id}/orders{text}"


async def _measure(size: int) -> dict[str, list[dict[str, float]]]:
    db = await asyncpg.connect(os.environ["DATABASE_URL"])
    small, big = await sold.fill(db, SMALL, size)
    account = await db.fetchval("SELECT account FROM connection WHERE id = $1", big.id)
    rounds: dict[str, list[dict[str, float]]] = {}
    async with visiting(account) as client:
        for number in range(results.RUNS):
            for name, (selection, middle) in PAGES.items():
                addresses = {shop.id: await _address(db, shop, selection, middle) for shop in (big, small)}
                found = await in_turns(partial(whole_page, client, addresses), big, small, SAMPLES)
                rounds.setdefault(name, []).append(found)
            print(f"run {number + 1} of {results.RUNS}", file=sys.stderr)
    await db.close()
    return rounds


def main() -> int:
    """Fill, measure, tell."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else BIG
    with migrated():
        rounds = asyncio.run(_measure(size))
    return _tell(size, {name: results.series(each) for name, each in rounds.items()})


def _tell(size: int, found: dict[str, dict[str, Series]]) -> int:
    aims = [
        Aim(f"{name}: p95 against the small shop", each["ratio"].median, MOST_RATIO)
        for name, each in found.items()
        if name not in UNBOUND
    ]
    rows = [
        [name, each["big_p95_ms"].text(" ms"), each["small_p95_ms"].text(" ms"), each["ratio"].text()]
        for name, each in found.items()
    ]
    title = f"Order list, {size:,} orders beside {SMALL:,}"
    results.show(title, ["page", f"{size:,}: p95", f"{SMALL:,}: p95", "ratio"], rows, aims)
    return results.finish("order_list", found, aims)


if __name__ == "__main__":
    sys.exit(main())
