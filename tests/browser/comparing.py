"""The screen says what the rows say."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

from playwright.async_api import Error

from tests.browser.windows import Window

Read = Callable[[Window], Awaitable[dict[str, object]]]
Truth = Callable[[], Awaitable[dict[str, object]]]


async def same(w: Window, read: Read, truth: Truth) -> None:
    """They are equal, at the latest after five seconds: the page may need a moment to hear of it."""
    for _ in range(50):
        with suppress(Error):  # without scripts the page loads itself anew while it is read
            if await read(w) == await truth():
                return
        await w.page.wait_for_timeout(100)
    shown, meant = await read(w), await truth()
    wrong = {name: (shown[name], meant[name]) for name in meant if shown[name] != meant[name]}
    assert not wrong, f"{w.page.url} shows, and means: {wrong}"
