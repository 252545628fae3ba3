"""Product settings: each saved by itself; what is listed and changes by it gets "Unsent changes" (S24, S132–S134)."""

from dataclasses import replace

import pytest

from app.errors import Invalid
from app.sync import product_settings
from sandbox.tiktok_shop import seed
from tests.shops import PACKAGE
from tests.sync.pushing import Pushing


async def marked(push: Pushing) -> set[int]:
    return {row["id"] for row in await push.rows("SELECT id FROM product WHERE unsent_changes")}


async def listed(push: Pushing) -> set[int]:
    return {row["product"] for row in await push.rows("SELECT product FROM listing")}


async def with_own_package(push: Pushing) -> int:
    """One listed product has its own size and weight."""
    product = int(await push.value("SELECT min(product) FROM listing"))
    size = '{"length_mm": 100, "width_mm": 90, "height_mm": 80}'
    await push.execute("UPDATE product SET size = $2, weight_g = 300 WHERE id = $1", product, size)
    await push.execute("UPDATE product SET size = NULL WHERE id <> $1", product)
    return product


async def test_new_default_package_marks_products_that_travel_in_it(push: Pushing) -> None:
    """S133"""
    await push.push()
    own = await with_own_package(push)
    await product_settings.save_package(push.res, push.connection, replace(PACKAGE, weight_g=900))
    assert await marked(push) == await listed(push) - {own}
    assert await push.value("SELECT package_weight_g FROM connection WHERE id = $1", push.connection) == 900


async def test_other_units_mark_everything_listed(push: Pushing) -> None:
    """S134: what is sent is rounded in the system that was chosen."""
    await push.push()
    await with_own_package(push)
    await product_settings.save_package(push.res, push.connection, replace(PACKAGE, system="metric"))
    assert await marked(push) == await listed(push)


async def test_saving_the_same_package_marks_nothing(push: Pushing) -> None:
    await push.push()
    await product_settings.save_package(push.res, push.connection, PACKAGE)
    assert await marked(push) == set()


async def test_other_warehouse_marks_everything_listed(push: Pushing) -> None:
    """S155"""
    await push.push()
    await product_settings.save_warehouse(push.res, push.connection, seed.SALES)
    assert await marked(push) == set()
    await product_settings.save_warehouse(push.res, push.connection, seed.SECOND)
    assert await marked(push) == await listed(push)
    row = (await push.rows("SELECT warehouse_id, warehouse_name FROM connection WHERE id = $1", push.connection))[0]
    assert tuple(row.values()) == (seed.SECOND, "Reno")


@pytest.mark.parametrize("wrong", ["", seed.RETURNS, "7000000000000000000", "' OR 1=1"])
async def test_warehouse_that_stock_cannot_go_to_is_refused(push: Pushing, wrong: str) -> None:
    with pytest.raises(Invalid):
        await product_settings.save_warehouse(push.res, push.connection, wrong)
    assert await push.value("SELECT warehouse_id FROM connection WHERE id = $1", push.connection) == seed.SALES


async def grouped(push: Pushing) -> dict[int, str]:
    """The basis of each product's group."""
    rows = await push.rows(
        """SELECT p.id, coalesce(m.basis, '') AS basis FROM product p
           LEFT JOIN category_mapping m ON m.id = p.category_mapping"""
    )
    return {row["id"]: row["basis"] for row in rows}


async def test_other_basis_groups_everything_anew_from_what_was_pulled(push: Pushing) -> None:
    """S24: category, then product type; or one of them only."""
    usual = await grouped(push)
    has_type = {row["id"] for row in await push.rows("SELECT id FROM product WHERE product_type IS NOT NULL")}
    has_category = {row["id"] for row in await push.rows("SELECT id FROM product WHERE category IS NOT NULL")}
    assert has_type
    assert has_category

    await product_settings.save_basis(push.res, push.connection, "type")
    assert {id_ for id_, basis in (await grouped(push)).items() if basis == "type"} == has_type
    assert {id_ for id_, basis in (await grouped(push)).items() if not basis} == set(usual) - has_type

    await product_settings.save_basis(push.res, push.connection, "category")
    assert {id_ for id_, basis in (await grouped(push)).items() if basis == "category"} == has_category

    await product_settings.save_basis(push.res, push.connection, "category_then_type")
    assert await grouped(push) == usual


async def test_listed_products_that_come_into_another_group_have_unsent_changes(push: Pushing) -> None:
    """S102: another group, another category; those with a category of their own stay in it."""
    await push.push()
    own = await push.value("SELECT min(product) FROM listing")
    await push.execute("UPDATE product SET own_category_id = '600001' WHERE id = $1", own)
    before = await push.rows("SELECT id, category_mapping FROM product ORDER BY id")
    await product_settings.save_basis(push.res, push.connection, "type")
    after = await push.rows("SELECT id, category_mapping FROM product ORDER BY id")
    moved = {now["id"] for then, now in zip(before, after, strict=True) if then != now}
    assert await marked(push) == moved & await listed(push) - {own}
    assert await marked(push)


async def test_basis_that_is_none_is_refused(push: Pushing) -> None:
    with pytest.raises(Invalid):
        await product_settings.save_basis(push.res, push.connection, "brand")


async def test_groups_keep_their_choice_when_the_basis_comes_back(push: Pushing) -> None:
    id_ = await push.value("SELECT min(id) FROM category_mapping")
    await push.execute("UPDATE category_mapping SET state = 'chosen' WHERE id = $1", id_)
    await product_settings.save_basis(push.res, push.connection, "type")
    await product_settings.save_basis(push.res, push.connection, "category_then_type")
    assert await push.value("SELECT state FROM category_mapping WHERE id = $1", id_) == "chosen"
