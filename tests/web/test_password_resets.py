"""A new password by e-mail (S2): single use, 30 minutes, the same answer for every address."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from litestar import Litestar

from app import mail
from app.resources import Resources
from app.tables.engine import connection
from tests.browsers import Browser, without_tokens
from tests.cast import PASSWORD, Cast
from tests.conftest import Browsers

NEW = "another long password"


async def ask(browser: Browser, app: Litestar, email: str) -> str:
    """Ask for a link; answers the page."""
    answer = await browser.submit("/password-resets", {"email": email})
    assert answer.status_code == 200
    await app.state.background.finish()
    return answer.text


async def link(browser: Browser, app: Litestar, email: str) -> str:
    """The path in the mail that was sent."""
    await ask(browser, app, email)
    newest = (await mail.kept_mails(app.state.resources.redis))[0]
    assert newest.to == email
    found = re.search(r"http://weft\.test(/password-resets/\S+)", newest.text)
    assert found
    return found[1]


async def test_the_link_sets_a_password_and_signs_in(browsers: Browsers, cast: Cast, app: Litestar) -> None:
    browser, elsewhere = await browsers(), await browsers(cast.alice)
    path = await link(browser, app, cast.alice.email)
    page = await browser.get(path)
    assert cast.alice.email in page.text
    answer = await browser.submit(path, {"password": NEW})
    assert (answer.status_code, answer.headers["location"]) == (303, "/connections")
    assert (await browser.get("/probe/private")).status_code == 200
    assert (await elsewhere.get("/probe/private")).status_code == 303  # all other sessions ended
    stranger = await browsers()
    old = await stranger.submit("/sign-in", {"email": cast.alice.email, "password": PASSWORD})
    new = await stranger.submit("/sign-in", {"email": cast.alice.email, "password": NEW})
    assert (old.status_code, new.status_code) == (422, 303)


async def test_the_link_works_once(browsers: Browsers, cast: Cast, app: Litestar) -> None:
    browser = await browsers()
    path = await link(browser, app, cast.alice.email)
    answers = await asyncio.gather(*(browser.submit(path, {"password": f"{NEW} {n}"}) for n in range(5)))
    assert sorted(answer.status_code for answer in answers) == [303, 404, 404, 404, 404]
    gone = await browser.get(path)
    assert gone.status_code == 404
    assert "This link has ended" in gone.text


async def test_using_one_link_ends_the_others(browsers: Browsers, cast: Cast, app: Litestar) -> None:
    browser = await browsers()
    first, second = await link(browser, app, cast.alice.email), await link(browser, app, cast.alice.email)
    assert (await browser.submit(second, {"password": NEW})).status_code == 303
    assert (await browser.submit(first, {"password": NEW})).status_code == 404


async def test_the_link_ends_after_30_minutes(browsers: Browsers, cast: Cast, app: Litestar) -> None:
    browser, res = await browsers(), app.state.resources
    path = await link(browser, app, cast.alice.email)
    app.state.resources = replace(res, now=lambda: res.now() + timedelta(minutes=29))
    assert (await browser.get(path)).status_code == 200
    app.state.resources = replace(res, now=lambda: res.now() + timedelta(minutes=31))
    assert (await browser.get(path)).status_code == 404
    assert (await browser.submit(path, {"password": NEW})).status_code == 404


async def test_a_bad_password_leaves_the_link_good(browsers: Browsers, cast: Cast, app: Litestar) -> None:
    browser = await browsers()
    path = await link(browser, app, cast.alice.email)
    answer = await browser.submit(path, {"password": "short"})
    assert answer.status_code == 422
    assert "At least 12 characters" in answer.text
    assert (await browser.submit(path, {"password": NEW})).status_code == 303


async def test_an_unknown_address_gets_the_same_page_and_no_mail(browsers: Browsers, cast: Cast, app: Litestar) -> None:
    nobody = "nobody@harborgoods.example"
    known = await ask(await browsers(), app, cast.alice.email)
    unknown = await ask(await browsers(), app, nobody)
    assert without_tokens(known).replace(cast.alice.email, nobody) == without_tokens(unknown)
    assert [kept.to for kept in await mail.kept_mails(app.state.resources.redis)] == [cast.alice.email]


async def test_one_address_gets_five_links_in_half_an_hour(browsers: Browsers, cast: Cast, app: Litestar) -> None:
    browser = await browsers()
    for _ in range(5):
        await ask(browser, app, cast.alice.email)
    answer = await browser.submit("/password-resets", {"email": cast.alice.email})
    assert answer.status_code == 429
    assert "Try again in 30 minutes" in answer.text


async def test_only_the_hash_of_a_token_is_kept(browsers: Browsers, cast: Cast, app: Litestar) -> None:
    path = await link(await browsers(), app, cast.alice.email)
    token = path.rpartition("/")[2].encode()
    async with connection(app.state.resources.db) as db:
        kept = await db.fetchval("SELECT token_hash FROM password_reset")
    assert len(kept) == 32
    assert token not in kept


@pytest.mark.parametrize("token", ["x", "%00", "a" * 300, "..%2f", "%ff"])
async def test_a_made_up_link_has_ended(browsers: Browsers, token: str) -> None:
    answer = await (await browsers()).get(f"/password-resets/{token}")
    assert answer.status_code == 404


async def test_the_mailbox_shows_what_was_sent(browsers: Browsers, cast: Cast, app: Litestar) -> None:
    browser = await browsers()
    await link(browser, app, cast.alice.email)
    page = await browser.get("/mailbox")
    assert "Set a new password for Weft" in page.text
    assert cast.alice.email in page.text


async def test_there_is_no_mailbox_elsewhere(browsers: Browsers, resources: Resources, app: Litestar) -> None:
    app.state.resources = replace(resources, settings=replace(resources.settings, local=False))
    assert (await (await browsers()).get("/mailbox")).status_code == 404
