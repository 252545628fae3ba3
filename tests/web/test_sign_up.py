"""Creating an account (S1)."""

import asyncio
from dataclasses import replace

import pytest
from litestar import Litestar

from app.resources import Resources
from app.tables.engine import connection
from tests.cast import PASSWORD, Cast
from tests.conftest import Browsers

GOOD = {"name": "Dana Reed", "email": " Dana@Example.com ", "password": "long enough to keep"}


async def people(res: Resources) -> int:
    async with connection(res.db) as db:
        return int(await db.fetchval("SELECT count(*) FROM person"))


async def test_a_newcomer_owns_a_new_account_and_is_signed_in(browsers: Browsers, resources: Resources) -> None:
    dana = await browsers()
    assert (await dana.get("/sign-up")).status_code == 200
    answer = await dana.submit("/sign-up", GOOD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/connections")
    async with connection(resources.db) as db:
        row = await db.fetchrow("SELECT p.*, a.name AS account FROM person p JOIN account a ON a.id = p.account")
    assert (row["email"], row["role"], row["account"]) == ("dana@example.com", "owner", "Dana Reed")
    assert row["password_hash"].startswith("$argon2id$")
    assert (await dana.get("/sign-in")).headers["location"] == "/connections"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "This is missing."),
        ("name", "x" * 81, "At most 80 characters"),
        ("name", "a\x00b", "characters that cannot be used"),
        ("email", "", "This is missing."),
        ("email", "dana", "not an email address"),
        ("email", "dana@example", "not an email address"),
        ("email", "a@b@example.com", "not an email address"),
        ("email", "dana@example.com\nbcc: x@example.com", "characters that cannot be used"),
        ("email", "x" * 250 + "@example.com", "At most 254 characters"),
        ("password", "", "This is missing."),
        ("password", "elevenchars", "At least 12 characters"),
        ("password", "x" * 257, "At most 256 characters"),
        ("password", "Password1234", "Many people use this password"),
        ("password", "aabbaabbaabb", "Many people use this password"),
        ("password", "dana@example.com", "your name or your email"),
    ],
)
async def test_bad_fields_are_named_and_nothing_is_made(
    browsers: Browsers, resources: Resources, field: str, value: str, sentence: str
) -> None:
    answer = await (await browsers()).submit("/sign-up", {**GOOD, field: value})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert await people(resources) == 0


async def test_all_bad_fields_are_named_at_once(browsers: Browsers) -> None:
    answer = await (await browsers()).submit("/sign-up", {"email": "dana"})
    assert answer.text.count("This is missing.") == 2
    assert "not an email address" in answer.text


async def test_a_repeated_field_is_refused(browsers: Browsers, resources: Resources) -> None:
    fields = [*GOOD.items(), ("email", "other@example.com")]
    answer = await (await browsers()).submit("/sign-up", fields)
    assert answer.status_code == 422
    assert "sent more than once" in answer.text
    assert await people(resources) == 0


async def test_an_address_has_one_account_whatever_its_case(browsers: Browsers, cast: Cast) -> None:
    answer = await (await browsers()).submit("/sign-up", {**GOOD, "email": cast.alice.email.upper()})
    assert answer.status_code == 422
    assert "There is an account with this email" in answer.text


async def test_two_at_once_with_one_address_make_one_account(browsers: Browsers, resources: Resources) -> None:
    first, second = await browsers(), await browsers()
    answers = await asyncio.gather(first.submit("/sign-up", GOOD), second.submit("/sign-up", GOOD))
    assert sorted(answer.status_code for answer in answers) == [303, 422]
    assert await people(resources) == 1


async def test_what_was_typed_stays_except_the_password(browsers: Browsers) -> None:
    answer = await (await browsers()).submit("/sign-up", {**GOOD, "name": "<b>Dana</b>", "password": "short"})
    assert "&lt;b&gt;Dana&lt;/b&gt;" in answer.text
    assert 'value="short"' not in answer.text


@pytest.mark.parametrize("mode", ["closed", "invite"])
async def test_sign_up_ends_where_it_is_closed(browsers: Browsers, app: Litestar, cast: Cast, mode: str) -> None:
    res = app.state.resources
    app.state.resources = replace(res, settings=replace(res.settings, signup=mode))
    dana = await browsers()
    assert (await dana.get("/sign-up")).status_code == 404
    assert (await dana.submit("/sign-up", GOOD)).status_code == 404
    assert "Create My Account" not in (await dana.get("/sign-in")).text
    assert await people(res) == len(cast.everybody)


async def test_the_first_person_needs_no_invitation(browsers: Browsers, app: Litestar) -> None:
    res = app.state.resources
    app.state.resources = replace(res, settings=replace(res.settings, signup="invite"))
    assert (await (await browsers()).submit("/sign-up", {**GOOD, "password": PASSWORD})).status_code == 303
