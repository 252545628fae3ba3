"""Consent, codes and tokens (platform-facts E1)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.sandbox.ecwid_cast import API, CALLBACK, Shop, open_shop

ASK = {
    "client_id": "weft-rehearsal",
    "redirect_uri": CALLBACK,
    "response_type": "code",
    "scope": "read_catalog update_catalog public_storefront",
    "state": "abc",
}


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with open_shop(products=5) as opened:
        yield opened


async def decide(shop: Shop, answer: str, **changes: str) -> dict[str, list[str]]:
    """Press a button of the consent page; gives the query the browser comes back with."""
    sent = await shop.client.post("/api/oauth/authorize", data={**ASK, **changes, "answer": answer})
    assert sent.status_code == 303, sent.text
    target = urlsplit(sent.headers["location"])
    assert f"{target.scheme}://{target.netloc}{target.path}" == CALLBACK
    return parse_qs(target.query)


async def exchange(shop: Shop, code: str, path: str = "/api/oauth/token/10000001", **changes: str) -> httpx.Response:
    given = {
        "client_id": "weft-rehearsal",
        "client_secret": shop.world.settings.ecwid_client_secret,
        "code": code,
        "redirect_uri": CALLBACK,
        "grant_type": "authorization_code",
    }
    return await shop.client.post(path, data={**given, **changes})


async def works(shop: Shop, token: str) -> bool:
    answer = await shop.client.get(f"{API}/profile", headers={"Authorization": f"Bearer {token}"})
    return answer.status_code == 200


async def test_the_page_names_store_and_scopes_and_has_both_buttons(shop: Shop) -> None:
    page = (await shop.client.get("/api/oauth/authorize", params=ASK)).text
    for piece in ("Rehearsal store (10000001)", "read catalog", 'value="accept"', 'value="decline"', CALLBACK):
        assert piece in page
    assert "style=" not in page
    assert "<script" not in page


async def test_accept_comes_back_with_code_and_store_and_without_state(shop: Shop) -> None:
    back = await decide(shop, "accept")
    assert set(back) == {"code", "store_id"}
    assert back["store_id"] == ["10000001"]


async def test_decline_comes_back_denied(shop: Shop) -> None:
    assert await decide(shop, "decline") == {"error": ["access_denied"]}


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_id": "somebody"},
        {"response_type": "token"},
        {"redirect_uri": "https://elsewhere.example/connections/ecwid/callback"},
        {"redirect_uri": "http://localhost:8000.elsewhere.example/"},
        {"scope": "read_catalog charge"},
    ],
)
async def test_a_wrong_question_ends_in_an_error_page(shop: Shop, wrong: dict[str, str]) -> None:
    assert (await shop.client.get("/api/oauth/authorize", params={**ASK, **wrong})).status_code == 400
    posted = await shop.client.post("/api/oauth/authorize", data={**ASK, **wrong, "answer": "accept"})
    assert posted.status_code == 400


@pytest.mark.parametrize("path", ["/api/oauth/token/10000001", "/api/oauth/token"])
async def test_a_code_becomes_a_token(shop: Shop, path: str) -> None:
    back = await decide(shop, "accept")
    answer = (await exchange(shop, back["code"][0], path)).json()
    assert answer["access_token"].startswith("secret_")
    assert len(answer["access_token"]) == len("secret_") + 32
    assert (answer["token_type"], answer["store_id"]) == ("Bearer", 10000001)
    assert answer["scope"].split() == ["read_store_profile", "read_catalog", "update_catalog", "public_storefront"]
    assert answer["public_token"].startswith("public_")
    assert set(answer) == {"access_token", "token_type", "scope", "store_id", "public_token"}
    assert await works(shop, answer["access_token"])


async def test_the_old_exchange_by_get_is_gone(shop: Shop) -> None:
    assert (await shop.client.get("/api/oauth/token/10000001")).status_code == 405


async def test_a_second_exchange_kills_the_first_token(shop: Shop) -> None:
    code = (await decide(shop, "accept"))["code"][0]
    token = (await exchange(shop, code)).json()["access_token"]
    second = await exchange(shop, code)
    assert (second.status_code, second.json()["error"]) == (400, "invalid_grant")
    assert not await works(shop, token)


async def test_a_code_lives_a_few_minutes(shop: Shop) -> None:
    code = (await decide(shop, "accept"))["code"][0]
    shop.world.advance(301)
    assert (await exchange(shop, code)).json()["error"] == "invalid_grant"


async def test_an_expired_link_can_be_rehearsed(shop: Shop) -> None:
    code = (await decide(shop, "expired"))["code"][0]
    assert (await exchange(shop, code)).json()["error"] == "invalid_grant"


async def test_a_plan_without_api_can_be_rehearsed(shop: Shop) -> None:
    code = (await decide(shop, "plan"))["code"][0]
    token = (await exchange(shop, code)).json()["access_token"]
    answer = await shop.client.get(f"{API}/profile", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["errorCode"]) == (402, "NOT_AVAILABLE_ON_CURRENT_PLAN")


async def test_silence_can_be_rehearsed(shop: Shop) -> None:
    answer = await shop.client.post("/api/oauth/authorize", data={**ASK, "answer": "none"})
    assert (answer.status_code, "location" in answer.headers) == (200, False)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"client_secret": "guess"}, "invalid_client"),
        ({"client_id": "somebody"}, "invalid_client"),
        ({"redirect_uri": "http://localhost:8000/"}, "invalid_grant"),
        ({"code": "guess"}, "invalid_grant"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"code": ""}, "invalid_request"),
    ],
)
async def test_a_wrong_exchange_gives_no_token(shop: Shop, wrong: dict[str, str], error: str) -> None:
    code = (await decide(shop, "accept"))["code"][0]
    answer = await exchange(shop, **{"code": code, **wrong})
    assert (answer.status_code, answer.json()["error"]) == (400, error)


async def test_uninstalling_kills_the_token_and_tells_the_app(shop: Shop) -> None:
    await shop.call("DELETE", "/application", params={"namespace": "weft-rehearsal"})
    assert not await works(shop, shop.token)
    told = shop.told()
    assert [t["eventType"] for t in told] == ["application.uninstalled"]
    assert told[0]["entityId"] == "10000001"


async def test_reinstalling_gives_a_new_token(shop: Shop) -> None:
    shop.world.ecwid.uninstall()
    code = (await decide(shop, "accept"))["code"][0]
    token = (await exchange(shop, code)).json()["access_token"]
    assert token != shop.token
    assert await works(shop, token)
    assert not await works(shop, shop.token)


async def test_the_app_can_read_its_subscription_and_scopes(shop: Shop) -> None:
    assert (await shop.call("GET", "/application"))["subscriptionStatus"] == "ACTIVE"
    assert "read_catalog" in (await shop.call("GET", "/application/token"))["permissions"]
