"""What Ecwid's answers mean: dead tokens, missing scopes, plans, blocks, and how few calls it takes to find out."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import msgspec
import pytest

from app.domain.decisions import Fix
from app.platforms.ecwid import wire
from app.platforms.ecwid.client import EcwidClient
from app.platforms.errors import AccessGone, Gone, NotExecuted, PlatformError, Refused, Unknown
from app.platforms.http import Http
from tests.platforms.wire import Wire, served

TLS = ssl.create_default_context()
PROFILE = b'{"generalInfo":{"storeId":1003,"storeUrl":"https://store1003.company.site"}}'
NO_BODY = b""


@dataclass
class Store:
    """A client and what its store was asked."""

    client: EcwidClient
    there: Wire

    @property
    def asked(self) -> list[str]:
        return [head.split(b" ", 2)[1].decode().partition("?")[0] for head in self.there.heads]

    async def product(self) -> wire.Product:
        return await self.client.get("/products/5", "/products/id", wire.PRODUCT)


async def token(_refused: bool) -> str:
    return "secret_CANARY"


@asynccontextmanager
async def store(answer: Callable[[str], tuple[str, bytes]]) -> AsyncIterator[Store]:
    async with served(answer) as there, Http.open(None, tls=TLS) as http:
        yield Store(EcwidClient(http, there.url, "1003", token), there)


def always(status: str, body: bytes = NO_BODY) -> Callable[[str], tuple[str, bytes]]:
    return lambda _request: (status, body)


async def test_token_travels_in_the_header_only() -> None:
    async with store(always("200 OK", b'{"id":5}')) as shop:
        assert (await shop.product()).id == 5
    head = shop.there.heads[0]
    assert b"authorization: Bearer secret_CANARY" in head
    assert b"CANARY" not in head.split(b"\r\n")[0]


async def test_dead_token_is_found_out_with_two_calls_and_then_never_used_again() -> None:
    """R-11: Ecwid blocks whoever goes on with a dead token; bad tokens answer 403 with an empty body."""
    async with store(always("403 Forbidden")) as shop:
        for _ in range(5):
            with pytest.raises(AccessGone) as caught:
                await shop.product()
            assert caught.value.reason == "revoked"
        assert shop.asked == ["/1003/products/5", "/1003/profile"]


async def test_two_calls_at_once_confirm_a_dead_token_together() -> None:
    async with store(always("403 Forbidden")) as shop:
        results = await asyncio.gather(shop.product(), shop.product(), return_exceptions=True)
        assert all(isinstance(result, AccessGone) for result in results)
        assert len(shop.asked) <= 3


async def test_dead_token_on_the_profile_itself_takes_one_call() -> None:
    async with store(always("403 Forbidden")) as shop:
        with pytest.raises(AccessGone):
            await shop.client.profile()
        assert len(shop.asked) == 1


async def test_missing_scope_is_not_a_dead_token() -> None:
    """platform-facts E1: never drop a token on one odd 403."""
    said = b'{"errorCode":"INSUFFICIENT_APP_SCOPE","errorMessage":"Scope update_catalog is required"}'
    async with store(lambda request: ("200 OK", PROFILE) if "/profile" in request else ("403 Forbidden", said)) as shop:
        with pytest.raises(Refused) as caught:
            await shop.product()
        finding = caught.value.finding
        assert (finding.code, finding.fix) == ("ecwid:INSUFFICIENT_APP_SCOPE", Fix.REAUTHORISE_SOURCE)
        assert finding.their_text == "Scope update_catalog is required"
        assert (await shop.client.profile()).general_info.store_id == 1003


async def test_trouble_while_confirming_leaves_the_token_alone() -> None:
    async with store(
        lambda request: ("500 Oh", NO_BODY) if "/profile" in request else ("403 Forbidden", NO_BODY)
    ) as shop:
        with pytest.raises(Unknown):
            await shop.product()


async def test_403_soon_after_a_429_is_the_block_and_not_the_token() -> None:
    """Trap 14: the official plugin then waits five minutes instead of dropping the token."""
    statuses = iter(["429 Too Many Requests", "403 Forbidden"])
    async with store(lambda _request: (next(statuses), NO_BODY)) as shop:
        with pytest.raises(NotExecuted) as caught:
            await shop.product()
        assert caught.value.retry_after == 300


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        ("404 Not Found", b'{"errorCode":"PRODUCT_NOT_FOUND","errorMessage":"Product #5 not found"}', Gone),
        ("404 Not Found", b"", Gone),
        ("404 Not Found", b'{"errorCode":"STORE_NOT_FOUND","errorMessage":"Store not found"}', AccessGone),
        ("402 Payment Required", b'{"errorCode":"NOT_AVAILABLE_ON_CURRENT_PLAN"}', AccessGone),
        ("402 Payment Required", b'{"errorCode":"STORE_IS_SUSPENDED"}', AccessGone),
        ("402 Payment Required", b"", AccessGone),
        ("402 Payment Required", b'{"errorCode":"MAX_PRODUCTS_FOR_API_REQUEST_LIMIT_EXCEEDED"}', Refused),
        ("400 Bad Request", b'{"errorCode":"WRONG_PARAMETER","errorMessage":"Wrong parameter"}', Refused),
        ("400 Bad Request", b"", Refused),
        ("400 Bad Request", b"<html>", Refused),
        ("400 Bad Request", b'{"errorMessage":5}', Refused),
        ("405 Method Not Allowed", b"", Refused),
        ("409 Conflict", b'{"errorCode":"SKU_ALREADY_EXISTS"}', Refused),
        ("413 Too Large", b"", Refused),
        ("415 Unsupported", b"", Refused),
        ("422 Unprocessable", b'{"errorCode":"WRONG_URL"}', Refused),
        ("408 Timeout", b'{"errorCode":"TIMEOUT"}', Unknown),
        ("500 Internal", b'{"errorCode":"INTERNAL_ERROR"}', Unknown),
        ("502 Bad Gateway", b"<html>", Unknown),
        ("503 Unavailable", b"", Unknown),
        ("301 Moved", b"", Unknown),
        ("200 OK", b"<html>maintenance</html>", Unknown),
        ("200 OK", b'{"id":', Unknown),
        ("200 OK", b"", Unknown),
    ],
)
async def test_every_answer_has_its_kind(status: str, body: bytes, kind: type[PlatformError]) -> None:
    async with store(always(status, body)) as shop:
        with pytest.raises(PlatformError) as caught:
            await shop.product()
    assert type(caught.value) is kind
    assert "CANARY" not in str(caught.value)


async def test_plan_without_api_says_so() -> None:
    async with store(always("402 Payment Required")) as shop:
        with pytest.raises(AccessGone) as caught:
            await shop.product()
        assert caught.value.reason == "plan"


async def test_reading_is_tried_again_when_the_server_stumbles() -> None:
    statuses = iter([("503 Busy", NO_BODY), ("200 OK", b'{"id":5}')])
    async with store(lambda _request: next(statuses)) as shop:
        assert (await shop.product()).id == 5


class Delta(msgspec.Struct):
    quantityDelta: int  # noqa: N815 - Ecwid's spelling


class Updated(msgspec.Struct):
    updateCount: int  # noqa: N815 - Ecwid's spelling


async def test_stock_delta_is_never_sent_twice() -> None:
    """platform-facts E6: a delta has no key; a repeat would apply twice."""
    async with store(always("500 Oh")) as shop:
        with pytest.raises(Unknown):
            await shop.client.put(
                "/products/5/inventory",
                "/products/id/inventory",
                Delta(-3),
                msgspec.json.Decoder(Updated),
                idempotent=False,
            )
        assert len(shop.asked) == 1
    assert shop.there.heads[0].endswith(b'{"quantityDelta":-3}')
