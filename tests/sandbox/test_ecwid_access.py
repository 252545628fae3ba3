"""Who gets in and how the store refuses (platform-facts E2)."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.sandbox.ecwid_cast import API, Shop, open_shop


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with open_shop(products=10, ecwid_calls_per_minute=40) as opened:
        yield opened


async def test_another_store_does_not_exist(shop: Shop) -> None:
    answer = await shop.client.get("/api/v3/1003/profile", headers={"Authorization": f"Bearer {shop.token}"})
    assert answer.status_code == 404
    assert answer.json() == {"errorMessage": "Store not found", "errorCode": "STORE_NOT_FOUND"}


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer secret_madeup"}, {"Authorization": "Basic eDp5"}])
async def test_a_dead_or_missing_token_gets_an_empty_403(shop: Shop, headers: dict[str, str]) -> None:
    answer = await shop.client.get(f"{API}/profile", headers=headers)
    assert (answer.status_code, answer.content, answer.headers["content-length"]) == (403, b"", "0")


async def test_the_legacy_query_token_is_taken_too(shop: Shop) -> None:
    answer = await shop.client.get(f"{API}/profile", params={"token": shop.token})
    assert answer.json()["generalInfo"]["storeId"] == 10000001


async def test_a_missing_scope_is_named(shop: Shop) -> None:
    shop.token = shop.world.ecwid.grants.install(["read_catalog"], shop.world.now())
    answer = await shop.ask("PUT", "/products/1", {"price": 1})
    assert answer.status_code == 403
    assert answer.json()["errorCode"] == "INSUFFICIENT_APP_SCOPE"
    await shop.call("GET", "/profile")  # read_store_profile comes with every token


async def test_too_many_calls_wait_for_whole_seconds(shop: Shop) -> None:
    for _ in range(40):
        await shop.call("GET", "/latest-stats")
    answer = await shop.ask("GET", "/latest-stats")
    assert answer.status_code == 429
    wait = int(answer.headers["retry-after"])
    assert 1 <= wait <= 60
    shop.world.advance(wait)
    await shop.call("GET", "/latest-stats")


async def test_going_on_while_blocked_makes_the_block_much_longer(shop: Shop) -> None:
    answers = [await shop.ask("GET", "/latest-stats") for _ in range(40 + 22)]
    assert int(answers[-1].headers["retry-after"]) > 60


async def test_a_dead_token_is_blocked_after_twenty_calls(shop: Shop) -> None:
    shop.world.ecwid.grants.revoke_all()
    codes = [(await shop.ask("GET", "/profile")).status_code for _ in range(22)]
    assert codes[:21] == [403] * 21
    assert codes[21] == 429


async def test_answers_are_zipped_when_asked(shop: Shop) -> None:
    zipped = await shop.ask("GET", "/products", headers={"Accept-Encoding": "gzip"})
    plain = await shop.ask("GET", "/products", headers={"Accept-Encoding": "identity"})
    assert zipped.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert zipped.json() == plain.json()


async def test_unknown_parameters_are_ignored(shop: Shop) -> None:
    number = next(iter(shop.world.ecwid.products))
    assert (await shop.call("GET", f"/products/{number}?limit=100&offset=3&whatever=1"))["id"] == number


async def test_unknown_paths_answer_501(shop: Shop) -> None:
    answer = await shop.ask("GET", "/carts")
    assert answer.status_code == 501


async def test_the_wrong_verb_answers_405(shop: Shop) -> None:
    answer = await shop.ask("DELETE", "/profile")
    assert (answer.status_code, answer.json()["errorCode"]) == (405, "METHOD_NOT_ALLOWED")


async def test_only_json_is_taken(shop: Shop) -> None:
    answer = await shop.ask("POST", "/products", content=b"name=Mug", headers={"Content-Type": "text/plain"})
    assert answer.status_code == 415
    text = "Unsupported content-type: expected `application/json` or `text/json`"
    assert answer.json()["errorMessage"] == text


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", b""])
async def test_broken_json_is_said_to_be_broken(shop: Shop, body: bytes) -> None:
    answer = await shop.ask("POST", "/products", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["errorMessage"].startswith("Wrong JSON format: ")


@pytest.mark.parametrize("path", ["/products/abc", "/products/99999999999", "/products?limit=x", "/products?offset=-1"])
async def test_numbers_must_be_numbers(shop: Shop, path: str) -> None:
    answer = await shop.ask("GET", path)
    assert answer.status_code == 400
    assert answer.json()["errorMessage"].endswith("value: not a number or a number out of range")


async def test_what_is_not_there_is_named(shop: Shop) -> None:
    for path, text in (
        ("/products/7", "Product #7 not found"),
        ("/categories/7", "Category #7 not found"),
        ("/classes/7", "Product class #7 not found"),
    ):
        answer = await shop.ask("GET", path)
        assert (answer.status_code, answer.json()["errorMessage"]) == (404, text)


async def test_never_a_401(shop: Shop) -> None:
    answers: list[httpx.Response] = [await shop.client.request(m, f"{API}/products") for m in ("GET", "POST")]
    assert {a.status_code for a in answers} == {403}
