"""The first minutes with Weft: sign up, connect, pull, push, until TikTok has ruled on everything (issue 3)."""

from dataclasses import replace

import pytest
from playwright.async_api import Browser, expect

from app.resources import Resources
from tests.browser import rows, screens, steps
from tests.browser.comparing import same
from tests.browser.looking import look
from tests.browser.windows import DESK, PHONE, Window, window
from tests.stage import SMALL, Stage, staged
from tests.stagehands import ONE_PICTURE

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def every_number(w: Window, stage: Stage, task: int, when: str) -> None:
    """Walk through the pages while nothing changes: every number equals the rows."""
    connection = int(w.base.rpartition("/")[2])
    if await stage.value("SELECT kind FROM task WHERE id = $1", task) == "push":
        await w.open(f"{w.base}/tasks/{task}")
        await same(w, screens.on_task, lambda: rows.push(stage, task))
        await look(w, f"task-{when}")
    await steps.go(w, "Home")
    await same(w, screens.on_home, lambda: rows.home(stage, connection))
    await look(w, f"home-{when}")
    await steps.go(w, "Products")
    await same(w, screens.on_products, lambda: rows.product_list(stage, connection))
    await look(w, f"products-{when}")
    await steps.go(w, "Tasks")
    await same(w, screens.on_tasks, lambda: rows.tasks(stage, connection))
    await look(w, f"tasks-{when}")


async def newest_task(stage: Stage) -> int:
    return int(await stage.value("SELECT max(id) FROM task"))


async def test_from_sign_up_to_two_hundred_rulings(
    chromium: Browser, resources: Resources, servers: dict[str, str]
) -> None:
    """S1, S5, S20, S29, S122, S129"""
    async with (
        staged(resources, servers, replace(SMALL, products=200, review_seconds=2.0)) as stage,
        window(chromium, stage.url, DESK) as w,
    ):
        await journey(w, stage, 200)


async def test_the_same_on_a_phone(chromium: Browser, resources: Resources, servers: dict[str, str]) -> None:
    async with (
        staged(resources, servers, replace(SMALL, products=60, review_seconds=2.0)) as stage,
        window(chromium, stage.url, PHONE) as w,
    ):
        await journey(w, stage, 60)


async def test_the_same_without_scripts(chromium: Browser, resources: Resources, servers: dict[str, str]) -> None:
    async with (
        staged(resources, servers, replace(SMALL, products=60, review_seconds=2.0), ONE_PICTURE) as stage,
        window(chromium, stage.url, DESK, scripts=False) as w,
    ):
        await journey(w, stage, 60)


async def journey(w: Window, stage: Stage, products: int) -> None:
    """Everything, with a look at every page on the way."""
    await steps.sign_up(w)
    await look(w, "connections-empty")
    await steps.name_connection(w)
    await look(w, "wizard-2")
    await steps.accept_at_ecwid(w)
    await look(w, "wizard-3")
    await steps.authorise_at_tiktok(w)
    await look(w, "home-new")
    await steps.set_package(w)
    await look(w, "settings")

    await steps.pull(w)
    await expect(w.page.locator("#progress")).to_have_text(f"{products} of {products}", timeout=steps.WHILE)
    counts = {"New": products, "Updated": 0, "Unchanged": 0, "Deleted in Ecwid": 0}
    assert await screens.stats(w.page.locator("main")) == counts
    await look(w, "pull-finished")
    await every_number(w, stage, await newest_task(stage), "pulled")

    await steps.ask_to_sync_all(w)
    await expect(w.page.get_by_role("dialog")).to_contain_text(f"{products} products, without a filter.")
    await look(w, "confirm-sync")
    await steps.confirm(w)
    task = await newest_task(stage)
    await stage.until(
        "SELECT count(*) > $2 FROM task_item WHERE task = $1 AND state NOT IN ('queued', 'sending')",
        task,
        products // 3,
    )
    await stage.hold_still()
    await every_number(w, stage, task, "middle")
    await w.open(f"{w.base}/tasks/{task}")
    stage.go_on()

    await stage.until(
        "SELECT count(*) = $2 FROM task_item WHERE task = $1 AND state IN ('live', 'refused')", task, products
    )
    await stage.until("SELECT run_state = 'finished' FROM task WHERE id = $1", task)
    await same(w, screens.on_task, lambda: rows.push(stage, task))
    await every_number(w, stage, task, "ruled")
