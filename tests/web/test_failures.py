"""Whatever goes wrong: a calm page, the right status, nothing of our insides, a line in the log."""

import logging

import pytest
from litestar import Litestar

from app.resources import Resources
from tests.browsers import without_tokens
from tests.cast import Cast
from tests.conftest import Browsers
from tests.outages import without_database, without_redis


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("invalid", 422, "The end is before the start."),
        ("conflict", 409, "Another pull is running."),
        ("too-many", 429, "Too many tries"),
        ("platform", 502, "The other side did not answer"),
        ("database", 503, "Its database does not answer just now"),
        ("database-stops", 503, "Its database does not answer just now"),
        ("redis", 503, "Its database does not answer just now"),
        ("bug", 500, "has been written down"),
    ],
)
async def test_each_failure_is_a_page_and_a_dialog(browsers: Browsers, name: str, status: int, words: str) -> None:
    browser = await browsers()
    page = await browser.get(f"/probe/failures/{name}")
    assert page.status_code == status
    assert words in page.text
    assert "<html" in page.text
    part = await browser.swap("GET", f"/probe/failures/{name}")
    assert part.status_code == status
    assert words in part.text
    assert "<html" not in part.text
    assert part.headers["hx-retarget"] == "#over"


async def test_a_fault_of_ours_shows_its_number_and_nothing_else(
    browsers: Browsers, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = await (await browsers()).get("/probe/failures/bug")
    assert answer.headers["x-request-id"] in answer.text
    assert "secret detail" not in answer.text
    assert "Traceback" not in answer.text
    [record] = [record for record in caplog.records if record.name == "app.web.failures"]
    assert record.exc_info is not None
    assert isinstance(record.exc_info[1], ZeroDivisionError)


async def test_a_missing_template_is_our_fault_not_the_databases(browsers: Browsers) -> None:
    assert (await (await browsers()).get("/probe/template")).status_code == 500


async def test_unknown_addresses_have_a_page(browsers: Browsers) -> None:
    answer = await (await browsers()).get("/no/such/page")
    assert answer.status_code == 404
    assert "Page not found" in answer.text


async def test_the_wrong_method_has_a_page(browsers: Browsers) -> None:
    answer = await (await browsers()).submit("/mailbox")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize(
    "path", ["/probe/number?n=x", "/probe/number", f"/probe/number?n={2**63}", "/probe/text?t=%00"]
)
async def test_bad_addresses_are_4xx(browsers: Browsers, path: str) -> None:
    answer = await (await browsers()).get(path)
    assert answer.status_code in (400, 422)
    assert "Nothing was changed" in answer.text


@pytest.mark.parametrize("number", ["0", "-1", str(2**63), "9" * 40, "x", "1.5", "%00", "１"])
async def test_an_impossible_id_is_not_found(browsers: Browsers, cast: Cast, number: str) -> None:
    alice = await browsers(cast.alice)
    assert (await alice.get(f"/probe/connections/{number}")).status_code == 404


async def test_foreign_and_absent_get_the_same_answer(browsers: Browsers, cast: Cast) -> None:
    charlie = await browsers(cast.charlie)
    foreign = await charlie.get(f"/probe/connections/{cast.connection_id}")
    absent = await charlie.get("/probe/connections/999999999")
    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert without_tokens(foreign.text) == without_tokens(absent.text)
    assert (await charlie.get(f"/probe/connections/{cast.charlies_connection_id}")).text == "Northwind US"


async def test_an_admin_is_told_what_only_owners_may(browsers: Browsers, cast: Cast) -> None:
    assert (await (await browsers(cast.alice)).get("/probe/owners")).status_code == 200
    answer = await (await browsers(cast.bob)).get("/probe/owners")
    assert answer.status_code == 403
    assert "Only an owner of this account can do that." in answer.text


async def test_without_redis_nobody_is_signed_in_and_nothing_breaks(
    browsers: Browsers, app: Litestar, cast: Cast, resources: Resources
) -> None:
    alice, stranger = await browsers(cast.alice), await browsers()
    async with without_redis(resources) as app.state.resources:
        assert (await alice.get("/probe/private")).status_code == 503
        assert (await stranger.get("/sign-in")).status_code == 200
        tried = await stranger.submit("/sign-in", {"email": cast.alice.email, "password": "not the password"})
        assert tried.status_code == 503  # no counting, no trying
        assert (await stranger.get("/health")).json() == {"database": "ok", "redis": "no answer"}


async def test_without_a_database_pages_say_so(
    browsers: Browsers, app: Litestar, cast: Cast, resources: Resources
) -> None:
    alice, stranger = await browsers(cast.alice), await browsers()
    async with without_database(resources) as app.state.resources:
        page = await alice.get("/probe/private")
        assert (page.status_code, page.headers["retry-after"]) == (503, "5")
        assert 'href="/probe/private"' in page.text  # try again
        fields = {"email": cast.alice.email, "password": "not the password"}
        assert (await stranger.submit("/sign-in", fields)).status_code == 503
        assert (await stranger.get("/health")).status_code == 503


async def test_a_toast_is_shown_once(browsers: Browsers, cast: Cast) -> None:
    alice = await browsers(cast.alice)
    await alice.submit("/probe/toast")
    first, second = await alice.get("/mailbox"), await alice.get("/mailbox")
    assert "Saved." in first.text
    assert "Saved." not in second.text
