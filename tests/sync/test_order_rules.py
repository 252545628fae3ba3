"""Settings and rules of orders and stock, in both rehearsal shops: each test names the rule it holds."""

from typing import Any

import pytest

from app.domain.selection import Selection
from app.sync import order_settings, orders, stock_lane, updates
from app.sync.order_access import open_order_channel
from app.sync.order_settings import SyncChoices
from app.sync.updates import What
from sandbox.panel import ecwid_order_actions, order_actions
from tests.cast import Cast
from tests.shops import Shops
from tests.sync.test_order_intake import a_sku, on_tiktok, order, row
from tests.sync.test_orders_in_both_shops import ecwid_stock

PLAIN = SyncChoices(
    retry=True,
    relay_fbt=False,
    fbt_takes_stock=False,
    archive_cancelled=False,
    restock_cancelled=True,
    relay_on_hold=False,
)


def choices(**more: bool) -> SyncChoices:
    return SyncChoices(**{name: more.get(name, getattr(PLAIN, name)) for name in PLAIN.__slots__})


def in_ecwid(shops: Shops) -> list[dict[str, Any]]:
    return ecwid_order_actions.rows(shops.world, 100)


async def test_after_a_cancellation_on_tiktok_the_stock_is_sent_again(shops: Shops, listed: int) -> None:
    """S81, S86: TikTok may put units back by itself, also where the seller wants none shown."""
    sku = await a_sku(shops, listed)
    order_id = order(shops, sku, quantity=2)
    await shops.deliver()
    await orders.guard(shops.res, listed)
    await orders.send_stock(shops.res, listed)
    order_actions.act(shops.world, order_id, "cancel", {"by": "system"})
    order_actions.change_sku(shops.world, sku["remote_id"], {"quantity": 99})
    await shops.deliver()
    assert await shops.value("SELECT dirty_at IS NOT NULL FROM listing_sku WHERE id = $1", sku["id"])
    await orders.send_stock(shops.res, listed)
    figure = await shops.value("SELECT stock_sent FROM listing_sku WHERE id = $1", sku["id"])
    assert await on_tiktok(shops, listed, sku) == figure != 99


async def test_fbt_orders_are_pulled_and_sent_on_only_when_switched_on(shops: Shops, listed: int) -> None:
    """S138: off, they stand in Weft's list; on, new ones are written, and what was left is sent when asked for."""
    sku = await a_sku(shops, listed)
    first = order(shops, sku, fulfilment="TIKTOK")
    await orders.guard(shops.res, listed)
    assert (await row(shops, first))["relay"] == "skipped"
    assert in_ecwid(shops) == []
    await order_settings.save_sync(shops.res, listed, choices(relay_fbt=True))
    second = order(shops, sku, fulfilment="TIKTOK")
    await orders.guard(shops.res, listed)
    assert [one["external_transaction_id"] for one in in_ecwid(shops)] == [second]
    await orders.ask_relay(shops.res, listed, [(await row(shops, first))["id"]])
    await orders.relay(shops.res, listed)
    assert {one["external_transaction_id"] for one in in_ecwid(shops)} == {first, second}


@pytest.mark.parametrize("takes", [False, True])
async def test_fbt_orders_reduceecwid_stock_only_when_the_seller_wants_it(
    takes: bool, shops: Shops, listed: int
) -> None:
    """S139: that stock lies in TikTok's warehouse; the payment method is the name from the settings."""
    await order_settings.save_sync(shops.res, listed, choices(relay_fbt=True, fbt_takes_stock=takes))
    await shops.rows("UPDATE connection SET payment_method = 'TikTok till'")
    sku = await a_sku(shops, listed)
    before = ecwid_stock(shops, await _product(shops, sku))
    order(shops, sku, quantity=2, fulfilment="TIKTOK")
    await orders.guard(shops.res, listed)
    [written] = in_ecwid(shops)
    [made] = shops.world.ecwid.orders.orders.values()
    assert (made["id"], made["paymentMethod"]) == (written["id"], "TikTok till")
    assert before - ecwid_stock(shops, await _product(shops, sku)) == (2 if takes else 0)


async def _product(shops: Shops, sku: dict[str, Any]) -> dict[str, Any]:
    rows = await shops.rows(
        """SELECT p.source_id, s.combination_id FROM listing_sku s JOIN listing l ON l.id = s.listing
           JOIN product p ON p.id = l.product WHERE s.id = $1""",
        sku["id"],
    )
    return rows[0]


async def test_cancelled_orders_are_archived_by_themselves_and_restorable(shops: Shops, listed: int) -> None:
    """S140: in Weft's list alone; Ecwid's order stays as its cancellation left it."""
    await order_settings.save_sync(shops.res, listed, choices(archive_cancelled=True))
    sku = await a_sku(shops, listed)
    written, early = order(shops, sku), order(shops, sku, stage="paid")
    await orders.guard(shops.res, listed)
    for order_id in (written, early):
        order_actions.act(shops.world, order_id, "cancel", {"by": "system"})
    await shops.deliver()
    await orders.follow(shops.res, listed)
    for order_id in (written, early):
        assert (await row(shops, order_id))["archived_at"] is not None
    before = in_ecwid(shops)
    ids = [(await row(shops, order_id))["id"] for order_id in (written, early)]
    await orders.archive(shops.res, listed, ids, False)
    assert [(await row(shops, order_id))["archived_at"] for order_id in (written, early)] == [None, None]
    await orders.guard(shops.res, listed)
    assert [(await row(shops, order_id))["archived_at"] for order_id in (written, early)] == [None, None]
    assert in_ecwid(shops) == before


async def test_many_changes_of_one_sku_are_one_call_with_the_newest(shops: Shops, listed: int) -> None:
    """S61: a flag, no queue of differences; and a lane of its own, so that a push holds nothing up."""
    sku, channel = await a_sku(shops, listed), await open_order_channel(shops.res, listed)
    await orders.send_stock(shops.res, listed)
    for quantity in (7, 8, 9):
        await shops.rows(
            """UPDATE product SET quantity = $2, variants = (
                   SELECT jsonb_agg(element || jsonb_build_object('quantity', $2::int))
                   FROM jsonb_array_elements(variants) AS element) WHERE id = (
                   SELECT l.product FROM listing l JOIN listing_sku s ON s.listing = l.id WHERE s.id = $1)""",
            sku["id"],
            quantity,
        )
        await shops.rows("UPDATE listing_sku SET dirty_at = now() WHERE id = $1", sku["id"])
    assert await stock_lane.send_due(shops.res, channel, listed) == 1
    assert await on_tiktok(shops, listed, sku) == 9


@pytest.mark.parametrize("what", What)
async def test_stock_and_price_are_sent_again_by_hand(what: What, shops: Shops, listed: int, cast: Cast) -> None:
    """S56: for the ticked products, whatever Weft believes TikTok has; of nobody else's."""
    sku, channel = await a_sku(shops, listed), await open_order_channel(shops.res, listed)
    await orders.send_stock(shops.res, listed)
    order_actions.change_sku(shops.world, sku["remote_id"], {"quantity": 77, "price": "999.00"})
    shops.world.webhooks.held.clear()
    product = await shops.value(
        "SELECT l.product FROM listing l JOIN listing_sku s ON s.listing = l.id WHERE s.id = $1", sku["id"]
    )
    selection = Selection(ids=(product,))
    charlie, alice = cast.charlie, cast.alice
    for player, there, marked in ((charlie, cast.charlies_connection_id, False), (alice, listed, True)):
        started = await updates.start_update(shops.res, player.account_id, there, player.id, selection, what)
        assert bool(started) is marked
    await orders.send_stock(shops.res, listed)
    listing = await shops.value("SELECT remote_id FROM listing WHERE product = $1", product)
    content = shops.world.tiktok.main.products[listing].content
    theirs = next(one for one in content["skus"] if one["id"] == sku["remote_id"])
    assert (theirs["price"]["amount"] == "999.00") is (what is What.STOCK)
    stock_now = (await channel.stock((sku["remote_id"],)))[sku["remote_id"]]
    assert (stock_now == 77) is (what is What.PRICE)
