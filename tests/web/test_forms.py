"""Forms are read strictly: whatever is wrong is a 4xx with a sentence, never a 5xx."""

import pytest

from app.web import csrf
from tests.conftest import Browsers

PATH = "/probe/form"


async def test_a_good_form_is_read(browsers: Browsers) -> None:
    fields = [("text", " two  words "), ("lines", "a\r\nb"), ("number", "7"), ("choice", "b"), ("flag", "on")]
    answer = await (await browsers()).submit(PATH, [*fields, ("id", "1"), ("id", "2"), ("other", "ignored")])
    assert answer.json() == {
        "text": "two  words",
        "lines": "a\nb",
        "number": 7,
        "choice": "b",
        "flag": True,
        "ids": [1, 2],
    }


async def test_an_empty_form_is_a_form(browsers: Browsers) -> None:
    answer = await (await browsers()).submit(PATH)
    assert answer.json() == {"text": "", "lines": "", "number": None, "choice": "a", "flag": False, "ids": []}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ([("text", "x" * 11)], "At most 10 characters"),
        ([("text", "a\nb")], "characters that cannot be used"),
        ([("text", "a"), ("text", "b")], "sent more than once"),
        ([("number", "seven")], "whole number"),
        ([("number", "7.5")], "whole number"),
        ([("number", "٧")], "whole number"),
        ([("number", "1e3")], "whole number"),
        ([("number", "10")], "between 1 and 9"),
        ([("number", "-1")], "between 1 and 9"),
        ([("number", "9" * 25)], "At most 20 characters"),
        ([("choice", "c")], "one of the choices"),
        ([("flag", "maybe")], "one of the choices"),
        ([("id", "1")] * 4, "At most 3 fit"),
        ([("id", str(2**63))], "between 1 and"),
        ([("id", "0")], "between 1 and"),
    ],
)
async def test_what_is_wrong_is_said(browsers: Browsers, fields: list[tuple[str, str]], sentence: str) -> None:
    answer = await (await browsers()).submit(PATH, fields)
    assert answer.status_code == 422
    assert sentence in answer.text


@pytest.mark.parametrize(
    "body", [b"text=\xff", b"text=%ff", b"\x00", b"&".join(b"a=1" for _ in range(2_001)), b"text=%ED%A0%80"]
)
async def test_what_cannot_be_read_is_refused(browsers: Browsers, body: bytes) -> None:
    browser = await browsers()
    headers = {csrf.HEADER: browser.token, "Content-Type": "application/x-www-form-urlencoded"}
    assert (await browser.post(PATH, content=body, headers=headers)).status_code in (200, 422)


@pytest.mark.parametrize("media_type", ["application/json", "multipart/form-data; boundary=x", "text/plain", "x"])
async def test_other_kinds_of_body_are_refused(browsers: Browsers, media_type: str) -> None:
    browser = await browsers()
    headers = {csrf.HEADER: browser.token, "Content-Type": media_type}
    assert (await browser.post(PATH, content=b'{"text": "x"}', headers=headers)).status_code == 415


async def test_too_much_is_refused_unread(browsers: Browsers) -> None:
    answer = await (await browsers()).submit(PATH, {"text": "x" * 600_000})
    assert answer.status_code == 413
    assert "This is too large" in answer.text
