"""What is in the shops and in Weft's rows afterwards, against what was bought."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from sandbox.panel import order_actions
from tests.chaos.buying import Buyers
from tests.chaos.stage import STOCK, Stage


@dataclass(frozen=True, slots=True)
class Verdict:
    """All but `orders` must be empty. `unlinked`: orders that Weft does not know by the number they have in Ecwid."""

    orders: int
    lost: list[str]
    doubled: list[str]
    strange: list[str]
    unequal: list[str]
    unlinked: list[str]
    stock: list[str]

    @property
    def faults(self) -> dict[str, list[str]]:
        """What is not as it should be."""
        found = {name: getattr(self, name) for name in ("lost", "doubled", "strange", "unequal", "unlinked", "stock")}
        return {name: each for name, each in found.items() if each}


async def verdict(stage: Stage, buyers: Buyers) -> Verdict:
    """Count, in the shops themselves."""
    world = stage.shops.world
    theirs: dict[str, list[dict[str, object]]] = {}
    for order in world.ecwid.orders.orders.values():
        theirs.setdefault(str(order.get("externalTransactionId", "")), []).append(order)
    number = Counter({key: len(orders) for key, orders in theirs.items()})
    rows = await stage.shops.rows("SELECT remote_id, source_order_id FROM sales_order WHERE relay = 'synced'")
    linked = {row["remote_id"]: row["source_order_id"] for row in rows}
    once = [key for key in buyers.ids if number[key] == 1]
    return Verdict(
        orders=len(buyers.ids),
        lost=[key for key in buyers.ids if not number[key]],
        doubled=[key for key in buyers.ids if number[key] > 1],
        strange=sorted(set(number) - set(buyers.ids)),
        unequal=[key for key in once if _cents(theirs[key][0]["total"]) != _cents(_paid(stage, key))],
        unlinked=[key for key in once if linked.get(key) != theirs[key][0]["id"]],
        stock=unequal_stock(stage, buyers),
    )


def unequal_stock(stage: Stage, buyers: Buyers) -> list[str]:
    found = []
    for sku in stage.skus:
        left = STOCK - buyers.sold.get(sku, 0)
        here, there = stage.ecwid_stock(sku), stage.tiktok_stock(sku)
        if not here == there == left:
            found.append(f"{sku.id}: {left} are left, Ecwid has {here}, TikTok {there}")
    return found


def _paid(stage: Stage, order_id: str) -> object:
    return order_actions.row(stage.shops.world, order_id)["total"]


def _cents(amount: object) -> Decimal:
    return Decimal(str(amount)).quantize(Decimal("0.01"))
