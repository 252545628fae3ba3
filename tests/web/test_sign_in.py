"""Signing in and out: equal answers, counted tries, sessions that end (S4)."""

import asyncio
import statistics
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from litestar import Litestar

from app.resources import Resources
from app.sync import passwords
from app.tables.engine import connection
from app.web import sessions
from tests.browsers import Browser
from tests.cast import PASSWORD, Cast
from tests.conftest import Browsers

HOME = "/connections"
PRIVATE = "/probe/private"


async def sign_in(browser: Browser, email: str, password: str = PASSWORD, **more: str) -> tuple[int, str]:
    answer = await browser.submit("/sign-in", {"email": email, "password": password, **more})
    return answer.status_code, answer.headers.get("location", answer.text)


async def is_signed_in(browser: Browser) -> bool:
    return (await browser.get(PRIVATE)).status_code == 200


async def test_the_right_pair_signs_in_under_a_new_id(browsers: Browsers, cast: Cast, resources: Resources) -> None:
    alice = await browsers()
    alice.plant("weft", "a" * 64)  # what somebody else planted
    assert await sign_in(alice, " Alice@HarborGoods.example ") == (303, HOME)
    assert alice.cookies["weft"] != "a" * 64
    assert await is_signed_in(alice)
    planted = await browsers()
    planted.plant("weft", "a" * 64)
    assert not await is_signed_in(planted)
    keys = [key.decode() async for key in resources.redis.scan_iter("session:*")]
    assert keys == [sessions.key_of(alice.cookies["weft"])]  # hashed at rest


async def test_the_session_cookie_is_for_this_host_and_no_script(browsers: Browsers, cast: Cast) -> None:
    answer = await (await browsers()).submit("/sign-in", {"email": cast.alice.email, "password": PASSWORD})
    cookie = next(value for value in answer.headers.get_list("set-cookie") if value.startswith("weft="))
    assert all(part in cookie for part in ("HttpOnly", "SameSite=lax", "Path=/"))
    assert "Domain" not in cookie


async def test_a_passer_by_costs_redis_nothing(browsers: Browsers, resources: Resources) -> None:
    await (await browsers()).get("/sign-in")
    assert await resources.redis.dbsize() == 0


@pytest.mark.parametrize(
    "email", ["alice@harborgoods.example", "nobody@harborgoods.example", "bob@harborgoods.example"]
)
async def test_every_wrong_pair_gets_the_same_answer(
    browsers: Browsers, cast: Cast, resources: Resources, email: str
) -> None:
    async with connection(resources.db) as db:
        await db.execute("UPDATE person SET is_active = false WHERE id = $1", cast.bob.id)
    status, text = await sign_in(await browsers(), email, "not the password" if "bob" not in email else PASSWORD)
    assert status == 422
    assert "Email or password is wrong. 9 tries are left, then sign-in pauses for 15 minutes." in text


async def test_an_unknown_address_takes_as_long(browsers: Browsers, cast: Cast) -> None:
    async def seconds(email: str) -> float:
        browser, began = await browsers(), time.perf_counter()
        await sign_in(browser, email, "not the password")
        return time.perf_counter() - began

    known = [await seconds(cast.alice.email) for _ in range(7)]
    unknown = [await seconds("nobody@harborgoods.example") for _ in range(7)]
    # Without the dummy hash the second would be a tenth of the first.
    assert statistics.median(unknown) > 0.5 * statistics.median(known)


async def test_ten_wrong_tries_pause_this_address_alone(browsers: Browsers, cast: Cast) -> None:
    browser = await browsers()
    texts = [(await sign_in(browser, cast.alice.email, "not the password"))[1] for _ in range(10)]
    assert "3 tries are left" in texts[6]
    assert "One try is left" in texts[8]
    assert "Sign-in pauses for 15 minutes" in texts[9]
    status, text = await sign_in(browser, cast.alice.email)  # the right password now
    assert status == 429
    assert "Try again in 15 minutes" in text
    assert await sign_in(browser, cast.bob.email) == (303, HOME)


async def test_a_success_forgets_the_tries_before_it(browsers: Browsers, cast: Cast) -> None:
    browser = await browsers()
    for _ in range(9):
        await sign_in(browser, cast.alice.email, "not the password")
    assert (await sign_in(browser, cast.alice.email))[0] == 303
    assert "9 tries are left" in (await sign_in(browser, cast.alice.email, "not the password"))[1]


async def test_tries_at_once_are_counted_one_by_one(browsers: Browsers, cast: Cast) -> None:
    browser = await browsers()
    answers = await asyncio.gather(*(sign_in(browser, cast.alice.email, "not the password") for _ in range(20)))
    assert [status for status, _ in answers].count(422) == 10


async def test_one_network_may_try_25_times(browsers: Browsers, cast: Cast) -> None:
    browser = await browsers()
    answers = [await sign_in(browser, f"person{n}@harborgoods.example", "not the password") for n in range(26)]
    assert [status for status, _ in answers] == [422] * 25 + [429]


@pytest.mark.parametrize(
    "where", ["//evil.example", "https://evil.example/x", "/\\evil.example", "/\t/evil.example", "x"]
)
async def test_next_never_leads_elsewhere(browsers: Browsers, cast: Cast, where: str) -> None:
    browser = await browsers()
    assert "evil" not in (await browser.get("/sign-in", params={"next": where})).text
    assert await sign_in(browser, cast.alice.email, next=where) == (303, HOME)


async def test_a_stranger_comes_back_to_the_page_they_asked_for(browsers: Browsers, cast: Cast) -> None:
    browser = await browsers()
    answer = await browser.get("/probe/private?state=failed")
    where = answer.headers["location"]
    assert (answer.status_code, where) == (303, "/sign-in?next=/probe/private%3Fstate%3Dfailed")
    assert 'value="/probe/private?state=failed"' in (await browser.get(where)).text


async def test_htmx_is_sent_to_the_sign_in_page_as_a_whole(browsers: Browsers) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://weft.test/connections?x=1"}
    answer = await (await browsers()).get(PRIVATE, headers=headers)
    assert answer.headers["hx-redirect"] == "/sign-in?next=/connections%3Fx%3D1"


async def test_signing_out_ends_the_session_everywhere(browsers: Browsers, cast: Cast, resources: Resources) -> None:
    alice, copy = await browsers(cast.alice), await browsers()
    copy.plant("weft", alice.cookies["weft"])
    answer = await alice.submit("/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    asked = await copy.get(PRIVATE)
    assert asked.headers["location"] == "/sign-in?next=/probe/private&ended=1"
    assert "Your session has ended" in (await copy.get(asked.headers["location"])).text
    assert [key async for key in resources.redis.scan_iter("session:*")] == []


async def test_a_greater_epoch_ends_a_session_at_once(browsers: Browsers, cast: Cast, resources: Resources) -> None:
    alice = await browsers(cast.alice)
    assert await is_signed_in(alice)
    async with connection(resources.db) as db:
        await db.execute("UPDATE person SET session_epoch = session_epoch + 1 WHERE id = $1", cast.alice.id)
    assert not await is_signed_in(alice)


async def test_a_session_ends_after_30_days_whatever_happens(browsers: Browsers, cast: Cast, app: Litestar) -> None:
    alice, res = await browsers(cast.alice), app.state.resources
    app.state.resources = replace(res, now=lambda: res.now() + timedelta(days=29))
    assert await is_signed_in(alice)
    app.state.resources = replace(res, now=lambda: res.now() + timedelta(days=31))
    assert not await is_signed_in(alice)


async def test_an_old_hash_is_made_anew_at_the_next_sign_in(
    browsers: Browsers, cast: Cast, resources: Resources
) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    async with connection(resources.db) as db:
        await db.execute("UPDATE person SET password_hash = $2 WHERE id = $1", cast.alice.id, weak)
    assert (await sign_in(await browsers(), cast.alice.email))[0] == 303
    async with connection(resources.db) as db:
        kept = await db.fetchval("SELECT password_hash FROM person WHERE id = $1", cast.alice.id)
    assert "m=19456,t=2,p=1" in kept
    assert (await sign_in(await browsers(), cast.alice.email))[0] == 303


async def test_the_same_password_from_another_keyboard(browsers: Browsers, cast: Cast, resources: Resources) -> None:
    kept = await passwords.hashed("caf\u00e9 au lait, please")
    async with connection(resources.db) as db:
        await db.execute("UPDATE person SET password_hash = $2 WHERE id = $1", cast.alice.id, kept)
    assert (await sign_in(await browsers(), cast.alice.email, "cafe\u0301 au lait, please"))[0] == 303
