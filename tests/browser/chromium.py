"""Chromium: the one named by WEFT_TEST_CHROMIUM, else the machine's."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NONE = "No Chromium was found. bin/test gets one; otherwise name it with WEFT_TEST_CHROMIUM."


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """The browser named by WEFT_TEST_CHROMIUM, else the machine's; it fails with a sentence when there is none."""
    path = os.environ.get("WEFT_TEST_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        raise RuntimeError(NONE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            await browser.close()
