"""Orders of TikTok Shop on their way into Ecwid, 100 ms to either shop and back: `bin/bench order_burst`.

Ten a second: how long one takes, from its webhook's row until Ecwid has it. Then a thousand at once: how many calls,
beside the least there can be, and how long until the last is in Ecwid. Everything runs as people run it: webhooks over
HTTP, a web process, a worker, both rehearsal shops.
"""

import asyncio
import statistics
import sys
import time
from collections import Counter

from bench.running import rehearsed, relay_calls, results
from bench.running.database import migrated
from bench.running.results import Aim, Series
from sandbox.panel import order_actions
from tests.shops import Shops

BURSTS, ORDERS = 1, 1_000
FLOW_ORDERS, FLOW_PAUSE_S = 150, 0.1
LATENCY_MS = 100.0
MOST_WAIT_S = 90.0
MOST_CALLS, MOST_DRAIN_S, MOST_P95_S = 1.15, 20, 3


async def _settled(shops: Shops, total: int, column: str) -> None:
    ends = time.perf_counter() + MOST_WAIT_S
    while await shops.value(f"SELECT count(*) FROM sales_order WHERE {column} IS NOT NULL") < total:
        if time.perf_counter() > ends:
            raise TimeoutError(f"not all orders have {column}")
        await asyncio.sleep(0.1)


async def burst(shops: Shops, sku: str, before: int, orders: int) -> tuple[dict[str, float], Counter[str]]:
    """`orders` at once, `before` there already. Seconds and calls; and what else was asked."""
    # What the orders before it still have to tell is none of its calls.
    await _settled(shops, before, "referenced_at")
    await _quiet(shops)
    shops.world.journal.clear()
    order_actions.place(shops.world, {"sku": sku, "stage": "ready", "count": orders})
    began = time.perf_counter()
    await _settled(shops, before + orders, "relayed_at")
    drained = time.perf_counter() - began
    await _settled(shops, before + orders, "referenced_at")
    await _quiet(shops)
    made = relay_calls.count(shops.world)
    kinds = dict.fromkeys(relay_calls.least(orders), 0) | made
    return {"drain_s": drained, "calls": float(made.total()), **kinds}, relay_calls.others(shops.world)


async def _quiet(shops: Shops) -> None:
    """What follows from the orders ends: no call for two seconds."""
    known, since = -1, time.perf_counter()
    while time.perf_counter() - since < 2:
        if shops.world.journal.total != known:
            known, since = shops.world.journal.total, time.perf_counter()
        await asyncio.sleep(0.1)


async def flow(shops: Shops, sku: str, before: int) -> dict[str, float]:
    """Ten a second. Seconds from webhook to Ecwid order."""
    first = await shops.value("SELECT coalesce(max(id), 0) FROM sales_order")
    for _ in range(FLOW_ORDERS):
        order_actions.place(shops.world, {"sku": sku, "stage": "ready"})
        await asyncio.sleep(FLOW_PAUSE_S)
    await _settled(shops, before + FLOW_ORDERS, "relayed_at")
    rows = await shops.rows(
        """SELECT extract(epoch FROM o.relayed_at - (SELECT min(received_at) FROM inbox_event e
               WHERE e.platform = 'tiktok_shop' AND e.topic = 'order.changed' AND e.subject_id = o.remote_id))::float8
               AS seconds
           FROM sales_order o WHERE o.id > $1""",
        first,
    )
    took = [row["seconds"] for row in rows if row["seconds"] is not None]
    return {"median_s": statistics.median(took), "p95_s": statistics.quantiles(took, n=20)[-1], "orders": len(took)}


async def _measure(orders: int) -> tuple[list[dict[str, float]], dict[str, float], Counter[str]]:
    async with rehearsed.rehearsed(LATENCY_MS) as (shops, connection_id):
        sku, bursts, other = await rehearsed.sku(shops, connection_id), [], Counter[str]()
        # First, while Ecwid's 600 calls a minute are not used up by a burst.
        flowed = await flow(shops, sku, 0)
        for number in range(BURSTS):
            found, other = await burst(shops, sku, FLOW_ORDERS + number * orders, orders)
            bursts.append(found)
            print(f"burst {number + 1}: {found}; besides: {dict(other)}", file=sys.stderr)
        doubles = await shops.value(
            "SELECT count(*) - count(DISTINCT source_order_id) FROM sales_order WHERE source_order_id <> ''"
        )
        return bursts, {**flowed, "doubles": doubles}, other


def main() -> int:
    """The burst, then the steady flow."""
    orders = int(sys.argv[1]) if len(sys.argv) > 1 else ORDERS
    with migrated():
        bursts, flowed, other = asyncio.run(_measure(orders))
    return _tell(orders, results.series(bursts), results.series([flowed]), other)


def _tell(orders: int, found: dict[str, Series], flowed: dict[str, Series], other: Counter[str]) -> int:
    least = relay_calls.least(orders)
    aims = [
        Aim("calls against the least there can be", found["calls"].median / sum(least.values()), MOST_CALLS),
        Aim("seconds until the last is in Ecwid", found["drain_s"].median, MOST_DRAIN_S),
        Aim("ten a second: p95 from webhook to Ecwid order, seconds", flowed["p95_s"].median, MOST_P95_S),
        Aim("orders doubled", flowed["doubles"].median, 0),
    ]
    rows = [[kind, found[kind].text(), str(least.get(kind, 0))] for kind in found if kind not in ("drain_s", "calls")]
    rows.append(["all", found["calls"].text(), str(sum(least.values()))])
    title = f"{orders:,} orders at once, {LATENCY_MS:.0f} ms a call (a naive script: {4 * orders:,} calls)"
    results.show(title, ["calls", "Weft", "least"], rows, aims)
    print(f"\nBesides, in the last burst (stock and products that follow): {dict(other)}")
    return results.finish("order_burst", {"burst": found, "ten a second": flowed}, aims)


if __name__ == "__main__":
    sys.exit(main())
