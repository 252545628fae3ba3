"""A connection is made with two consents; whatever goes wrong keeps the draft, and no token (S6, S13–S18, R-23)."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from app.errors import Conflict, Invalid, NotFound
from app.platforms.ecwid.oauth import SCOPES
from app.platforms.registry import ECWID, TIKTOK_SHOP
from app.platforms.roles import Callback
from app.resources import Resources
from app.sync import connections, tasks
from app.sync.consent_problems import ConsentFailed, Problem
from app.tables.engine import connection
from sandbox.tiktok_shop import seed
from tests.cast import Cast
from tests.shops import Shops, open_shops


@pytest.fixture
async def shops(resources: Resources) -> AsyncIterator[Shops]:
    async with open_shops(resources, products=3) as running:
        yield running


async def draft(shops: Shops, cast: Cast, name: str = "Rehearsal") -> int:
    return await connections.create_draft(shops.res, cast.alice.account_id, name)


async def refused(shops: Shops, cast: Cast, made: int, platform: str, callback: Callback) -> Problem:
    """The consent must fail: no token may be kept, the draft stays a draft, and the sentences can be read."""
    finish = connections.finish_source if platform == ECWID else connections.finish_channel
    before = await state_of(shops, made)
    with pytest.raises(ConsentFailed) as failed:
        await finish(shops.res, cast.alice.account_id, made, callback)
    problem = failed.value.problem
    for sentence in (problem.title % problem.params, problem.text % problem.params):
        assert sentence.endswith(".")
        assert "%" not in sentence
    assert await state_of(shops, made) == before
    return problem


async def state_of(shops: Shops, made: int) -> tuple[object, ...]:
    state = await shops.value("SELECT state FROM connection WHERE id = $1", made)
    grants = await shops.rows(
        "SELECT platform, state, shop_id, access_token FROM access_grant WHERE connection = $1 ORDER BY platform", made
    )
    return (state, *(tuple(row.values()) for row in grants))


# Consents that bring nothing


@pytest.mark.parametrize(
    ("platform", "answers", "title"),
    [
        (ECWID, {"answer": "decline"}, "Ecwid did not give access."),
        (ECWID, {"answer": "expired"}, "Ecwid did not accept the authorisation."),
        (ECWID, {"answer": "plan"}, "Your Ecwid plan does not allow API access."),
        (TIKTOK_SHOP, {"answer": "cancel"}, "TikTok did not give access."),
        (TIKTOK_SHOP, {"answer": "expired"}, "The consent is no longer valid."),
        (TIKTOK_SHOP, {"region": "gb"}, "This TikTok shop sells outside the US. Weft works with shops in the US."),
        (TIKTOK_SHOP, {"region": "eu"}, "This TikTok shop sells outside the US. Weft works with shops in the US."),
    ],
    ids=lambda value: "-".join(value.values()) if isinstance(value, dict) else None,
)
async def test_consent_that_brings_nothing_says_why(
    shops: Shops, cast: Cast, platform: str, answers: dict[str, str], title: str
) -> None:
    """S13, S15, S166"""
    made = await draft(shops, cast)
    problem = await refused(shops, cast, made, platform, await shops.consent(platform, **answers))
    assert problem.title == title


@pytest.mark.parametrize("platform", [ECWID, TIKTOK_SHOP])
async def test_code_works_once(shops: Shops, cast: Cast, platform: str) -> None:
    """R-23: a callback that comes twice, from a reload or an onlooker."""
    first, second = await draft(shops, cast, "First"), await draft(shops, cast, "Second")
    callback = await shops.consent(platform)
    finish = connections.finish_source if platform == ECWID else connections.finish_channel
    await finish(shops.res, cast.alice.account_id, first, callback)
    await refused(shops, cast, second, platform, callback)


@pytest.mark.parametrize("platform", [ECWID, TIKTOK_SHOP])
@pytest.mark.parametrize("code", ["not-a-code", "", "x" * 2000, "💥", "null"])
async def test_code_that_is_none_brings_nothing(shops: Shops, cast: Cast, platform: str, code: str) -> None:
    await refused(shops, cast, await draft(shops, cast), platform, Callback(code=code, shop_id="10000001"))


async def test_code_of_another_store_is_refused(shops: Shops, cast: Cast) -> None:
    """Ecwid says the store with the token; a callback that names another one is mixed up."""
    callback = await shops.consent(ECWID)
    made = await draft(shops, cast)
    await refused(shops, cast, made, ECWID, Callback(code=callback.code, shop_id="10000002"))


async def test_shop_that_sells_across_borders_is_refused(shops: Shops, cast: Cast) -> None:
    """S15: Weft works with local shops."""
    shops.world.tiktok.main.seller_type = "CROSS_BORDER"
    problem = await refused(shops, cast, await draft(shops, cast), TIKTOK_SHOP, await shops.consent(TIKTOK_SHOP))
    assert problem.title == "This TikTok shop sells across borders. Weft works with local shops."
    assert "CROSS_BORDER" in problem.detail


@pytest.mark.parametrize("platform", [ECWID, TIKTOK_SHOP])
async def test_silent_platform_brings_nothing_and_can_be_tried_again(shops: Shops, cast: Cast, platform: str) -> None:
    made = await draft(shops, cast)
    callback = await shops.consent(platform)
    name = "ecwid" if platform == ECWID else "tiktok"
    shops.world.faults.turn_on(name, "down")
    problem = await refused(shops, cast, made, platform, callback)
    assert problem.title == "The platform did not answer."


@pytest.mark.parametrize("scope", ["seller.logistics", "seller.product.write"])
async def test_scope_missing_at_tiktok_is_named(shops: Shops, cast: Cast, scope: str) -> None:
    shops.world.tiktok.switches.withheld_scope = scope
    problem = await refused(shops, cast, await draft(shops, cast), TIKTOK_SHOP, await shops.consent(TIKTOK_SHOP))
    assert problem.title == "TikTok gave less access than Weft needs."
    assert problem.detail == scope


async def test_scope_missing_at_ecwid_is_named(shops: Shops, cast: Cast) -> None:
    given = [scope for scope in SCOPES if scope not in ("update_catalog", "create_orders")]
    world = shops.world
    code = world.ecwid.grants.issue_code(world.settings.ecwid_callback_url, given, world.now())
    problem = await refused(shops, cast, await draft(shops, cast), ECWID, Callback(code=code))
    assert problem.title == "Ecwid gave less access than Weft needs."
    assert problem.detail == "create_orders, update_catalog"


async def test_closed_shop_says_what_to_do(shops: Shops, cast: Cast) -> None:
    callback = await shops.consent(TIKTOK_SHOP)
    shops.world.tiktok.main.active = False
    problem = await refused(shops, cast, await draft(shops, cast), TIKTOK_SHOP, callback)
    assert problem.title == "The TikTok shop is not active."


async def test_shop_of_another_connection_is_refused(shops: Shops, cast: Cast) -> None:
    """S11, S16: one TikTok shop, one connection in force, whoever has it."""
    await shops.connect(cast.alice)
    theirs = await connections.create_draft(shops.res, cast.charlie.account_id, "Also mine")
    with pytest.raises(ConsentFailed) as failed:
        await connections.finish_channel(shops.res, cast.charlie.account_id, theirs, await shops.consent(TIKTOK_SHOP))
    assert failed.value.problem.title == "This TikTok shop is in another connection."
    assert await state_of(shops, theirs) == ("draft",)


async def test_two_connections_for_one_shop_at_the_same_moment(shops: Shops, cast: Cast) -> None:
    one, two = await draft(shops, cast, "One"), await draft(shops, cast, "Two")
    callbacks = [await shops.consent(TIKTOK_SHOP) for _ in range(2)]
    ends = await asyncio.gather(
        *(
            connections.finish_channel(shops.res, cast.alice.account_id, made, callback)
            for made, callback in zip((one, two), callbacks, strict=True)
        ),
        return_exceptions=True,
    )
    assert sorted(type(end).__name__ for end in ends) == ["ConsentFailed", "NoneType"]


@pytest.mark.parametrize("has_products", [True, False])
async def test_reauthorising_with_another_shop(shops: Shops, cast: Cast, has_products: bool) -> None:
    """S16: once there are products, mappings and listings belong to the shop they were made with."""
    made = await shops.connect(cast.alice)
    if has_products:
        await shops.pull(cast.alice, made)
    callback = await shops.consent(TIKTOK_SHOP, answer="other_shop")
    if has_products:
        problem = await refused(shops, cast, made, TIKTOK_SHOP, callback)
        assert problem.title == "This is another shop."
    else:
        await connections.finish_channel(shops.res, cast.alice.account_id, made, callback)
        shop = await shops.value("SELECT shop_id FROM access_grant WHERE connection = $1 AND platform = $2", made,
                                 TIKTOK_SHOP)  # fmt: skip
        assert shop == seed.OTHER


async def test_reauthorising_keeps_everything(shops: Shops, cast: Cast) -> None:
    made = await shops.connect(cast.alice)
    await shops.pull(cast.alice, made)
    mapped = await shops.rows("SELECT * FROM category_mapping WHERE connection = $1 ORDER BY id", made)
    await connections.finish_source(shops.res, cast.alice.account_id, made, await shops.consent(ECWID))
    await connections.finish_channel(shops.res, cast.alice.account_id, made, await shops.consent(TIKTOK_SHOP))
    assert await shops.rows("SELECT * FROM category_mapping WHERE connection = $1 ORDER BY id", made) == mapped
    assert await shops.value("SELECT count(*) FROM product WHERE connection = $1", made) == 3


async def test_draft_becomes_a_connection_with_the_second_consent(shops: Shops, cast: Cast) -> None:
    """S5–S9, in either order"""
    made = await draft(shops, cast)
    await connections.finish_channel(shops.res, cast.alice.account_id, made, await shops.consent(TIKTOK_SHOP))
    assert (await state_of(shops, made))[0] == "draft"
    await connections.finish_source(shops.res, cast.alice.account_id, made, await shops.consent(ECWID))
    assert (await state_of(shops, made))[0] == "active"
    row = (await shops.rows("SELECT currency, region, readiness FROM connection WHERE id = $1", made))[0]
    assert (row["currency"], row["region"]) == ("USD", "US")
    assert row["readiness"] is not None


async def test_consent_for_a_foreign_connection_is_not_found(shops: Shops, cast: Cast) -> None:
    made = await draft(shops, cast)
    with pytest.raises(NotFound):
        await connections.finish_source(shops.res, cast.charlie.account_id, made, await shops.consent(ECWID))
    assert await state_of(shops, made) == ("draft",)


# Names


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Harbor", "Harbor"),
        ("  Harbor \t Goods\n", "Harbor Goods"),
        ("x" * 80, "x" * 80),
        ("Cafe\u0301", "Café"),
        ("港の店 🏪", "港の店 🏪"),
        ("a\x00b", "a b"),
    ],
)
def test_name_is_kept_without_needless_blanks(typed: str, kept: str) -> None:
    """S6"""
    assert connections.clean_name(typed) == kept


@pytest.mark.parametrize("typed", ["", "   ", "\n\t", "\u200b\u200b", "\x00", "x" * 81])
def test_name_that_is_none_is_refused(typed: str) -> None:
    """S6: 1 to 80 characters, at least one of them to be seen."""
    with pytest.raises(Invalid):
        connections.clean_name(typed)


@pytest.mark.parametrize("second", ["Harbor Goods", "HARBOR GOODS", "  harbor   goods "])
async def test_name_is_unique_in_the_workspace_however_it_is_written(
    resources: Resources, cast: Cast, second: str
) -> None:
    """S6: and another workspace may have the same."""
    account = cast.alice.account_id
    await connections.create_draft(resources, account, "Harbor Goods")
    with pytest.raises(Invalid, match="of this name already"):
        await connections.create_draft(resources, account, second)
    with pytest.raises(Invalid, match="of this name already"):
        await connections.rename(resources, account, cast.connection_id, second)
    await connections.create_draft(resources, cast.charlie.account_id, second)


async def test_ten_clicks_make_one_connection(resources: Resources, cast: Cast) -> None:
    clicks = (connections.create_draft(resources, cast.alice.account_id, "Harbor") for _ in range(10))
    ends = await asyncio.gather(*clicks, return_exceptions=True)
    assert sum(isinstance(end, int) for end in ends) == 1
    assert sum(isinstance(end, Invalid) for end in ends) == 9


async def test_connection_can_be_written_another_way(resources: Resources, cast: Cast) -> None:
    await connections.rename(resources, cast.alice.account_id, cast.connection_id, "HARBOR goods us")
    await connections.rename(resources, cast.alice.account_id, cast.connection_id, "Harbor Goods US")


# What can be done with it (S16)


async def test_nobody_touches_a_foreign_connection(resources: Resources, cast: Cast) -> None:
    theirs, mine = cast.charlies_connection_id, cast.alice.account_id
    with pytest.raises(NotFound):
        await connections.rename(resources, mine, theirs, "Mine now")
    with pytest.raises(Conflict):
        await connections.pause(resources, mine, theirs)
    with pytest.raises(NotFound):
        await connections.disconnect(resources, mine, theirs)
    with pytest.raises(NotFound):
        await connections.delete(resources, mine, theirs, "Northwind US")
    async with connection(resources.db) as db:
        row = await db.fetchrow("SELECT name, state FROM connection WHERE id = $1", theirs)
    assert tuple(row) == ("Northwind US", "active")


async def test_paused_connection_holds_its_tasks_and_resuming_rings_for_them(shops: Shops, cast: Cast) -> None:
    made, account = await shops.connect(cast.alice), cast.alice.account_id
    pull = await tasks.start_pull(shops.res, account, made, None, {"range": "all"})
    await connections.pause(shops.res, account, made)
    assert await shops.value("SELECT run_state FROM task WHERE id = $1", pull) == "paused"
    with pytest.raises(Conflict):
        await connections.pause(shops.res, account, made)

    await shops.res.redis.flushdb()
    await connections.resume(shops.res, account, made)
    assert await shops.value("SELECT run_state FROM task WHERE id = $1", pull) == "queued"
    assert await shops.res.bell.queue("bulk").count("queued") == 1
    with pytest.raises(Conflict):
        await connections.resume(shops.res, account, made)


async def test_disconnecting_forgets_the_tokens_and_keeps_the_data(shops: Shops, cast: Cast) -> None:
    made = await shops.connect(cast.alice)
    await shops.pull(cast.alice, made)
    await connections.disconnect(shops.res, cast.alice.account_id, made)
    tokens = "access_token IS NOT NULL OR refresh_token IS NOT NULL"
    assert not await shops.value(f"SELECT count(*) FROM access_grant WHERE connection = $1 AND ({tokens})", made)  # noqa: S608
    assert await shops.value("SELECT count(*) FROM product WHERE connection = $1", made) == 3
    # The shop is free for another connection now.
    other = await draft(shops, cast, "Another")
    await connections.finish_channel(shops.res, cast.alice.account_id, other, await shops.consent(TIKTOK_SHOP))


async def test_deleting_asks_for_the_name_and_leaves_nothing(shops: Shops, cast: Cast) -> None:
    made, account = await shops.connect(cast.alice), cast.alice.account_id
    await shops.pull(cast.alice, made)
    await shops.push(cast.alice, made)
    for typed in ("", "rehearsal", "Rehearsal 2"):
        with pytest.raises(Invalid, match="Nothing was deleted"):
            await connections.delete(shops.res, account, made, typed)
    await connections.delete(shops.res, account, made, " Rehearsal ")
    tables = await shops.rows(
        "SELECT table_name FROM information_schema.columns WHERE column_name = 'connection' AND table_schema = 'public'"
    )
    assert len(tables) > 8
    for table in tables:
        left = await shops.value(f'SELECT count(*) FROM "{table["table_name"]}" WHERE connection = $1', made)  # noqa: S608
        assert left == 0, table
