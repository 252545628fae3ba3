"""Refresh Orders, Sync Missed Orders and Resend shipping information are tasks (S92, S124, S142)."""

import json
from typing import Any

import pytest

from app.domain.decisions import Finding
from app.domain.tasks import Kind
from app.platforms.errors import NotExecuted, Refused
from app.sync import order_intake, order_tasks, orders, relays, shipment_actions, work
from sandbox.panel import order_actions
from tests.cast import Cast
from tests.shops import Shops
from tests.sync.ledger import Ledger

REFUSED = Refused("ecwid", "no", Finding("ecwid:400", "Ecwid refused it"))
DOWN = NotExecuted("ecwid", "nobody answers")


async def task_of(shops: Shops, task: int | None) -> dict[str, Any]:
    [row] = await shops.rows("SELECT * FROM task WHERE id = $1", task)
    return row | {"counts": json.loads(row["counts"])}


def place(shops: Shops, sku: str, n: int) -> None:
    order_actions.place(shops.world, {"sku": sku, "stage": "ready", "count": n})


@pytest.fixture
async def sku(shops: Shops, listed: int) -> str:
    """One that sells."""
    return str(
        await shops.value(
            "SELECT remote_id FROM listing_sku WHERE connection = $1 AND stock_sent > 10 ORDER BY id LIMIT 1", listed
        )
    )


async def test_refresh_orders_ends_when_both_shops_were_read(shops: Shops, listed: int, cast: Cast, sku: str) -> None:
    """S92, S124: two clicks are one task, and it says what it found."""
    await orders.guard(shops.res, listed)
    place(shops, sku, 2)
    started = [
        await order_tasks.start_refresh(shops.res, cast.alice.account_id, listed, cast.alice.id) for _ in range(2)
    ]
    assert started[0] == started[1]
    await orders.guard(shops.res, listed)
    row = await task_of(shops, started[0])
    assert (row["run_state"], row["outcome"], row["counts"]) == ("finished", "ok", {"new": 2, "changed": 0})
    assert await order_tasks.start_refresh(shops.res, cast.alice.account_id, listed, cast.alice.id) != started[0]


async def test_who_asks_while_both_shops_are_read_is_not_kept_waiting(
    shops: Shops, listed: int, cast: Cast, sku: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S92: what the reading under way has passed already is read again, at once."""
    sweep, asked = order_intake.sweep, list[int]()

    async def while_it_is_asked(*reading: Any) -> int:
        changed = await sweep(*reading)
        asked.append(await order_tasks.start_refresh(shops.res, cast.alice.account_id, listed, cast.alice.id))
        await shops.res.redis.flushdb()  # the bell of the one who asked finds the guard busy, and is over
        return changed

    with monkeypatch.context() as busy:
        busy.setattr(order_intake, "sweep", while_it_is_asked)
        await orders.guard(shops.res, listed)
    assert (await task_of(shops, asked[0]))["run_state"] == "queued"
    assert await shops.res.bell.queue("orders").count("queued") == 1
    await orders.guard(shops.res, listed)
    assert (await task_of(shops, asked[0]))["run_state"] == "finished"


async def test_what_was_refreshed_is_new_or_changed(shops: Shops, listed: int, cast: Cast, sku: str) -> None:
    """S92: an order that Weft had is not called new because it was read again."""
    [known] = order_actions.place(shops.world, {"sku": sku, "stage": "ready"})
    await orders.guard(shops.res, listed)
    place(shops, sku, 1)
    shops.world.advance(2)
    order_actions.act(shops.world, known, "cancel", {})
    task = await order_tasks.start_refresh(shops.res, cast.alice.account_id, listed, cast.alice.id)
    await orders.guard(shops.res, listed)
    assert (await task_of(shops, task))["counts"] == {"new": 1, "changed": 1}


async def test_refresh_orders_outlives_a_worker_that_dies_while_it_reads(
    shops: Shops, listed: int, cast: Cast, sku: str
) -> None:
    """S124: the task is looked after, and whoever reads next ends it."""
    await orders.guard(shops.res, listed)
    task = await order_tasks.start_refresh(shops.res, cast.alice.account_id, listed, cast.alice.id)
    await order_tasks.begin_refresh(shops.res, listed)
    await work.run_task(shops.res, task)
    assert await shops.res.bell.queue("orders").count("queued") > 0
    place(shops, sku, 1)
    await orders.guard(shops.res, listed)
    assert (await task_of(shops, task))["run_state"] == "finished"


async def test_a_shop_that_does_not_answer_is_said_and_asked_again(shops: Shops, listed: int, cast: Cast) -> None:
    await orders.guard(shops.res, listed)
    task = await order_tasks.start_refresh(shops.res, cast.alice.account_id, listed, cast.alice.id)
    begun = await order_tasks.begin_refresh(shops.res, listed)
    await order_tasks.put_off_refresh(shops.res, begun)
    row = await task_of(shops, task)
    assert (row["run_state"], row["now"]) == ("running", "waiting")


async def test_missed_orders_are_a_task_that_says_where_each_stands(shops: Shops, listed: int, sku: str) -> None:
    """S124, S142: two arrive, one is refused and one is tried again by itself; then that one arrives, too."""
    place(shops, sku, 4)
    await shops.deliver()
    rows = await shops.rows("SELECT id, remote_id FROM sales_order ORDER BY placed_at, id")
    asked = await orders.ask_relay(shops.res, listed, [row["id"] for row in rows])
    assert asked.orders == 4
    await order_tasks.look_after(shops.res, listed, Kind.SYNC_ORDERS)
    assert (await task_of(shops, asked.task))["counts"]["to_do"] == 4

    ledger = Ledger(refuses={rows[0]["remote_id"]: REFUSED})
    await relays.relay_due(shops.res, ledger, listed, "one")
    await shops.rows(
        """UPDATE sales_order SET relay = 'retrying', source_order_id = '', next_try_at = now() + interval '10 minutes'
           WHERE id = $1""",
        rows[3]["id"],
    )
    await order_tasks.look_after(shops.res, listed, Kind.SYNC_ORDERS)
    row = await task_of(shops, asked.task)
    assert row["counts"] == {"to_do": 0, "done": 2, "waiting": 1, "needs_you": 1}
    assert (row["run_state"], row["outcome"]) == ("finished", "partly")

    await shops.rows("UPDATE sales_order SET relay = 'synced', source_order_id = 'HG-9' WHERE id = $1", rows[3]["id"])
    await order_tasks.look_after(shops.res, listed, Kind.SYNC_ORDERS)
    row = await task_of(shops, asked.task)
    assert row["counts"] == {"to_do": 0, "done": 3, "waiting": 0, "needs_you": 1}


async def test_resent_shipping_information_is_a_task_that_ends_with_the_answers(
    shops: Shops, listed: int, cast: Cast, sku: str
) -> None:
    """S92, S124"""
    place(shops, sku, 2)
    await shops.deliver()
    await relays.relay_due(shops.res, Ledger(), listed, "one")
    rows = await shops.rows("SELECT id FROM sales_order ORDER BY id")
    await shops.rows("UPDATE sales_order SET tracking_number = '9400111202555842119033', source_carrier = 'USPS'")
    sent, task = await shipment_actions.resend(shops.res, listed, [row["id"] for row in rows], user=cast.alice.id)
    assert sent == 2
    await order_tasks.look_after(shops.res, listed, Kind.RESEND_SHIPPING)
    assert (await task_of(shops, task))["run_state"] == "running"
    await shops.rows(
        "UPDATE sales_order SET shipment = CASE WHEN id = $1 THEN 'sent' ELSE 'carrier' END", rows[0]["id"]
    )
    await order_tasks.look_after(shops.res, listed, Kind.RESEND_SHIPPING)
    row = await task_of(shops, task)
    assert (row["run_state"], row["outcome"]) == ("finished", "partly")
    assert row["counts"] == {"to_do": 0, "done": 1, "waiting": 0, "needs_you": 1}


async def test_nothing_to_send_makes_no_task(shops: Shops, listed: int) -> None:
    assert (await orders.ask_relay(shops.res, listed, [])).task is None
    assert await shipment_actions.resend(shops.res, listed, []) == (0, None)
