"""Batches: one key one effect, first in first out, scopes and failures inside (platform-facts E4; S96)."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.sandbox.ecwid_cast import SCOPES, Shop, open_shop
from tests.sandbox.ecwid_orders import an_order, batch, bodies, ended


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with open_shop(products=5, retry_speed=3000) as opened:
        yield opened


def creating(*emails: str) -> list[dict[str, Any]]:
    return [{"id": e, "path": "/orders", "method": "POST", "body": an_order(email=f"{e}@x.example")} for e in emails]


def emails(shop: Shop) -> list[str]:
    return [str(o["email"]).partition("@")[0] for o in shop.world.ecwid.orders.orders.values()]


def outcome(seen: dict[str, Any]) -> list[tuple[Any, str, Any]]:
    return [(row.get("id"), row["status"], row.get("httpStatusCode")) for row in seen["responses"]]


async def test_a_batch_creates_orders_in_turn(shop: Shop) -> None:
    seen = await batch(shop, creating("a", "b", "c"))
    assert (seen["status"], seen["totalRequests"], seen["completedRequests"]) == ("COMPLETED", 3, 3)
    assert outcome(seen) == [(e, "COMPLETED", 200) for e in "abc"]
    assert seen["responses"][0]["httpStatusLine"] == "OK"
    assert emails(shop) == ["a", "b", "c"]
    for made in bodies(seen):
        assert (await shop.call("GET", f"/orders/{made['orderId']}"))["internalId"] == made["id"]


async def test_the_same_key_within_the_hour_has_one_effect(shop: Shop) -> None:
    """The anchor of exactly-once: whatever the body says, and however often."""
    key = str(uuid.uuid4())
    ticket = (await shop.call("POST", "/batch", creating("a"), params={"deduplicationKey": key}))["ticket"]
    first = await ended(shop, ticket)
    shop.world.advance(3599)
    for rows in (creating("a"), creating("b", "c")):
        assert await shop.call("POST", "/batch", rows, params={"deduplicationKey": key}) == {"ticket": ticket}
        assert await ended(shop, ticket) == first
    assert emails(shop) == ["a"]


async def test_after_the_hour_the_key_is_forgotten(shop: Shop) -> None:
    key = str(uuid.uuid4())
    first = (await shop.call("POST", "/batch", creating("a"), params={"deduplicationKey": key}))["ticket"]
    await ended(shop, first)
    shop.world.advance(3601)
    second = (await shop.call("POST", "/batch", creating("a"), params={"deduplicationKey": key}))["ticket"]
    assert second != first
    await ended(shop, second)
    assert emails(shop) == ["a", "a"]


async def test_a_key_survives_a_lost_answer_and_a_restart(shop: Shop) -> None:
    key = {"deduplicationKey": str(uuid.uuid4())}
    shop.world.faults.turn_on("ecwid", "error_after_effect", path="POST /api/v3/10000001/batch", count=1)
    assert (await shop.ask("POST", "/batch", creating("a"), params=key)).status_code == 500
    ticket = (await shop.call("POST", "/batch", creating("a"), params=key))["ticket"]
    await ended(shop, ticket)
    snapshot = json.loads(json.dumps(shop.world.dump()))
    shop.world.reset()
    shop.world.load(snapshot)
    assert (await shop.call("POST", "/batch", creating("a"), params=key))["ticket"] == ticket
    assert emails(shop) == ["a"]


async def test_a_batch_refused_before_its_effect_has_not_used_its_key(shop: Shop) -> None:
    key = {"deduplicationKey": str(uuid.uuid4())}
    shop.world.faults.turn_on("ecwid", "error_before_effect", path="/batch", count=1)
    assert (await shop.ask("POST", "/batch", creating("a"), params=key)).status_code == 500
    assert emails(shop) == []
    await batch(shop, creating("a"), **key)
    assert emails(shop) == ["a"]


async def test_batches_without_a_key_are_strangers(shop: Shop) -> None:
    await batch(shop, creating("a"))
    await batch(shop, creating("a"))
    assert emails(shop) == ["a", "a"]


async def test_batches_run_one_after_another(shop: Shop) -> None:
    """FIFO: a batch of products sent before holds up the orders behind it."""
    shop.world.ecwid.switches.batch_item_ms = 5.0
    products = [{"path": "products", "method": "POST", "body": {"name": f"P{i}"}} for i in range(6)]
    first = (await shop.call("POST", "/batch", products))["ticket"]
    second = (await shop.call("POST", "/batch", creating("a")))["ticket"]

    async def status(ticket: str) -> str:
        return str((await shop.call("GET", "/batch", params={"ticket": ticket}))["status"])

    while await status(first) == "QUEUED":
        await asyncio.sleep(0)
    assert (await status(first), await status(second)) == ("IN_PROGRESS", "QUEUED")
    listed = await shop.call("GET", "/batch", params={"status": "QUEUED"})
    assert listed == {"items": [{"ticket": second, "status": "QUEUED"}]}
    await ended(shop, second)
    assert await status(first) == "COMPLETED"
    assert emails(shop) == ["a"]


async def test_a_failure_stops_the_batch_unless_told_otherwise(shop: Shop) -> None:
    bad = {"id": "bad", "path": "/orders", "method": "POST", "body": {"paymentStatus": "LOST"}}
    rows = [*creating("a"), bad, *creating("b")]
    seen = await batch(shop, rows)
    assert outcome(seen) == [("a", "COMPLETED", 200), ("bad", "FAILED", 400), ("b", "NOT_EXECUTED", None)]
    assert seen["completedRequests"] == 2
    assert bodies(seen)[1]["errorCode"] == "WRONG_PARAMETER"
    seen = await batch(shop, rows, stopOnFirstFailure="false")
    assert outcome(seen) == [("a", "COMPLETED", 200), ("bad", "FAILED", 400), ("b", "COMPLETED", 200)]
    assert emails(shop) == ["a", "a", "b"]


async def test_ecwid_tries_a_5xx_again_and_may_do_it_twice(shop: Shop) -> None:
    """“A duplicate we cannot prevent, only find”: the first try had its effect."""
    shop.world.faults.turn_on("ecwid", "batch_error_after_effect", count=1)
    seen = await batch(shop, creating("a"), stopOnFirstFailure="false")
    assert outcome(seen) == [("a", "COMPLETED", 200)]
    assert emails(shop) == ["a", "a"]
    shop.world.faults.turn_on("ecwid", "batch_error_before_effect", count=5)
    assert outcome(await batch(shop, creating("b"), stopOnFirstFailure="false")) == [("b", "COMPLETED", 200)]
    shop.world.faults.turn_on("ecwid", "batch_error_before_effect", count=6)
    assert outcome(await batch(shop, creating("c"), stopOnFirstFailure="false")) == [("c", "FAILED", 500)]
    shop.world.faults.turn_on("ecwid", "batch_error_before_effect", count=1)
    assert outcome(await batch(shop, creating("d"))) == [("d", "FAILED", 500)]  # no second try when it stops
    assert emails(shop) == ["a", "a", "b"]


async def test_a_hundred_at_once(shop: Shop) -> None:
    shop.world.ecwid.switches.batch_item_ms = 1.0
    rows = creating(*(f"n{i}" for i in range(250)))
    seen = await batch(shop, rows, allowParallelMode="true")
    assert [row["id"] for row in seen["responses"]] == [row["id"] for row in rows]
    assert len({made["orderId"] for made in bodies(seen)}) == 250


async def test_inner_calls_need_their_own_scopes(shop: Shop) -> None:
    shop.token = shop.world.ecwid.grants.install([s for s in SCOPES if s != "create_orders"], shop.world.now())
    rows = [{"id": "p", "path": "/profile", "method": "GET", "body": ""}, *creating("a")]
    seen = await batch(shop, rows)
    assert outcome(seen) == [("p", "COMPLETED", 200), ("a", "FAILED", 403)]
    assert bodies(seen)[1]["errorCode"] == "INSUFFICIENT_APP_SCOPE"
    shop.token = "secret_nobody"
    assert (await shop.ask("POST", "/batch", creating("a"))).status_code == 403


async def test_a_batch_is_one_call_of_the_minute() -> None:
    async with open_shop(products=1, ecwid_calls_per_minute=5) as shop:
        ticket = (await shop.call("POST", "/batch", creating(*"abcdefgh")))["ticket"]
        while len(emails(shop)) < 8:
            await asyncio.sleep(0)
        await shop.call("GET", "/batch", params={"ticket": ticket})
        for _ in range(3):
            await shop.call("GET", "/orders/last")
        assert (await shop.ask("GET", "/orders/last")).status_code == 429


async def test_answers_are_escaped_or_plain_json(shop: Shop) -> None:
    rows = [{"path": "orders?limit=1", "method": "GET"}, {"path": "/orders/NOONE", "method": "GET"}]
    ticket = (await shop.call("POST", "/batch", rows, params={"stopOnFirstFailure": "false"}))["ticket"]
    await ended(shop, ticket)
    plain = await shop.call("GET", "/batch", params={"ticket": ticket})
    assert plain["responses"][0]["httpBody"]["limit"] == 1
    assert plain["responses"][1]["httpBody"]["errorCode"] == "ORDER_NOT_FOUND"
    escaped = await shop.call("GET", "/batch", params={"ticket": ticket, "escapedJson": "true"})
    assert json.loads(escaped["responses"][0]["escapedHttpBody"])["limit"] == 1
    assert "httpBody" not in escaped["responses"][0]
    assert "id" not in escaped["responses"][0]


@pytest.mark.parametrize(
    "body",
    [[], {}, ["x"], [{"path": "/orders", "method": "GET"}] * 501],
)
async def test_what_is_no_batch(shop: Shop, body: Any) -> None:
    answer = await shop.ask("POST", "/batch", body)
    assert (answer.status_code, answer.json()["errorCode"]) == (400, "WRONG_PARAMETER")


async def test_what_is_no_request(shop: Shop) -> None:
    rows = [{"path": p, "method": m} for p, m in (("/batch", "POST"), ("", "GET"), ("/orders", "FLY"))]
    seen = await batch(shop, rows, stopOnFirstFailure="false")
    assert [row["httpStatusCode"] for row in seen["responses"]] == [400, 400, 400]
    assert (await shop.ask("GET", "/batch", params={"ticket": "nothing"})).status_code == 404


async def test_a_waiting_batch_can_be_deleted_and_a_group_cancelled(shop: Shop) -> None:
    shop.world.ecwid.switches.batch_item_ms = 20.0
    first = (await shop.call("POST", "/batch", creating("a", "b")))["ticket"]
    second = (await shop.call("POST", "/batch", creating("c")))["ticket"]
    grouped = [(await shop.call("POST", "/batch", creating(e), params={"groupId": "g"}))["ticket"] for e in "de"]
    assert await shop.call("DELETE", "/batch", params={"ticketId": second}) == {"deleteCount": 1}
    assert await shop.call("DELETE", "/batch", params={"ticketId": second}) == {"deleteCount": 0}
    assert await shop.call("POST", "/batch/cancel-group", params={"groupId": "g"}) == {"updateCount": 2}
    await ended(shop, first)
    last = await batch(shop, creating("f"))
    assert last["status"] == "COMPLETED"
    assert emails(shop) == ["a", "b", "f"]
    assert len(grouped) == 2


async def test_stock_follows_the_orders_of_a_batch(shop: Shop) -> None:
    product = await shop.create(quantity=50)
    rows = [{"path": "/orders", "method": "POST", "body": an_order(product, 2)} for _ in range(20)]
    await batch(shop, rows)
    assert (await shop.call("GET", f"/products/{product}"))["quantity"] == 10
    assert [t["eventType"] for t in shop.told()].count("order.created") == 20
