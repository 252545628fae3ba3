"""What TikTok sold is held back until a reading of the product contains it, and not a moment longer (B3)."""

from datetime import UTC, datetime, timedelta
from typing import Any

from app.domain.stock_follow import lacks
from app.resources import Resources
from app.sync import stock_booked
from app.sync.grants import open_source
from app.tables.engine import connection
from sandbox.panel import order_actions
from tests.days import Days
from tests.sync.test_orders_in_both_shops import skus_for_sale, stock


async def sold(days: Days, connection_id: int, quantity: int) -> dict[str, Any]:
    """An SKU of which so many were just sold on TikTok; nobody has heard of it."""
    [sku] = await skus_for_sale(days.shops, connection_id, 1)
    order_actions.place(days.shops.world, {"sku": sku["remote_id"], "quantity": quantity, "stage": "ready"})
    return sku


async def test_what_ecwid_has_booked_is_not_taken_off_twice(days: Days, listed: int) -> None:
    """With clocks in step, a sale is booked a moment after Ecwid changed the product."""
    sku = await sold(days, listed, 2)
    for _ in range(6):
        await days.shops.deliver()
        await days.run(seconds=10)
    left = sku["stock_sent"] - 2
    assert await stock(days.shops) == {sku["remote_id"]: (left, left)}


async def test_a_reading_made_while_ecwid_books_is_made_again(days: Days, listed: int) -> None:
    """The reading contains the sale although it began before Ecwid's answer: nobody can tell by its time."""
    sku = await sold(days, listed, 2)
    await days.shops.deliver()
    await days.run(seconds=10)
    await days.shops.deliver()  # the product is read: with the sale in it
    await days.shops.rows(
        "UPDATE product SET read_at = (SELECT max(booked_at) FROM order_unit) - $1::interval", timedelta(seconds=1)
    )
    product = await row_of(days, sku)
    assert await not_booked(days, listed, sku, product) == {sku["remote_id"]: 2}

    source = await open_source(days.res, listed)
    assert await stock_booked.read_back(days.res, source, listed) == 1
    assert await not_booked(days, listed, sku, await row_of(days, sku)) == {}
    assert await stock_booked.read_back(days.res, source, listed) == 0


async def test_what_no_reading_contains_is_held_back(days: Days, listed: int) -> None:
    """The sale is in Ecwid, and the product was not read since."""
    sku = await sold(days, listed, 2)
    await days.shops.deliver()
    await days.run(seconds=10)
    days.lose_webhooks()
    assert await not_booked(days, listed, sku, await row_of(days, sku)) == {sku["remote_id"]: 2}


async def test_the_rule_is_the_same_in_sql(resources: Resources) -> None:
    """What the domain says of a reading, and what the query does, at every distance that matters."""
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    near = [
        timedelta(seconds=seconds) for seconds in (-400, -300, -299, -121, -120, -119, -1, 0, 1, 119, 121, 299, 301)
    ]
    cases = [(now, now + read, now + changed) for read in near for changed in near]
    query = f"""SELECT {stock_booked.missing("r", "c")} FROM (
                    SELECT $1::timestamptz AS booked_at, $2::timestamptz AS r, $3::timestamptz AS c) u"""  # noqa: S608
    async with connection(resources.db) as db:
        found = [await db.fetchval(query, *case) for case in cases]
    assert found == [lacks(*case) for case in cases]
    assert 20 < sum(found) < len(found) - 20


async def row_of(days: Days, sku: dict[str, Any]) -> dict[str, Any]:
    [row] = await days.shops.rows(
        """SELECT p.* FROM product p JOIN listing l ON l.product = p.id JOIN listing_sku s ON s.listing = l.id
           WHERE s.remote_id = $1""",
        sku["remote_id"],
    )
    return row


async def not_booked(days: Days, connection_id: int, sku: dict[str, Any], product: dict[str, Any]) -> dict[str, int]:
    async with connection(days.res.db) as db:
        return await stock_booked.not_booked(db, connection_id, [sku["remote_id"]], product)
