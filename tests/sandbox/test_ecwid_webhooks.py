"""Webhooks as Ecwid sends them (platform-facts E11)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest

from sandbox.ecwid.webhooks import sign
from sandbox.webhooks import RULES
from tests.sandbox.ecwid_cast import Shop, open_shop


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with open_shop(products=5) as opened:
        yield opened


@pytest.mark.parametrize(
    ("secret", "created", "event", "signature"),
    [
        (
            "0123abcd4567efgh1234567890",
            1700000000,
            "80aece08-40e8-4145-8764-6c2f0d386780",
            "8jCk5ZtiDBbwiu/A22vc495HdGe9alqrl2yGJ/WfWaA=",
        ),
        (
            "test_client_secret",
            1234567,
            "80aece08-40e8-4145-8764-6c2f0d38678",
            "ekmGPQc/IpCwO6woAiM+L8uvY6chew4n6JVQCiDrEVw=",
        ),
    ],
)
def test_signatures_equal_the_published_vectors(secret: str, created: int, event: str, signature: str) -> None:
    assert sign(secret, created, event) == signature


async def test_a_webhook_looks_like_ecwids(shop: Shop) -> None:
    number = await shop.create()
    (sent,) = shop.world.webhooks.held
    assert sent.url == "http://localhost:8000/webhooks/ecwid?eventtype=product.created"
    assert sent.headers["Content-Type"] == "application/json; charset=UTF-8"
    assert sent.headers["Cache-Control"] == "no-cache"
    body = json.loads(sent.body)
    assert set(body) == {"eventId", "eventCreated", "storeId", "entityId", "eventType"}
    assert (body["storeId"], body["entityId"], body["eventType"]) == (10000001, number, "product.created")
    secret = shop.world.settings.ecwid_client_secret
    assert sent.headers["X-Ecwid-Webhook-Signature"] == sign(secret, body["eventCreated"], body["eventId"])


async def test_create_change_delete_are_three_events(shop: Shop) -> None:
    number = await shop.create()
    await shop.call("PUT", f"/products/{number}", {"price": 2})
    await shop.call("DELETE", f"/products/{number}")
    told = shop.told()
    assert [t["eventType"] for t in told] == ["product.created", "product.updated", "product.deleted"]
    assert len({t["eventId"] for t in told}) == 3


async def test_an_app_that_may_not_read_products_hears_nothing_of_them(shop: Shop) -> None:
    shop.world.ecwid.grants.revoke_all()
    shop.token = shop.world.ecwid.grants.install(["create_catalog"], shop.world.now())
    await shop.create()
    assert shop.told() == []


async def test_nobody_hears_of_an_app_that_is_not_installed(shop: Shop) -> None:
    shop.world.ecwid.uninstall()
    shop.world.ecwid.uninstall()
    assert [t["eventType"] for t in shop.told()] == ["application.uninstalled"]


def test_retries_follow_the_published_schedule() -> None:
    delays = RULES["ecwid"].delays
    due = [sum(delays[: i + 1]) for i in range(len(delays))]
    assert due[:5] == [15 * 60, 30 * 60, 45 * 60, 3600, 7200]
    assert (due[-1], len(due)) == (24 * 3600, 27)


async def test_a_duplicate_is_the_same_event(shop: Shop) -> None:
    shop.world.faults.turn_on("ecwid", "webhook_duplicate", count=1)
    await shop.create()
    await shop.create()
    ids = [t["eventId"] for t in shop.told()]
    assert len(ids) == 3
    assert ids[0] == ids[1]


async def test_a_forged_twin_fails_the_check_and_the_true_one_passes(shop: Shop) -> None:
    shop.world.faults.turn_on("ecwid", "webhook_forged")
    await shop.create()
    secret = shop.world.settings.ecwid_client_secret
    right = []
    for sent in shop.world.webhooks.held:
        body = json.loads(sent.body)
        expected = sign(secret, body["eventCreated"], body["eventId"])
        right.append(sent.headers["X-Ecwid-Webhook-Signature"] == expected)
    assert sorted(right) == [False, True]


async def test_a_lost_one_is_only_in_the_log(shop: Shop) -> None:
    shop.world.faults.turn_on("ecwid", "webhook_lost", path="product.created")
    number = await shop.create()
    await shop.call("PUT", f"/products/{number}", {"price": 2})
    assert [t["eventType"] for t in shop.told()] == ["product.updated"]
    assert [r.state for r in shop.world.webhooks.log] == ["lost", "held"]
