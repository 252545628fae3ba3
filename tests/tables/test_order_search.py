"""Common words are found along the list and rare ones by the text index: the same orders, in the same order."""

import asyncpg
import pytest

from app.domain.order_selection import BY_NEWEST, BY_TIME, OrderSelection
from app.resources import Resources
from app.sync.order_records import tsquery
from app.tables import order_lists, order_search
from app.tables.engine import connection
from app.tables.order_places import Place
from tests.cast import Cast

ORDERS = 130
PAGE = 20
# In every band of the list, a fifth put away; times and ship-by clocks that are alike, so that ids decide.
FILL = """
INSERT INTO sales_order (connection, remote_id, status, relay, facts, currency, total, placed_at, ship_by, shipment,
    remote_updated_at, source_order_id, source_fulfilment, archived_at, search)
SELECT $1, '577' || n, (ARRAY['AWAITING_SHIPMENT', 'UNPAID', 'COMPLETED', 'CANCELLED', 'PARTIALLY_SHIPPING',
        'IN_TRANSIT', 'ON_HOLD'])[1 + n % 7], CASE WHEN n % 11 = 0 THEN 'needs_you' ELSE 'synced' END, '{}', 'USD', 1,
    now() - make_interval(hours => n / 3), CASE WHEN n % 4 > 0 THEN now() + make_interval(hours => n / 5) END,
    CASE WHEN n % 6 = 0 THEN 'due' ELSE '' END, now(), CASE WHEN n % 3 > 0 THEN 'HG' || n ELSE '' END,
    'AWAITING_PROCESSING', CASE WHEN n % 5 = 0 THEN now() END,
    '577' || n || ' mug' || CASE WHEN n % 2 = 0 THEN ' moss' ELSE ' slate mossy' END || ' b' || repeat('a', 20)
FROM generate_series(1, $2::int) n"""


@pytest.fixture
async def full(resources: Resources, cast: Cast) -> Resources:
    async with connection(resources.db) as db:
        await db.execute(FILL, cast.connection_id, ORDERS)
        await db.execute(FILL, cast.charlies_connection_id, 7)
    return resources


async def pages(db: asyncpg.Connection, cast: Cast, selection: OrderSelection, query: str) -> list[list[int]]:
    """All pages, on and then back again."""
    found: list[list[int]] = []
    after: Place | None = None
    before: Place | None = None
    back = False
    while True:
        page = await order_lists.page_of(
            db, cast.connection_id, selection, query, before=before, after=after, limit=PAGE
        )
        found.append([row["id"] for row in page.rows])
        back = back or page.on is None
        after, before = (None, page.back) if back else (page.on, None)
        if (before if back else after) is None:
            return found


@pytest.mark.parametrize("sort", [BY_TIME, BY_NEWEST])
@pytest.mark.parametrize("shown", ["", "needs_you", "unfulfilled", "completed", "awaiting_shipment", "archived"])
@pytest.mark.parametrize("words", ["mug", "moss", "mug 5771", "slate moss"])
async def test_both_ways_find_the_same(
    full: Resources, cast: Cast, monkeypatch: pytest.MonkeyPatch, sort: str, shown: str, words: str
) -> None:
    selection, query = OrderSelection(shown, words, sort), tsquery(full.vault, words)
    ways = []
    async with connection(full.db) as db:
        for seen in ((order_search.GLANCE, 0), (1, 0), (order_search.GLANCE, ORDERS)):  # rare, few, common

            async def glance(*_: object, seen: tuple[int, int] = seen) -> tuple[int, int]:
                return seen

            monkeypatch.setattr(order_search, "_glance", glance)
            ways.append(await pages(db, cast, selection, query))
    assert ways[0] == ways[1] == ways[2]
    assert sum(map(len, ways[0])) > 0


async def test_a_name_is_found_among_many(full: Resources, cast: Cast) -> None:
    """By its hash, and only by the whole of it."""
    async with connection(full.db) as db:
        for query, found in ((f"(b:* | b{'a' * 20})", ORDERS), (f"(nobody:* | b{'a' * 19})", 0)):
            page = await order_lists.page_of(db, cast.connection_id, OrderSelection("", "x"), query)
            assert page.total == found


async def test_a_common_word_is_counted_so_far_and_a_rare_one_to_the_end(
    full: Resources, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order_search, "MOST_COUNTED", 100)
    async with connection(full.db) as db:
        for words, total, more in (("mug", 100, True), ("slate", 65, False), ("57711", 11, False), ("none", 0, False)):
            query = tsquery(full.vault, words)
            page = await order_lists.page_of(db, cast.connection_id, OrderSelection("", words), query)
            assert (page.total, page.more) == (total, more), words


async def test_counts_are_those_of_the_rows_whatever_happens_to_them(full: Resources, cast: Cast) -> None:
    """S140: exact without counting, also when orders change, are put away, and go."""
    here = cast.connection_id
    async with connection(full.db) as db:
        for change in (
            "SELECT $1::bigint",
            "UPDATE sales_order SET status = 'DELIVERED' WHERE connection = $1 AND status = 'IN_TRANSIT'",
            "UPDATE sales_order SET archived_at = now() WHERE connection = $1 AND status = 'CANCELLED'",
            "UPDATE sales_order SET archived_at = NULL WHERE connection = $1 AND status = 'COMPLETED'",
            "DELETE FROM sales_order WHERE connection = $1 AND id % 2 = 0",
        ):
            await db.execute(change, here)
            counts = await order_lists.counts(db, here)
            rows = await db.fetch(
                """SELECT CASE WHEN archived_at IS NULL THEN lower(status) ELSE 'archived' END AS what, count(*) AS n
                   FROM sales_order WHERE connection = $1 GROUP BY 1""",
                here,
            )
            assert {row["what"]: row["n"] for row in rows}.items() <= counts.items(), change
            assert counts[""] == sum(row["n"] for row in rows if row["what"] != "archived")
