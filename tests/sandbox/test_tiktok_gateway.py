"""What the stand-in refuses before it looks at a call, in the platform's order and codes (platform-facts T2)."""

import json
from typing import Any

import pytest

from tests.sandbox.tiktok_client import Client, a_world, seller, stranger

SHOPS, CATEGORIES = "/authorization/202309/shops", "/product/202309/categories"
V2 = {"category_version": "v2"}


async def refusal(
    client: Client, method: str = "GET", path: str = SHOPS, body: Any = None, *, cipher: bool | None = None, **more: Any
) -> tuple[int, int, str]:
    """(HTTP status, code, message)."""
    wanted = path != SHOPS if cipher is None else cipher
    answer = await client.send(method, path, body, cipher=wanted, **more)
    row = answer.json()
    assert row["data"] is None
    assert len(row["request_id"]) > 30
    return answer.status_code, row["code"], row["message"]


async def test_unknown_path_comes_first() -> None:
    async with stranger(a_world()) as client:
        assert (await refusal(client, path="/product/202309/nothing", query={"app_key": "x"}))[:2] == (404, 36009009)


async def test_wrong_verb_and_retired_version_are_named() -> None:
    async with stranger(a_world()) as client:
        assert (await refusal(client, "PATCH", SHOPS))[1] == 36009010
        assert (await refusal(client, path="/authorization/202212/shops"))[1] == 36009014


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"app_key": "wrong"}, "app_key"),
        ({"app_key": None}, "app_key"),
        ({"timestamp": None}, "timestamp"),
        ({"timestamp": "-1"}, "below 0"),
        ({"sign": ""}, "sign"),
    ],
)
async def test_bad_common_parameters_are_36009004(query: dict[str, str], words: str) -> None:
    async with seller() as client:
        status, code, message = await refusal(client, query=query)
        assert (status, code) == (400, 36009004)
        assert words in message


@pytest.mark.parametrize(("off", "words"), [(-301, "5 minutes early"), (32, "30 seconds ahead")])
async def test_timestamp_has_a_window(off: int, words: str) -> None:
    async with seller() as client:
        stamp = str(int(client.world.now()) + off)
        status, code, message = await refusal(client, query={"timestamp": stamp})
        assert (status, code) == (400, 36009004)
        assert words in message


@pytest.mark.parametrize("off", [-290, 25])
async def test_timestamp_inside_the_window_is_fine(off: int) -> None:
    async with seller() as client:
        stamp = str(int(client.world.now()) + off)
        assert await client.code("GET", SHOPS, cipher=False, query={"timestamp": stamp}) == 0


async def test_app_key_is_looked_at_before_the_timestamp_and_that_before_the_signature() -> None:
    async with stranger(a_world()) as client:
        assert "app_key" in (await refusal(client, query={"app_key": "x", "timestamp": "1", "sign": "f"}))[2]
        assert "early" in (await refusal(client, query={"timestamp": "1", "sign": "f"}))[2]


async def test_signature_is_looked_at_before_the_token() -> None:
    async with stranger(a_world()) as client:
        assert (await refusal(client, query={"sign": "0" * 64}))[:2] == (401, 106001)


async def test_upper_case_signature_is_refused() -> None:
    async with seller() as client:
        query = {"app_key": client.world.settings.tiktok_app_key, "timestamp": str(int(client.world.now()))}
        sign = client.signature(SHOPS, query).upper()
        assert (await refusal(client, query={**query, "sign": sign}))[1] == 106001


async def test_body_other_than_the_signed_one_is_refused() -> None:
    async with seller() as client:
        body = {"address": "http://localhost:8000/w", "event_type": "PACKAGE_UPDATE"}
        path = "/event/202309/webhooks"
        query = {"app_key": client.world.settings.tiktok_app_key, "shop_cipher": client.cipher}
        query["timestamp"] = str(int(client.world.now()))
        sign = client.signature(path, query, json.dumps(body).encode())
        spaced = json.dumps(body, indent=1).encode()
        assert (await refusal(client, "PUT", path, query={**query, "sign": sign}, raw=spaced))[1] == 106001


async def test_legacy_parameters_are_tolerated_and_signed() -> None:
    async with seller() as client:
        legacy = {"version": "202309", "shop_id": "", "access_token": "whatever"}
        assert await client.code("GET", SHOPS, cipher=False, query=legacy) == 0


async def test_get_without_content_type_is_fine() -> None:
    async with seller() as client:
        query = {"app_key": client.world.settings.tiktok_app_key, "timestamp": str(int(client.world.now()))}
        sent = {**query, "sign": client.signature(SHOPS, query)}
        answer = await client.http.get(SHOPS, params=sent, headers={"x-tts-access-token": client.token})
        assert answer.json()["code"] == 0


async def test_missing_and_unknown_tokens_are_36009004() -> None:
    async with seller() as client:
        client.token = "TTP_nobody"
        assert (await refusal(client))[:2] == (400, 36009004)
        client.token = ""
        assert "x-tts-access-token" in (await refusal(client))[2]


async def test_expired_token_is_105002() -> None:
    async with seller() as client:
        client.world.advance(7 * 86_400 + 1)
        assert (await refusal(client))[:2] == (401, 105002)


async def test_withdrawn_token_is_105001() -> None:
    async with seller() as client:
        client.world.tiktok.deauthorise()
        status, code, message = await refusal(client)
        assert (status, code) == (401, 105001)
        assert "deauthorized" in message


async def test_missing_scope_is_105005() -> None:
    world = a_world()
    world.tiktok.switches.withheld_scope = "seller.product.basic"
    async with seller(world) as client:
        assert (await refusal(client, path=CATEGORIES, query=V2))[:2] == (403, 105005)
        assert await client.code("GET", "/logistics/202309/warehouses") == 0


async def test_inactive_shop_is_stopped_at_the_gate() -> None:
    async with seller() as client:
        client.world.tiktok.main.active = False
        assert (await refusal(client, path=CATEGORIES, query=V2))[:2] == (401, 36009043)
        assert await client.data("GET", "/seller/202309/shops", cipher=False) == {"shops": []}


async def test_cipher_belongs_where_it_is_asked_for_and_nowhere_else() -> None:
    async with seller() as client:
        assert (await refusal(client, path=CATEGORIES, cipher=False, query=V2))[1] == 106013
        unexpected = await refusal(client, cipher=True)
        assert unexpected[:2] == (400, 36009004)
        assert "Unexpected identifier" in unexpected[2]


async def test_cipher_of_another_shop_is_101000() -> None:
    async with seller() as client:
        other = next(s for s in client.world.tiktok.shops.values() if s.name == "Second Rehearsal Shop")
        client.cipher = other.cipher
        assert (await refusal(client, path=CATEGORIES, query=V2))[1] == 101000


async def test_token_is_looked_at_before_the_cipher() -> None:
    async with seller() as client:
        client.token = "TTP_nobody"
        assert (await refusal(client, path=CATEGORIES, cipher=False, query=V2))[1] == 36009004


async def test_body_must_be_json_and_complete() -> None:
    async with seller() as client:
        hooks = "/event/202309/webhooks"
        assert (await refusal(client, "PUT", hooks, raw=b"{"))[1:] == (36009004, "invalid param error")
        assert (await refusal(client, "PUT", hooks, raw=b"[]"))[1] == 36009004
        missing = await refusal(client, "PUT", hooks, {"event_type": "PACKAGE_UPDATE"})
        assert missing[1:] == (36009004, "param body.address is missing")
        form = {"content-type": "application/x-www-form-urlencoded"}
        assert (await refusal(client, "PUT", hooks, raw=b"a=b", headers=form))[1] == 36009022


async def test_wrong_types_are_refused() -> None:
    async with seller() as client:
        search = "/product/202502/products/search"
        size = {"page_size": "10"}
        assert (await refusal(client, "POST", search, {"seller_skus": "A"}, query=size))[1] == 36009004
        assert (await refusal(client, "POST", search, {"create_time_ge": "1"}, query=size))[1] == 36009004
        assert (await refusal(client, "POST", search, {"create_time_ge": True}, query=size))[1] == 36009004


async def test_upload_must_be_a_form() -> None:
    async with seller() as client:
        assert (await refusal(client, "POST", "/product/202309/images/upload", {}, cipher=False))[1] == 36009023


async def test_calls_of_later_chapters_answer_501() -> None:
    async with stranger(a_world()) as client:
        for method, path in (
            ("POST", "/return_refund/202602/returns/search"),
            ("POST", "/return_refund/202309/returns/403123/approve"),
            ("GET", "/return_refund/202601/decision_eligibility"),
            ("POST", "/product/202609/brands/suggest"),
        ):
            status, _, message = await refusal(client, method, path)
            assert status == 501
            assert path in message


async def test_too_many_calls_in_a_second_are_429() -> None:
    world = a_world()
    world.tiktok.switches.calls_per_second = 1
    async with seller(world) as client:
        codes = [await client.code("GET", "/logistics/202309/warehouses")]
        while codes[-1] == 0 and len(codes) < 50:
            codes.append(await client.code("GET", "/logistics/202309/warehouses"))
        assert codes[-1] == 36009002
        assert await client.code("GET", "/seller/202309/shops", cipher=False) == 0  # another endpoint


async def test_sandbox_shop_has_an_hourly_quota() -> None:
    world = a_world()
    async with seller(world) as client:
        world.tiktok.switches.calls_per_hour = 2
        answers = [await client.send("GET", "/logistics/202309/warehouses") for _ in range(3)]
        assert [a.json()["code"] for a in answers] == [0, 0, 36009037]
        assert answers[-1].status_code == 429


@pytest.mark.parametrize(
    ("fault", "status", "code", "hint"),
    [
        ("rate_limited", 429, 36009002, True),
        ("rate_limited_without_hint", 429, 36009002, False),
        ("error_before_effect", 500, 36009003, False),
        ("token_expired", 401, 105002, False),
        ("token_revoked", 401, 105001, False),
    ],
)
async def test_faults_speak_the_platforms_language(fault: str, status: int, code: int, hint: bool) -> None:
    async with seller() as client:
        client.world.faults.turn_on("tiktok", fault, count=1)
        answer = await client.send("GET", SHOPS, cipher=False)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert ("retry-after" in answer.headers) is hint
        assert await client.code("GET", SHOPS, cipher=False) == 0


async def test_fault_after_the_effect_leaves_the_effect() -> None:
    async with seller() as client:
        body = await client.a_product(idempotency_key="once")
        client.world.faults.turn_on("tiktok", "error_after_effect", count=1)
        assert await client.code("POST", "/product/202309/products", body) == 36009003
        again = await client.data("POST", "/product/202309/products", body)
        assert list(client.world.tiktok.main.products) == [again["product_id"]]


async def test_faults_spare_the_consent_page_and_the_token_host() -> None:
    world = a_world()
    world.faults.turn_on("tiktok", "error_before_effect")
    async with stranger(world) as client:
        service = world.settings.tiktok_service_id
        assert (await client.http.get("/open/authorize", params={"service_id": service})).status_code == 200
        assert (await client.tokens("get"))["code"] == 36009004
