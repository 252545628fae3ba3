"""The pictures in docs/pictures, from a real run: bin/test tests/browser/portraits.py takes them anew."""

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.async_api import Browser, expect

from app.resources import Resources
from local.demo_orders import play
from local.rehearsal import Shops
from sandbox.panel import ecwid_order_actions
from tests.browser.conftest import sign_in
from tests.browser.windows import DESK, PHONE, Window, window
from tests.stage import SMALL, Stage, staged

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
MOST_BYTES = 200_000
SHOPS = replace(SMALL, products=200, review_seconds=5.0, latency_ms=20.0)
SHARP: dict[str, Any] = {**DESK, "device_scale_factor": 1.5}
NOBODYS = "9400111202555842119034"  # USPS has such numbers, but not with this check digit

LOADED = """[...document.images].filter(picture => picture.getBoundingClientRect().top < innerHeight)
  .every(picture => picture.complete && picture.naturalWidth)"""


async def keep(w: Window, name: str) -> None:
    """Save what the window shows, with all its pictures, in 256 colours."""
    await w.page.evaluate("document.fonts.ready")
    while not await w.page.evaluate(LOADED):
        await w.page.wait_for_timeout(50)
    shot = Image.open(io.BytesIO(await w.page.screenshot())).convert("RGB")
    path = FOLDER / f"{name}.png"
    shot.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    assert path.stat().st_size < MOST_BYTES


@pytest.fixture
async def shops(resources: Resources, servers: dict[str, str]) -> AsyncIterator[Stage]:
    """200 products, and shops that take a moment to answer."""
    async with staged(resources, servers, SHOPS) as made:
        yield made


async def test_portraits(chromium: Browser, shops: Stage) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    alice = await shops.owner()
    connection = await shops.connect(alice)
    await shops.pull(alice, connection)
    base = f"/connections/{connection}"
    async with (
        window(chromium, shops.url, SHARP) as desk,
        window(chromium, shops.url, PHONE) as phone,
    ):
        for w in (desk, phone):
            await sign_in(w, shops, alice)
            w.base = base
        await of_a_task(desk, shops, await shops.start_push(alice, connection))
        await of_orders(desk, phone, shops)
        await desk.open(base)
        await keep(desk, "home")
        await of_products(desk, phone, shops)


async def of_a_task(w: Window, shops: Stage, task: int) -> None:
    """A push in its middle, sitting still."""
    await w.open(f"{w.base}/tasks/{task}")
    await shops.until(
        "SELECT count(*) > 120 FROM task_item WHERE task = $1 AND state NOT IN ('queued', 'sending')", task
    )
    shops.world.faults.turn_on("tiktok", "stall", seconds=6.0)
    await w.page.wait_for_timeout(1_500)
    await keep(w, "task")
    shops.world.faults.all_off()
    await shops.ruled(task)


async def of_orders(desk: Window, phone: Window, shops: Stage) -> None:
    """The orders of bin/start --demo, and one whose carrier nobody can tell from its number."""
    await asyncio.to_thread(play_demo, shops.res.settings.rehearsal_url)
    await shops.until(
        """SELECT count(*) = 0 FROM sales_order WHERE relay IN ('queued', 'sending') OR shipment IN ('due', 'sending')
             OR (wanted_fulfilment <> '' AND source_order_id <> '')"""
    )
    order = (
        await shops.rows(
            """SELECT id, source_order_id FROM sales_order WHERE relay = 'synced' AND status = 'AWAITING_SHIPMENT'
                 AND unit_count = 3 ORDER BY id LIMIT 1"""
        )
    )[0]
    ecwid_order_actions.act(shops.world, order["source_order_id"], "ship", {"tracking_number": NOBODYS})
    await shops.until("SELECT shipment = 'carrier' FROM sales_order WHERE id = $1", order["id"])
    await desk.open(f"{desk.base}/orders")
    await keep(desk, "orders")
    await phone.open(f"{phone.base}/orders/{order['id']}")
    await keep(phone, "order-phone")


def play_demo(panel: str) -> None:
    """Beside the loop, which answers its calls."""
    with Shops(panel) as rehearsal:
        play(rehearsal, lambda words: None)


async def of_products(desk: Window, phone: Window, shops: Stage) -> None:
    """One product that TikTok refused, opened, and three that are ticked."""
    ids = [row["id"] for row in await shops.rows("SELECT id FROM product ORDER BY id DESC LIMIT 50")]
    failed = await shops.value("SELECT max(product) FROM issue WHERE code = 'review' AND product < $1", ids[0])
    first = ids.index(failed)
    before = f"&before={ids[first - 2]}" if first > 1 else ""
    await desk.open(f"{desk.base}/products?open={failed}{before}")
    for row_number in (0, 3, 4):
        await desk.page.locator("td.tick input").nth(row_number).check()
    await expect(desk.page.locator(".selected")).to_contain_text("Selected 3")
    await keep(desk, "products")
    await phone.open(f"{phone.base}/products?open={failed}{before}")
    await keep(phone, "products-phone")
