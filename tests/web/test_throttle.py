"""Tries are counted in one place, whatever process they come through."""

import asyncio
from dataclasses import dataclass
from typing import Any, cast

import pytest
from litestar import Litestar, Request

from app.resources import Resources
from app.settings import Settings, SettingsError
from app.web.throttle import Limit, TooMany, count, network_of
from tests.conftest import environment
from tests.live import serve_live

THREE = Limit("three", 3, 300, pause=900)
TWO = Limit("two", 2, 60)


async def test_the_last_try_begins_the_pause(resources: Resources) -> None:
    redis = resources.redis
    left = [(await count(redis, str(n), [(THREE, "a")])).left for n in range(3)]
    assert left == [2, 1, 0]
    with pytest.raises(TooMany) as refused:
        await count(redis, "4", [(THREE, "a")])
    assert 890 < refused.value.seconds <= 900
    assert (await count(redis, "5", [(THREE, "b")])).left == 2


async def test_a_try_refused_by_one_limit_is_counted_by_none(resources: Resources) -> None:
    redis = resources.redis
    for n in range(2):
        await count(redis, str(n), [(TWO, "network")])
    with pytest.raises(TooMany):
        await count(redis, "x", [(THREE, "a"), (TWO, "network")])
    assert (await count(redis, "y", [(THREE, "a")])).left == 2


async def test_exactly_as_many_as_allowed_get_through_at_once(resources: Resources) -> None:
    tries = [count(resources.redis, str(n), [(THREE, "a")]) for n in range(50)]
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(not isinstance(answer, TooMany) for answer in answers) == 3


async def test_the_window_moves_on(resources: Resources) -> None:
    short = Limit("short", 1, 1)
    await count(resources.redis, "1", [(short, "a")])
    async with asyncio.timeout(5):
        while True:
            try:
                await count(resources.redis, "2", [(short, "a")])
                break
            except TooMany:
                await asyncio.sleep(0.05)


async def test_addresses_are_not_kept_as_they_are(resources: Resources) -> None:
    await count(resources.redis, "1", [(THREE, "alice@harborgoods.example")])
    [key] = await resources.redis.keys("*")
    assert b"alice" not in key


@dataclass
class FakeRequest:
    client: Any


@dataclass
class Client:
    host: str


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("testclient", "testclient"),
    ],
)
def test_a_network_is_what_one_subscriber_has(host: str, network: str) -> None:
    assert network_of(cast(Request[Any, Any, Any], FakeRequest(Client(host)))) == network


@pytest.mark.parametrize(
    ("proxies", "counted_as"),
    [(("127.0.0.0/8",), "198.51.100.1"), (("203.0.113.9",), "127.0.0.1"), ((), "127.0.0.1")],
)
async def test_only_a_trusted_proxy_says_who_asks(app: Litestar, proxies: tuple[str, ...], counted_as: str) -> None:
    """A header from elsewhere is not believed, nor what stands in it before the proxy's own word."""
    async with serve_live(app, trusted_proxies=proxies) as server, server.client() as client:
        answer = await client.get("/probe/network", headers={"X-Forwarded-For": "192.0.2.66, 198.51.100.1"})
    assert answer.text == counted_as


def test_a_proxy_is_an_address_or_a_network(servers: dict[str, str]) -> None:
    for wrong in ("*", "proxy.example", "10.0.0.1/8"):
        with pytest.raises(SettingsError, match="WEFT_TRUSTED_PROXIES"):
            Settings.from_env(environment(servers, WEFT_TRUSTED_PROXIES=wrong))
