"""Sync Missed Orders: found by time, sent on as usual, or imported for bookkeeping alone (S142, S143)."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain.orders import OrderStatus
from app.resources import Resources
from app.sync import unreadable_orders
from app.tables.engine import connection
from tests.browsers import Browser
from tests.cast import Cast
from tests.conftest import Browsers
from tests.web import ordered


@pytest.fixture
async def alice(browsers: Browsers, cast: Cast) -> Browser:
    return await browsers(cast.alice)


@pytest.fixture
def base(cast: Cast) -> str:
    return f"/connections/{cast.connection_id}/orders/missed"


def ticked(html: str) -> dict[int, bool]:
    """The orders that can be chosen, and whether they are."""
    return {int(id_): "checked" in rest for id_, rest in re.findall(r'name="order" value="(\d+)"([^>]*)>', html)}


async def test_what_awaits_shipment_is_ticked_and_what_is_shipped_is_only_offered(
    resources: Resources, cast: Cast, alice: Browser, base: str
) -> None:
    """S142, S143: what is in Ecwid is not missed; a cancelled order is listed, but there is nothing to write."""
    res, here = resources, cast.connection_id
    waits = await ordered.one(res, here, 1)
    await ordered.written(res, await ordered.one(res, here, 2), "HG-2")
    shipped = await ordered.one(res, here, 3, None, status=OrderStatus.IN_TRANSIT)
    await ordered.one(res, here, 4, None, status=OrderStatus.CANCELLED)
    await ordered.one(res, here, 5, None, status=OrderStatus.UNPAID)
    html = (await alice.get(base)).text
    assert ticked(html) == {waits: True, shipped: False}
    assert "577086512123700004" in html
    assert "577086512123700005" not in html
    assert "577086512123700002" not in html
    assert "MUG-101 is not linked" in html


async def test_all_missed_orders_are_queued(resources: Resources, cast: Cast, alice: Browser, base: str) -> None:
    """S142: Sync All Missed Orders."""
    res, here = resources, cast.connection_id
    orders = [await ordered.one(res, here, n) for n in range(3)]
    await ordered.becomes(res, orders[2], placed_at=res.now() - timedelta(days=9))
    answer = await alice.submit(base, [("order", str(order)) for order in orders[:1]])
    assert answer.status_code == 303
    assert [row["relay"] for row in await _rows(res, orders)] == ["queued", "needs_linking", "needs_linking"]
    html = (await alice.get(base, params={"range": "7"})).text
    start, end = re.findall(r'type="hidden" name="(?:from|to)" value="([^"]*)"', html)
    await alice.submit(base, {"all": "1", "from": start, "to": end})
    assert [row["relay"] for row in await _rows(res, orders)] == ["queued", "queued", "needs_linking"]


async def test_a_shipped_order_is_imported_when_the_seller_asks(
    resources: Resources, cast: Cast, alice: Browser, base: str
) -> None:
    """S143: import for bookkeeping only, in the list or on the order's own page."""
    res, here = resources, cast.connection_id
    order = await ordered.one(res, here, 1, None, status=OrderStatus.DELIVERED)
    page = f"/connections/{here}/orders/{order}"
    assert "Import it for bookkeeping only?" in (await alice.get(page)).text
    answer = await alice.submit(f"/connections/{here}/orders/relays", {"order": str(order), "then": "order"})
    assert answer.headers["location"] == page
    assert [row["asked"] for row in await _rows(res, [order])] == [True]
    assert "<p>asked</p>" not in (await alice.get(page)).text
    nothing = await alice.submit(base, {"order": "999999"})
    assert nothing.status_code == 409


async def test_orders_that_weft_could_not_read_are_named(
    resources: Resources, cast: Cast, alice: Browser, base: str
) -> None:
    """S142: on the page of missed orders and on Home."""
    assert "could not read" not in (await alice.get(base)).text
    await unreadable_orders.remember(resources, cast.connection_id, ("577086512123799001", "577086512123799002"))
    html = (await alice.get(base)).text
    assert "TikTok sent 2 orders that Weft could not read." in html
    assert "577086512123799001" in html
    home = (await alice.get(f"/connections/{cast.connection_id}")).text
    assert "TikTok sent 2 orders that Weft could not read." in home


async def test_an_order_that_cannot_be_read_is_among_what_needs_you(
    resources: Resources, cast: Cast, alice: Browser
) -> None:
    """S142: one list and one number of what needs the seller, and nobody else's; it is found by its id."""
    ids = ("577086512123799001", "577086512123799002")
    await unreadable_orders.remember(resources, cast.connection_id, ids)
    await unreadable_orders.remember(resources, cast.charlies_connection_id, ("577086512123799003",))
    await ordered.written(resources, await ordered.one(resources, cast.connection_id, 1), "HG-1")
    list_ = f"/connections/{cast.connection_id}/orders"
    needs = (await alice.get(list_, params={"show": "needs_you"})).text
    assert [id_ in needs for id_ in (*ids, "577086512123799003")] == [True, True, False]
    assert 'Needs you <span class="n">2</span>' in needs
    assert "1–2 of 2" in needs
    everything = (await alice.get(list_)).text
    assert all(id_ not in everything for id_ in ids)
    found = (await alice.get(list_, params={"q": ids[0]})).text
    assert [id_ in found for id_ in ids] == [True, False]
    async with connection(resources.db) as db:
        await unreadable_orders.were_read(db, cast.connection_id, ids)
    assert 'Needs you <span class="n">0</span>' in (await alice.get(list_)).text


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"from": "2025-11-18T12:00", "to": "2025-11-17T12:00"}, "The end is before the start."),
        ({"from": "yesterday", "to": "2025-11-17T12:00"}, "Choose a start and an end."),
        ({"from": "0001-01-01T00:00", "to": "9999-12-31T23:59"}, "Choose a start and an end."),
    ],
)
async def test_times_that_cannot_be_are_said(query: dict[str, str], says: str, alice: Browser, base: str) -> None:
    """S142."""
    answer = await alice.get(base, params=query)
    assert answer.status_code == 422
    assert says in answer.text


async def test_the_stores_clock_counts(resources: Resources, cast: Cast, alice: Browser, base: str) -> None:
    """S142: New York's times in the fields; 23:30 there is tomorrow in UTC."""
    res = resources
    order = await ordered.one(res, cast.connection_id, 1)
    await ordered.becomes(res, order, placed_at=datetime(2025, 11, 18, 4, 30, tzinfo=UTC))
    found = await alice.get(base, params={"from": "2025-11-17T23:00", "to": "2025-11-18T00:00"})
    assert list(ticked(found.text)) == [order]
    empty = await alice.get(base, params={"from": "2025-11-18T00:00", "to": "2025-11-19T00:00"})
    assert ticked(empty.text) == {}
    assert "Nothing was missed" in empty.text


async def _rows(res: Resources, orders: list[int]) -> list[dict[str, Any]]:
    async with connection(res.db) as db:
        rows = await db.fetch("SELECT * FROM sales_order WHERE id = ANY($1::bigint[]) ORDER BY id", orders)
    return [dict(row) for row in rows]
