"""What Weft makes of everything a platform can do to a call: certainly not executed, unknown, or an answer."""

import asyncio
import gzip
import ssl
import time
import zlib
from dataclasses import replace
from urllib.parse import parse_qsl

import msgspec
import pytest
import structlog

from app.platforms.calls import Answer, Call, decode
from app.platforms.errors import NotExecuted, TooLarge, Unknown
from app.platforms.http import Http, retry_after
from app.platforms.rate_limit import Limit
from tests.platforms.wire import OK, answers, endless, reply, reply_and_keep, resets, wire

TLS = ssl.create_default_context()
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"


def call_to(url: str, **changes: object) -> Call:
    call = Call("ecwid", "GET /products", "GET", url, total_s=2.0, connect_s=1.0, stall_s=1.0)
    return replace(call, **changes)  # type: ignore[arg-type]


async def outcome(call: Call) -> Answer | Exception:
    async with Http.open(None, tls=TLS) as http:
        try:
            return await http.send(call)
        except Exception as error:
            return error


async def test_an_answer_comes_back_whole() -> None:
    async with wire(reply("404 Not Found", b'{"errorCode":"PRODUCT_NOT_FOUND"}', "X-Request-Id: r1")) as there:
        answer = await outcome(call_to(there.url + "/products/1"))
    assert isinstance(answer, Answer)
    assert (answer.status, answer.headers["x-request-id"]) == (404, "r1")
    assert answer.body == b'{"errorCode":"PRODUCT_NOT_FOUND"}'


async def test_query_and_headers_arrive_as_they_were_given() -> None:
    pairs = (("keyword", "a b&c=d/é+%2B"), ("productId", "3,4"), ("keyword", ""), ("path", "ä/?#"))
    async with wire(answers(OK)) as there:
        await outcome(call_to(there.url + "/x%2By", query=pairs, headers=(("Authorization", "Bearer t"),)))
    line, *headers = there.heads[0].decode().split("\r\n")
    path, _, query = line.split(" ")[1].partition("?")
    assert path == "/x%2By"
    assert tuple(parse_qsl(query, keep_blank_values=True)) == pairs
    assert "authorization: bearer t" in [header.lower() for header in headers]
    assert "accept-encoding: gzip" in [header.lower() for header in headers]


async def test_packed_answer_is_unpacked() -> None:
    packed = gzip.compress(b'{"a":1}')
    async with wire(reply("200 OK", packed, "Content-Encoding: gzip")) as there:
        answer = await outcome(call_to(there.url))
    assert isinstance(answer, Answer)
    assert answer.body == b'{"a":1}'


async def test_refused_connection_was_not_executed() -> None:
    async with wire(answers(OK)) as there:
        url = there.url
    assert isinstance(await outcome(call_to(url)), NotExecuted)


async def test_unknown_host_was_not_executed() -> None:
    assert isinstance(await outcome(call_to("http://nowhere.invalid/")), NotExecuted)


async def test_speaking_tls_to_a_plain_server_was_not_executed() -> None:
    async with wire(answers(OK)) as there:
        assert isinstance(await outcome(call_to(there.url.replace("http://", "https://"))), NotExecuted)


async def test_no_free_connection_in_time_was_not_executed() -> None:
    """The pool is full of calls that hang: this one has certainly not been sent."""
    async with wire(endless(HEAD, b"", 0.05)) as there, Http.open(None, tls=TLS) as http:
        slow = [asyncio.create_task(http.send(call_to(there.url, total_s=5.0, stall_s=5.0))) for _ in range(100)]
        await there.reached(100)
        with pytest.raises(NotExecuted):
            await http.send(call_to(there.url, method="POST", connect_s=0.2))
        assert len(there.heads) == 100
        for task in slow:
            task.cancel()
        await asyncio.gather(*slow, return_exceptions=True)


@pytest.mark.parametrize(
    ("what", "script"),
    [
        ("silence", endless(b"", b"", 0.05)),
        ("slow headers", endless(b"HTTP/1.1 200 OK\r\n", b"x", 0.2)),
        ("endless headers", endless(b"HTTP/1.1 200 OK\r\n", b"a: b\r\n" * 100, 0.0)),
        ("closed at once", answers(b"")),
        ("reset at once", resets()),
        ("reset in the body", resets(HEAD + b"content-length: 100\r\n\r\n{")),
        ("cut in the body", answers(HEAD + b"content-length: 100\r\n\r\n{")),
        ("cut in a chunk", answers(HEAD + b"transfer-encoding: chunked\r\n\r\n40\r\n{")),
        ("one byte at a time", endless(HEAD + b"content-length: 1000\r\n\r\n", b" ", 0.2)),
        ("no HTTP", answers(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")),
        ("damaged packing", reply("200 OK", b"no gzip", "Content-Encoding: gzip")),
        ("cut packing", reply("200 OK", gzip.compress(b"{}" * 500)[:-9], "Content-Encoding: gzip")),
        ("packing not asked for", reply("200 OK", b"{}", "Content-Encoding: br")),
        ("packed twice", reply("200 OK", b"{}", "Content-Encoding: gzip, gzip")),
    ],
)
async def test_trouble_after_sending_leaves_the_deed_unknown(what: str, script: object) -> None:
    started = time.monotonic()
    async with wire(script) as there:  # type: ignore[arg-type]
        error = await outcome(call_to(there.url, method="POST", content=b"{}", total_s=1.5))
    assert isinstance(error, Unknown), what
    assert time.monotonic() - started < 2.5  # deadline and a second
    assert len(there.heads) == 1  # never sent a second time


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "POST"])
async def test_nothing_is_sent_twice_unless_harmless(method: str) -> None:
    """A stock delta travels by PUT: the library's own second sending of "idempotent" methods must stay off."""
    async with wire(reply_and_keep(), resets()) as there, Http.open(None, tls=TLS) as http:
        call = call_to(there.url, method=method)
        await http.send(call)
        with pytest.raises(Unknown):
            await http.send(call)
    assert len(there.heads) == 2


async def test_huge_answer_is_not_read_to_its_end() -> None:
    async with wire(endless(HEAD + b"\r\n", b"x" * 65536, 0.0)) as there:
        error = await outcome(call_to(there.url, max_bytes=300_000, idempotent=True))
    assert isinstance(error, TooLarge)
    assert len(there.heads) == 1  # asking for the same again would not help


async def test_gzip_bomb_stays_packed() -> None:
    pack = zlib.compressobj(wbits=31)
    bomb = b"".join(pack.compress(bytes(1 << 20)) for _ in range(64)) + pack.flush()
    assert len(bomb) < 100_000
    async with wire(reply("200 OK", bomb, "Content-Encoding: gzip")) as there:
        error = await outcome(call_to(there.url, max_bytes=1 << 20))
    assert isinstance(error, TooLarge)


async def test_redirect_is_an_answer_and_not_followed() -> None:
    async with wire(reply("302 Found", b"", "Location: http://169.254.169.254/")) as there:
        answer = await outcome(call_to(there.url))
    assert isinstance(answer, Answer)
    assert answer.status == 302


async def test_cookies_are_not_kept_between_shops() -> None:
    async with (
        wire(reply("200 OK", b"{}", "Set-Cookie: shop=alice; Path=/")) as there,
        Http.open(None, tls=TLS) as http,
    ):
        await http.send(call_to(there.url))
        await http.send(call_to(there.url))
    assert b"alice" not in there.heads[1]


async def test_reading_is_tried_three_times() -> None:
    async with wire(resets(), resets(), reply("200 OK")) as there:
        answer = await outcome(call_to(there.url, idempotent=True, total_s=8.0))
    assert isinstance(answer, Answer)
    assert len(there.heads) == 3


async def test_reading_gives_up_after_three_tries() -> None:
    async with wire(resets()) as there:
        error = await outcome(call_to(there.url, idempotent=True, total_s=8.0))
    assert isinstance(error, Unknown)
    assert len(there.heads) == 3


async def test_too_many_calls_waits_as_long_as_told() -> None:
    async with wire(reply("429 Too Many Requests", b"", "Retry-After: 1"), reply("200 OK")) as there:
        started = time.monotonic()
        answer = await outcome(call_to(there.url, method="POST", total_s=8.0))
    assert isinstance(answer, Answer)
    assert time.monotonic() - started >= 1.0


async def test_too_many_calls_is_handed_on_when_the_wait_is_long() -> None:
    async with wire(reply("429 Too Many Requests", b"", "Retry-After: 30")) as there:
        error = await outcome(call_to(there.url, idempotent=True))
    assert isinstance(error, NotExecuted)
    assert error.retry_after == 30
    assert len(there.heads) == 1


async def test_after_a_refusal_for_haste_other_calls_of_the_shop_wait_too() -> None:
    limit = Limit(100, 60.0)
    async with (
        wire(reply("429 Too Many Requests", b"", "Retry-After: 30")) as there,
        Http.open(None, tls=TLS) as http,
    ):
        call = call_to(there.url, shop="1", api="v3", limit=limit, patience_s=0.5)
        with pytest.raises(NotExecuted):
            await http.send(call)
        with pytest.raises(NotExecuted) as caught:
            await http.send(call)
        assert caught.value.retry_after == pytest.approx(30, abs=1)
        with pytest.raises(NotExecuted):
            await http.send(replace(call, shop="2"))  # another shop is not held
    assert len(there.heads) == 2


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("5", 5.0), (" 7 ", 7.0), ("", None), ("soon", None), ("-1", None), ("²", None), ("9" * 400, 3600.0)],
)
def test_retry_after_is_a_number_of_seconds_or_nothing(text: str, seconds: float | None) -> None:
    assert retry_after(Answer("ecwid", "x", 429, {"retry-after": text}, b"")) == seconds


async def test_what_the_reader_calls_certain_is_tried_again() -> None:
    """Platforms answer errors with any status: the client's reader decides what they mean."""

    def read(answer: Answer) -> str:
        if b"busy" in answer.body:
            raise NotExecuted("ecwid", "busy")
        return answer.body.decode()

    async with wire(reply("200 OK", b"busy"), reply("500 Oh", b"done")) as there, Http.open(None, tls=TLS) as http:
        assert await http.ask(call_to(there.url, method="POST", total_s=5.0), read) == "done"


class Thing(msgspec.Struct):
    id: int


@pytest.mark.parametrize("body", [b"", b'{"id":', b"<html>", b"[]", b'{"id":"x"}', b"\xff\xfe", b"[" * 100_000])
def test_foreign_or_cut_json_leaves_the_deed_unknown(body: bytes) -> None:
    with pytest.raises(Unknown) as caught:
        decode(Answer("ecwid", "POST /orders", 200, {}, body), msgspec.json.Decoder(Thing))
    assert caught.value.status == 200


async def test_log_and_errors_hold_no_secret() -> None:
    """S130: tokens travel in headers and TikTok's app secret in the query; neither may reach a log."""
    secret = "CANARY"
    with structlog.testing.capture_logs() as lines:
        async with wire(reply("200 OK", b"CANARY"), resets()) as there:
            call = call_to(
                there.url,
                query=(("app_secret", secret),),
                headers=(("authorization", secret),),
                content=secret.encode(),
            )
            await outcome(call)
            error = await outcome(call)
            refused = await outcome(replace(call, url="http://nowhere.invalid/"))
    assert len(lines) == 5  # the last one was tried three times
    assert all(line["platform"] == "ecwid" and line["call"] == "GET /products" and "ms" in line for line in lines)
    assert secret not in repr([lines, call, error, str(error), refused, str(refused)])
