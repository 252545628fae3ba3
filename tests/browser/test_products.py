"""The list of products: what stands in the way and how it goes away, the selection, the category (S28–S36, S98)."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from playwright.async_api import Browser, Locator, expect

from app.resources import Resources
from sandbox.panel.actions import change_product
from tests.browser import steps
from tests.browser.conftest import sign_in
from tests.browser.looking import look
from tests.browser.windows import PHONE, Window, window
from tests.cast import Player
from tests.stage import SMALL, Stage, staged
from tests.stagehands import ONE_PICTURE

pytestmark = pytest.mark.browser


async def one_product(stage: Stage, condition: str = "p.quantity > 0") -> tuple[int, int, str]:
    """Weft's id, Ecwid's id and the title of a plain product."""
    row = (
        await stage.rows(
            f"""SELECT p.id, p.source_id, p.title FROM product p
                WHERE p.variant_count = 1 AND p.kind = 'ordinary' AND {condition} ORDER BY p.id LIMIT 1"""  # noqa: S608
        )
    )[0]
    return row["id"], row["source_id"], row["title"]


def row_of(w: Window, product: int) -> Locator:
    return w.page.locator(f"#p{product}")


async def test_what_stands_in_the_way_disappears_when_solved(
    desk: Window, stage: Stage, alice: Player, connection: int
) -> None:
    """S33, S160–S163: opened by the row's arrow; mended in Ecwid, pulled and synced again."""
    product, number, title = await one_product(stage)
    change_product(stage.world, number, {"quantity": 0})
    await stage.until("SELECT quantity = 0 FROM product WHERE id = $1", product)
    await stage.push(alice, connection)

    await desk.open(f"{desk.base}/products?show=sync_failed")
    status = desk.page.locator(f"#p{product}-status")
    await desk.press("link", f"Sync status of {title}")
    await expect(status).to_contain_text("out of stock")
    await expect(status).to_contain_text("Wait, then try again")
    await look(desk, "products-open")
    await desk.press("link", f"Sync status of {title}")
    await expect(status).to_have_count(0)

    change_product(stage.world, number, {"quantity": 5})
    await steps.pull(desk)
    await expect(desk.page.locator("main .head")).to_contain_text("Completed")
    await desk.open(f"{desk.base}/products?show=sync_failed&open={product}")
    await desk.press("button", "Sync again", within=status)
    await expect(desk.page).to_have_url(re.compile(r"/tasks/\d+$"))
    await expect(desk.page.locator("#progress")).to_have_text("1 of 1")
    await expect(desk.page.locator("main .stats")).to_contain_text(re.compile(r"1\s*Live"))

    await desk.open(f"{desk.base}/products?open={product}")
    await expect(row_of(desk, product)).to_contain_text("Synced")
    await expect(status).to_contain_text("both sides agree")
    assert await stage.value("SELECT count(*) FROM issue WHERE product = $1 AND closed_at IS NULL", product) == 0


@pytest.fixture
async def sixty(resources: Resources, servers: dict[str, str]) -> AsyncIterator[Stage]:
    """More products than one page shows."""
    async with staged(resources, servers, replace(SMALL, products=60), ONE_PICTURE) as made:
        yield made


@pytest.mark.parametrize("phone", [False, True])
async def test_selection_survives_paging(chromium: Browser, sixty: Stage, phone: bool) -> None:
    """S28, S36: what was ticked on one page is sent together with what is ticked on the next."""
    alice = await sixty.owner()
    connection = await sixty.connect(alice)
    await sixty.pull(alice, connection)
    ids = [row["id"] for row in await sixty.rows("SELECT id FROM product ORDER BY id DESC")]
    chosen = [ids[0], ids[7], ids[55]]
    async with window(chromium, sixty.url, *([PHONE] if phone else [])) as w:
        await sign_in(w, sixty, alice)
        w.base = f"/connections/{connection}"
        await w.open(f"{w.base}/products")
        bar = w.page.locator(".selected")
        await expect(bar).to_be_hidden()
        for product in chosen[:2]:
            await w.touch(row_of(w, product).locator(".tick .hit"))
        await expect(bar).to_contain_text("Selected 2")
        await w.touch(w.page.get_by_role("button", name="Next", exact=True))
        await expect(row_of(w, chosen[2])).to_be_visible()
        await expect(bar).to_contain_text("Selected 2")
        await w.touch(row_of(w, chosen[2]).locator(".tick .hit"))
        await expect(bar).to_contain_text("Selected 3")
        await look(w, "products-selected")
        await w.press("button", "Previous page")
        await expect(row_of(w, chosen[0]).locator(".tick input")).to_be_checked()
        await expect(bar).to_contain_text("Selected 3")

        await w.press("button", "Sync Products", within=bar)

        await expect(w.page).to_have_url(re.compile(r"/tasks/\d+$"))
        sent = await sixty.rows("SELECT product FROM task_item ORDER BY product")
        assert [row["product"] for row in sent] == sorted(chosen)
        await sixty.until("SELECT run_state = 'finished' FROM task WHERE kind = 'push'")


async def test_category_is_chosen_by_search(desk: Window, stage: Stage, alice: Player, connection: int) -> None:
    """S98, S102: products on TikTok already get "Unsent changes"."""
    await stage.push(alice, connection)
    mapping, name = (
        await stage.rows(
            """SELECT m.id, m.source_name FROM category_mapping m JOIN product p ON p.category_mapping = m.id
               JOIN listing l ON l.product = p.id GROUP BY 1, 2 ORDER BY count(*) DESC LIMIT 1"""
        )
    )[0]
    await desk.open(f"{desk.base}/categories")
    await look(desk, "categories")
    await desk.touch(desk.page.locator(f"#c{mapping}").get_by_role("link", name=name, exact=True))
    await desk.page.get_by_label("Search TikTok categories").press_sequentially("candle")
    leaf = desk.page.locator(".leaf", has_text="Candle").first
    await expect(leaf).to_be_visible()
    await look(desk, "category")
    wanted = await leaf.locator("b").inner_text()
    await desk.touch(leaf)
    await desk.press("button", "Save")

    await expect(desk.page.locator(f"#c{mapping}")).to_contain_text(wanted)
    await expect(desk.page.locator(f"#c{mapping}")).not_to_contain_text("Suggested")
    assert await stage.value("SELECT remote_name FROM category_mapping WHERE id = $1", mapping) == wanted
    assert await stage.value(
        """SELECT bool_and(unsent_changes) FROM product p JOIN listing l ON l.product = p.id
           WHERE p.category_mapping = $1""",
        mapping,
    )
