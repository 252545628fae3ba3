"""The readiness card says what TikTok wants in order, each line with its repair (S17, S18)."""

from collections.abc import AsyncIterator

import pytest

from app.resources import Resources
from app.sync.readiness import Line, check_readiness, lines_of
from app.tables.engine import connection
from sandbox.tiktok_shop import seed
from tests.cast import Cast
from tests.shops import Shops, open_shops


@pytest.fixture
async def shops(resources: Resources) -> AsyncIterator[Shops]:
    async with open_shops(resources, products=2) as running:
        yield running


@pytest.fixture
async def connected(shops: Shops, cast: Cast) -> int:
    return await shops.connect(cast.alice)


async def card(shops: Shops, connected: int) -> dict[str, Line]:
    """The card as it is shown: from the row."""
    await check_readiness(shops.res, connected)
    document = await shops.value("SELECT readiness FROM connection WHERE id = $1", connected)
    return {line.title: line for line in lines_of(document)}


async def run(shops: Shops, query: str, *arguments: object) -> None:
    async with connection(shops.res.db) as db:
        await db.execute(query, *arguments)


async def test_shop_in_order_has_only_good_lines(shops: Shops, connected: int) -> None:
    """S17: all the prerequisites TikTok publishes, the currency, the warehouse and the news."""
    lines = await card(shops, connected)
    assert all(line.ok for line in lines.values()), lines
    assert len(lines) == len(seed.PREREQUISITES) + 3
    assert {"Shop active", "Tax filled in", "Return warehouse", "Shipping template", "Currency"} <= set(lines)


@pytest.mark.parametrize("item", [item for item in seed.PREREQUISITES if item != "SHOP_STATUS"])
async def test_failing_prerequisite_gives_tiktoks_own_reason(shops: Shops, connected: int, item: str) -> None:
    shops.world.tiktok.fail_check(item, on=True)
    wrong = [line for line in (await card(shops, connected)).values() if not line.ok]
    assert [line.text for line in wrong] == [seed.PREREQUISITES[item][0]]
    assert wrong[0].fix == "seller_center"


async def test_failing_prerequisite_without_a_reason_still_says_something(shops: Shops, connected: int) -> None:
    shops.world.tiktok.main.failing["SHOP_TAX"] = ""
    assert (await card(shops, connected))["Tax filled in"].text == "Seller Center says what is missing."


async def test_other_currency_is_told_and_never_converted(shops: Shops, connected: int) -> None:
    """S18"""
    await run(shops, "UPDATE connection SET currency = 'EUR' WHERE id = $1", connected)
    line = (await card(shops, connected))["Currency"]
    assert not line.ok
    assert line.text % line.params == "Ecwid counts in EUR, this TikTok shop in USD. Weft never converts prices."


async def test_default_sales_warehouse_is_chosen_and_a_persons_choice_kept(shops: Shops, connected: int) -> None:
    """S155"""
    chosen = "SELECT warehouse_id FROM connection WHERE id = $1"
    assert await shops.value(chosen, connected) == seed.SALES
    await run(shops, "UPDATE connection SET warehouse_id = $2 WHERE id = $1", connected, seed.SECOND)
    await card(shops, connected)
    assert await shops.value(chosen, connected) == seed.SECOND


async def test_warehouse_that_closed_is_replaced_and_none_is_told(shops: Shops, connected: int) -> None:
    await run(shops, "UPDATE connection SET warehouse_id = $2 WHERE id = $1", connected, seed.SECOND)
    warehouses = shops.world.tiktok.main.warehouses
    next(w for w in warehouses if w["id"] == seed.SECOND)["effect_status"] = "DISABLED"
    assert (await card(shops, connected))["Sales warehouse"].params == {"name": "Portland"}
    for warehouse in warehouses:
        warehouse["effect_status"] = "DISABLED"
    assert not (await card(shops, connected))["Sales warehouse"].ok


async def test_webhooks_are_registered_once_and_to_our_address(shops: Shops, connected: int) -> None:
    """Issue: webhooks registered at TikTok on connect."""
    hooks = shops.world.tiktok.main.webhooks
    assert {hook["address"] for hook in hooks.values()} == {f"{shops.res.settings.base_url}/webhooks/tiktok-shop"}
    assert {"PRODUCT_STATUS_CHANGE", "PRODUCT_AUDIT_STATUS_CHANGE", "SELLER_DEAUTHORIZATION"} <= set(hooks)
    before = len(shops.world.journal.of("tiktok", "PUT /event"))
    await card(shops, connected)
    assert len(shops.world.journal.of("tiktok", "PUT /event")) == before


async def test_refused_address_for_news_is_a_line_and_no_failure(shops: Shops, connected: int) -> None:
    shops.world.tiktok.main.webhooks.clear()
    shops.world.faults.turn_on("tiktok", "error_before_effect", path="PUT /event")
    line = (await card(shops, connected))["News from TikTok"]
    assert not line.ok
    assert "looks by itself meanwhile" in line.text


async def test_silence_is_one_line(shops: Shops, connected: int) -> None:
    shops.world.faults.turn_on("tiktok", "error_before_effect")
    lines = await card(shops, connected)
    assert [line.ok for line in lines.values()] == [False]


async def test_ended_access_pauses_instead_of_a_card(shops: Shops, connected: int) -> None:
    shops.world.tiktok.grants.revoke(seed.MAIN)
    assert await check_readiness(shops.res, connected) == ()
    assert await shops.value("SELECT state FROM connection WHERE id = $1", connected) == "reauthorise"


async def test_draft_without_tiktok_has_no_card_yet(resources: Resources, cast: Cast) -> None:
    async with connection(resources.db) as db:
        made = await db.fetchval("INSERT INTO connection (account, name) VALUES ($1, 'Draft') RETURNING id",
                                 cast.alice.account_id)  # fmt: skip
    assert await check_readiness(resources, made) == ()
    assert lines_of(None) == ()
