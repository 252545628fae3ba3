"""Consent page and token host of the stand-in (platform-facts T1; S8, S13, S14, S15)."""

from typing import Any

import pytest

from tests.sandbox.tiktok_client import Client, a_world, returned, seller, stranger


async def exchange(client: Client, code: str) -> dict[str, Any]:
    return await client.tokens("get", auth_code=code, grant_type="authorized_code")


async def refresh(client: Client, token: str) -> dict[str, Any]:
    return await client.tokens("refresh", refresh_token=token, grant_type="refresh_token")


async def test_page_asks_for_seller_role_and_terms() -> None:
    async with stranger(a_world()) as client:
        query = {"service_id": client.world.settings.tiktok_service_id, "state": 'a"b'}
        page = await client.http.get("/open/authorize", params=query)
        for words in (
            "North America Seller",
            "United Kingdom Seller",
            "Main account",
            "terms and conditions",
            "Cancel",
        ):
            assert words in page.text
        assert 'value="a&#34;b"' in page.text
        assert "script" not in page.text
        assert "style=" not in page.text


async def test_unknown_service_is_not_found() -> None:
    async with stranger(a_world()) as client:
        assert (await client.http.get("/open/authorize", params={"service_id": "1"})).status_code == 404
        assert (await client.consent(service_id="1")).status_code == 404


async def test_authorize_returns_to_the_registered_address() -> None:
    async with stranger(a_world()) as client:
        answer = await client.consent()
        assert answer.headers["location"].startswith(client.world.settings.tiktok_callback_url)
        back = returned(answer)
        assert back["state"] == "s1"
        assert back["code"].startswith("TTP_")


async def test_cancel_returns_the_word_null() -> None:
    async with stranger(a_world()) as client:
        back = returned(await client.consent(answer="cancel", terms=""))
        assert back == {"code": "null", "error": "auth_denied", "state": "s1"}


async def test_terms_must_be_agreed_to() -> None:
    async with stranger(a_world()) as client:
        answer = await client.consent(terms="")
        assert answer.status_code == 422
        assert "Agree to the terms first" in answer.text


async def test_other_role_ends_in_an_error() -> None:
    """S14: only the shop's main account can authorise."""
    async with stranger(a_world()) as client:
        answer = await client.consent(role="other")
        assert answer.status_code == 403
        assert "main account" in answer.text


async def test_state_may_be_left_out() -> None:
    async with stranger(a_world()) as client:
        assert "state" not in returned(await client.consent(answer="stateless"))
        client.world.tiktok.switches.omit_state = True
        assert "state" not in returned(await client.consent())


async def test_no_answer_sends_nobody_back() -> None:
    async with stranger(a_world()) as client:
        answer = await client.consent(answer="none", terms="")
        assert answer.status_code == 200
        assert "location" not in answer.headers


async def test_expired_link_gives_a_dead_code() -> None:
    async with stranger(a_world()) as client:
        back = returned(await client.consent(answer="expired"))
        assert (await exchange(client, back["code"]))["code"] == 36004004


async def test_code_works_once() -> None:
    async with stranger(a_world()) as client:
        code = returned(await client.consent())["code"]
        assert (await exchange(client, code))["code"] == 0
        assert (await exchange(client, code))["code"] == 36004004


async def test_code_lives_half_an_hour() -> None:
    async with stranger(a_world()) as client:
        code = returned(await client.consent())["code"]
        client.world.advance(30 * 60 + 1)
        assert (await exchange(client, code))["code"] == 36004004


async def test_tokens_expire_at_absolute_times() -> None:
    async with stranger(a_world()) as client:
        got = await client.sign_in()
        assert got["access_token_expire_in"] == pytest.approx(client.world.now() + 7 * 86_400, abs=5)
        assert got["refresh_token_expire_in"] == 4854580847
        assert (got["user_type"], got["seller_base_region"]) == (0, "US")
        assert "seller.product.write" in got["granted_scopes"]


async def test_token_host_knows_only_get() -> None:
    async with stranger(a_world()) as client:
        for which in ("get", "refresh"):
            assert (await client.http.post(f"/api/v2/token/{which}")).status_code == 404


@pytest.mark.parametrize("wrong", [{"app_key": "x"}, {"app_secret": "x"}, {"grant_type": "authorization_code"}])
async def test_token_host_answers_errors_with_200(wrong: dict[str, str]) -> None:
    async with stranger(a_world()) as client:
        code = returned(await client.consent())["code"]
        asked = {"auth_code": code, "grant_type": "authorized_code", **wrong}
        answer = await client.tokens("get", **asked)
        assert answer["code"] != 0
        assert answer["data"] is None


async def test_refresh_kills_the_token_it_was_made_with() -> None:
    async with seller() as client:
        first = client.refresh_token
        got = (await refresh(client, first))["data"]
        assert got["refresh_token"] != first
        assert (await refresh(client, first))["code"] == 36004005
        client.token = got["access_token"]
        assert await client.code("GET", "/authorization/202309/shops", cipher=False) == 0


async def test_old_refresh_token_may_be_kept() -> None:
    async with seller() as client:
        client.world.tiktok.grants.keep_old = True
        assert (await refresh(client, client.refresh_token))["code"] == 0
        assert (await refresh(client, client.refresh_token))["code"] == 0


async def test_refresh_token_may_be_over() -> None:
    async with seller() as client:
        client.world.tiktok.grants.expire_refresh(client.world.now())
        assert (await refresh(client, client.refresh_token))["code"] == 36004001


async def test_withdrawn_grant_cannot_be_refreshed_but_given_again() -> None:
    async with seller() as client:
        client.world.tiktok.deauthorise()
        assert (await refresh(client, client.refresh_token))["code"] == 36004005
        await client.sign_in()
        assert await client.code("GET", "/seller/202309/shops", cipher=False) == 0


@pytest.mark.parametrize(("region", "expected"), [("us", "US"), ("gb", "GB"), ("eu", "DE")])
async def test_seller_chooses_the_market(region: str, expected: str) -> None:
    async with seller(region=region) as client:
        shop = (await client.data("GET", "/authorization/202309/shops", cipher=False))["shops"][0]
        assert (shop["region"], shop["seller_type"]) == (expected, "LOCAL")


async def test_cipher_needs_encoding() -> None:
    async with seller() as client:
        assert client.cipher.startswith("TTP_")
        assert set("+/=") <= set(client.cipher)


async def test_another_shop_can_consent() -> None:
    async with seller(answer="other_shop") as client:
        shop = (await client.data("GET", "/authorization/202309/shops", cipher=False))["shops"][0]
        assert shop["name"] == "Second Rehearsal Shop"
