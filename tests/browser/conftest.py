"""What tests in a real browser share."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.browser.chromium import chromium as started


@pytest.fixture(scope="session")
async def chromium(anyio_backend: object) -> AsyncIterator[Browser]:
    """One Chromium for the whole run; every test has contexts of its own."""
    async with started() as browser:
        yield browser
