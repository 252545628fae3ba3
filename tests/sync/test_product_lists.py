"""The product list (S36, S130, S131): every product once, numbers that are the rows', any words in the search."""
# ruff: noqa: S608 - the statements are put together from this file's own words

import random
from collections.abc import Sequence

import asyncpg
import pytest

from app.domain.products import SyncState
from app.domain.selection import Selection
from app.resources import Resources
from app.tables import product_lists
from app.tables.engine import connection, transaction
from app.tables.product_lists import ProductPageRows
from tests.sync.catalogue import TEAPOTS, Catalogue, a_product
from tests.sync.pulling import Shop

Numbers = list[int]


async def page(shop: Shop, selection: Selection = Selection(), **where: int) -> ProductPageRows:  # noqa: B008 - frozen
    async with connection(shop.res.db) as db:
        return await product_lists.page_of(db, shop.id, selection, limit=where.pop("limit", 3), **where)


async def down(shop: Shop, selection: Selection = Selection()) -> list[Numbers]:  # noqa: B008 - frozen
    """Every page from the first to the last."""
    pages, found = [], await page(shop, selection)
    while True:
        pages.append(numbers(found.rows))
        if found.older is None:
            return pages
        found = await page(shop, selection, before_id=found.older)


async def everything(shop: Shop, selection: Selection) -> Numbers:
    return [number for each in await down(shop, selection) for number in each]


def numbers(rows: Sequence[asyncpg.Record]) -> Numbers:
    return [row["source_id"] for row in rows]


async def count(shop: Shop, selection: Selection, cap: int | None = None) -> int:
    async with connection(shop.res.db) as db:
        return await product_lists.count_matching(db, shop.id, selection, cap=cap)


async def counts(shop: Shop) -> dict[str, int]:
    async with connection(shop.res.db) as db:
        return await product_lists.counts(db, shop.id)


async def count_shown(shop: Shop, selection: Selection, most: int) -> tuple[int, bool]:
    async with connection(shop.res.db) as db:
        return await product_lists.count_shown(db, shop.id, selection, most=most)


@pytest.fixture
async def ten(shop: Shop) -> Shop:
    """Ten mugs; 2 deleted, 5 with unsent changes, 7 a teapot that failed, 8 without a category, 9 listed."""
    store = Catalogue(
        *(
            a_product(n, **({"category": TEAPOTS} if n == 7 else {"category": None} if n == 8 else {}))
            for n in range(1, 11)
        ),
        page=100,
    )
    await shop.pull(store)
    await shop.list_product(9)
    for change, number in (
        ("deleted_at = now()", 2),
        ("unsent_changes = true", 5),
        ("sync_state = 'sync_failed'", 7),
        ("sync_state = 'synced'", 9),
    ):
        await shop.fetch(f"UPDATE product SET {change} WHERE source_id = $1", number)
    return shop


async def test_paging_shows_every_product_once(ten: Shop) -> None:
    assert await down(ten) == [[10, 9, 8], [7, 6, 5], [4, 3, 1]]


async def test_paging_back_shows_the_same_pages(ten: Shop) -> None:
    first = await page(ten)
    assert first.older
    second = await page(ten, before_id=first.older)
    assert first.newer is None
    assert second.newer
    assert second.older
    third = await page(ten, before_id=second.older)
    assert third.older is None
    assert third.newer
    back = await page(ten, after_id=third.newer)
    assert (numbers(back.rows), back.newer, back.older) == (numbers(second.rows), second.newer, second.older)
    assert back.newer
    top = await page(ten, after_id=back.newer)
    assert (numbers(top.rows), top.newer, top.older) == (numbers(first.rows), None, first.older)


async def test_a_product_that_comes_while_paging_doubles_nothing(ten: Shop) -> None:
    first = await page(ten)
    await ten.pull(Catalogue(*(a_product(n) for n in (1, 3, 4, 5, 6, 7, 8, 9, 10, 11)), page=100))
    assert first.older
    assert numbers((await page(ten, before_id=first.older)).rows) == [7, 6, 5]


async def test_a_row_says_what_the_list_shows(ten: Shop) -> None:
    nine = (await page(ten)).rows[1]
    assert nine["picture"] == "http://pictures.example/9.jpg"
    assert (nine["remote_id"], nine["listing_status"], nine["audit_status"]) == ("tts-9", "PENDING", "")
    assert (nine["mapping_source"], nine["mapping_state"], nine["category_name"]) == ("Mugs", "unset", "Mugs")
    eight = (await page(ten)).rows[2]
    assert (eight["remote_id"], eight["mapping_source"], eight["category_name"]) == (None, None, None)


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(shown="sync_failed"), [7]),
        (Selection(shown="unsent"), [5]),
        (Selection(shown="deleted"), [2]),
        (Selection(mapping=0), [8]),
        (Selection(mapping=0, shown="sync_failed"), []),
        (Selection(shown="not_synced", search="mug 1"), [10, 1]),
        (Selection(search="teapot"), []),
    ],
)
async def test_filters_show_and_count_the_same(ten: Shop, selection: Selection, expected: Numbers) -> None:
    assert await everything(ten, selection) == expected
    assert await count(ten, selection) == len(expected)


async def test_a_category_shows_and_counts_the_same(ten: Shop) -> None:
    async with connection(ten.res.db) as db:
        by_mapping = await product_lists.mapping_counts(db, ten.id)
    assert by_mapping.pop(0) == 1
    assert sorted(by_mapping.values()) == [1, 7]
    for mapping, expected in by_mapping.items():
        assert await count(ten, Selection(mapping=mapping)) == expected
        assert len(await everything(ten, Selection(mapping=mapping))) == expected


async def test_ticked_products_are_counted_and_shown_whatever_the_filter(ten: Shop) -> None:
    rows = await ten.products()
    ticked = Selection(ids=(rows[3]["id"], rows[10]["id"], rows[2]["id"]), shown="synced")
    assert await everything(ten, ticked) == [10, 3]
    assert await count(ten, ticked) == 2


async def test_counting_stops_at_the_cap(ten: Shop) -> None:
    assert await count(ten, Selection(search="mug"), cap=4) == 4
    assert await count(ten, Selection(search="mug")) == 9


async def test_the_numbers_beside_the_filters_are_the_rows(ten: Shop) -> None:
    assert await counts(ten) == {
        "all": 9, "not_synced": 7, "sync_failed": 1, "synced": 1, "unsent": 1, "deleted": 1,
    }  # fmt: skip
    assert await count(ten, Selection()) == 9


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("1-Pro", {3}),
        ("HG-10482", {3}),
        ("hg 10482", {3}),
        ("10482/x", {3}),
        ("t-shirt", {3}),
        ("SHIRT tee", {3}),
        ("ñandú", {3}),
        ("ÑAN", {3}),
        ("黒い", {3}),
        ("straße", {3}),
        ("4006381333931", {3}),
        ("3", {3}),
        ("1e5abc", {3}),
        ("1e5a", {3}),
        ("x-l", {3}),
        ("shirt nowhere", set()),
        ("hirt", set()),
    ],
)
async def test_words_of_title_sku_barcode_and_id_are_found(shop: Shop, search: str, found: set[int]) -> None:
    tee = a_product(
        3, title="Ñandú T-Shirt/Tee 1e5abc 黒い猫 Straße v1-pro", sku="HG-10482/XL_X-L", gtin="4006381333931"
    )
    await shop.pull(Catalogue(a_product(1, title="Mug", sku="A"), tee, a_product(40, title="Pot", sku="B")))
    assert set(await everything(shop, Selection(search=search))) == found


async def test_common_and_rare_words_are_found_in_a_large_catalogue(shop: Shop) -> None:
    """However the search finds them (app/tables/product_search.py): every match once, newest first."""
    await shop.fetch(
        """INSERT INTO product (connection, source_id, pictures, variants, source_updated_at, search, sync_state)
           SELECT $1, n, '[]', '[]', now(), 'mug hg ' || n || CASE WHEN n % 1000 = 1 THEN ' rare' ELSE '' END
               || CASE WHEN n % 60 = 1 THEN ' middling' ELSE '' END || CASE WHEN n < 40 THEN ' oldest' ELSE '' END
               || CASE WHEN n > 6495 THEN ' newest' ELSE '' END,
               CASE WHEN n % 2 = 0 THEN 'synced' ELSE 'not_synced' END
           FROM generate_series(1, 6500) n""",
        shop.id,
    )
    expected = {
        "rare": range(6001, 0, -1000),
        "middling mu": range(6481, 0, -60),
        "oldest": range(39, 0, -1),
        "newest": range(6500, 6495, -1),
        "6499": [6499],
        "nowhere": [],
    }
    for search, found in expected.items():
        assert await everything(shop, Selection(search=search)) == list(found), search
        assert await count(shop, Selection(search=search)) == len(found)
    assert await everything(shop, Selection(search="rare", shown="synced")) == []
    assert len(await everything(shop, Selection(search="oldest", shown="synced"))) == 19
    first = await page(shop, Selection(search="mug"), limit=50)
    assert first.older
    second = await page(shop, Selection(search="mug"), limit=50, before_id=first.older)
    assert numbers([*first.rows, *second.rows]) == list(range(6500, 6400, -1))
    assert second.newer
    assert numbers((await page(shop, Selection(search="mug"), limit=50, after_id=second.newer)).rows) == numbers(
        first.rows
    )


@pytest.mark.parametrize(
    "search",
    [
        "'", "''", "' OR 1=1 --", "a:*b", "!mug", "mug & !3", "(((", "mug | 3", "mug <-> 3", ":*", "\\", "\\'", "$1",
        "%", "_", "a\0b", "\ud83d", "①", "🙂", "x" * 5000, "mug " * 5000, "\u202e", "mug:D", "1:1A", "&&", "'mug'",
    ],
)  # fmt: skip
async def test_nothing_typed_into_the_search_breaks_it(ten: Shop, search: str) -> None:
    """Bad input: an answer, never an error, and never somebody else's rows."""
    found = await everything(ten, Selection(search=search))
    assert set(found) <= {1, 3, 4, 5, 6, 7, 8, 9, 10}
    assert await count(ten, Selection(search=search)) == len(found)


async def test_nobody_sees_another_accounts_products(ten: Shop) -> None:
    (row,) = await ten.fetch("SELECT id, account FROM connection WHERE id <> $1", ten.id)
    charlie = Shop(ten.res, row["account"], row["id"])
    ids = tuple(product["id"] for product in (await ten.products()).values())
    for selection in (Selection(), Selection(search="mug"), Selection(ids=ids), Selection(shown="deleted")):
        assert await down(charlie, selection) == [[]]
        assert await count(charlie, selection) == 0
    assert (await counts(charlie))["all"] == 0


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_the_tally_is_the_count_whatever_happens(shop: Shop, seed: int) -> None:
    """Exact without counting: after any mixture of changes, adding up and rolling back."""
    chance = random.Random(seed)
    await shop.pull(Catalogue(*(a_product(n) for n in range(1, 31)), page=100))
    mappings = [row["id"] for row in await shop.fetch("SELECT id FROM category_mapping")]
    for _ in range(40):
        await _change_something(shop.res, shop.id, chance, mappings)
        assert await _tally(shop) == await _counted(shop)


async def _change_something(res: Resources, shop: int, chance: random.Random, mappings: list[int]) -> None:
    some = f"id IN (SELECT id FROM product WHERE connection = {shop} ORDER BY random() LIMIT {chance.randint(0, 9)})"
    what = chance.choice(("state", "unsent", "delete", "undelete", "mapping", "remove", "add", "compact"))
    statement = {
        "state": f"UPDATE product SET sync_state = '{chance.choice(list(SyncState)).value}' WHERE {some}",
        "unsent": f"UPDATE product SET unsent_changes = NOT unsent_changes WHERE {some}",
        "delete": f"UPDATE product SET deleted_at = now() WHERE {some}",
        "undelete": f"UPDATE product SET deleted_at = NULL, sync_state = 'queued' WHERE {some}",
        "mapping": f"UPDATE product SET category_mapping = {chance.choice([*mappings, 'NULL'])} WHERE {some}",
        "remove": f"DELETE FROM product WHERE {some}",
        "add": f"""INSERT INTO product (connection, source_id, pictures, variants, source_updated_at)
                   SELECT {shop}, {chance.randint(100, 10**9)} + n, '[]', '[]', now() FROM generate_series(1, 5) n""",
        "compact": "",
    }[what]
    undone = chance.random() < 0.2
    try:
        async with transaction(res.db) as db:
            if statement:
                await db.execute(statement)
            else:
                await product_lists.compact_tally(db)
            if undone:
                raise ZeroDivisionError
    except ZeroDivisionError:
        pass


async def _tally(shop: Shop) -> tuple[dict[str, int], dict[int, int]]:
    async with connection(shop.res.db) as db:
        by_mapping = await product_lists.mapping_counts(db, shop.id)
    return {word: n for word, n in (await counts(shop)).items() if n}, by_mapping


async def _counted(shop: Shop) -> tuple[dict[str, int], dict[int, int]]:
    rows = (await shop.products()).values()
    live = [row for row in rows if row["deleted_at"] is None]
    words = [row["sync_state"] for row in live] + ["all"] * len(live) + ["deleted"] * (len(rows) - len(live))
    words += ["unsent" for row in live if row["unsent_changes"]]
    mappings = [row["category_mapping"] or 0 for row in live]
    return {word: words.count(word) for word in set(words)}, {each: mappings.count(each) for each in set(mappings)}


async def test_adding_up_leaves_few_rows_and_forgets_who_is_gone(shop: Shop) -> None:
    await shop.pull(Catalogue(*(a_product(n) for n in range(1, 31)), page=1))
    async with transaction(shop.res.db) as db:
        await product_lists.compact_tally(db)
    rows = await shop.fetch("SELECT what, n FROM product_tally WHERE connection = $1", shop.id)
    assert sorted(row["n"] for row in rows) == [30, 30]
    await shop.fetch("DELETE FROM connection WHERE id = $1", shop.id)
    async with transaction(shop.res.db) as db:
        await product_lists.compact_tally(db)
    assert await shop.fetch("SELECT * FROM product_tally WHERE connection = $1", shop.id) == []


async def test_a_common_word_is_counted_no_further_than_needed(ten: Shop) -> None:
    """S130: "10,000+" at once, instead of the exact number after four seconds; what costs nothing stays exact."""
    word = Selection(search="mug")
    exact = await count(ten, word)
    assert exact > 3
    assert await count_shown(ten, word, 3) == (3, True)
    assert await count_shown(ten, word, exact) == (exact, False)
    assert await count_shown(ten, Selection(), 3) == (9, False)
