"""The bad day can be switched on, limited and repeated (B19)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import httpx
import pytest

from sandbox.fault_middleware import BAD_GATEWAY
from sandbox.faults import CALL_FAULTS, FAULTS, Fault, Faults, first_strike, strikes
from tests.sandbox.ecwid_cast import Shop, open_shop


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with open_shop(products=5) as opened:
        yield opened


def test_a_switch_strikes_its_platform_path_and_share_only() -> None:
    fault = Fault("stall", "ecwid", path="/products", probability=0.5, remaining=1)
    assert strikes(fault, "ecwid", "GET /api/v3/1/Products", 0.4)
    assert not strikes(fault, "tiktok", "GET /products", 0.4)
    assert not strikes(fault, "ecwid", "GET /classes", 0.4)
    assert not strikes(fault, "ecwid", "GET /products", 0.5)
    assert not strikes(Fault("stall", "ecwid", remaining=0), "ecwid", "GET /", 0.0)


def test_the_first_that_strikes_wins() -> None:
    faults = [Fault("stall", "ecwid", probability=0.1), Fault("down", "ecwid")]
    assert first_strike(faults, "ecwid", "GET /", [0.5, 0.5]) == faults[1]
    assert first_strike([], "ecwid", "GET /", []) is None


def test_a_count_runs_out() -> None:
    faults = Faults()
    faults.turn_on("ecwid", "rate_limited", count=2)
    struck = [faults.for_call("ecwid", "GET", "/x") for _ in range(3)]
    assert [bool(s) for s in struck] == [True, True, False]
    assert faults.on() == []


def test_the_same_seed_strikes_the_same_calls() -> None:
    def day(seed: int) -> list[bool]:
        faults = Faults(seed)
        faults.turn_on("ecwid", "error_before_effect", probability=0.3)
        return [faults.for_call("ecwid", "GET", "/x") is not None for _ in range(200)]

    assert day(1) == day(1) != day(2)
    assert 30 <= sum(day(1)) <= 90


def test_ecwid_tokens_never_expire() -> None:
    with pytest.raises(ValueError, match="ecwid has no fault token_expired"):
        Faults().turn_on("ecwid", "token_expired")
    with pytest.raises(ValueError, match="no fault flood"):
        Faults().turn_on("tiktok", "flood")


def test_switches_survive_the_snapshot() -> None:
    faults, again = Faults(), Faults()
    for name, platforms in FAULTS.items():
        faults.turn_on(platforms[-1], name, path="x", count=3, seconds=2)
    again.load(json.loads(json.dumps(faults.dump())))
    assert again.on() == faults.on()
    assert len(again.on()) == len(FAULTS)


async def test_a_rate_limit_says_when_or_does_not(shop: Shop) -> None:
    shop.world.faults.turn_on("ecwid", "rate_limited", count=1, seconds=7)
    answer = await shop.ask("GET", "/products")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")
    shop.world.faults.turn_on("ecwid", "rate_limited_without_hint", count=1)
    answer = await shop.ask("GET", "/products")
    assert (answer.status_code, "retry-after" in answer.headers, answer.content) == (429, False, b"")
    assert (await shop.ask("GET", "/products")).status_code == 200


async def test_before_the_effect_nothing_is_done_and_after_it_everything(shop: Shop) -> None:
    shop.world.faults.turn_on("ecwid", "error_before_effect", count=1)
    assert (await shop.ask("POST", "/products", {"name": "One"})).status_code == 500
    assert len(shop.world.ecwid.products) == 5
    shop.world.faults.turn_on("ecwid", "error_after_effect", count=1)
    answer = await shop.ask("POST", "/products", {"name": "Two"})
    assert (answer.status_code, answer.json()["errorCode"]) == (500, "INTERNAL_ERROR")
    assert len(shop.world.ecwid.products) == 6


async def test_half_an_answer_is_no_json_though_it_was_done(shop: Shop) -> None:
    shop.world.faults.turn_on("ecwid", "truncated_json", count=1)
    answer = await shop.ask("POST", "/products", {"name": "Two"})
    assert answer.status_code == 200
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        answer.json()
    assert len(shop.world.ecwid.products) == 6
    shop.world.faults.turn_on("ecwid", "truncated_json", count=1)
    long = await shop.ask("GET", "/products")  # would be zipped otherwise
    assert int(long.headers["content-length"]) == len(long.content)


async def test_something_in_between_answers_html(shop: Shop) -> None:
    shop.world.faults.turn_on("ecwid", "html_502", count=1)
    answer = await shop.ask("GET", "/products")
    assert (answer.status_code, answer.text) == (502, BAD_GATEWAY)


async def test_a_stall_is_late_and_complete(shop: Shop) -> None:
    shop.world.faults.turn_on("ecwid", "stall", count=1, seconds=0.05)
    assert (await shop.call("GET", "/products"))["total"] == 5
    assert shop.world.journal.calls[-1].ms >= 50


async def test_a_dropped_line_has_done_its_work_and_a_shop_that_is_down_has_not(shop: Shop) -> None:
    for name, count in (("drop_connection", 6), ("down", 6)):
        shop.world.faults.turn_on("ecwid", name, count=1)
        with pytest.raises(httpx.RemoteProtocolError):
            await shop.ask("POST", "/products", {"name": name})
        assert len(shop.world.ecwid.products) == count


async def test_tokens_and_plans_can_end(shop: Shop) -> None:
    shop.world.faults.turn_on("ecwid", "token_revoked", count=1)
    answer = await shop.ask("GET", "/profile")
    assert (answer.status_code, answer.content) == (403, b"")
    shop.world.faults.turn_on("ecwid", "plan_without_api", count=1)
    answer = await shop.ask("GET", "/profile")
    assert (answer.status_code, answer.json()["errorMessage"]) == (402, "Please upgrade your account to access API")


async def test_pages_and_pictures_are_spared_unless_named(shop: Shop) -> None:
    shop.world.faults.turn_on("ecwid", "error_before_effect")
    image = next(iter(shop.world.ecwid.products.values()))["images"][0]
    path = f"/images/10000001/{image['number'] + 1}.jpg"
    assert (await shop.client.get(path)).status_code == 200
    shop.world.faults.turn_on("ecwid", "error_before_effect", path="/images/")
    assert (await shop.client.get(path)).status_code == 500
    assert (await shop.ask("GET", "/profile")).status_code == 200


async def test_the_journal_tells_every_call_without_its_query(shop: Shop) -> None:
    shop.world.faults.turn_on("ecwid", "html_502", count=1)
    await shop.ask("GET", "/products?token=secret")
    await shop.ask("GET", "/profile")
    first, second = shop.world.journal.of("ecwid")
    assert (first.method, first.path, first.status, first.fault) == (
        "GET",
        "/api/v3/10000001/products",
        502,
        "html_502",
    )
    assert (second.status, second.fault) == (200, "")


def test_every_call_fault_is_answered() -> None:
    """A switch without an effect would rehearse nothing."""
    silent = {"down", "html_502", "error_before_effect", "error_after_effect", "stall", "truncated_json"}
    silent |= {"drop_connection"}
    spoken = {"rate_limited", "rate_limited_without_hint", "token_revoked", "token_expired", "plan_without_api"}
    assert set(CALL_FAULTS) == silent | spoken
