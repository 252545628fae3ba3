"""A thousand forged webhooks change nothing, whatever they look like (S164)."""

import base64
import hashlib
import hmac
import json
import random
from collections.abc import Callable
from datetime import timedelta

import pytest

from app.resources import Resources
from app.web.webhooks import KEPT_A_MINUTE
from tests.cast import TIKTOK_SHOP, Cast
from tests.conftest import Browsers
from tests.web.posting import JSON, ecwid, rows, tiktok

Forged = tuple[bytes, dict[str, str]]
VARIANTS = 500  # at each platform
NAMES = {"ecwid": "X-Ecwid-Webhook-Signature", "tiktok-shop": "Authorization"}
JUNK = [
    b"", b"null", b"[]", b"{}", b"0", b"\"\"", b"\xff\xfe", b"{" * 5_000, b"[" * 100_000, b"\x00" * 64,
    b'{"eventId": 1, "eventCreated": "x"}', b'{"eventId":"e-1","eventCreated":1e999,"storeId":1003}',
    b'{"type": "5", "shop_id": {}}', b'{"type": 99999999999999999999999}', b'{"eventId": "\\ud800"}',
]  # fmt: skip


def signature_of(given: Forged) -> str:
    return next(name for name in NAMES.values() if name in given[1])


def other_signature(chance: random.Random, given: Forged) -> Forged:
    """One letter of it, cut, doubled, of another secret, of nothing."""
    body, headers = given
    name = signature_of(given)
    right = headers[name]
    place = chance.randrange(len(right) - 2)  # the last letter of base64 has bits that mean nothing
    letter = chance.choice([one for one in "0123456789abcdef" if one != right[place]])
    other = hmac.digest(chance.randbytes(16), body, hashlib.sha256)
    wrong = [
        right[:place] + letter + right[place + 1 :], right[:place], right * 2, right[::-1], "", "null",
        other.hex(), base64.b64encode(other).decode(), "Bearer " + right, "\xe9" * 8,
    ]  # fmt: skip
    return body, {**headers, name: chance.choice(wrong)}


def no_signature(chance: random.Random, given: Forged) -> Forged:
    """None, or under another name."""
    body, headers = given
    name = signature_of(given)
    kept = {key: value for key, value in headers.items() if key != name}
    return body, kept | chance.choice([{}, {"X-" + name: headers[name]}, {"Signature": headers[name]}])


def other_body(chance: random.Random, given: Forged) -> Forged:
    """A letter of what is signed, or another body altogether."""
    body, headers = given
    if chance.random() < 0.4:
        return chance.choice(JUNK), headers
    if signature_of(given) == NAMES["ecwid"]:  # which signs only these two
        found = json.loads(body)
        changes = [{"eventId": found["eventId"] + "x"}, {"eventCreated": found["eventCreated"] - chance.randint(1, 99)}]
        return json.dumps(found | chance.choice(changes)).encode(), headers
    place = chance.randrange(len(body))
    return body[:place] + bytes([body[place] ^ (1 << chance.randrange(8))]) + body[place + 1 :], headers


def cut_body(chance: random.Random, given: Forged) -> Forged:
    """Half of it, or more than all."""
    body, headers = given
    return chance.choice([body[: chance.randrange(len(body) - 1)], body + b"x", b"[" + body + b"]"]), headers


MUTATIONS: list[Callable[[random.Random, Forged], Forged]] = [other_signature, no_signature, other_body, cut_body]


@pytest.mark.parametrize("platform", NAMES)
async def test_no_forgery_is_acted_on(browsers: Browsers, resources: Resources, cast: Cast, platform: str) -> None:
    """Issue: 1,000 forged variants, 0 changes: 401 each, and no row that anybody works off."""
    browser, chance = await browsers(), random.Random(platform)
    for number in range(VARIANTS):
        genuine = (
            ecwid(resources, f"e-{number}")
            if platform == "ecwid"
            else tiktok(resources, str(number), shop_id=TIKTOK_SHOP)
        )
        body, headers = MUTATIONS[number % len(MUTATIONS)](chance, genuine)
        raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        answer = await browser.post(f"/webhooks/{platform}", content=body, headers=raw)
        assert (answer.status_code, answer.content) == (401, b""), (number, body[:200], headers)
    found = await rows(resources)
    assert {row["state"] for row in found} <= {"refused"}
    assert len(found) <= 2 * KEPT_A_MINUTE
    assert await resources.bell.queue("stock").count("queued") == 0


async def test_a_genuine_one_of_the_other_platform_is_a_forgery_here(browsers: Browsers, resources: Resources) -> None:
    browser = await browsers()
    for path, (body, headers) in (("tiktok-shop", ecwid(resources)), ("ecwid", tiktok(resources))):
        for more in ({}, {name: next(iter(headers.values())) for name in NAMES.values()}):
            answer = await browser.post(f"/webhooks/{path}", content=body, headers={**headers, **more})
            assert answer.status_code == 401
    assert await rows(resources) == []


async def test_an_old_one_of_ecwids_is_refused_though_its_signature_fits(
    browsers: Browsers, resources: Resources
) -> None:
    """Ecwid repeats for a day; the signature itself never ends."""
    created = int((resources.now() - timedelta(hours=26)).timestamp())
    body, headers = ecwid(resources, eventCreated=created)
    answer = await (await browsers()).post("/webhooks/ecwid", content=body, headers={**JSON, **headers})
    assert answer.status_code == 401
    assert await rows(resources) == []
