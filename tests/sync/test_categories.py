"""Categories: suggested by themselves, changed by people, read as seldom as possible (S24, S97, S98, S102)."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.categories import ChannelCategory
from app.errors import Invalid, NotFound
from app.platforms.roles import Channel
from app.sync import categories
from app.sync.category_suggestions import category_for, suggest_missing
from app.sync.channel_categories import _write_tree, refresh_tree, requirements
from app.sync.grants import open_channel
from sandbox.tiktok_shop.categories import TREE
from tests.cast import Cast
from tests.sync.pushing import Pushing

PLAIN = next(node for node in TREE.values() if node.is_leaf and not node.traits)
BRANCH = next(node for node in TREE.values() if not node.is_leaf)
INVITE = next(node for node in TREE.values() if "invite" in node.traits)


@pytest.fixture
async def channel(push: Pushing) -> Channel:
    return await open_channel(push.res, push.connection)


async def mapping(push: Pushing, id_: int) -> dict[str, object]:
    return (await push.rows("SELECT * FROM category_mapping WHERE id = $1", id_))[0]


async def one_mapping(push: Pushing) -> int:
    return int(await push.value("SELECT min(category_mapping) FROM product"))


# The tree, and what a leaf asks for


async def test_tree_is_read_once_a_day(push: Pushing, channel: Channel) -> None:
    before = push.calls("GET /product/202309/categories")
    await asyncio.gather(*(refresh_tree(push.res, push.connection, channel) for _ in range(8)))
    assert push.calls("GET /product/202309/categories") == before
    tomorrow = replace(push.res, now=lambda: push.res.now() + timedelta(hours=25))
    await asyncio.gather(*(refresh_tree(tomorrow, push.connection, channel) for _ in range(8)))
    assert push.calls("GET /product/202309/categories") == before + 1


async def test_requirements_are_read_once_an_hour_whoever_asks(push: Pushing, channel: Channel) -> None:
    before = push.calls("/attributes")
    asked = await asyncio.gather(*(requirements(push.res, push.connection, channel, PLAIN.id) for _ in range(12)))
    assert all(each == asked[0] for each in asked)
    assert push.calls("/attributes") == before + 1
    later = replace(push.res, now=lambda: push.res.now() + timedelta(minutes=61))
    await requirements(later, push.connection, channel, PLAIN.id)
    assert push.calls("/attributes") == before + 2


async def test_requirements_written_by_another_version_are_read_again(push: Pushing, channel: Channel) -> None:
    await requirements(push.res, push.connection, channel, PLAIN.id)
    await push.execute("UPDATE channel_category SET requirements = '[1, 2]' WHERE remote_id = $1", PLAIN.id)
    assert (await requirements(push.res, push.connection, channel, PLAIN.id)).category_id == PLAIN.id


async def test_empty_tree_is_a_fault_and_keeps_the_old_one(push: Pushing) -> None:
    await _write_tree(push.res, push.connection, [])
    assert await push.value("SELECT count(*) FROM channel_category") == len(TREE)


async def test_mappings_follow_the_tree(push: Pushing) -> None:
    """ "Categories change often": renamed ones are renamed, suggestions of vanished ones are made anew."""
    kept, gone, chosen = [
        row["id"]
        for row in await push.rows("SELECT id FROM category_mapping WHERE remote_id <> '' ORDER BY id LIMIT 3")
    ]
    await push.execute("UPDATE category_mapping SET state = 'chosen' WHERE id = $1", chosen)
    rows = {key: await mapping(push, key) for key in (kept, gone, chosen)}
    lost = {rows[gone]["remote_id"], rows[chosen]["remote_id"]} - {rows[kept]["remote_id"]}
    tree = [
        ChannelCategory(node.id, node.parent_id, f"New {node.name}", f"New {node.name}", node.is_leaf)
        for node in TREE.values()
        if node.id not in lost
    ]
    await _write_tree(push.res, push.connection, tree)
    assert str((await mapping(push, kept))["remote_name"]).startswith("New ")
    assert ((await mapping(push, gone))["state"], (await mapping(push, gone))["remote_id"]) == ("unset", "")
    assert (await mapping(push, chosen))["remote_id"] == rows[chosen]["remote_id"], "a person's choice stays"


# Suggestions


async def test_every_group_has_a_suggestion_right_after_the_pull(push: Pushing) -> None:
    """S98"""
    states = await push.rows("SELECT state, count(*) AS n FROM category_mapping GROUP BY state")
    assert {row["state"] for row in states} <= {"suggested", "unset"}
    groups = await push.value("SELECT count(*) FROM category_mapping")
    assert push.calls("categories/recommend") == groups


async def test_group_is_asked_about_once_and_again_after_a_day(push: Pushing, channel: Channel) -> None:
    """No match is an answer (12019064)."""
    nothing = "Zzyzx qwrtp"
    await push.execute(
        "UPDATE category_mapping SET state = 'unset', remote_id = '', suggested_at = NULL, source_name = $1", nothing
    )
    await push.execute("UPDATE product SET title = $1", nothing)
    before = push.calls("categories/recommend")
    groups = await push.value("SELECT count(*) FROM category_mapping")
    assert await suggest_missing(push.res, push.connection, channel) == 0
    assert await suggest_missing(push.res, push.connection, channel) == 0
    product = await push.value("SELECT min(id) FROM product WHERE category_mapping IS NOT NULL")
    assert await category_for(push.res, push.connection, channel, product) == ""
    assert push.calls("categories/recommend") == before + groups
    tomorrow = replace(push.res, now=lambda: push.res.now() + timedelta(hours=25))
    await suggest_missing(tomorrow, push.connection, channel)
    assert push.calls("categories/recommend") == before + 2 * groups


async def test_suggestion_never_overwrites_a_choice(push: Pushing, channel: Channel) -> None:
    id_ = await one_mapping(push)
    await categories.choose(push.res, push.connection, id_, PLAIN.id)
    await push.execute("UPDATE category_mapping SET suggested_at = NULL")
    await suggest_missing(push.res, push.connection, channel)
    assert (await mapping(push, id_))["remote_id"] == PLAIN.id


async def test_product_without_a_group_keeps_a_suggestion_of_its_own(push: Pushing, channel: Channel) -> None:
    """S24: "No Ecwid category" has no category in common; each is asked about once."""
    product = await push.value("SELECT min(id) FROM product WHERE category_mapping IS NOT NULL")
    await push.execute("UPDATE product SET category_mapping = NULL WHERE id = $1", product)
    before = push.calls("categories/recommend")
    first = await category_for(push.res, push.connection, channel, product)
    assert first
    assert await category_for(push.res, push.connection, channel, product) == first
    assert push.calls("categories/recommend") == before + 1


async def test_own_category_wins_over_the_groups(push: Pushing, channel: Channel) -> None:
    """S102: product over category."""
    product = await push.value("SELECT min(id) FROM product WHERE category_mapping IS NOT NULL")
    await push.execute("UPDATE product SET own_category_id = $1 WHERE id = $2", PLAIN.id, product)
    assert await category_for(push.res, push.connection, channel, product) == PLAIN.id


async def test_many_products_of_a_new_group_ask_once(push: Pushing, channel: Channel) -> None:
    await push.execute("UPDATE category_mapping SET state = 'unset', remote_id = '', suggested_at = NULL")
    products = [row["id"] for row in await push.rows("SELECT id FROM product WHERE category_mapping IS NOT NULL")]
    before = push.calls("categories/recommend")
    await asyncio.gather(*(category_for(push.res, push.connection, channel, product) for product in products * 2))
    groups = await push.value("SELECT count(*) FROM category_mapping")
    assert push.calls("categories/recommend") == before + groups


# Choices


async def test_only_leaves_can_be_chosen(push: Pushing) -> None:
    """S102"""
    id_ = await one_mapping(push)
    before = await mapping(push, id_)
    for wrong in (BRANCH.id, "999", ""):
        with pytest.raises(Invalid):
            await categories.choose(push.res, push.connection, id_, wrong)
    assert await mapping(push, id_) == before


async def test_mapping_of_another_connection_is_not_found(push: Pushing, cast: Cast) -> None:
    id_ = await one_mapping(push)
    before = await mapping(push, id_)
    await push.execute(
        """INSERT INTO channel_category (connection, remote_id, parent_id, name, path, is_leaf)
           SELECT $1, remote_id, parent_id, name, path, is_leaf FROM channel_category WHERE remote_id = $2""",
        cast.charlies_connection_id,
        PLAIN.id,
    )
    with pytest.raises(NotFound):
        await categories.choose(push.res, cast.charlies_connection_id, id_, PLAIN.id)
    assert await categories.accept(push.res, cast.charlies_connection_id, [id_]) == 0
    assert await mapping(push, id_) == before


async def test_choice_of_an_invite_only_category_is_flagged(push: Pushing) -> None:
    """S102"""
    id_ = await one_mapping(push)
    await categories.choose(push.res, push.connection, id_, INVITE.id)
    assert (await mapping(push, id_))["invite_only"]


async def test_changing_a_category_marks_what_is_listed(push: Pushing) -> None:
    """S102: "Unsent changes", on the group's listed products and no others."""
    await push.push()
    id_ = await push.value("SELECT p.category_mapping FROM product p JOIN listing l ON l.product = p.id LIMIT 1")
    same = (await mapping(push, id_))["remote_id"]
    await categories.choose(push.res, push.connection, id_, str(same))
    assert await push.value("SELECT count(*) FROM product WHERE unsent_changes") == 0
    await categories.choose(push.res, push.connection, id_, PLAIN.id)
    marked = await push.rows("SELECT id, category_mapping FROM product WHERE unsent_changes")
    assert marked
    assert {row["category_mapping"] for row in marked} == {id_}


async def test_accepting_takes_suggestions_as_they_are(push: Pushing) -> None:
    id_ = await push.value("SELECT min(id) FROM category_mapping WHERE state = 'suggested'")
    before = await mapping(push, id_)
    assert await categories.accept(push.res, push.connection, [id_, id_]) == 1
    assert await mapping(push, id_) == before | {"state": "chosen"}
    assert await categories.accept(push.res, push.connection, [id_]) == 0
