"""The question before a push: the same rules that send say what would become of everything (S36, S38)."""

import pytest

from app.domain.selection import Selection
from app.sync import previews
from tests.sync.pushing import Pushing


async def split(push: Pushing, selection: Selection | None = None) -> previews.Split:
    selection = selection or Selection()
    matching = await push.value("SELECT count(*) FROM product WHERE connection = $1", push.connection)
    return await previews.split(push.res, push.connection, selection, matching)


async def test_preview_says_what_the_push_then_does(push: Pushing) -> None:
    """S38: everything that can be known without asking TikTok."""
    asked = await split(push)
    task = await push.push()
    items = await push.items(task)
    assert asked.busy == 0
    assert asked.updates == 0
    found = dict(await causes(push, task))
    # What only the category's requirements tell is found while sending, and not before they were read.
    later = {"attributes_missing", "certificates_missing", "size_chart_missing"}
    assert {finding.code: n for finding, n in asked.lacking} == {c: n for c, n in found.items() if c not in later}
    assert asked.new == items["in_review"] + sum(n for c, n in found.items() if c in later)

    again = await split(push)
    assert again.updates == items["in_review"]
    assert {finding.code: n for finding, n in again.lacking} == found
    assert again.new == 0


async def causes(push: Pushing, task: int) -> list[tuple[str, int]]:
    rows = await push.rows(
        "SELECT cause, count(*) AS n FROM task_item WHERE task = $1 AND state = 'refused' GROUP BY cause", task
    )
    return [(row["cause"], row["n"]) for row in rows]


async def test_preview_calls_nobody(push: Pushing) -> None:
    before = len(push.shops.world.journal.calls)
    await split(push)
    assert len(push.shops.world.journal.calls) == before


async def test_products_on_their_way_are_counted_apart(push: Pushing) -> None:
    """S37: they are not queued a second time."""
    ids = [row["id"] for row in await push.rows("SELECT id FROM product ORDER BY id LIMIT 5")]
    await push.start(*ids)
    asked = await split(push)
    assert asked.busy == 5
    assert (asked.ready or 0) + sum(n for _, n in asked.lacking) == asked.matching - 5


async def test_selection_is_the_same_as_the_lists(push: Pushing) -> None:
    """S36: "all pages" means all that match."""
    ids = tuple(row["id"] for row in await push.rows("SELECT id FROM product ORDER BY id OFFSET 1 LIMIT 3"))
    asked = await previews.split(push.res, push.connection, Selection(ids=ids), 3)
    assert (asked.ready or 0) + sum(n for _, n in asked.lacking) == 3


async def test_deleted_products_are_left_out(push: Pushing) -> None:
    await push.execute("UPDATE product SET deleted_at = now()")
    asked = await split(push)
    assert (asked.ready, asked.lacking, asked.busy) == (0, (), 0)


async def test_more_than_anybody_waits_for_are_not_asked(push: Pushing) -> None:
    asked = await previews.split(push.res, push.connection, Selection(), previews.MOST_ASKED + 1)
    assert asked.ready is None


@pytest.mark.parametrize("missing", ["package_length_mm", "warehouse_id"])
async def test_setting_that_is_missing_stands_in_every_products_way(push: Pushing, missing: str) -> None:
    empty = "''" if missing == "warehouse_id" else "NULL"
    await push.execute(f"UPDATE connection SET {missing} = {empty} WHERE id = $1", push.connection)  # noqa: S608
    await push.execute("UPDATE product SET size = NULL, weight_g = NULL")
    asked = await split(push)
    assert (asked.ready, sum(n for _, n in asked.lacking)) == (0, asked.matching)
