"""Stock and price follow in a lane of their own, whoever else is at work (S55–S62)."""

import asyncio
from typing import Any

from app.sync import stock
from app.sync.order_access import open_order_channel
from app.tables.engine import transaction
from tests.cast import Cast
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
            *(stock.send_due(shops.res, channel, listed) for _ in range(4)),
            *(mark_everything(shops, listed) for _ in range(3)),
            *(doubt() for _ in range(3)),
        )
    await stock.send_due(shops.res, channel, listed)
    assert not await shops.value("SELECT count(*) FROM listing_sku WHERE dirty_at IS NOT NULL")


async def test_what_tiktok_has_already_is_not_sent(shops: Shops, listed: int) -> None:
    """S60: a mark costs a look at the database, not a call."""
    channel = await open_order_channel(shops.res, listed)
    await stock.send_due(shops.res, channel, listed)
    await mark_everything(shops, listed)
    assert await stock.send_due(shops.res, channel, listed) == 0


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
    assert await stock.send_due(shops.res, await open_order_channel(shops.res, made), made) == 0


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
    await stock.send_due(shops.res, Interrupted(), listed)
    assert len(sent) == 2
    assert await shops.value(
        "SELECT stock_sent IS NOT NULL AND dirty_at IS NULL FROM listing_sku WHERE id = $1", sku["id"]
    )
