"""Update Stock and Update Price are tasks, which end truthfully whatever dies (S56, S124, S128)."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from app.domain.selection import Selection
from app.platforms.errors import Unknown
from app.platforms.order_roles import OrderChannel
from app.sync import stock_lane, sweep, tasks, updates, work
from app.sync.order_access import open_order_channel
from app.sync.updates import What
from tests.cast import Cast, Player
from tests.shops import Shops

SILENCE = Unknown("tiktok_shop", "the connection was cut")


class Interrupted:
    """TikTok, with somebody who comes in between the lane's look and its call."""

    def __init__(self, inner: OrderChannel, before: Callable[[], Awaitable[None]]) -> None:
        self._inner, self._before = inner, before

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    async def set_stock(self, *arguments: Any) -> Any:
        await self._before()
        return await self._inner.set_stock(*arguments)


@dataclass
class Updating:
    """Alice's products on TikTok, and what she presses."""

    shops: Shops
    alice: Player
    connection: int
    channel: OrderChannel

    async def press(self, what: What, *products: int) -> int | None:
        started = await updates.start_update(
            self.shops.res, self.alice.account_id, self.connection, self.alice.id, Selection(ids=products), what
        )
        return started.task if started else None

    async def started(self, what: What, *products: int) -> int:
        task = await self.press(what, *products)
        assert task is not None
        return task

    async def lane(self, channel: Any = None) -> int:
        return await stock_lane.send_due(self.shops.res, channel or self.channel, self.connection)

    async def task(self, task: int) -> tuple[str, str]:
        """Run state and outcome."""
        [row] = await self.shops.rows("SELECT run_state, outcome FROM task WHERE id = $1", task)
        return row["run_state"], row["outcome"]

    async def items(self, task: int) -> list[str]:
        rows = await self.shops.rows("SELECT state FROM task_item WHERE task = $1 ORDER BY product", task)
        return [row["state"] for row in rows]

    async def said(self, task: int) -> list[tuple[str, str]]:
        """Sentence and figures of each item."""
        rows = await self.shops.rows(
            "SELECT reason, parameters ->> 'figures' AS f FROM task_item WHERE task = $1 ORDER BY product", task
        )
        return [(row["reason"], row["f"]) for row in rows]

    async def products(self, n: int) -> list[dict[str, Any]]:
        """Live ones with one SKU."""
        return await self.shops.rows(
            """SELECT p.id, p.quantity, l.remote_id, max(s.remote_id) AS sku FROM product p
               JOIN listing l ON l.product = p.id JOIN listing_sku s ON s.listing = l.id
               WHERE p.sync_state = 'synced' AND p.quantity BETWEEN 5 AND 900
               GROUP BY p.id, l.remote_id HAVING count(*) = 1 ORDER BY p.id LIMIT $1""",
            n,
        )

    async def changed(self, product: int, *, stock_by: int = 0, price: str = "") -> None:
        """In Ecwid, and nobody told the lane."""
        await self.shops.rows(
            """UPDATE product SET quantity = quantity + $2, variants = (
                   SELECT jsonb_agg(v || jsonb_build_object('quantity', (v ->> 'quantity')::int + $2)
                       || CASE WHEN $3 = '' THEN '{}' ELSE jsonb_build_object('price', $3) END)
                   FROM jsonb_array_elements(variants) AS v) WHERE id = $1""",
            product,
            stock_by,
            price,
        )

    def at_tiktok(self, row: dict[str, Any]) -> dict[str, Any]:
        sku: dict[str, Any] = self.shops.world.tiktok.main.products[row["remote_id"]].sku_versions(row["sku"])[-1]
        return sku

    async def leases_end(self) -> None:
        await self.shops.rows("UPDATE listing_sku SET lease_until = now() - interval '1 s', not_before = NULL")


@pytest.fixture
async def updating(shops: Shops, listed: int, cast: Cast) -> Updating:
    """Everything live, and nothing left to send."""
    made = Updating(shops, cast.alice, listed, await open_order_channel(shops.res, listed))
    await made.lane()
    return made


async def test_it_says_what_was_sent_and_what_was_as_it_is(updating: Updating) -> None:
    """S124: each product with its figures; equal ones are sent all the same, and called unchanged."""
    first, second = await updating.products(2)
    await updating.changed(first["id"], stock_by=4)
    task = await updating.started(What.STOCK, first["id"], second["id"])
    assert await updating.task(task) == ("queued", "")
    assert await updating.lane() == 2
    assert await updating.task(task) == ("finished", "ok")
    assert await updating.items(task) == ["sent", "unchanged"]
    figures = f"{first['quantity']} → {first['quantity'] + 4}"
    assert await updating.said(task) == [("Stock %(figures)s", figures), ("Stock %(figures)s", str(second["quantity"]))]


async def test_what_is_not_on_tiktok_makes_no_task(updating: Updating) -> None:
    product = await updating.shops.value(
        "SELECT id FROM product p WHERE NOT EXISTS (SELECT FROM listing l WHERE l.product = p.id) LIMIT 1"
    )
    assert await updating.press(What.STOCK, product) is None
    assert not await updating.shops.value("SELECT count(*) FROM task WHERE kind = 'update_stock'")


async def test_pressed_twice_it_is_marked_once(updating: Updating) -> None:
    """S37: and price and stock are two things."""
    [row] = await updating.products(1)
    pressed = await asyncio.gather(*(updating.press(What.STOCK, row["id"]) for _ in range(4)))
    assert len([task for task in pressed if task]) == 1
    assert await updating.press(What.PRICE, row["id"]) is not None
    await updating.lane()
    assert await updating.press(What.STOCK, row["id"]) is not None


async def test_a_promotion_locks_the_price_and_the_task_follows_it_to_the_end(updating: Updating) -> None:
    """S62: the task ends, the price waits, and what becomes of it is written where it was asked for."""
    first, second = await updating.products(2)
    for row in (first, second):
        await updating.changed(row["id"], price="77.00")
    updating.shops.world.tiktok.promote(first["remote_id"], on=True)
    task = await updating.started(What.PRICE, first["id"], second["id"])
    await updating.lane()
    assert await updating.items(task) == ["locked", "sent"]
    assert await updating.task(task) == ("finished", "ok")
    [locked, sent] = await updating.said(task)
    assert locked[0] == "TikTok holds its price while a promotion runs."
    assert sent[1].endswith("→ 77.00")

    updating.shops.world.tiktok.promote(first["remote_id"], on=False)
    await updating.shops.rows("UPDATE listing_sku SET dirty_at = dirty_at - interval '1 hour'")
    await updating.lane()
    assert await updating.items(task) == ["sent", "sent"]
    assert updating.at_tiktok(first)["price"]["amount"] == "77.00"


async def test_what_tiktok_refuses_is_refused_with_its_reason(updating: Updating) -> None:
    """S59, S128: and Retry failed sends only that."""
    first, second = await updating.products(2)
    updating.shops.world.tiktok.promote(first["remote_id"], on=True)  # and so promises its pieces
    await updating.changed(first["id"], stock_by=-1)
    task = await updating.started(What.STOCK, first["id"], second["id"])
    await updating.lane()
    assert await updating.items(task) == ["refused", "unchanged"]
    assert await updating.task(task) == ("finished", "partly")
    assert (await updating.said(task))[0][0]

    updating.shops.world.tiktok.promote(first["remote_id"], on=False)
    alice = updating.alice
    again = await updates.retry_failed(updating.shops.res, alice.account_id, updating.connection, alice.id, task)
    assert again is not None
    await updating.lane()
    assert await updating.items(again) == ["sent"]


async def test_tiktok_that_is_silent_is_waited_for(updating: Updating) -> None:
    """S124: the task runs until there is an answer."""
    [row] = await updating.products(1)
    task = await updating.started(What.STOCK, row["id"])

    async def silent() -> None:
        raise SILENCE

    await updating.lane(Interrupted(updating.channel, silent))
    assert await updating.items(task) == ["due"]
    assert await updating.shops.value("SELECT doing FROM task_item WHERE task = $1", task) == "waiting"
    await updating.leases_end()
    await updating.lane()
    assert await updating.task(task) == ("finished", "ok")


@pytest.mark.parametrize("after", [False, True])
async def test_a_worker_that_dies_around_the_call_costs_the_task_nothing(updating: Updating, after: bool) -> None:
    """S124: the marks are there still, and the next one ends it."""
    [row] = await updating.products(1)
    await updating.changed(row["id"], stock_by=2)
    task = await updating.started(What.STOCK, row["id"])

    class Dies(Interrupted):
        async def set_stock(self, *arguments: Any) -> Any:
            if after:
                await self._inner.set_stock(*arguments)
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await updating.lane(Dies(updating.channel, silence))
    assert await updating.items(task) == ["due"]
    await updating.leases_end()
    await updating.lane()
    assert await updating.items(task) == ["sent"]
    assert await updating.task(task) == ("finished", "ok")
    assert updating.at_tiktok(row)["inventory"][0]["quantity"] == row["quantity"] + 2


async def silence() -> None:
    """Nobody comes in between."""


async def test_a_worker_that_dies_before_it_ends_the_task_leaves_it_to_the_next_look(updating: Updating) -> None:
    """The answer is written and the task is not ended: the timetable's look ends it."""
    [row] = await updating.products(1)
    task = await updating.started(What.STOCK, row["id"])
    await updating.lane()
    await updating.shops.rows(
        "UPDATE task SET run_state = 'running', outcome = '', finished_at = NULL, heartbeat_at = NULL WHERE id = $1",
        task,
    )
    assert await sweep.ring_due(updating.shops.res) >= 1
    await work.run_task(updating.shops.res, task)
    assert await updating.task(task) == ("finished", "ok")


async def test_stop_sends_nothing_more_and_forgets_nothing(updating: Updating) -> None:
    """S128: what TikTok had is known as before, so the lane has nothing to send either."""
    rows = await updating.products(3)
    before = await updating.shops.rows("SELECT id, stock_sent, stock_sent_at FROM listing_sku ORDER BY id")
    task = await updating.started(What.STOCK, *(row["id"] for row in rows))
    await tasks.request_stop(updating.shops.res, updating.alice.account_id, task)
    await work.run_task(updating.shops.res, task)
    assert await updating.task(task) == ("stopped", "none")
    assert await updating.items(task) == ["stopped"] * 3
    assert await updating.shops.rows("SELECT id, stock_sent, stock_sent_at FROM listing_sku ORDER BY id") == before
    assert await updating.lane() == 0


async def test_stop_finishes_what_is_on_its_way(updating: Updating) -> None:
    """S128"""
    first, second = await updating.products(2)
    task = await updating.started(What.STOCK, first["id"], second["id"])
    once: list[int] = []

    async def stop() -> None:
        if not once:
            once.append(1)
            await tasks.request_stop(updating.shops.res, updating.alice.account_id, task)
            await work.run_task(updating.shops.res, task)

    assert await updating.lane(Interrupted(updating.channel, stop)) == 1
    assert sorted(await updating.items(task)) == ["stopped", "unchanged"]
    assert await updating.task(task) == ("stopped", "partly")


async def test_a_doubt_that_comes_meanwhile_outlives_stop(updating: Updating) -> None:
    """TikTok's figure is not what we believe: Stop does not make it so."""
    [row] = await updating.products(1)
    task = await updating.started(What.STOCK, row["id"])
    await updating.shops.rows(
        "UPDATE listing_sku SET stock_sent_at = clock_timestamp() WHERE remote_id = $1", row["sku"]
    )
    await tasks.request_stop(updating.shops.res, updating.alice.account_id, task)
    await work.run_task(updating.shops.res, task)
    assert await updating.lane() == 1


async def test_what_is_unlinked_meanwhile_ends_as_not_there(updating: Updating) -> None:
    """S54: no mark is left that the lane would come to."""
    first, second = await updating.products(2)
    task = await updating.started(What.STOCK, first["id"], second["id"])
    await updating.shops.rows("DELETE FROM listing WHERE product = $1", first["id"])
    await updating.lane()
    assert await updating.items(task) == ["due", "unchanged"]
    await work.run_task(updating.shops.res, task)
    assert await updating.items(task) == ["skipped", "unchanged"]
    assert await updating.task(task) == ("finished", "ok")
