"""24 and 6 hours before an order must be dispatched it is said, once each (B4)."""

from datetime import timedelta

import pytest

from app.resources import Resources
from app.sync import ship_by_alerts
from app.tables.engine import connection
from tests.cast import Cast
from tests.web import ordered

DAY, HURRY = "Less than 24 hours are left to dispatch it", "Less than 6 hours are left to dispatch it"


async def said(res: Resources, order: int) -> list[str]:
    async with connection(res.db) as db:
        rows = await db.fetch(
            "SELECT sentence FROM order_event WHERE sales_order = $1 AND sentence LIKE 'Less than%' ORDER BY id", order
        )
    return [row["sentence"] for row in rows]


async def left(res: Resources, order: int, hours: float) -> None:
    await ordered.becomes(res, order, ship_by=res.now() + timedelta(hours=hours))


async def test_each_is_said_once(resources: Resources, cast: Cast) -> None:
    """B4"""
    res = resources
    order = await ordered.one(res, cast.connection_id, 1)
    told = []
    for hours in (30, 23, 22, 5, 4, -1):
        await left(res, order, hours)
        await ship_by_alerts.alert(res)
        told.append(len(await said(res, order)))
    assert told == [0, 1, 1, 2, 2, 2]
    assert await said(res, order) == [DAY, HURRY]


async def test_what_is_nearly_late_when_it_comes_is_said_once(resources: Resources, cast: Cast) -> None:
    order = await ordered.one(resources, cast.connection_id, 1)
    await left(resources, order, 2)
    assert await ship_by_alerts.alert(resources) == 1
    assert await ship_by_alerts.alert(resources) == 0
    assert await said(resources, order) == [HURRY]


@pytest.mark.parametrize(
    "changes",
    [{"status": "IN_TRANSIT"}, {"status": "CANCELLED"}, {"status": "ON_HOLD"}, {"fulfilled_by_channel": True}],
)
async def test_nobody_is_hurried_who_has_nothing_to_dispatch(
    resources: Resources, cast: Cast, changes: dict[str, object]
) -> None:
    """B4, S138"""
    order = await ordered.one(resources, cast.connection_id, 1)
    await left(resources, order, 2)
    await ordered.becomes(resources, order, **changes)
    assert await ship_by_alerts.alert(resources) == 0
