"""How the pages of orders behave while they follow by themselves: filters, menus, typing, a name that was shown."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any

import pytest
from litestar import Request, get, post
from litestar.response import ServerSentEvent, Template
from litestar.response.sse import ServerSentEventMessage
from playwright.sync_api import Browser, Page, expect

from app.domain.order_selection import OrderSelection
from app.web.render import environment, page, render_fragment
from tests.gallery import GALLERY
from tests.gallery_data.cases import BASE, CLOCK
from tests.gallery_data.order_list import ROWS, orders
from tests.web.browsing import chromium, served

pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)
AnyRequest = Request[Any, Any, Any]

LIST = GALLERY["orders/list"].full_context()
ORDER = GALLERY["orders/order"].full_context()
SHOWN = GALLERY["orders/recipient-shown"].full_context()
OPEN: list[str] = []  # the filters of the streams that are open now
TOLD: list[tuple[str, int]] = []  # filter and number of rows: what the next messages say
HERE = f"{BASE}/orders"


def listed(show: str, rows: int) -> dict[str, Any]:
    """The list under this filter with its first rows."""
    address = f"{HERE}/stream?show={show}"
    return orders(ROWS[:rows], OrderSelection(show), stream=address, ear=f"orders-ear-{show}", matching=rows)


@get(HERE, sync_to_thread=False)
def show_list(request: AnyRequest) -> Template:
    """Two rows to begin with."""
    context = listed(request.query_params.get("show", ""), 2)
    if q := request.query_params.get("q", ""):
        context["orders"]["q"] = q
    return page(request, "orders/index.html", fragment="orders/_table.html", **{**LIST, **context})


@get(f"{HERE}/stream")
async def stream(request: AnyRequest) -> ServerSentEvent:
    """What TOLD says for this filter, as soon as it says it."""
    show = request.query_params.get("show", "")

    async def messages() -> AsyncIterator[ServerSentEventMessage]:
        OPEN.append(show)
        try:
            said = 0
            while True:
                told = [rows for filter_, rows in TOLD if filter_ == show]
                for rows in told[said:]:
                    said += 1
                    html = render_fragment(
                        environment(), "orders/_table.html", base=BASE, clock=CLOCK, **listed(show, rows)
                    )
                    yield ServerSentEventMessage(data=html, id=str(said))
                await asyncio.sleep(0.02)
                yield ServerSentEventMessage(data=None, comment="here")
        finally:
            OPEN.remove(show)

    return ServerSentEvent(messages())


@get(f"{HERE}/12", sync_to_thread=False)
def show_order(request: AnyRequest) -> Template:
    """One order with a stream."""
    context = {**ORDER, "stream": f"{HERE}/12/stream"}
    return page(request, "orders/show.html", fragment="orders/_order.html", **context)


@get(f"{HERE}/12/stream")
async def order_stream() -> ServerSentEvent:
    """The order again, archived, once the test says so."""

    async def messages() -> AsyncIterator[ServerSentEventMessage]:
        while not TOLD:
            await asyncio.sleep(0.02)
        view = replace(ORDER["order"], line=replace(ORDER["order"].line, archived=True))
        html = render_fragment(
            environment(), "orders/_order.html", **{**ORDER, "order": view, "stream": f"{HERE}/12/stream"}
        )
        yield ServerSentEventMessage(data=html, id="1")
        while TOLD:
            await asyncio.sleep(0.02)

    return ServerSentEvent(messages())


@post(f"{HERE}/12/looks", status_code=200, sync_to_thread=False)
def look(request: AnyRequest) -> Template:
    """The recipient as somebody sees it who asked."""
    return page(request, "orders/show.html", fragment="orders/_recipient.html", **SHOWN)


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with served([show_list, stream, show_order, order_stream, look]) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A tab in which nothing may complain."""
    complaints: list[str] = []
    TOLD.clear()
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    opened = context.new_page()
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    TOLD.clear()
    context.close()
    assert not complaints


def listens(tab: Page, *filters: str) -> None:
    """Wait until exactly these filters are listened to."""
    for _ in range(300):
        if sorted(OPEN) == sorted(filters):
            return
        tab.wait_for_timeout(20)
    raise AssertionError(OPEN)


def test_an_order_appears_and_an_open_menu_stays_open(tab: Page, site: str) -> None:
    """B4: the list follows by itself, under the reader's hands."""
    tab.goto(f"{site}{HERE}")
    listens(tab, "")
    expect(tab.locator("tr.open")).to_have_count(2)
    tab.get_by_label("Actions for 577086512123753912").click()
    expect(tab.get_by_role("link", name="Mark as Shipped").first).to_be_visible()
    TOLD.append(("", 5))
    expect(tab.locator("tbody tr.detail")).to_have_count(4)
    expect(tab.get_by_role("link", name="Mark as Shipped").first).to_be_visible()
    TOLD.append(("", 3))
    expect(tab.locator("tbody tr.detail")).to_have_count(3)
    listens(tab, "")  # the same one all the time


def test_another_filter_is_another_stream_and_the_old_one_ends(tab: Page, site: str) -> None:
    """A message of the filter before must not bring its rows back."""
    tab.goto(f"{site}{HERE}")
    listens(tab, "")
    tab.get_by_role("link", name="Unpaid").click()
    tab.wait_for_url("**show=unpaid")
    listens(tab, "unpaid")
    TOLD.extend([("", 9), ("unpaid", 4)])
    expect(tab.locator("tbody tr.detail")).to_have_count(4)
    tab.go_back()
    tab.wait_for_url(f"**{HERE}")
    listens(tab, "")


def test_what_is_being_typed_is_not_typed_over(tab: Page, site: str) -> None:
    """S92: a message while somebody types leaves the field and the focus alone."""
    tab.goto(f"{site}{HERE}")
    listens(tab, "")
    field = tab.get_by_label("Search orders")
    field.press_sequentially("57", delay=10)
    TOLD.append(("", 5))
    expect(tab.locator("tbody tr.detail")).to_have_count(4)
    expect(field).to_have_value("57")
    expect(field).to_be_focused()


def test_a_name_that_was_shown_stays_while_the_page_follows(tab: Page, site: str) -> None:
    """Line 9: shown once, to whoever asked; the next message neither hides it nor asks again."""
    tab.goto(f"{site}{HERE}/12")
    expect(tab.get_by_text("Maria Garza")).to_have_count(0)
    tab.get_by_role("button", name="Show").click()
    expect(tab.get_by_text("Maria Garza")).to_be_visible()
    TOLD.append(("", 1))
    expect(tab.locator(".head .badge")).to_have_text("Archived")
    expect(tab.get_by_text("Maria Garza")).to_be_visible()
    expect(tab.get_by_role("button", name="Show")).to_have_count(0)


def test_the_list_works_without_a_script(browser: Browser, site: str) -> None:
    """B20: chips, sorting and menus are links and forms."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    tab = context.new_page()
    tab.goto(f"{site}{HERE}")
    tab.get_by_role("link", name="Unpaid").click()
    assert tab.url.endswith("show=unpaid")
    tab.get_by_label("Actions for 577086512123753912").click()
    expect(tab.get_by_role("link", name="Cancel order").first).to_be_visible()
    context.close()
