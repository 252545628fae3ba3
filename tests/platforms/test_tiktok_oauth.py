"""Consent at TikTok Shop: two GETs, an envelope, absolute times (authorization-overview-202407)."""

import logging
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from app.platforms.errors import AccessGone, NotExecuted, PlatformError, Refused, Unknown
from app.platforms.roles import Callback, Tokens
from app.platforms.tiktok_shop.endpoints import SCOPES
from app.platforms.tiktok_shop.oauth import TikTokAuthorizer
from app.platforms.tiktok_shop.shops import authorised_shops
from tests.platforms.tiktok import SETTINGS, Script, Token, envelope, success

GRANTED: dict[str, Any] = {
    "access_token": "TTP_aaa",
    "access_token_expire_in": 1795000000,
    "refresh_token": "TTP_rrr",
    "refresh_token_expire_in": 4854580847,
    "open_id": "oBcD",
    "seller_name": "Test shop",
    "seller_base_region": "US",
    "user_type": 0,
    "granted_scopes": [*SCOPES, "seller.order.info"],
}
CODE = Callback(code="TTP_code", state="s")
OLD = Tokens(access_token="TTP_old", refresh_token="TTP_rrr")


def authorizer(script: Script) -> TikTokAuthorizer:
    return TikTokAuthorizer(script.http, SETTINGS)


def test_consent_link_names_the_service_and_our_state() -> None:
    """There is no redirect_uri, and the state is ours to add."""
    consent = authorizer(Script(success({}))).consent("a b&c", region="US")
    parts = urlsplit(consent.url)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "https://services.example/open/authorize"
    assert parse_qs(parts.query) == {"service_id": ["7000000000000000001"], "state": ["a b&c"]}
    assert consent.state == "a b&c"


async def test_code_becomes_tokens_by_a_get() -> None:
    script = Script(success(GRANTED))
    tokens = await authorizer(script).exchange(CODE)
    (request,) = script.requests
    assert (request.method, request.url.path, request.content) == ("GET", "/api/v2/token/get", b"")
    assert dict(request.url.params) == {
        "app_key": "68rehearsal01",
        "app_secret": "s3cret",
        "auth_code": "TTP_code",
        "grant_type": "authorized_code",
    }
    assert (tokens.access_token, tokens.refresh_token) == ("TTP_aaa", "TTP_rrr")
    assert tokens.access_expires_at == datetime.fromtimestamp(1795000000, UTC)
    assert tokens.refresh_expires_at == datetime.fromtimestamp(4854580847, UTC)
    assert tokens.scopes == tuple(GRANTED["granted_scopes"])


async def test_refresh_rotates_both_tokens() -> None:
    script = Script(success(GRANTED | {"access_token": "TTP_bbb", "refresh_token": "TTP_sss"}))
    tokens = await authorizer(script).refresh(OLD)
    (request,) = script.requests
    assert (request.method, request.url.path) == ("GET", "/api/v2/token/refresh")
    assert dict(request.url.params)["refresh_token"] == "TTP_rrr"
    assert dict(request.url.params)["grant_type"] == "refresh_token"
    assert (tokens.access_token, tokens.refresh_token) == ("TTP_bbb", "TTP_sss")


@pytest.mark.parametrize(
    "callback",
    [Callback(code="null", error="auth_denied"), Callback(code="null"), Callback(), Callback(error="x", code="c")],
)
async def test_no_is_a_no_and_nothing_is_asked(callback: Callback) -> None:
    """S13: a refusal brings the word null as its code."""
    script = Script(success(GRANTED))
    with pytest.raises(Refused) as raised:
        await authorizer(script).exchange(callback)
    assert raised.value.finding.code == "consent_denied"
    assert script.requests == []


@pytest.mark.parametrize(
    ("change", "code"),
    [({"user_type": 1}, "account_no_seller"), ({"granted_scopes": ["seller.order.info"]}, "scopes_missing")],
)
async def test_account_that_will_not_do_is_refused(change: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as raised:
        await authorizer(Script(success(GRANTED | change))).exchange(CODE)
    assert raised.value.finding.code == code
    assert raised.value.finding.params == {}


@pytest.mark.parametrize(
    ("code", "kind"),
    [(36004004, Refused), (36004005, AccessGone), (36004001, AccessGone), (36009003, Unknown), (36009002, NotExecuted)],
)
async def test_errors_come_with_status_200(code: int, kind: type[PlatformError]) -> None:
    """Pitfall 10."""
    with pytest.raises(kind):
        await authorizer(Script(envelope(code, "Invalid auth code"))).refresh(OLD)


async def test_grant_without_a_refresh_token_is_over() -> None:
    with pytest.raises(AccessGone):
        await authorizer(Script(success(GRANTED))).refresh(Tokens(access_token="TTP_old"))


async def test_answer_without_tokens_is_unknown() -> None:
    with pytest.raises(Unknown):
        await authorizer(Script(success({"access_token": "TTP_aaa"}))).exchange(CODE)


async def test_odd_times_are_no_end() -> None:
    odd = GRANTED | {"access_token_expire_in": 0, "refresh_token_expire_in": 10**15, "granted_scopes": None}
    tokens = await authorizer(Script(success(odd))).exchange(CODE)
    assert (tokens.access_expires_at, tokens.refresh_expires_at, tokens.scopes) == (None, None, ())


async def test_secret_is_never_in_the_log(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> None:
    """The address carries it; httpx would log the address."""
    with caplog.at_level(logging.DEBUG):
        await authorizer(Script(success(GRANTED))).exchange(CODE)
        with pytest.raises(Refused) as raised:
            await authorizer(Script(envelope(36004004))).exchange(CODE)
    printed = capsys.readouterr()
    for text in (caplog.text, printed.out, printed.err, str(raised.value), repr(raised.value)):
        assert "s3cret" not in text
        assert "TTP_" not in text


SHOP = {"id": "1", "name": "My US Shop", "region": "US", "seller_type": "LOCAL", "cipher": "TTP_x+/=", "code": "USLC1"}


async def test_local_us_shop_is_found_among_others() -> None:
    shops = [SHOP | {"id": "2", "region": "GB"}, SHOP, SHOP | {"id": "3", "seller_type": "CROSS_BORDER"}]
    script = Script(success({"shops": shops}))
    (found,) = await authorised_shops(script.http, SETTINGS, Token())
    assert (found.id, found.cipher, found.code) == ("1", "TTP_x+/=", "USLC1")
    assert "shop_cipher" not in script.requests[0].url.params


@pytest.mark.parametrize(
    ("shops", "code"),
    [
        ([SHOP | {"region": "GB"}], "shop_region"),
        ([SHOP | {"seller_type": "CROSS_BORDER"}], "shop_type"),
        ([], "shop_missing"),
        (None, "shop_missing"),
    ],
)
async def test_shop_that_weft_cannot_serve_is_refused_with_the_reason(shops: Any, code: str) -> None:
    with pytest.raises(Refused) as raised:
        await authorised_shops(Script(success({"shops": shops})).http, SETTINGS, Token())
    assert raised.value.finding.code == code
