"""Windows of a browser that write down everything that goes wrong in them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from playwright.async_api import Browser, ConsoleMessage, Locator, Page, Request, Response

DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "user_agent": "Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/131.0.0.0 Mobile Safari/537.36",
}
Role = Literal["alert", "button", "checkbox", "dialog", "heading", "link", "radio", "row", "status"]
# A violation of the policy is said aloud, so that it is found even where Chromium keeps quiet about it.
LISTEN = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));"""


@dataclass(eq=False)
class Window:
    """One window of somebody's browser. `complaints` must be empty in the end; `base` is the connection's address."""

    page: Page
    url: str
    phone: bool = False
    complaints: list[str] = field(default_factory=list)
    base: str = ""
    scripts: bool = True

    def watch(self, page: Page) -> None:
        """Write down what a person with open developer tools would see."""
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{self.page.url} says: {message.text}")

    def _failed(self, request: Request) -> None:
        # A stream ends with its page, and so does a picture that was still on its way.
        left = request.failure == "net::ERR_ABORTED" and (
            request.url.endswith(("/stream", ".svg")) or request.resource_type == "image"
        )
        if not left:
            self.complaints.append(f"{request.method} {request.url}: {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.request.method} {response.url}: {response.status}")

    def fine(self) -> None:
        """Nothing was wrong so far."""
        assert not self.complaints, "\n".join(self.complaints)

    async def press(self, role: Role, name: str, *, within: Locator | None = None, exact: bool = True) -> None:
        """Click what has this name, or tap it on a phone."""
        await self.touch((within or self.page).get_by_role(role, name=name, exact=exact))

    async def touch(self, what: Locator) -> None:
        """Click, or tap on a phone."""
        await (what.tap() if self.phone else what.click())

    async def open(self, path: str) -> None:
        """Type an address."""
        await self.page.goto(self.url + path)

    async def tab(self) -> "Window":
        """A second tab of the same browser."""
        page = await self.page.context.new_page()
        made = replace(self, page=page)
        made.watch(page)
        return made


@asynccontextmanager
async def window(
    browser: Browser, url: str, look: dict[str, Any] = DESK, *, scripts: bool = True
) -> AsyncIterator[Window]:
    """A person's browser, without history, cookies or motion; complaints fail the test when the block ends well."""
    context = await browser.new_context(
        reduced_motion="reduce",
        color_scheme="light",
        locale="en-GB",
        timezone_id="America/New_York",
        java_script_enabled=scripts,
        **look,
    )
    context.set_default_timeout(20_000)
    await context.add_init_script(LISTEN)
    try:
        page = await context.new_page()
        made = Window(page, url, look is PHONE, scripts=scripts)
        made.watch(page)
        yield made
        made.fine()
    finally:
        await context.close()
