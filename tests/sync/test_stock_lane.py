"""Stock and price follow in a lane of their own, whoever else is at work (S55–S62)."""

import asyncio
from typing import Any

import pytest

from app.domain.selection import Selection
from app.sync import stock, stock_lane, updates
from app.sync.order_access import open_order_channel
from app.sync.updates import What
from app.tables.engine import transaction
from tests.cast import Cast, Player
from tests.shops import Shops


async def mark_everything(shops: Shops, connection_id: int) -> None:
    ids = [row["source_id"] for row in await shops.rows("SELECT source_id FROM product ORDER BY random()")]
    async with transaction(shops.res.db) as db:
        await stock.mark_products(db, connection_id, ids)


async def test_pulls_webhooks_and_four_workers_do_not_get_in_each_others_way(shops: Shops, listed: int) -> None:
    """Two that lock the same rows in another order stop each other; here everybody locks in one order."""
    channel = await open_order_channel(shops.res, listed)
    skus = [row["remote_id"] for row in await shops.rows("SELECT remote_id FROM listing_sku ORDER BY random()")]

    async def doubt() -> None:
        async with transaction(shops.res.db) as db:
            await stock.doubt(db, listed, skus)

    for _ in range(5):
        await mark_everything(shops, listed)
        await asyncio.gather(
            *(stock_lane.send_due(shops.res, channel, listed) for _ in range(4)),
            *(mark_everything(shops, listed) for _ in range(3)),
            *(doubt() for _ in range(3)),
        )
    await stock_lane.send_due(shops.res, channel, listed)
    assert not await shops.value("SELECT count(*) FROM listing_sku WHERE dirty_at IS NOT NULL")


async def test_what_tiktok_has_already_is_not_sent(shops: Shops, listed: int) -> None:
    """S60: a mark costs a look at the database, not a call."""
    channel = await open_order_channel(shops.res, listed)
    await stock_lane.send_due(shops.res, channel, listed)
    await mark_everything(shops, listed)
    assert await stock_lane.send_due(shops.res, channel, listed) == 0


async def test_a_push_and_the_lane_send_the_same_for_untracked_stock(shops: Shops, cast: Cast) -> None:
    """S87: the cap is the connection's own setting."""
    made = await shops.connect(cast.alice)
    await shops.rows("UPDATE connection SET unlimited_cap = 1234 WHERE id = $1", made)
    await shops.pull(cast.alice, made)
    await shops.rows(
        """UPDATE product SET quantity = NULL, variants = (
               SELECT jsonb_agg(element || '{"quantity": null}') FROM jsonb_array_elements(variants) AS element)"""
    )
    await shops.push(cast.alice, made)
    sent = await shops.rows("SELECT DISTINCT stock_sent FROM listing_sku")
    assert sent == [{"stock_sent": 1234}]
    assert await stock_lane.send_due(shops.res, await open_order_channel(shops.res, made), made) == 0


async def test_a_doubt_that_comes_while_the_lane_sends_is_not_forgotten(shops: Shops, listed: int) -> None:
    """TikTok put units back, or an edit landed, between our call and its answer: the figure is sent once more."""
    inner = await open_order_channel(shops.res, listed)
    [sku] = await shops.rows("SELECT id, remote_id FROM listing_sku WHERE stock_sent > 5 ORDER BY id LIMIT 1")
    sent: list[str] = []

    class Interrupted:
        """TikTok, with somebody who comes in between."""

        def __getattr__(self, name: str) -> Any:
            return getattr(inner, name)

        async def set_stock(self, *arguments: Any) -> Any:
            found = await inner.set_stock(*arguments)
            sent.append(arguments[0])
            if len(sent) == 1:
                async with transaction(shops.res.db) as db:
                    await stock.doubt(db, listed, [sku["remote_id"]])
            return found

    async with transaction(shops.res.db) as db:
        await stock.doubt(db, listed, [sku["remote_id"]])
    await stock_lane.send_due(shops.res, Interrupted(), listed)
    assert len(sent) == 2
    assert await shops.value(
        "SELECT stock_sent IS NOT NULL AND dirty_at IS NULL FROM listing_sku WHERE id = $1", sku["id"]
    )


async def test_a_mark_of_a_transaction_that_began_before_the_lane_looked_is_not_forgotten(
    shops: Shops, listed: int
) -> None:
    """S60: the change came after the look, however early its transaction began."""
    inner, row = await open_order_channel(shops.res, listed), await one_of(shops)
    stock_before, price = on_tiktok(shops, row)

    class Interrupted:
        """TikTok, with a change in Ecwid that is written while it answers."""

        def __getattr__(self, name: str) -> Any:
            return getattr(inner, name)

        async def set_stock(self, *arguments: Any) -> Any:
            found = await inner.set_stock(*arguments)
            if not done:
                done.append(True)
                await db.execute(
                    """UPDATE product SET quantity = quantity + 2, variants = (
                           SELECT jsonb_agg(v || jsonb_build_object('quantity', (v ->> 'quantity')::int + 2))
                           FROM jsonb_array_elements(variants) AS v) WHERE id = $1""",
                    row["id"],
                )
                await stock.mark_products(db, listed, [row["source_id"]])
                await early.__aexit__(None, None, None)
            return found

    done: list[bool] = []
    async with transaction(shops.res.db) as other:
        await stock.doubt(other, listed, [row["sku"]])
    early = transaction(shops.res.db)
    db = await early.__aenter__()
    await db.fetchval("SELECT now()")
    await stock_lane.send_due(shops.res, Interrupted(), listed)
    assert on_tiktok(shops, row) == (stock_before + 2, price)


async def one_of(shops: Shops) -> dict[str, Any]:
    """A listed product with one SKU: its ids at both shops."""
    [row] = await shops.rows(
        """SELECT p.id, p.source_id, l.remote_id, max(s.remote_id) AS sku FROM product p
           JOIN listing l ON l.product = p.id JOIN listing_sku s ON s.listing = l.id
           WHERE p.sync_state = 'synced' AND p.quantity BETWEEN 5 AND 900
           GROUP BY p.id, l.remote_id HAVING count(*) = 1 ORDER BY p.id LIMIT 1"""
    )
    return row


async def update(shops: Shops, player: Player, connection_id: int, product: int, what: What) -> int | None:
    """Update Stock or Update Price for one product; the task, or None when there is nothing to send."""
    chosen = Selection(ids=(product,))
    started = await updates.start_update(shops.res, player.account_id, connection_id, player.id, chosen, what)
    return started.task if started else None


async def open_issues(shops: Shops, product: int) -> list[dict[str, Any]]:
    return await shops.rows(
        "SELECT code, their_code, who FROM issue WHERE product = $1 AND closed_at IS NULL ORDER BY code", product
    )


def on_tiktok(shops: Shops, row: dict[str, Any]) -> tuple[int, str]:
    """Stock and price of its SKU at TikTok."""
    [sku, *_] = shops.world.tiktok.main.products[row["remote_id"]].sku_versions(row["sku"])
    return sku["inventory"][0]["quantity"], sku["price"]["amount"]


async def change(shops: Shops, row: dict[str, Any], *, price: str, stock_by: int) -> None:
    """What Ecwid says is another price and other stock, as a reading would write them."""
    await shops.rows(
        """UPDATE product SET price = $2::numeric, quantity = quantity + $3, variants = (
               SELECT jsonb_agg(v || jsonb_build_object('price', $2::text, 'quantity', (v ->> 'quantity')::int + $3))
               FROM jsonb_array_elements(variants) AS v) WHERE id = $1""",
        row["id"],
        price,
        stock_by,
    )
    async with transaction(shops.res.db) as db:
        await stock.mark_products(db, await shops.value("SELECT min(connection) FROM listing"), [row["source_id"]])


async def test_price_locked_by_a_promotion_waits_says_so_and_holds_up_no_stock(shops: Shops, listed: int) -> None:
    """S62, S55: stock goes on meanwhile, and the price arrives when the promotion has ended."""
    channel, row = await open_order_channel(shops.res, listed), await one_of(shops)
    stock_before, price_before = on_tiktok(shops, row)
    shops.world.tiktok.promote(row["remote_id"], on=True)
    await change(shops, row, price="77.00", stock_by=3)
    await stock_lane.send_due(shops.res, channel, listed)
    assert on_tiktok(shops, row) == (stock_before + 3, price_before)
    assert await open_issues(shops, row["id"]) == [{"code": "price_refused", "their_code": "12052038", "who": "wait"}]
    await change(shops, row, price="77.00", stock_by=2)
    await stock_lane.send_due(shops.res, channel, listed)
    assert on_tiktok(shops, row) == (stock_before + 5, price_before)
    assert await stock_lane.send_due(shops.res, channel, listed) == 0, "asked again in an hour, not at once"

    shops.world.tiktok.promote(row["remote_id"], on=False)
    await shops.rows("UPDATE listing_sku SET dirty_at = dirty_at - interval '1 hour'")
    await stock_lane.send_due(shops.res, channel, listed)
    assert on_tiktok(shops, row) == (stock_before + 5, "77.00")
    assert await open_issues(shops, row["id"]) == []


async def test_refused_stock_says_so_and_goes_through_once_it_may(shops: Shops, listed: int, cast: Cast) -> None:
    """S59: TikTok answers 0 and refuses the SKU all the same: less stock than a promotion has promised."""
    channel, row = await open_order_channel(shops.res, listed), await one_of(shops)
    stock_before, price = on_tiktok(shops, row)
    shops.world.tiktok.promote(row["remote_id"], on=True)
    async with transaction(shops.res.db) as db:
        await stock.doubt(db, listed, [row["sku"]])
    await shops.rows(
        """UPDATE product SET quantity = quantity - 1, variants = (
               SELECT jsonb_agg(v || jsonb_build_object('quantity', (v ->> 'quantity')::int - 1))
               FROM jsonb_array_elements(variants) AS v) WHERE id = $1""",
        row["id"],
    )
    await stock_lane.send_due(shops.res, channel, listed)
    assert on_tiktok(shops, row) == (stock_before, price)
    assert [issue["code"] for issue in await open_issues(shops, row["id"])] == ["stock_refused"]

    shops.world.tiktok.promote(row["remote_id"], on=False)
    assert await update(shops, cast.alice, listed, row["id"], What.STOCK)
    await stock_lane.send_due(shops.res, channel, listed)
    assert on_tiktok(shops, row) == (stock_before - 1, price)
    assert await open_issues(shops, row["id"]) == []


@pytest.mark.parametrize("what", What)
async def test_update_stock_and_update_price_send_what_did_not_arrive(
    shops: Shops, listed: int, cast: Cast, what: What
) -> None:
    """S56: for the ticked products, and for nobody else's."""
    channel, row = await open_order_channel(shops.res, listed), await one_of(shops)
    await stock_lane.send_due(shops.res, channel, listed)
    right = on_tiktok(shops, row)
    [sku] = shops.world.tiktok.main.products[row["remote_id"]].sku_versions(row["sku"])[:1]
    sku["inventory"][0]["quantity"] += 100
    sku["price"]["amount"] = "1.00"
    assert await update(shops, cast.charlie, cast.charlies_connection_id, row["id"], what) is None
    assert await stock_lane.send_due(shops.res, channel, listed) == 0
    assert await update(shops, cast.alice, listed, row["id"], what)
    assert await stock_lane.send_due(shops.res, channel, listed) == 1
    now = on_tiktok(shops, row)
    at = 0 if what is What.STOCK else 1
    assert (now[at], now[1 - at] == right[1 - at]) == (right[at], False)
