"""What a row says about an order: its state, the sentence with its values, and what the seller asked for."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.orders import OrderStatus
from app.domain.relay import SHIPPED_BEFORE, SHIPPED_MEANWHILE
from app.platforms.errors import NotExecuted
from app.platforms.order_roles import OrderPage
from app.resources import Resources
from app.sync import order_intake, orders, relay_results, unreadable_orders
from app.tables import missed_lists, order_lists
from app.tables.engine import connection, transaction
from tests.cast import Cast
from tests.web import ordered

MINUTES = timedelta(minutes=1)


async def row_of(res: Resources, order: int) -> dict[str, Any]:
    async with connection(res.db) as db:
        return dict(await db.fetchrow("SELECT * FROM sales_order WHERE id = $1", order))


async def link(res: Resources, connection_id: int) -> None:
    """The SKU of these tests' orders is a product's."""
    async with transaction(res.db) as db:
        product = await db.fetchval(
            """INSERT INTO product (connection, source_id, title, price, pictures, variants, source_updated_at,
                   fingerprint)
               VALUES ($1, 1, 'Mug', 18, '[]', '[{"combination_id": 0, "sku": "MUG-101", "price": "18",
                   "quantity": 9}]', now(), '\\x00') RETURNING id""",
            connection_id,
        )
        listing = await db.fetchval(
            "INSERT INTO listing (connection, product, remote_id) VALUES ($1, $2, 'p1') RETURNING id",
            connection_id,
            product,
        )
        await db.execute(
            "INSERT INTO listing_sku (connection, listing, combination_id, remote_id) VALUES ($1, $2, 0, '7001')",
            connection_id,
            listing,
        )


@pytest.mark.parametrize(("tries", "said"), [(1, 1), (2, 1), (3, 2), (4, 3)])
async def test_a_retry_says_which_of_three_it_is(tries: int, said: int, resources: Resources, cast: Cast) -> None:
    """S137: "Try 2 of 3", and when it is due; the first try, at once, is none of the three."""
    order = await ordered.one(resources, cast.connection_id, 1, 9)
    await ordered.becomes(resources, order, relay="sending", attempts=tries)
    row: Any = await row_of(resources, order)
    async with transaction(resources.db) as db:
        outcome = relay_results.again(row, NotExecuted("ecwid", "503"), retry=True)
        await relay_results.settle(db, cast.connection_id, [outcome])
    found = await row_of(resources, order)
    assert found["reason"] == "Ecwid did not answer. Try %(next)s of 3."
    assert json.loads(found["reason_params"]) == {"next": said}
    wait = found["next_try_at"] - resources.now()
    assert wait < MINUTES if tries == 1 else 9 * MINUTES < wait <= 10 * MINUTES


async def test_after_the_third_retry_the_seller_is_asked(resources: Resources, cast: Cast) -> None:
    """S137: three times in all, then "Needs you"; the old values are gone with the old sentence."""
    order = await ordered.one(resources, cast.connection_id, 1, 9)
    await ordered.becomes(resources, order, relay="sending", attempts=5, reason_params='{"next": 3}')
    row: Any = await row_of(resources, order)
    async with transaction(resources.db) as db:
        outcome = relay_results.again(row, NotExecuted("ecwid", "503"), retry=True)
        await relay_results.settle(db, cast.connection_id, [outcome])
    found = await row_of(resources, order)
    assert (found["relay"], found["next_try_at"], found["reason_params"]) == ("needs_you", None, None)


async def test_shipped_before_weft_knew_it_and_shipped_meanwhile_are_two_things(
    resources: Resources, cast: Cast
) -> None:
    """S143: later readings of the same order do not turn the offer into a question; what was placed since the
    connection began is expected, also when Weft reads it late."""
    res, here = resources, cast.connection_id
    await link(res, here)
    before = ordered.an_order(res, 1, status=OrderStatus.IN_TRANSIT)
    seen = ordered.an_order(res, 2)
    ids = await ordered.take(res, here, before, seen)
    later = seen.updated_at + 5 * MINUTES
    await ordered.take(res, here, replace(before, status=OrderStatus.DELIVERED, updated_at=later))
    await ordered.take(res, here, replace(seen, status=OrderStatus.IN_TRANSIT, updated_at=later))
    async with connection(res.db) as db:
        await db.execute("UPDATE connection SET created_at = now() - interval '1 day' WHERE id = $1", here)
    late = await row_of(res, await ordered.one(res, here, 3, None, status=OrderStatus.IN_TRANSIT))
    assert (late["relay"], late["reason"]) == ("needs_you", SHIPPED_MEANWHILE)
    first, second = await row_of(res, ids[before.id]), await row_of(res, ids[seen.id])
    assert (first["relay"], first["reason"]) == ("skipped", SHIPPED_BEFORE)
    assert (second["relay"], second["reason"]) == ("needs_you", SHIPPED_MEANWHILE)


async def test_what_the_seller_asked_for_is_kept_through_failures_and_readings(
    resources: Resources, cast: Cast
) -> None:
    """S143, S137: an import that Ecwid was too busy for is tried again, and not forgotten."""
    res, here = resources, cast.connection_id
    await link(res, here)
    shipped = ordered.an_order(res, 1, status=OrderStatus.IN_TRANSIT)
    order = (await ordered.take(res, here, shipped))[shipped.id]
    assert (await orders.ask_relay(res, here, [order])).orders == 1
    later = shipped.updated_at + 5 * MINUTES
    await ordered.take(res, here, replace(shipped, status=OrderStatus.DELIVERED, updated_at=later))
    assert (await row_of(res, order))["relay"] == "queued"


async def test_an_order_that_cannot_be_read_is_counted_and_goes_once_it_can(resources: Resources, cast: Cast) -> None:
    """S142: said, never passed over; the gap guard asks for it again."""
    res, here = resources, cast.connection_id
    broken = ordered.an_order(res, 7)

    class Channel:
        """TikTok, which lists one order in a form nobody knows yet."""

        asked: tuple[str, ...] = ()

        async def orders(self, **_: Any) -> OrderPage:
            return OrderPage((), "", 1, (broken.id,))

        async def orders_by_id(self, ids: tuple[str, ...]) -> tuple[Any, ...]:
            self.asked = ids
            return ()

    channel: Any = Channel()
    for _ in range(2):
        await order_intake.sweep(res, channel, here)
    assert channel.asked == (broken.id,)
    async with connection(res.db) as db:
        assert await missed_lists.unreadable(db, here) == [broken.id]
        assert (await order_lists.needs(db, here, res.now(), res.now()))["unreadable"] == 1
        assert await missed_lists.unreadable(db, cast.charlies_connection_id) == []
    await ordered.take(res, here, broken)
    assert await unreadable_orders.to_try(res, here) == ()


async def test_late_dispatch_counts_what_tiktok_calls_late(resources: Resources, cast: Cast) -> None:
    """B4: shipped after its time, or not wholly shipped when that is over; what is not due yet counts for nothing."""
    res, here = resources, cast.connection_id
    now = res.now().replace(microsecond=0)
    due = now - 60 * MINUTES
    cases = [
        (OrderStatus.IN_TRANSIT, due - MINUTES),  # in time
        (OrderStatus.DELIVERED, due),  # at the last second
        (OrderStatus.IN_TRANSIT, due + MINUTES),  # late
        (OrderStatus.PARTIALLY_SHIPPING, due - MINUTES),  # a part of it is late
        (OrderStatus.AWAITING_SHIPMENT, None),  # late already
        (OrderStatus.CANCELLED, None),  # nothing to dispatch
    ]
    for n, (status, shipped_at) in enumerate(cases):
        await ordered.one(res, here, n, None, status=status, ship_by=due, shipped_at=shipped_at)
    await ordered.one(res, here, 20, 5)
    async with connection(res.db) as db:
        assert await order_lists.late_dispatch(db, here, now - timedelta(days=30), now) == (3, 5)
