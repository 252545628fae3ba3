"""A task's page is alive, and right whatever happens to the tab (B1, S126–S128)."""

import pytest
from playwright.async_api import Browser, Request, expect

from tests.browser import rows, screens, steps
from tests.browser.comparing import is_marked, mark, same
from tests.browser.conftest import sign_in
from tests.browser.looking import look
from tests.browser.windows import PHONE, Window, window
from tests.cast import Player
from tests.stage import Stage

pytestmark = pytest.mark.browser


async def started(desk: Window, stage: Stage, alice: Player, connection: int) -> int:
    """A push nobody works on yet, and its page."""
    await stage.hold_still()
    task = await stage.start_push(alice, connection)
    await desk.open(f"{desk.base}/tasks/{task}")
    return task


async def shows(w: Window, stage: Stage, task: int) -> None:
    await same(w, screens.on_task, lambda: rows.push(stage, task))


async def test_reload_and_second_tab_show_the_same(desk: Window, stage: Stage, alice: Player, connection: int) -> None:
    """S30, S125, B1: both follow to the end by themselves."""
    task = await started(desk, stage, alice, connection)
    await shows(desk, stage, task)
    await desk.page.reload()
    other = await desk.tab()
    await other.open(f"{desk.base}/tasks/{task}")
    for tab in (desk, other):
        await shows(tab, stage, task)
        await mark(tab)

    stage.go_on()
    await stage.ruled(task)

    for tab in (desk, other):
        await shows(tab, stage, task)
        await expect(tab.page.get_by_role("heading", level=1).locator("..")).to_contain_text("Completed")
        assert await is_marked(tab)


async def test_cut_stream_catches_up(desk: Window, stage: Stage, alice: Player, connection: int) -> None:
    """B1: the browser comes again with the last event it saw, and gets the present state."""
    asked: list[Request] = []
    desk.page.on("request", lambda request: asked.append(request) if request.url.endswith("/stream") else None)
    task = await started(desk, stage, alice, connection)
    await shows(desk, stage, task)
    await mark(desk)
    watchers = stage.app.state.watchers
    await stage.wait_for(lambda: watchers.count == 1)

    watchers.close()
    await stage.wait_for(lambda: watchers.count == 0)
    stage.go_on()
    await stage.ruled(task)
    watchers.closing = False

    await shows(desk, stage, task)
    assert await is_marked(desk)
    first, *again = [await request.all_headers() for request in asked]
    assert "last-event-id" not in first
    assert again[-1]["last-event-id"].isdigit()


async def test_lost_connection_catches_up(desk: Window, stage: Stage, alice: Player, connection: int) -> None:
    """B1: the line is gone for a while, everything ends meanwhile, and the page still gets there by itself."""
    task = await started(desk, stage, alice, connection)
    await stage.wait_for(lambda: stage.app.state.watchers.count == 1)
    await mark(desk)
    await desk.page.route("**/stream", lambda route: route.abort("connectionfailed"))
    stage.app.state.watchers.close()
    await stage.wait_for(lambda: bool(desk.complaints))
    stage.app.state.watchers.closing = False
    stage.go_on()
    await stage.ruled(task)

    await desk.page.unroute("**/stream")

    await shows(desk, stage, task)
    assert await is_marked(desk)
    assert all("CONNECTION_FAILED" in said or "htmx:sse:error" in said for said in desk.complaints)
    desk.complaints.clear()


async def test_stop_leaves_the_rest_as_it_was(desk: Window, stage: Stage, alice: Player, connection: int) -> None:
    """S128: the dialog says what is safe; nothing of the rest reaches TikTok."""
    task = await started(desk, stage, alice, connection)
    total = await stage.value("SELECT total FROM task WHERE id = $1", task)

    await desk.press("link", "Stop")
    dialog = desk.page.get_by_role("dialog")
    await expect(dialog).to_contain_text(f"{total} are not sent; you can send them later.")
    await look(desk, "task-stop")
    await desk.press("button", "Stop", within=dialog)
    await expect(dialog).to_be_hidden()
    stage.go_on()

    await stage.until("SELECT run_state = 'stopped' FROM task WHERE id = $1", task)
    await shows(desk, stage, task)
    assert not stage.world.tiktok.main.products
    await steps.go(desk, "Products")
    await same(desk, screens.on_products, lambda: rows.product_list(stage, connection))
    assert await rows.products(stage, connection) == {"not_synced": total}


async def test_retry_failed_sends_only_those(desk: Window, stage: Stage, alice: Player, connection: int) -> None:
    """S128"""
    task = await stage.push(alice, connection)
    await desk.open(f"{desk.base}/tasks/{task}")
    refused = (await rows.items(stage, task))["refused"]

    await desk.press("button", "Retry failed")
    again = int(desk.page.url.rpartition("/")[2])

    assert again != task
    await stage.ruled(again)
    await shows(desk, stage, again)
    assert sum((await rows.items(stage, again)).values()) == refused


@pytest.mark.parametrize("phone", [False, True])
async def test_update_stock_is_a_task_that_ends_before_ones_eyes(
    chromium: Browser, stage: Stage, alice: Player, connection: int, phone: bool
) -> None:
    """S56, S124: pressed on the product's own page; nothing is claimed before TikTok has answered."""
    await stage.push(alice, connection)
    product = await stage.value("SELECT product FROM listing l JOIN product p ON p.id = l.product ORDER BY 1 LIMIT 1")
    async with window(chromium, stage.url, *([PHONE] if phone else [])) as w:
        await sign_in(w, stage, alice)
        await w.open(f"/connections/{connection}/products/{product}")
        await w.page.get_by_label("More actions").click()
        await w.press("button", "Update Stock")
        await expect(w.page.get_by_role("heading", level=1)).to_have_text("Update Stock")
        await expect(w.page.locator("main .head")).to_contain_text("Completed")
        await expect(w.page.get_by_role("heading", level=2).first).to_have_text("1 of 1")
        await expect(w.page.locator("#items")).to_contain_text("Unchanged")
        await look(w, "task-update")


@pytest.mark.parametrize("phone", [False, True])
async def test_refresh_orders_leads_to_its_task(
    chromium: Browser, stage: Stage, alice: Player, connection: int, phone: bool
) -> None:
    """S92, S124"""
    async with window(chromium, stage.url, *([PHONE] if phone else [])) as w:
        await sign_in(w, stage, alice)
        await w.open(f"/connections/{connection}/orders")
        await w.press("button", "Refresh Orders")
        await w.press("link", "View task")
        await expect(w.page.locator("main .head")).to_contain_text("Completed")
        await expect(w.page.locator("main")).to_contain_text("orders are new or changed")
        await look(w, "task-refresh")
