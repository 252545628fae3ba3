"""No request that changes something is taken from anywhere but a page of ours."""

import pytest

from app.web import csrf
from tests.browsers import Browser
from tests.conftest import Browsers

KEY = b"k" * 32
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PATH = "/probe/form"


async def post(browser: Browser, token: str, **headers: str) -> int:
    answer = await browser.post(PATH, content=f"_csrf_token={token}", headers={**FORM, **headers})
    return answer.status_code


async def test_a_page_gives_its_form_a_token_that_is_taken(browsers: Browsers) -> None:
    browser = await browsers()
    page = await browser.get("/sign-in")
    token = page.text.split('name="_csrf_token" value="')[1].split('"')[0]
    assert await post(browser, token) == 200


async def test_the_token_looks_different_on_every_page(browsers: Browsers) -> None:
    browser = await browsers()
    first, second = [(await browser.get("/sign-in")).text.split("_csrf_token")[1][:80] for _ in range(2)]
    assert first != second


@pytest.mark.parametrize("token", ["", "x", "%C3%A9", "A" * 44, "A" * 10_000])
async def test_a_wrong_token_is_refused(browsers: Browsers, token: str) -> None:
    browser = await browsers()
    assert browser.token
    assert await post(browser, token) == 403


async def test_another_browsers_token_is_refused(browsers: Browsers) -> None:
    mine, other = await browsers(), await browsers()
    assert mine.token
    assert await post(mine, other.token) == 403


async def test_a_token_without_the_cookie_is_refused(browsers: Browsers) -> None:
    mine, bare = await browsers(), await browsers()
    assert await post(bare, mine.token) == 403


async def test_a_cookie_that_we_did_not_issue_is_refused(browsers: Browsers) -> None:
    browser = await browsers()
    browser.plant("weft-csrf", csrf.issue(KEY))  # another key than the app's
    nonce = csrf.nonce_of(KEY, browser.cookies["weft-csrf"])
    assert nonce is not None
    assert await post(browser, csrf.mask(nonce)) == 403


async def test_signing_in_changes_the_token(browsers: Browsers) -> None:
    browser = await browsers()
    before = browser.token
    fields = {"name": "Dana Reed", "email": "dana@example.com", "password": "long enough to keep"}
    assert (await browser.submit("/sign-up", fields)).status_code == 303
    assert await post(browser, before) == 403
    assert await post(browser, browser.token) == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://weft.test"}, 200),
        ({"Origin": "http://weft.test"}, 200),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Origin": ""}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://weft.test.evil.example"}, 403),
    ],
)
async def test_another_site_is_refused_even_with_a_token(
    browsers: Browsers, headers: dict[str, str], status: int
) -> None:
    browser = await browsers()
    assert await post(browser, browser.token, **headers) == status


async def test_a_form_as_plain_text_is_refused(browsers: Browsers) -> None:
    browser = await browsers()
    assert await post(browser, browser.token, **{"Content-Type": "text/plain"}) == 403


async def test_the_refusal_says_what_to_do(browsers: Browsers) -> None:
    answer = await (await browsers()).post("/sign-in", content="email=x", headers=FORM)
    assert answer.status_code == 403
    assert "This page is too old" in answer.text
    assert "Nothing was changed" in answer.text


async def test_htmx_sends_the_token_as_a_header(browsers: Browsers) -> None:
    answer = await (await browsers()).swap("POST", PATH, {"text": "hello"})
    assert answer.json()["text"] == "hello"
