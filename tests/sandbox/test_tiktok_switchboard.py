"""The TikTok Shop side of the control panel (B19): plain forms that change the shop."""

import pytest

from sandbox.tiktok_shop.attributes import attributes_of
from sandbox.tiktok_shop.recommend import recommend
from sandbox.tiktok_shop.rules import certificates_of
from sandbox.world import World
from tests.sandbox.tiktok_client import Client, a_world, seller, stranger

BOARD = "/_sandbox/tiktok"


async def press(client: Client, action: str, **form: str) -> int:
    return (await client.http.post(f"{BOARD}/{action}", data=form)).status_code


async def test_page_shows_listings_and_switches() -> None:
    async with seller() as client:
        await client.create(title="A <b>bold</b> mug")
        page = await client.http.get(BOARD)
        assert page.status_code == 200
        assert "A &lt;b&gt;bold&lt;/b&gt; mug" in page.text
        assert 'value="BANk_ACCOUNT"' in page.text
        assert "<script" not in page.text
        assert "style=" not in page.text


async def test_switches_are_set_and_shown() -> None:
    async with stranger(a_world()) as client:
        form = {"listings_per_day": "100", "calls_per_second": "20", "omit_state": "yes", "keep_old": "yes"}
        assert await press(client, "switches", **form, withheld_scope="seller.logistics") == 303
        shop = client.world.tiktok
        assert (shop.switches.listings_per_day, shop.switches.calls_per_second) == (100, 20)
        assert shop.switches.omit_state
        assert shop.grants.keep_old
        assert "seller.logistics" not in shop.granted_scopes()
        assert await press(client, "switches") == 303
        assert shop.switches.calls_per_second == 0
        assert not shop.grants.keep_old


async def test_orders_have_switches_of_their_own() -> None:
    async with stranger(a_world()) as client:
        form = {"hold_seconds": "60", "unpaid_seconds": "120", "stale_seconds": "5", "label_seconds": "3"}
        assert await press(client, "orders", **form, stock_webhook="71", strict_tracking="yes") == 303
        switches = client.world.tiktok.switches
        assert (switches.hold_seconds, switches.unpaid_seconds) == (60, 120)
        assert (switches.stale_seconds, switches.label_seconds, switches.stock_webhook) == (5, 3, 71)
        assert (switches.strict_tracking, switches.mask_tiktok_shipping) == (True, False)
        assert "71" in (await client.http.get(BOARD)).text
        for wrong in ({"hold_seconds": "-1"}, {"hold_seconds": "soon"}, {"stock_webhook": "5"}):
            assert await press(client, "orders", **{**form, **wrong}) == 422
        assert switches.hold_seconds == 60


async def test_prerequisites_fail_and_recover() -> None:
    async with stranger(a_world()) as client:
        assert await press(client, "checks", failing="SHOP_TAX") == 303
        assert set(client.world.tiktok.main.failing) == {"SHOP_TAX"}
        assert await press(client, "checks") == 303
        assert client.world.tiktok.main.failing == {}


async def test_products_are_frozen_and_promoted() -> None:
    async with seller() as client:
        id_ = await client.listed()
        product = client.world.tiktok.find(id_)[1]
        seen = []
        for verb in ("promote", "release"):
            await press(client, "product", id=id_, verb=verb)
            seen.append(product.promotion)
        assert seen == [True, False]
        await press(client, "product", id=id_, verb="freeze", reason="Counterfeit")
        assert (product.status, product.suspended_reason) == ("FREEZE", "Counterfeit")
        await press(client, "product", id=id_, verb="unfreeze")
        assert product.status == "PLATFORM_DEACTIVATED"


async def test_tokens_end() -> None:
    async with seller() as client:
        assert await press(client, "tokens", which="access") == 303
        assert await client.code("GET", "/seller/202309/shops", cipher=False) == 105002


@pytest.mark.parametrize(
    ("action", "form"),
    [
        ("switches", {"calls_per_second": "many"}),
        ("switches", {"calls_per_second": "-1"}),
        ("switches", {"withheld_scope": "everything"}),
        ("checks", {"failing": "WEATHER"}),
        ("product", {"id": "1", "verb": "freeze"}),
        ("product", {"verb": "sell"}),
        ("tokens", {}),
    ],
)
async def test_bad_forms_change_nothing(action: str, form: dict[str, str]) -> None:
    async with stranger(a_world()) as client:
        before = client.world.tiktok.dump()
        assert await press(client, action, **form) == 422
        assert client.world.tiktok.dump() == before


async def test_unknown_actions_and_foreign_forms_are_refused() -> None:
    async with stranger(a_world()) as client:
        assert await press(client, "explode") == 404
        answer = await client.http.post(f"{BOARD}/checks", headers={"sec-fetch-site": "cross-site"})
        assert answer.status_code == 403


def test_seeded_catalogue_goes_live_by_suggestion_alone() -> None:
    """About nine in ten of the seeded products need no attribute, no certificate and no choice of category."""
    names = [product["name"] for product in World().ecwid.products.values()]
    found = [recommend(name) for name in names]
    easy = [
        c
        for c in found
        if c
        and not any(a.required for a in attributes_of(c))
        and not any(x.required for x in certificates_of(c))
        and not {"chart!", "invite"} & c.traits
    ]
    assert 0.88 * len(names) <= len(easy) < len(names)
