"""Calls are signed as sent, and the code in the envelope decides what an answer means (platform-facts T2)."""

from datetime import UTC, datetime
from email.utils import formatdate
from urllib.parse import parse_qsl

import httpx
import pytest

from app.domain.decisions import Fix
from app.domain.drafts import draft
from app.platforms.calls import Answer
from app.platforms.errors import AccessGone, Gone, NotExecuted, PlatformError, Refused, Unknown
from app.platforms.tiktok_shop.replies import failure, read
from app.platforms.tiktok_shop.server_clock import ServerClock
from app.platforms.tiktok_shop.signing import sign
from app.platforms.tiktok_shop.webhooks import EVENT_TYPES
from tests.domain.samples import MUG, POLICY
from tests.platforms.tiktok import CIPHER, NOW, SETTINGS, Script, Token, envelope, shop, success

FRAME = b"\x89PNG\r\n\x1a\n" + b"\x00" * 32


def query(request: httpx.Request) -> dict[str, str]:
    return dict(parse_qsl(request.url.query.decode(), keep_blank_values=True))


async def test_the_bytes_that_were_signed_are_the_bytes_that_go_out() -> None:
    """Pitfall 1: a second serialisation differs and is refused."""
    script = Script(success({"products": []}))
    await shop(script).listings(seller_skus=("Grüß-1", "日本"), token="aGVsbG8+L3dvcmxk==")
    request = script.requests[0]
    asked = query(request)
    signature = asked.pop("sign")
    assert signature == sign(
        "/product/202502/products/search", asked.items(), request.content, "application/json", SETTINGS.app_secret
    )
    assert asked == {
        "page_size": "100",
        "page_token": "aGVsbG8+L3dvcmxk==",
        "app_key": "68rehearsal01",
        "timestamp": "1795000000",
        "shop_cipher": CIPHER,
    }
    assert request.headers["x-tts-access-token"] == "TTP_old"
    assert request.headers["content-type"] == "application/json"
    assert b"+" not in request.url.query


async def test_upload_carries_no_cipher_and_its_body_is_not_signed() -> None:
    """Pitfall 4: a cipher here is refused."""
    script = Script(success({"uri": "tos/1", "url": "https://x/1\n", "width": 720, "height": 480}))
    picture = await shop(script).upload_picture(FRAME, use="ATTRIBUTE_IMAGE")
    asked = query(script.requests[0])
    assert "shop_cipher" not in asked
    signature = asked.pop("sign")
    assert signature == sign("/product/202309/images/upload", asked.items(), b"", "multipart/form-data", "s3cret")
    body = script.requests[0].content
    assert FRAME in body
    assert b'name="use_case"\r\n\r\nATTRIBUTE_IMAGE\r\n' in body
    assert (picture.uri, picture.url, picture.width, picture.height) == ("tos/1", "https://x/1", 720, 480)


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg/>", b"\xff\xd8\xff" + b"\x00" * 11 * 1024 * 1024])
async def test_what_tiktok_would_refuse_unseen_is_not_sent(content: bytes) -> None:
    script = Script(success({}))
    with pytest.raises(Refused):
        await shop(script).upload_picture(content)
    assert script.requests == []


# code, HTTP status → kind
KINDS = [
    (36009002, 200, NotExecuted), (36009037, 200, NotExecuted), (36009003, 500, Unknown), (36009003, 200, Unknown),
    (36009007, 200, Unknown), (33001002, 200, Unknown), (12001000, 200, Unknown), (12052881, 200, Unknown),
    (105001, 401, AccessGone), (105005, 403, AccessGone), (101000, 200, AccessGone), (36009043, 401, AccessGone),
    (36009044, 401, AccessGone), (12052700, 200, AccessGone), (105002, 401, NotExecuted), (106001, 500, Refused),
    (36009004, 400, Refused), (36009009, 404, Refused), (36009014, 200, Refused), (36009033, 403, Refused),
    (12052104, 200, Refused), (12052104, 500, Refused), (12059999, 200, Refused), (12052032, 200, Gone),
    (12052260, 200, Gone), (12019150, 200, Gone),
]  # fmt: skip


def outcome(answer: httpx.Response) -> PlatformError:
    """What Weft makes of one answer, without trying again."""
    there = Answer("tiktok_shop", "GET /x", answer.status_code, dict(answer.headers), answer.content)
    try:
        return failure(read(there))
    except PlatformError as error:
        return error


@pytest.mark.parametrize(("code", "status", "kind"), KINDS)
def test_code_decides_not_the_status(code: int, status: int, kind: type[PlatformError]) -> None:
    error = outcome(envelope(code, "their words", status=status))
    assert type(error) is kind
    assert (error.platform, error.code, error.status) == ("tiktok_shop", str(code), status)
    assert error.request_id == "202611230707490001018902"
    assert "their words" not in str(error)


@pytest.mark.parametrize(
    ("code", "reason"), [(105001, "revoked"), (105005, "scope"), (36009043, "inactive"), (36009044, "inactive")]
)
def test_lost_access_says_how(code: int, reason: str) -> None:
    error = outcome(envelope(code))
    assert isinstance(error, AccessGone)
    assert error.reason == reason


def test_too_many_calls_name_their_wait() -> None:
    error = outcome(envelope(36009002, retry_after="17"))
    assert isinstance(error, NotExecuted)
    assert error.retry_after == 17.0


def test_refusal_carries_what_the_seller_reads() -> None:
    """S163."""
    error = outcome(envelope(12052104, "property is required"))
    assert isinstance(error, Refused)
    assert (error.finding.their_text, error.finding.their_code) == ("property is required", "12052104")
    assert error.finding.request_id == "202611230707490001018902"


def test_failed_check_is_looked_into() -> None:
    detail = {"product_id": "1", "extra_errors": [{"code": 12052535, "message": "no return warehouse"}]}
    error = outcome(envelope(12052990, "Check failed", data={"errors": [{"code": 12052990, "detail": detail}]}))
    assert isinstance(error, Refused)
    assert (error.finding.their_code, error.finding.fix) == ("12052535", Fix.SELLER_CENTER)
    assert outcome(envelope(12052990, "Check failed", data=None)).code == "12052990"


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (502, b"<html>Bad gateway</html>", Unknown),
        (200, b'{"code":0,"message":"Succ', Unknown),
        (200, b"", Unknown),
        (200, b'{"code":"zero"}', Unknown),
        (302, b"", Unknown),
        (403, b"<html>Forbidden</html>", NotExecuted),
        (404, b"not found", NotExecuted),
    ],
)
def test_answer_without_an_envelope(status: int, body: bytes, kind: type[PlatformError]) -> None:
    assert type(outcome(httpx.Response(status, content=body))) is kind


async def test_expired_token_is_renewed_once() -> None:
    script, token = Script(envelope(105002, status=401), success({"check_results": []})), Token()
    assert await shop(script, token).checks() == ()
    assert token.asked == [False, True]
    assert [r.headers["x-tts-access-token"] for r in script.requests] == ["TTP_old", "TTP_new"]


async def test_token_that_stays_expired_ends_the_call() -> None:
    script, token = Script(envelope(105002)), Token()
    with pytest.raises(NotExecuted):
        await shop(script, token).checks()
    assert token.asked == [False, True]


async def test_inactive_shop_does_not_cost_a_token() -> None:
    script, token = Script(envelope(36009043, status=401)), Token()
    with pytest.raises(AccessGone):
        await shop(script, token).checks()
    assert token.asked == [False]


async def test_wrong_clock_is_set_by_the_answer_and_the_call_repeated() -> None:
    """Reliability R-24: more than 30 s ahead or 5 min behind is refused; no call fails for it."""
    refused = envelope(
        36009004, "timestamp is more than 30 s ahead", status=400, date=formatdate(NOW - 600, usegmt=True)
    )
    script = Script(refused, success({}))
    assert await shop(script).checks() == ()
    assert [int(query(r)["timestamp"]) for r in script.requests] == [int(NOW), int(NOW) - 600]


async def test_other_bad_parameter_is_not_repeated() -> None:
    script = Script(envelope(36009004, "Skus is a required field", status=400))
    with pytest.raises(Refused):
        await shop(script).checks()
    assert len(script.requests) == 1


def test_small_differences_and_nonsense_leave_the_clock_alone() -> None:
    clock = ServerClock(lambda: NOW)
    for date in (formatdate(NOW + 4, usegmt=True), "", "yesterday", "Mon, 99 Foo 20000 99:99:99 GMT"):
        clock.learn(date)
        assert clock.now() == int(NOW)
    clock.learn(formatdate(NOW + 90, usegmt=True))
    assert clock.now() == int(NOW) + 90
    clock.learn(formatdate(NOW, usegmt=True))
    assert clock.now() == int(NOW)


async def test_reading_is_tried_again_after_an_internal_error() -> None:
    script = Script(envelope(36009003, status=500), success({"warehouses": [{"id": "1"}]}))
    assert [w.id for w in await shop(script).warehouses()] == ["1"]
    assert len(script.requests) == 2


async def test_create_of_unknown_outcome_is_left_to_the_outbox() -> None:
    """Not even with its key: first somebody looks (reliability A.4)."""
    script = Script(envelope(36009003, status=500), success({"product_id": "1"}))
    with pytest.raises(Unknown):
        await shop(script).create_listing(draft(MUG, POLICY, "1"), {}, key="k")
    assert len(script.requests) == 1


async def test_success_of_another_shape_is_unknown_not_lost() -> None:
    script = Script(success({"product_id": ["1"]}))
    with pytest.raises(Unknown, match="not what we know") as raised:
        await shop(script).create_listing(draft(MUG, POLICY, "1"), {}, key="k")
    assert raised.value.request_id


@pytest.mark.parametrize("code", [12052901, 12019150, 12052260, 12052048])
async def test_listing_that_is_not_given_out_is_none(code: int) -> None:
    assert await shop(Script(envelope(code))).listing("1729592969712207008") is None


@pytest.mark.parametrize("pasted", ["", "../orders", "17 29", "1729?x=1", "١٧٢٩", "1729/edit"])
async def test_pasted_nonsense_never_becomes_an_address(pasted: str) -> None:
    script = Script(success({"id": "1"}))
    assert await shop(script).listing(pasted) is None
    assert script.requests == []


async def test_edit_of_a_vanished_listing_is_gone() -> None:
    with pytest.raises(Gone):
        await shop(Script(envelope(12052032))).update_listing("1729", draft(MUG, POLICY, "1"), {})


@pytest.mark.parametrize("code", [12019064, 12052912, 12052266])
async def test_no_suggestion_is_no_error(code: int) -> None:
    assert await shop(Script(envelope(code))).recommend_category("Mug", "") is None


async def test_name_of_symbols_is_not_even_asked_about() -> None:
    script = Script(success({}))
    assert await shop(script).recommend_category("★", "<p>x</p>") is None
    assert script.requests == []


async def test_only_missing_webhooks_are_registered() -> None:
    address = "https://weft.example/webhooks/tiktok-shop"
    standing = [{"event_type": name, "address": address} for name in EVENT_TYPES[1:]]
    standing.append({"event_type": EVENT_TYPES[0], "address": "https://elsewhere.example"})
    script = Script(success({"webhooks": standing}), success({}))
    await shop(script).register_webhooks(address)
    assert [r.method for r in script.requests] == ["GET", "PUT"]
    assert script.body() == {"address": address, "event_type": EVENT_TYPES[0]}


async def test_search_asks_for_changes_and_knows_its_limit() -> None:
    script = Script(success({}))
    await shop(script).listings(updated_from=datetime.fromtimestamp(NOW, UTC))
    assert script.body() == {"status": "ALL", "category_version": "v2", "update_time_ge": int(NOW)}
    with pytest.raises(ValueError, match="at most 10"):
        await shop(script).listings(seller_skus=tuple("abcdefghijk"))


async def test_categories_are_asked_in_the_us_version() -> None:
    """12052217: the documented default is refused in the US."""
    script = Script(success({}))
    await shop(script).categories()
    await shop(script).requirements("600001")
    assert {query(r)["category_version"] for r in script.requests} == {"v2"}
    assert sorted(r.url.path for r in script.requests[1:]) == [
        "/product/202309/categories/600001/attributes",
        "/product/202309/categories/600001/rules",
    ]
