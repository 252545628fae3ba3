"""A consent that brought nothing sends people back to its step, and the page says why (S13)."""

import pytest

from app.sync import connections
from tests.cast import Cast
from tests.conftest import Browsers
from tests.rehearsal import Rehearsal


async def come_back(rehearsal: Rehearsal, browsers: Browsers, cast: Cast, platform: str, query: str) -> str:
    """The step's page after the consent page sent the person back with this query."""
    made = await connections.create_draft(rehearsal.resources, cast.alice.account_id, "A draft")
    browser = await browsers(cast.alice)
    away = await browser.submit(f"/connections/{made}/authorization", {"platform": platform, "region": "US"})
    assert away.status_code == 303
    place = "ecwid" if platform == "ecwid" else "tiktok-shop"
    back = await browser.get(f"/connections/{place}/callback?{query}", follow_redirects=True)
    assert back.status_code == 200
    return back.text


@pytest.mark.parametrize(
    ("platform", "query", "said"),
    [
        ("ecwid", "error=access_denied", "Ecwid did not give access."),
        ("tiktok_shop", "code=null&error=auth_denied", "TikTok did not give access."),
        ("ecwid", "code=spent&store_id=10000001", "Ecwid did not accept the authorisation."),
        ("tiktok_shop", "code=spent", "The consent is no longer valid."),
    ],
)
async def test_step_says_why(
    rehearsal: Rehearsal, browsers: Browsers, cast: Cast, platform: str, query: str, said: str
) -> None:
    assert said in await come_back(rehearsal, browsers, cast, platform, query)


async def test_missing_scope_is_named_on_the_page(rehearsal: Rehearsal, browsers: Browsers, cast: Cast) -> None:
    world = rehearsal.world
    world.tiktok.switches.withheld_scope = "seller.logistics"
    code = world.tiktok.grants.consent(world.tiktok.main.id, world.tiktok.granted_scopes(), world.now())
    page = await come_back(rehearsal, browsers, cast, "tiktok_shop", f"code={code}")
    assert "TikTok gave less access than Weft needs." in page
    assert "seller.logistics" in page
