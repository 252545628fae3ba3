"""The README's pictures, from a real run: bin/test tests/browser/portraits.py writes them into docs/pictures."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.async_api import Browser, expect

from app.resources import Resources
from sandbox.panel.order_actions import place
from tests.browser.conftest import sign_in
from tests.browser.windows import DESK, PHONE, Window, window
from tests.stage import SMALL, staged

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
MOST_BYTES = 200_000
SHOPS = replace(SMALL, products=200, review_seconds=5.0, latency_ms=20.0)
SHARP: dict[str, Any] = {**DESK, "device_scale_factor": 1.5}

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


async def test_portraits(chromium: Browser, resources: Resources, servers: dict[str, str]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    async with staged(resources, servers, SHOPS) as stage, window(chromium, stage.url, SHARP) as w:
        alice = await stage.owner()
        connection = await stage.connect(alice)
        await stage.pull(alice, connection)
        await sign_in(w, stage, alice)
        base = f"/connections/{connection}"

        task = await stage.start_push(alice, connection)
        await w.open(f"{base}/tasks/{task}")
        await stage.until(
            "SELECT count(*) > 120 FROM task_item WHERE task = $1 AND state NOT IN ('queued', 'sending')", task
        )
        stage.world.faults.turn_on("tiktok", "stall", seconds=6.0)  # time to sit still for the picture
        await w.page.wait_for_timeout(1_500)
        await keep(w, "task")
        stage.world.faults.all_off()
        await stage.ruled(task)

        for n, row in enumerate(await stage.rows("SELECT seller_sku FROM listing_sku ORDER BY id LIMIT 14")):
            place(stage.world, {"sku": row["seller_sku"], "stage": "unpaid" if n % 5 == 4 else "ready"})
        await stage.until("SELECT count(*) = 14 FROM sales_order")
        await stage.until("SELECT count(*) > 8 FROM sales_order WHERE source_order_id <> ''")
        await w.open(base)
        await keep(w, "home")

        # One product that TikTok refused, opened, and three that are ticked.
        ids = [row["id"] for row in await stage.rows("SELECT id FROM product ORDER BY id DESC LIMIT 50")]
        failed = await stage.value("SELECT max(product) FROM issue WHERE code = 'review' AND product < $1", ids[0])
        first = ids.index(failed)
        before = f"&before={ids[first - 2]}" if first > 1 else ""
        await w.open(f"{base}/products?open={failed}{before}")
        for row_number in (0, 3, 4):
            await w.page.locator("td.tick input").nth(row_number).check()
        await expect(w.page.locator(".selected")).to_contain_text("Selected 3")
        await keep(w, "products")

        async with window(chromium, stage.url, PHONE) as phone:
            await sign_in(phone, stage, alice)
            await phone.open(f"{base}/products?open={failed}{before}")
            await keep(phone, "products-phone")
