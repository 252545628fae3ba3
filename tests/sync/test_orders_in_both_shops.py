"""Orders through both rehearsal shops: each is in Ecwid once, to the cent, and stock is the same (B1, B3)."""

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from app.sync import orders
from sandbox.ecwid.stock import own_stock
from sandbox.panel import ecwid_order_actions, order_actions
from tests.shops import Shops
from tests.short_pauses import shorten_pauses

FAULTS = {
    "ecwid": ("error_before_effect", "error_after_effect", "drop_connection", "truncated_json", "rate_limited"),
    "tiktok": ("error_before_effect", "error_after_effect", "drop_connection", "rate_limited"),
}
# Every order is tried until it is settled; a fault of one in five cannot last so long.
MOST_ROUNDS = 40


async def skus_for_sale(shops: Shops, connection_id: int, count: int) -> list[dict[str, Any]]:
    return await shops.rows(
        """SELECT s.remote_id, s.stock_sent FROM listing_sku s JOIN listing l ON l.id = s.listing
           JOIN product p ON p.id = l.product
           WHERE s.connection = $1 AND p.sync_state = 'synced' AND s.stock_sent BETWEEN 20 AND 900
           ORDER BY s.id LIMIT $2""",
        connection_id,
        count,
    )


async def a_round(shops: Shops, connection_id: int) -> None:
    """What the lanes and the timetable do for one connection; pauses are over at once."""
    await shops.rows(
        "UPDATE sales_order SET next_try_at = NULL, lease_until = NULL WHERE relay <> 'sending' OR lease_until IS NULL"
    )
    await shops.rows("UPDATE inbox_event SET not_before = NULL WHERE state = 'received'")
    await shops.rows("UPDATE listing_sku SET not_before = NULL")
    await shops.deliver()
    await orders.guard(shops.res, connection_id)
    await orders.send_stock(shops.res, connection_id)


def in_ecwid(shops: Shops) -> Counter[str]:
    """How often each of TikTok's orders is in Ecwid."""
    return Counter(row["external_transaction_id"] for row in ecwid_order_actions.rows(shops.world, 1000))


async def test_orders_are_in_ecwid_once_and_to_the_cent(shops: Shops, listed: int) -> None:
    """S90, S96: with discounts, shipping and insurance, and no mail of Ecwid's to the buyer."""
    [sku] = await skus_for_sale(shops, listed, 1)
    ids = order_actions.place(
        shops.world,
        {
            "sku": sku["remote_id"],
            "quantity": 2,
            "stage": "ready",
            "count": 3,
            "seller_discount": "3.33",
            "platform_discount": "1.01",
            "shipping": "4.99",
            "shipping_platform_discount": "2.00",
            "insurance": "0.71",
        },
    )
    await a_round(shops, listed)
    assert in_ecwid(shops) == dict.fromkeys(ids, 1)
    theirs = {
        row["external_transaction_id"]: Decimal(str(row["total"])) for row in ecwid_order_actions.rows(shops.world, 9)
    }
    for order_id in ids:
        assert theirs[order_id] == Decimal(str(order_actions.row(shops.world, order_id)["total"]))
        assert order_actions.row(shops.world, order_id)["references"]
    assert not await shops.value("SELECT count(*) FROM sales_order WHERE difference <> 0")
    assert not [mail for mail in shops.world.ecwid.orders.mails.rows if mail["who"] == "customer"]


@pytest.mark.parametrize(("policy", "added"), [("with_platform_discount", "3.01"), ("list_price", "6.34")])
async def test_the_discount_policy_decides_ecwids_total(policy: str, added: str, shops: Shops, listed: int) -> None:
    """B10: what TikTok paid is added back, or the seller's discount too; nothing is left over, not a cent."""
    await shops.rows("UPDATE connection SET discount_policy = $1", policy)
    [sku] = await skus_for_sale(shops, listed, 1)
    discounts = {"seller_discount": "3.33", "platform_discount": "1.01", "shipping_platform_discount": "2.00"}
    placed = {"sku": sku["remote_id"], "quantity": 2, "stage": "ready", "shipping": "4.99", **discounts}
    [order_id] = order_actions.place(shops.world, placed)
    await a_round(shops, listed)
    [theirs] = ecwid_order_actions.rows(shops.world, 9)
    paid = Decimal(str(order_actions.row(shops.world, order_id)["total"]))
    assert Decimal(str(theirs["total"])) == paid + Decimal(added)
    assert await shops.value("SELECT difference FROM sales_order") == 0


async def test_both_shops_have_the_same_stock_after_selling_on_both(shops: Shops, listed: int) -> None:
    """S55, B3: two sold on TikTok and one in the storefront are three less on both sides."""
    [sku] = await skus_for_sale(shops, listed, 1)
    product = (
        await shops.rows(
            """SELECT p.source_id, s.combination_id FROM listing_sku s JOIN listing l ON l.id = s.listing
           JOIN product p ON p.id = l.product WHERE s.remote_id = $1""",
            sku["remote_id"],
        )
    )[0]
    order_actions.place(shops.world, {"sku": sku["remote_id"], "quantity": 2, "stage": "ready"})
    ecwid_order_actions.sell(
        shops.world, {"product": product["source_id"], "variation": product["combination_id"], "quantity": 1}
    )
    for _ in range(3):
        await a_round(shops, listed)
    assert await stock(shops) == {sku["remote_id"]: (sku["stock_sent"] - 3, sku["stock_sent"] - 3)}


async def test_a_bad_day_loses_no_order_and_doubles_none(
    shops: Shops, listed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B1: calls fail before and after their effect, answers are cut off, webhooks are lost, late and doubled."""
    shorten_pauses(monkeypatch)
    skus = await skus_for_sale(shops, listed, 5)
    for platform, names in FAULTS.items():
        for name in names:
            shops.world.faults.turn_on(platform, name, probability=0.1, seconds=0.1)
    ids: list[str] = []
    for sku in skus * 2:
        ids += order_actions.place(shops.world, {"sku": sku["remote_id"], "stage": "ready", "count": 4})
        # Every second webhook is lost.
        held = shops.world.webhooks.held
        kept = list(held)[::2]
        held.clear()
        held.extend(kept)
        await a_round(shops, listed)
    for _ in range(MOST_ROUNDS):
        await a_round(shops, listed)
        if in_ecwid(shops) == dict.fromkeys(ids, 1) and await settled(shops):
            break
    struck = Counter(call.fault for call in shops.world.journal.calls if call.fault)
    assert struck.total() > 10, struck
    shops.world.faults.all_off()
    for _ in range(3):
        await a_round(shops, listed)
    assert in_ecwid(shops) == dict.fromkeys(ids, 1)
    assert await shops.value("SELECT count(*) FROM sales_order WHERE relay = 'synced'") == len(ids)
    assert await stock(shops) == {sku["remote_id"]: (sku["stock_sent"] - 8,) * 2 for sku in skus}


async def settled(shops: Shops) -> bool:
    return not await shops.value("SELECT count(*) FROM sales_order WHERE relay <> 'synced'")


async def stock(shops: Shops) -> dict[str, tuple[int, int]]:
    """Ecwid's and TikTok's stock of every SKU that was ordered."""
    rows = await shops.rows(
        """SELECT DISTINCT s.remote_id, p.source_id, s.combination_id FROM order_unit u
           JOIN listing_sku s ON s.connection = u.connection AND s.remote_id = u.sku_id
           JOIN listing l ON l.id = s.listing JOIN product p ON p.id = l.product"""
    )
    return {row["remote_id"]: (ecwid_stock(shops, row), tiktok_stock(shops, row["remote_id"])) for row in rows}


def ecwid_stock(shops: Shops, row: dict[str, Any]) -> int:
    product = shops.world.ecwid.products[row["source_id"]]
    own = next(
        (one for one in product["combinations"] if one["id"] == row["combination_id"] and own_stock(one)), product
    )
    return int(own["quantity"])


def tiktok_stock(shops: Shops, sku_id: str) -> int:
    for product in shops.world.tiktok.main.products.values():
        for sku in product.sku_versions(sku_id):
            return sum(shelf["quantity"] for shelf in sku["inventory"])
    raise KeyError(sku_id)
