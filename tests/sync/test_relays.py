"""An order is written to Ecwid exactly once, whatever dies or is lost on the way (S90, S96, S137)."""

import asyncio
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from app.domain.decisions import Finding
from app.domain.orders import SourceOrder
from app.errors import Conflict
from app.platforms.errors import NotExecuted, Refused, Unknown
from app.sync import orders, relay_claims, relays, source_orders
from sandbox.panel import order_actions
from tests.shops import Shops
from tests.sync.ledger import Ledger

LOST = Unknown("ecwid", "the connection was cut")
DOWN = NotExecuted("ecwid", "nobody answers")
REFUSED = Refused("ecwid", "no", Finding("ecwid:400", "Ecwid refused it"))


@pytest.fixture
async def ordered(shops: Shops, listed: int) -> int:
    """A connection with three orders that are ready to be written."""
    sku = await shops.value(
        "SELECT remote_id FROM listing_sku WHERE connection = $1 AND stock_sent > 10 ORDER BY id LIMIT 1", listed
    )
    order_actions.place(shops.world, {"sku": sku, "stage": "ready", "count": 3})
    await shops.deliver()
    return listed


async def relay(shops: Shops, ledger: Ledger, connection_id: int, worker: str = "one") -> int:
    return await relays.relay_due(shops.res, ledger, connection_id, worker)


async def states(shops: Shops) -> list[str]:
    return [row["relay"] for row in await shops.rows("SELECT relay FROM sales_order ORDER BY id")]


async def later(shops: Shops, **ago: Any) -> None:
    """What waits is due, leases are over, and what was sent was sent `hours` ago."""
    await shops.rows("UPDATE sales_order SET next_try_at = now(), lease_until = now() - interval '1 second'")
    await shops.rows(
        "UPDATE outbox_write SET sent_at = sent_at - make_interval(hours => $1) WHERE sent_at IS NOT NULL",
        ago.get("hours", 0),
    )


async def test_every_order_is_written_once_and_both_know_each_other(shops: Shops, ordered: int) -> None:
    """S90, A.2: three orders are one call, and each row has both ids."""
    ledger = Ledger()
    await relay(shops, ledger, ordered)
    rows = await shops.rows("SELECT remote_id, source_order_id, source_total, total FROM sales_order")
    assert {row["source_order_id"]: row["remote_id"] for row in rows} == {
        order.id: order.channel_order_id for order in ledger.orders.values()
    }
    assert ledger.calls == 1
    assert all(row["source_total"] == row["total"] for row in rows)
    assert not await shops.value("SELECT count(*) FROM order_unit WHERE booked_at IS NULL")


async def test_nothing_is_written_a_second_time(shops: Shops, ordered: int) -> None:
    ledger = Ledger()
    await relay(shops, ledger, ordered)
    await later(shops)
    await relay(shops, ledger, ordered)
    assert (ledger.calls, len(ledger.orders)) == (1, 3)


async def test_two_workers_share_the_orders_without_doubles(shops: Shops, ordered: int) -> None:
    ledger = Ledger()
    await asyncio.gather(*(relay(shops, ledger, ordered, worker) for worker in ("one", "two", "three")))
    assert len(ledger.orders) == 3
    assert await states(shops) == ["synced"] * 3


async def test_orders_whose_answer_was_lost_are_found_in_ecwid(shops: Shops, ordered: int) -> None:
    ledger = Ledger(after=[LOST])
    await relay(shops, ledger, ordered)
    assert await states(shops) == ["maybe"] * 3
    await later(shops)
    await relay(shops, ledger, ordered)
    assert await states(shops) == ["synced"] * 3
    assert (ledger.calls, len(ledger.orders)) == (1, 3)


async def test_orders_that_ecwids_search_does_not_show_yet_are_not_doubled(shops: Shops, ordered: int) -> None:
    """The same key again: Ecwid answers what it answered before."""
    ledger = Ledger(after=[LOST], lag=True)
    await relay(shops, ledger, ordered)
    await later(shops)
    await relay(shops, ledger, ordered)
    assert await states(shops) == ["synced"] * 3
    assert (ledger.calls, len(ledger.orders)) == (2, 3)


async def test_a_batch_that_never_arrived_is_sent_again(shops: Shops, ordered: int) -> None:
    ledger = Ledger(before=[LOST])
    await relay(shops, ledger, ordered)
    await later(shops)
    await relay(shops, ledger, ordered)
    assert await states(shops) == ["synced"] * 3
    assert len(ledger.orders) == 3


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_worker_that_dies_around_the_write_leaves_no_double(shops: Shops, ordered: int, moment: str) -> None:
    """S96: rows and key stand before the call, so the next worker knows what may have been written."""
    ledger = Ledger(lag=True)
    getattr(ledger, moment).append(asyncio.CancelledError())
    with pytest.raises(asyncio.CancelledError):
        await relay(shops, ledger, ordered)
    for _ in range(2):
        await later(shops)
        await relay(shops, ledger, ordered, "two")
    assert await states(shops) == ["synced"] * 3
    assert len(ledger.orders) == 3


async def test_what_nobody_can_know_is_asked_once_and_not_guessed(shops: Shops, ordered: int) -> None:
    """After an hour Ecwid has forgotten the key: writing again could double, so the seller is asked."""
    ledger = Ledger(after=[LOST], lag=True)
    await relay(shops, ledger, ordered)
    await later(shops, hours=2)
    for _ in range(2):
        await relay(shops, ledger, ordered)
        await later(shops)
    assert await states(shops) == ["needs_you"] * 3
    assert len(ledger.orders) == 3
    await later(shops)
    await relay(shops, ledger, ordered)
    assert ledger.calls == 1


async def test_the_sellers_answer_settles_the_doubt(shops: Shops, ordered: int) -> None:
    ledger = Ledger(before=[LOST])
    await relay(shops, ledger, ordered)
    await later(shops, hours=2)
    for _ in range(2):
        await relay(shops, ledger, ordered)
        await later(shops)
    order_id = await shops.value("SELECT min(id) FROM sales_order")
    assert (await orders.ask_relay(shops.res, ordered, [order_id])).orders == 0, (
        "a doubt is not settled by pressing Sync"
    )
    await orders.settle_doubt(shops.res, ordered, order_id, source_order_id=None)
    await relay(shops, ledger, ordered)
    assert await states(shops) == ["synced", "needs_you", "needs_you"]
    assert len(ledger.orders) == 1
    with pytest.raises(Conflict):
        await orders.settle_doubt(shops.res, ordered, order_id, source_order_id=None)


async def test_an_order_that_ecwid_refuses_waits_for_the_seller_alone(shops: Shops, ordered: int) -> None:
    """S137: one refused order does not hold up the others, and waiting does not heal it."""
    refused = await shops.value("SELECT remote_id FROM sales_order ORDER BY placed_at, id LIMIT 1")
    ledger = Ledger(refuses={refused: REFUSED})
    await relay(shops, ledger, ordered)
    assert sorted(await states(shops)) == ["needs_you", "synced", "synced"]
    await later(shops)
    await relay(shops, ledger, ordered)
    assert ledger.calls == 1
    assert (await orders.ask_relay(shops.res, ordered, [await refused_id(shops)])).orders == 1
    await relay(shops, ledger, ordered)
    assert await states(shops) == ["synced"] * 3


async def refused_id(shops: Shops) -> int:
    return int(await shops.value("SELECT id FROM sales_order WHERE relay = 'needs_you'"))


async def test_an_ecwid_that_is_down_is_tried_three_more_times(shops: Shops, ordered: int) -> None:
    """S137: then the seller is told; nothing was written, so pressing Sync tries again."""
    ledger = Ledger(before=[DOWN] * 20)
    for _ in range(8):
        await relay(shops, ledger, ordered)
        await later(shops)
    assert await states(shops) == ["needs_you"] * 3
    ledger.before.clear()
    ids = [row["id"] for row in await shops.rows("SELECT id FROM sales_order")]
    assert (await orders.ask_relay(shops.res, ordered, ids)).orders == 3
    await relay(shops, ledger, ordered)
    assert await states(shops) == ["synced"] * 3
    assert len(ledger.orders) == 3


async def test_without_retries_the_seller_is_told_at_once(shops: Shops, ordered: int) -> None:
    """S137: the switch Retry Orders is off."""
    await shops.rows("UPDATE connection SET retry_orders = false")
    await relay(shops, Ledger(before=[DOWN]), ordered)
    assert await states(shops) == ["needs_you"] * 3


async def test_no_order_of_a_batch_is_left_out_when_it_is_sent_again(
    shops: Shops, ordered: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S96: the key answers what it was first sent with, so whoever is left out then would never be written."""
    ledger = Ledger(before=[LOST], lag=True)
    await relay(shops, ledger, ordered)
    monkeypatch.setattr(relay_claims, "DOUBTS", 2)  # less than the three that are in doubt
    await later(shops)
    await relay(shops, ledger, ordered)
    await later(shops)
    await relay(shops, ledger, ordered)
    assert await states(shops) == ["synced"] * 3
    assert len(ledger.orders) == 3


async def test_what_outlasted_its_key_is_written_anew_once_ecwid_shows_later_orders(shops: Shops, ordered: int) -> None:
    """S96, S137: an outage of a day is no order's fault, and what is not among the later ones never arrived."""
    ledger = Ledger(before=[LOST])
    await relay(shops, ledger, ordered)
    await later(shops, hours=24)
    ledger.orders["OTHER"] = SourceOrder("OTHER", 1, "PAID", "SHIPPED", Decimal(1), updated_at=datetime.now(UTC))
    await relay(shops, ledger, ordered)
    assert await states(shops) == ["synced"] * 3
    assert len(ledger.orders) == 3 + 1


async def test_orders_that_ran_out_of_tries_in_an_outage_go_by_themselves_after_it(shops: Shops, ordered: int) -> None:
    """S137: three tries and then the seller; but when nobody could have been answered, Weft goes on by itself."""
    ledger = Ledger(before=[DOWN] * 20)
    for _ in range(8):
        await relay(shops, ledger, ordered)
        await later(shops)
    ledger.before.clear()
    for minutes, state in ((11, "needs_you"), (24 * 60, "synced")):
        await shops.rows("UPDATE connection SET source_orders_until = now() - make_interval(mins => $1)", minutes)
        await source_orders.sweep(shops.res, ledger, ordered)
        await relay(shops, ledger, ordered)
        assert await states(shops) == [state] * 3
    assert len(ledger.orders) == 3


async def test_an_order_cancelled_while_it_was_in_doubt_is_found_and_cancelled_in_ecwid(
    shops: Shops, ordered: int
) -> None:
    """S112: the answer was lost, the order is there, and TikTok has cancelled it before anybody looked."""
    ledger = Ledger(after=[LOST])
    await relay(shops, ledger, ordered)
    cancelled = await shops.value("SELECT remote_id FROM sales_order ORDER BY id LIMIT 1")
    order_actions.act(shops.world, cancelled, "cancel", {"by": "system"})
    await shops.deliver()
    await later(shops)
    await relay(shops, ledger, ordered)
    assert await states(shops) == ["synced"] * 3
    await source_orders.tell_due(shops.res, ledger, ordered)
    told = {order.channel_order_id: order.payment_status for order in ledger.orders.values()}
    assert [id_ for id_, payment in told.items() if payment == "CANCELLED"] == [cancelled]
