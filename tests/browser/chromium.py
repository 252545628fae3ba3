"""Chromium: the one named by WEFT_TEST_CHROMIUM, else the machine's."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

# Chromium heeds the last list alone, so Playwright's own (of 1.65) is repeated here.
OF_PLAYWRIGHT = (
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,"
    "LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,"
    "TcpPortRandomizationWin,OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch"
)
# What would drop down under the address bar is a page of its own, which each window loads though nobody sees it: more
# work than most of our pages.
NEVER_SEEN = "WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", f"--disable-features={OF_PLAYWRIGHT},{NEVER_SEEN}",
]  # fmt: skip
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NONE = "No Chromium was found. bin/test gets one; otherwise name it with WEFT_TEST_CHROMIUM."


def executable() -> str:
    """The browser named by WEFT_TEST_CHROMIUM, else the machine's. Raises RuntimeError with a sentence without one."""
    path = os.environ.get("WEFT_TEST_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        raise RuntimeError(NONE)
    return path


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Start it, and end it with the block."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        try:
            yield browser
        finally:
            await browser.close()
