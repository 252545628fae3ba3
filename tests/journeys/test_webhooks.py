"""A webhook goes all the way: received, worked off, written into the row, shown by the page (S164)."""

import html
from dataclasses import replace

import pytest

from sandbox.ecwid.webhooks import compose
from sandbox.panel import actions
from tests.browsers import Browser
from tests.cast import Player
from tests.stage import Stage

LATER = 3_600.0  # seconds: a review that ends only by hand


async def shown(browser: Browser, path: str) -> str:
    """The fragment a page puts in its own place."""
    answer = await browser.get(path, headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert answer.status_code == 200
    assert "<!doctype" not in answer.text
    return html.unescape(answer.text)


async def a_product(stage: Stage) -> tuple[int, int]:
    """Weft's id and Ecwid's id of an ordinary product in stock."""
    row = (
        await stage.rows(
            """SELECT id, source_id FROM product WHERE kind = 'ordinary' AND variant_count = 1 AND quantity > 0
               ORDER BY id LIMIT 1"""
        )
    )[0]
    return row["id"], row["source_id"]


async def live_one(stage: Stage) -> tuple[int, str]:
    """A product that is live, and its listing."""
    row = (
        await stage.rows(
            """SELECT p.id, l.remote_id FROM product p JOIN listing l ON l.product = p.id
               WHERE p.sync_state = 'synced' ORDER BY p.id LIMIT 1"""
        )
    )[0]
    return row["id"], row["remote_id"]


async def test_product_changed_in_ecwid_changes_here(stage: Stage, connection: int, browser: Browser) -> None:
    product, number = await a_product(stage)
    actions.change_product(stage.world, number, {"name": "Stoneware jug, newly named", "price": 12.5})

    await stage.until("SELECT title = 'Stoneware jug, newly named' FROM product WHERE id = $1", product)

    page = await shown(browser, f"/connections/{connection}/products?q=jug")
    assert "Stoneware jug, newly named" in page
    assert "$12.50" in page


async def test_product_deleted_in_ecwid_is_marked(stage: Stage, connection: int, browser: Browser) -> None:
    """S25"""
    product, number = await a_product(stage)
    actions.delete_product(stage.world, number)

    await stage.until("SELECT deleted_at IS NOT NULL FROM product WHERE id = $1", product)

    assert f'id="p{product}"' not in await shown(browser, f"/connections/{connection}/products")
    assert f'id="p{product}"' in await shown(browser, f"/connections/{connection}/products?show=deleted")


async def test_new_product_comes_with_the_next_pull(stage: Stage, alice: Player, connection: int) -> None:
    """S136 is off: a webhook does not bring products nobody asked for."""
    number = actions.create_product(stage.world, {"name": "Brass lantern", "price": 40, "quantity": 3})
    known = "SELECT count(*) FROM product WHERE source_id = $1"
    await stage.until("SELECT state = 'done' FROM inbox_event WHERE subject_id = $1", str(number))
    assert await stage.value(known, number) == 0
    await stage.pull(alice, connection)
    assert await stage.value(known, number) == 1


async def test_uninstalled_app_pauses_until_consent_is_given_again(
    stage: Stage, alice: Player, connection: int, browser: Browser
) -> None:
    """B7, S159: tasks wait, nothing is lost."""
    actions.uninstall_ecwid(stage.world)

    await stage.until("SELECT state = 'reauthorise' FROM connection WHERE id = $1", connection)

    assert "Needs reauthorising" in (await browser.get(f"/connections/{connection}/authorization")).text
    refused = await browser.submit(f"/connections/{connection}/pulls", {"range": "all"})
    assert refused.status_code == 409
    await stage.accept_at_ecwid(alice, connection)
    assert await stage.value("SELECT state FROM connection WHERE id = $1", connection) == "active"
    await stage.pull(alice, connection)


async def test_uninstalling_that_never_happened_changes_nothing(stage: Stage, connection: int) -> None:
    """Ecwid's signature does not cover the body: whoever saw one webhook can make up others. A dead token counts."""
    stage.world.webhooks.dispatch(compose(stage.world, "application.uninstalled", stage.world.ecwid.id))
    await stage.until("SELECT state = 'done' FROM inbox_event WHERE their_type = 'application.uninstalled'")
    assert await stage.value("SELECT state FROM connection WHERE id = $1", connection) == "active"


@pytest.mark.parametrize(("approve", "word", "state"), [(True, "Live", "synced"), (False, "Failed", "sync_failed")])
async def test_ruling_of_tiktok_reaches_the_row(
    stage: Stage, alice: Player, connection: int, browser: Browser, approve: bool, word: str, state: str
) -> None:
    """S35, B1"""
    stage.world.settings = replace(stage.world.settings, review_seconds=LATER)
    product, _ = await a_product(stage)
    await stage.start_push(alice, connection)
    await stage.until("SELECT count(*) = 1 FROM listing WHERE product = $1", product)
    listing = await stage.value("SELECT remote_id FROM listing WHERE product = $1", product)

    stage.world.tiktok.rule(listing, approve, "The first picture shows a logo.")
    await stage.until("SELECT sync_state = $2 FROM product WHERE id = $1", product, state)

    page = await shown(browser, f"/connections/{connection}/products?open={product}")
    row = page[page.index(f'id="p{product}"') :]
    assert word in row[: row.index("</tr>")]
    assert ("The first picture shows a logo." in page) is not approve


async def test_frozen_listing_is_shown_as_such(stage: Stage, alice: Player, connection: int, browser: Browser) -> None:
    """S35: frozen, then hidden after an appeal."""
    await stage.push(alice, connection)
    product, listing = await live_one(stage)
    for act, word in ((stage.world.tiktok.freeze, "Frozen"), (stage.world.tiktok.unfreeze, "Suspended")):
        act(listing)
        status = {"Frozen": "FREEZE", "Suspended": "PLATFORM_DEACTIVATED"}[word]
        await stage.until("SELECT status = $2 FROM listing WHERE product = $1", product, status)
        page = await shown(browser, f"/connections/{connection}/products?show=deactivated")
        assert f'id="p{product}"' in page
        assert word in page


async def test_deauthorisation_pauses_a_push_which_then_goes_on(
    stage: Stage, alice: Player, connection: int, browser: Browser
) -> None:
    """B7, S159: disconnected at TikTok; after consent the same task ends as if nothing had happened."""
    await stage.workers.stop()
    task = await stage.start_push(alice, connection)
    stage.world.tiktok.deauthorise()
    stage.workers.start()
    await stage.until("SELECT state = 'disconnected' FROM connection WHERE id = $1", connection)
    assert "Disconnected by TikTok" in (await browser.get(f"/connections/{connection}/authorization")).text
    await stage.until("SELECT run_state = 'paused' FROM task WHERE id = $1", task)
    assert not stage.world.tiktok.main.products

    await stage.authorise_at_tiktok(alice, connection)

    await stage.ruled(task)
    assert await stage.value("SELECT count(*) FROM task_item WHERE task = $1 AND state = 'live'", task) > 2
