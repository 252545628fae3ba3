"""The screen says what the rows say."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

from playwright.async_api import Error

from tests.browser.windows import Window

Read = Callable[[Window], Awaitable[dict[str, object]]]
Truth = Callable[[], Awaitable[dict[str, object]]]


async def same(w: Window, read: Read, truth: Truth) -> None:
    """What is meant is shown, at the latest after five seconds: the page may need a moment to hear of it."""
    for _ in range(50):
        with suppress(Error):  # without scripts the page loads itself anew while it is read
            if not _wrong(await read(w), await truth()):
                return
        await w.page.wait_for_timeout(100)
    wrong = _wrong(await read(w), await truth())
    assert not wrong, f"{w.page.url} shows, and means: {wrong}"


def _wrong(shown: dict[str, object], meant: dict[str, object]) -> dict[str, object]:
    return {name: (shown[name], meant[name]) for name in meant if shown[name] != meant[name]}


async def mark(w: Window) -> None:
    """A page that is loaded again forgets this."""
    await w.page.evaluate("window.never_reloaded = true")


async def is_marked(w: Window) -> bool:
    return bool(await w.page.evaluate("window.never_reloaded === true"))
