"""The product list of a shop with 1,000,000 products beside one with 1,000, in one database: `bin/bench product_list`.

Whole pages as a signed-in person gets them, and the statements behind them alone (app/tables/product_lists.py). Samples
of both shops take turns, so that whatever else the machine does meets both alike. `bin/bench product_list
1000000 search` measures only the pages with that word in their name.
"""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

import asyncpg
import httpx

from app.domain.selection import Selection
from app.tables import product_lists
from app.web import selections
from bench.running import results
from bench.running.beside import in_turns
from bench.running.database import migrated
from bench.running.results import Aim, Series
from bench.running.visitor import visiting
from bench.stand_ins import catalogue
from bench.stand_ins.catalogue import Shop

BIG, SMALL = 1_000_000, 1_000
SAMPLES = 60
MOST_RATIO = 1.3

# What is shown, and whether in the middle of the list.
PAGES = {
    "first page": (Selection(), False),
    "middle page": (Selection(), True),
    "one state": (Selection(shown="sync_failed"), False),
    "rare search": (Selection(search=catalogue.RARE), False),
    "middling search": (Selection(search=catalogue.MIDDLING), False),
    "common search": (Selection(search=catalogue.COMMON), False),
}
# Told, but without an aim, and from fewer samples: a page counts up to 10,000 of what it found.
UNBOUND = ("middling search", "common search")
FEW = 10

Show = Callable[[Shop, Selection, bool], Awaitable[object]]


async def statements(db: asyncpg.Connection, shop: Shop, selection: Selection, middle: bool) -> object:
    """The rows alone."""
    return await product_lists.page_of(db, shop.id, selection, before_id=shop.middle if middle else None)


async def whole_page(client: httpx.AsyncClient, shop: Shop, selection: Selection, middle: bool) -> object:
    """The page: session, counts, rows, template."""
    query = "&".join(filter(None, (selections.query(selection), f"before={shop.middle}" if middle else "")))
    answer = await client.get(f"/connections/{shop.id}/products?{query}")
    if answer.status_code != httpx.codes.OK or "<table" not in answer.text:
        raise RuntimeError(f"{answer.url}: {answer.status_code}")
    return answer


async def _measure(size: int, word: str) -> dict[str, list[dict[str, float]]]:
    db = await asyncpg.connect(os.environ["DATABASE_URL"])
    small, big = await catalogue.fill(db, SMALL, size)
    account = await db.fetchval("SELECT account FROM connection WHERE id = $1", big.id)
    rounds: dict[str, list[dict[str, float]]] = {}
    async with visiting(account) as client:
        ways: Mapping[str, Show] = {"statements": partial(statements, db), "whole": partial(whole_page, client)}
        for number in range(results.RUNS):
            for name, (selection, middle) in PAGES.items():
                if word not in name:
                    continue
                samples = FEW if name in UNBOUND else SAMPLES
                for way, show in ways.items():
                    found = await in_turns(show, big, small, samples, selection, middle)
                    rounds.setdefault(f"{name}, {way}", []).append(found)
            print(f"run {number + 1} of {results.RUNS}", file=sys.stderr)
    await db.close()
    return rounds


def main() -> int:
    """Fill, measure, tell."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else BIG
    word = sys.argv[2] if len(sys.argv) > 2 else ""
    with migrated():
        rounds = asyncio.run(_measure(size, word))
    found = {name: results.series(each) for name, each in rounds.items()}
    return _tell(size, found)


def _tell(size: int, found: dict[str, dict[str, Series]]) -> int:
    aims = [
        Aim(f"{name}: p95 against the small shop", each["ratio"].median, MOST_RATIO)
        for name, each in found.items()
        if not name.startswith(UNBOUND)
    ]
    rows = [
        [name, each["big_p95_ms"].text(" ms"), each["small_p95_ms"].text(" ms"), each["ratio"].text()]
        for name, each in found.items()
    ]
    title = f"Product list, {size:,} products beside {SMALL:,}"
    results.show(title, ["page", f"{size:,}: p95", f"{SMALL:,}: p95", "ratio"], rows, aims)
    return results.finish("product_list", found, aims)


if __name__ == "__main__":
    sys.exit(main())
