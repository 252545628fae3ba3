"""Consent at Ecwid, against the rehearsal store: codes work once, and only a clean answer gives a token."""

import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import structlog

from app.platforms.ecwid.oauth import SCOPES, EcwidAuthorizer
from app.platforms.errors import NotExecuted, PlatformError, Refused, Unknown
from app.platforms.http import Http
from app.platforms.roles import Callback, Tokens
from app.settings import EcwidSettings
from sandbox.server import serve
from sandbox.world import World
from tests.platforms.wire import reply, wire

TLS = ssl.create_default_context()
WEFT = "http://localhost:8000"
CALLBACK = f"{WEFT}/connections/ecwid/callback"


@dataclass
class Rehearsal:
    world: World
    http: Http
    url: str

    def authorizer(self, **changes: Any) -> EcwidAuthorizer:
        settings = self.world.settings
        app = {"client_id": settings.ecwid_client_id, "client_secret": settings.ecwid_client_secret} | changes
        return EcwidAuthorizer(EcwidSettings("", f"{self.url}/api/oauth", **app), WEFT, self.http)

    def code(self) -> str:
        return self.world.ecwid.grants.issue_code(CALLBACK, list(SCOPES), self.world.now())

    @property
    def store(self) -> str:
        return str(self.world.ecwid.id)


@pytest.fixture
async def rehearsal() -> AsyncIterator[Rehearsal]:
    world = World()
    async with serve(world) as served, Http.open(None, tls=TLS) as http:
        yield Rehearsal(world, http, served.ecwid_url)


async def refused(authorizer: EcwidAuthorizer, callback: Callback) -> str:
    with pytest.raises(Refused) as caught:
        await authorizer.exchange(callback)
    return caught.value.code


async def test_consent_page_is_asked_for_what_weft_needs(rehearsal: Rehearsal) -> None:
    consent = rehearsal.authorizer().consent("a-state")
    asked = parse_qs(urlsplit(consent.url).query)
    assert asked == {
        "client_id": ["weft-rehearsal"],
        "redirect_uri": [CALLBACK],
        "response_type": ["code"],
        "scope": [" ".join(SCOPES)],
        "state": ["a-state"],
    }
    assert consent.url.startswith(f"{rehearsal.url}/api/oauth/authorize?")


async def test_code_becomes_a_token_without_end(rehearsal: Rehearsal) -> None:
    tokens = await rehearsal.authorizer().exchange(Callback(code=rehearsal.code(), shop_id=rehearsal.store))
    assert tokens.access_token in rehearsal.world.ecwid.grants.tokens
    assert tokens.shop_id == rehearsal.store
    assert set(SCOPES) <= set(tokens.scopes)
    assert tokens.access_expires_at is None
    assert await rehearsal.authorizer().refresh(tokens) == tokens


async def test_callback_without_store_id_is_fine(rehearsal: Rehearsal) -> None:
    """Older documents show only the code (platform-facts E1)."""
    assert (await rehearsal.authorizer().exchange(Callback(code=rehearsal.code()))).shop_id == rehearsal.store


async def test_used_unknown_and_late_codes_are_refused(rehearsal: Rehearsal) -> None:
    code = rehearsal.code()
    await rehearsal.authorizer().exchange(Callback(code=code))
    assert await refused(rehearsal.authorizer(), Callback(code=code)) == "invalid_grant"
    assert await refused(rehearsal.authorizer(), Callback(code="made-up")) == "invalid_grant"
    late = rehearsal.code()
    rehearsal.world.advance(3600)
    assert await refused(rehearsal.authorizer(), Callback(code=late)) == "invalid_grant"


async def test_wrong_secret_is_refused(rehearsal: Rehearsal) -> None:
    wrong = rehearsal.authorizer(client_secret="wrong")
    assert await refused(wrong, Callback(code=rehearsal.code())) == "invalid_client"


async def test_token_type_in_any_case_and_store_in_quotes() -> None:
    for kind in ("bearer", "Bearer", "BEARER"):
        body = b'{"access_token":"secret_x","token_type":"%s","store_id":"1003"}' % kind.encode()
        assert await exchanged(body) == Tokens("secret_x", shop_id="1003")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{}", Refused),
        (b"[]", Unknown),
        (b"null", Unknown),
        (b"<html>", Unknown),
        (b"", Unknown),
        (b'{"access_token":""}', Refused),
        (b'{"access_token":5,"store_id":1}', Refused),
        (b'{"access_token":"x","token_type":"mac","store_id":1}', Refused),
        (b'{"access_token":"x"}', Refused),
        (b'{"access_token":"x","store_id":"../1"}', Refused),
        (b'{"access_token":"x","store_id":2004}', Refused),
    ],
)
async def test_answer_that_is_no_clean_token_gives_none(body: bytes, kind: type[PlatformError]) -> None:
    """platform-facts E1: a body without access_token is a failure, whatever its status; so is another store's."""
    with pytest.raises(PlatformError) as caught:
        await exchanged(body, shop_id="1003" if b"2004" in body else "")
    assert isinstance(caught.value, kind)


@pytest.mark.parametrize(("status", "kind"), [("500 Oh", Unknown), ("502 Bad", Unknown), ("400 Bad", Refused)])
async def test_trouble_at_the_token_endpoint_has_its_kind(status: str, kind: type[PlatformError]) -> None:
    with pytest.raises(PlatformError) as caught:
        await exchanged(b'{"message":"oh"}', status=status)
    assert isinstance(caught.value, kind)


async def test_code_is_not_sent_twice() -> None:
    """A second exchange kills the token of the first (platform-facts E1)."""
    async with wire(reply("200 OK", b"{")) as there, Http.open(None, tls=TLS) as http:
        authorizer = EcwidAuthorizer(EcwidSettings("", there.url, "id", "secret"), WEFT, http)
        with pytest.raises(Unknown):
            await authorizer.exchange(Callback(code="c"))
    assert len(there.heads) == 1


async def test_unreachable_endpoint_may_be_tried_again() -> None:
    async with wire(reply("200 OK")) as there:
        url = there.url
    async with Http.open(None, tls=TLS) as http:
        authorizer = EcwidAuthorizer(EcwidSettings("", url, "id", "secret"), WEFT, http)
        with pytest.raises(NotExecuted):
            await authorizer.exchange(Callback(code="c"))


async def test_secret_and_code_stay_out_of_the_log(rehearsal: Rehearsal) -> None:
    """S130."""
    with structlog.testing.capture_logs() as lines:
        code = rehearsal.code()
        tokens = await rehearsal.authorizer().exchange(Callback(code=code))
        with pytest.raises(Refused) as caught:
            await rehearsal.authorizer().exchange(Callback(code=code))
    said = repr(lines) + repr(caught.value)
    assert len(lines) == 2
    assert not any(
        secret in said for secret in (code, tokens.access_token, rehearsal.world.settings.ecwid_client_secret)
    )


async def exchanged(body: bytes, *, status: str = "200 OK", shop_id: str = "") -> Tokens:
    async with (
        wire(reply(status, body, "Content-Type: application/json")) as there,
        Http.open(None, tls=TLS) as http,
    ):
        authorizer = EcwidAuthorizer(EcwidSettings("", there.url, "id", "secret"), WEFT, http)
        return await authorizer.exchange(Callback(code="c", shop_id=shop_id))
