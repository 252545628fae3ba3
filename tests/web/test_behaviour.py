"""How pages behave under the reader's hands: menus, dialogs, selection, streams; and the same without a script."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import ServerSentEvent, Template
from litestar.response.sse import ServerSentEventMessage
from playwright.sync_api import Browser, Page, expect

from app.web.render import environment, page, render_fragment, see_other
from tests.gallery import GALLERY
from tests.gallery_data.cases import BASE, Record
from tests.gallery_data.products import NOTHING_TICKED, products
from tests.gallery_data.tasks import RUNNING
from tests.web.browsing import chromium, served

pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)
AnyRequest = Request[Any, Any, Any]

COMMON = GALLERY["products/list"].full_context()
POSTED: list[dict[str, list[str]]] = []
STREAMS: list[str] = []
LET_GO: list[int] = []  # as many messages as the test has let go


@get(f"{BASE}/products", sync_to_thread=False)
def show_products(request: AnyRequest) -> Template:
    """Fifty a page would be two pages here: five rows each."""
    query = parse_qs(urlsplit(str(request.url)).query)
    chosen = [int(value) for value in query.get("product", [])]
    start = int(query.get("after", ["0"])[0])
    rows = NOTHING_TICKED[start : start + 5]
    shown = [Record(**{**vars(row), "selected": row.id in chosen}) for row in rows]
    elsewhere = [number for number in chosen if number not in {row.id for row in rows}]
    context = products(shown, elsewhere=elsewhere, next="5" if not start else "")
    return page(request, "products/index.html", fragment="products/_table.html", **{**COMMON, **context})


@get(f"{BASE}/pulls/new", sync_to_thread=False)
def ask_pull(request: AnyRequest) -> Template:
    """The dialog, over the page or alone."""
    context = GALLERY["products/pull"].full_context()
    return page(request, "products/pull.html", fragment="products/_pull.html", **context)


@post(f"{BASE}/pulls", status_code=200)
async def start_pull(request: AnyRequest) -> Response[Any]:
    """Everything is fine, but for dates that make no sense."""
    form = parse_qs((await request.body()).decode())
    POSTED.append(form)
    if form["range"] == ["own"]:
        context = GALLERY["products/pull-wrong"].full_context()
        return page(request, "products/pull.html", fragment="products/_pull.html", status=422, **context)
    return see_other(request, f"{BASE}/tasks/5")


@post(f"{BASE}/pushes", status_code=200)
async def start_push(request: AnyRequest) -> Response[Any]:
    """Remember what was asked."""
    POSTED.append(parse_qs((await request.body()).decode()))
    return see_other(request, f"{BASE}/tasks/5")


@get(f"{BASE}/tasks/{{number:int}}", sync_to_thread=False)
def show_task(request: AnyRequest, number: FromPath[int]) -> Template:
    """Task 5 streams well; the stream of task 6 does not exist."""
    task = Record(**{**RUNNING, "id": number, "stream": f"{BASE}/tasks/{number}/stream"})
    return page(request, "tasks/show.html", fragment="tasks/_task.html", **{**COMMON, "task": task})


@get(f"{BASE}/tasks/5/stream")
async def stream(request: AnyRequest) -> ServerSentEvent:
    """Three messages, each when the test lets it go; the last one is of a task that has ended."""
    STREAMS.append(request.headers.get("last-event-id", ""))

    async def messages() -> AsyncIterator[ServerSentEventMessage]:
        for done, more in ((188, {}), (300, {}), (412, {"word": "Completed", "stream": "", "follows": False})):
            task = Record(**{**RUNNING, "id": 5, "stream": f"{BASE}/tasks/5/stream", "done": done, **more})
            html = render_fragment(environment(), "tasks/_task.html", task=task, clock=COMMON["clock"], base=BASE)
            while done not in LET_GO:
                await asyncio.sleep(0.02)
            yield ServerSentEventMessage(data=html, id=str(done))

    return ServerSentEvent(messages())


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with served([show_products, ask_pull, start_pull, start_push, show_task, stream]) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A tab in which nothing may complain, but for answers that are meant to be errors."""
    complaints: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    opened = context.new_page()
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    POSTED.clear()
    STREAMS.clear()
    LET_GO.clear()
    yield opened
    LET_GO.extend((188, 300, 412))
    context.close()
    meant = ("422 (Unprocessable", "404 (Not Found)")
    assert not [text for text in complaints if not any(part in text for part in meant)]


def tick(tab: Page, *positions: int) -> None:
    """Tick rows by their place."""
    for position in positions:
        tab.locator("td.tick input").nth(position).check()


def test_selection_is_counted_and_survives_paging(tab: Page, site: str) -> None:
    """S28, S36."""
    tab.goto(f"{site}{BASE}/products")
    bar = tab.locator("#bulk")
    expect(bar).to_be_hidden()
    tick(tab, 0, 2)
    expect(bar).to_contain_text("Selected 2")
    tab.get_by_role("button", name="Next").click()
    expect(bar).to_contain_text("Selected 2")
    assert "_csrf_token" not in tab.url, "an address must not carry the token"
    tick(tab, 1)
    expect(bar).to_contain_text("Selected 3")
    tab.get_by_role("button", name="Sync Products").click()
    tab.wait_for_url(f"**{BASE}/tasks/5")
    assert len(set(POSTED[0]["product"])) == 3


def test_the_whole_page_is_ticked_by_the_box_in_the_head(tab: Page, site: str) -> None:
    """S28."""
    tab.goto(f"{site}{BASE}/products")
    tab.get_by_label("Select the page").check()
    expect(tab.locator("#bulk")).to_contain_text("Selected 5")
    tab.locator("td.tick input").first.uncheck()
    expect(tab.locator("#bulk")).to_contain_text("Selected 4")
    expect(tab.locator("tr.on")).to_have_count(4)


def test_selection_survives_paging_without_a_script(browser: Browser, site: str) -> None:
    """S36, B20."""
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{site}{BASE}/products")
    expect(tab.locator("#bulk")).to_be_hidden()
    tick(tab, 0, 2)
    expect(tab.locator("#bulk")).to_be_visible()
    tab.get_by_role("button", name="Next").click()
    expect(tab.locator("#bulk")).to_be_visible()
    POSTED.clear()
    tab.get_by_role("button", name="Sync Products").click()
    assert len(POSTED[0]["product"]) == 2
    context.close()


def test_row_menu_sends_its_own_row_only(tab: Page, site: str) -> None:
    """S27."""
    tab.goto(f"{site}{BASE}/products")
    tick(tab, 0, 1)
    tab.get_by_label("Actions for Baby Wash Bar, Chamomile").click()
    tab.locator("details.menu[open]").get_by_role("button", name="Sync Product").click()
    tab.wait_for_url(f"**{BASE}/tasks/5")
    assert len(POSTED[0]["product"]) == 1


def test_menus_close_elsewhere_and_by_escape(tab: Page, site: str) -> None:
    tab.goto(f"{site}{BASE}/products")
    actions = tab.locator(".head details.menu")
    actions.locator("summary").click()
    expect(actions.get_by_text("Pull Products")).to_be_visible()
    tab.get_by_role("heading", name="Products").click()
    expect(actions.get_by_text("Pull Products")).to_be_hidden()
    actions.locator("summary").click()
    tab.keyboard.press("Escape")
    expect(actions.get_by_text("Pull Products")).to_be_hidden()


def test_dialog_stands_over_the_page_and_gives_the_focus_back(tab: Page, site: str) -> None:
    tab.goto(f"{site}{BASE}/products")
    tick(tab, 0)
    tab.locator(".head summary").click()
    tab.get_by_role("link", name="Pull Products").click()
    dialog = tab.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert dialog.evaluate("d => d.matches(':modal')")
    assert tab.evaluate("document.activeElement.textContent") == "OK"
    tab.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(tab.locator("#bulk")).to_contain_text("Selected 1")
    assert tab.evaluate("document.activeElement.textContent.trim()") == "Actions"


def test_wrong_dates_come_back_into_the_dialog(tab: Page, site: str) -> None:
    """S23. Setting a date chooses “Start and end date”."""
    tab.goto(f"{site}{BASE}/products")
    tab.locator(".head summary").click()
    tab.get_by_role("link", name="Pull Products").click()
    tab.get_by_label("Start date").fill("2025-11-11")
    expect(tab.get_by_label("Start and end date")).to_be_checked()
    tab.get_by_role("button", name="OK").click()
    expect(tab.get_by_role("alert")).to_contain_text("The end is before the start.")
    assert tab.get_by_role("dialog").evaluate("d => d.matches(':modal')")
    tab.get_by_text("Since last pull").click()
    tab.get_by_role("button", name="OK").click()
    tab.wait_for_url(f"**{BASE}/tasks/5")


def test_dialog_without_a_script_is_a_page_and_a_form(browser: Browser, site: str) -> None:
    """B20."""
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{site}{BASE}/pulls/new")
    tab.get_by_text("Since last pull").click()
    tab.get_by_role("button", name="OK").click()
    assert tab.url.endswith(f"{BASE}/tasks/5")
    context.close()


def test_filters_change_the_address_and_going_back_brings_the_page_back(tab: Page, site: str) -> None:
    tab.goto(f"{site}{BASE}/products")
    tab.get_by_role("link", name="Sync failed").click()
    tab.wait_for_url("**state=Sync%20failed")
    tab.go_back()
    tab.wait_for_url(f"**{BASE}/products")
    expect(tab.get_by_role("heading", name="Products")).to_be_visible()


def test_typing_asks_and_keeps_what_was_typed(tab: Page, site: str) -> None:
    """S131."""
    tab.goto(f"{site}{BASE}/products")
    with tab.expect_response(lambda answer: "q=mug" in answer.url):
        tab.get_by_label("Search products").press_sequentially("mug", delay=30)
    tab.wait_for_url("**q=mug")
    expect(tab.get_by_label("Search products")).to_have_value("mug")
    expect(tab.get_by_label("Search products")).to_be_focused()


def test_task_is_followed_and_folds_stay_open(tab: Page, site: str) -> None:
    """S128, B1: the page shows each message, and the stream ends with the task."""
    tab.goto(f"{site}{BASE}/tasks/5")
    LET_GO.append(188)
    expect(tab.get_by_role("heading", name="188 of 412")).to_be_visible()
    tab.get_by_text("Which products").first.click()
    LET_GO.append(300)
    expect(tab.get_by_role("heading", name="300 of 412")).to_be_visible()
    expect(tab.get_by_text("Half Apron, Flax")).to_be_visible()
    LET_GO.append(412)
    expect(tab.get_by_role("heading", name="412 of 412")).to_be_visible()
    expect(tab.locator(".head .badge")).to_have_text("Completed")
    tab.wait_for_timeout(1500)  # longer than htmx waits before it connects again
    assert STREAMS == [""]


def test_an_answer_that_is_no_stream_leaves_the_page_alone(tab: Page, site: str) -> None:
    with tab.expect_response(lambda answer: answer.url.endswith("/tasks/6/stream")) as answered:
        tab.goto(f"{site}{BASE}/tasks/6")
    assert answered.value.status == 404
    expect(tab.get_by_role("heading", name="187 of 412")).to_be_visible()


def test_good_news_goes_after_six_seconds(tab: Page, site: str) -> None:
    tab.clock.install()
    COMMON["toast"] = {"sentence": "Harbor Goods is connected.", "params": {}, "href": "", "link": ""}
    try:
        tab.goto(f"{site}{BASE}/products")
    finally:
        COMMON["toast"] = None
    expect(tab.locator(".toast")).to_be_visible()
    tab.clock.fast_forward(5_000)
    expect(tab.locator(".toast")).to_be_visible()
    tab.clock.fast_forward(2_000)
    expect(tab.locator(".toast")).to_have_count(0)
