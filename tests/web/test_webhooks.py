"""Webhooks: the row first, then 200; duplicates absorbed; forgeries refused (S164, S165)."""

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from httpx import Response
from litestar import Litestar

from app.resources import Resources
from app.tables.engine import connection
from tests.browsers import Browser
from tests.conftest import Browsers
from tests.outages import without_database, without_redis

JSON = {"Content-Type": "application/json"}


def ecwid(res: Resources, event_id: str = "e-1", **more: Any) -> tuple[bytes, dict[str, str]]:
    """A signed body of Ecwid's, and its headers (platform-facts E11)."""
    created = int(res.now().timestamp())
    body = {
        "eventId": event_id,
        "eventCreated": created,
        "storeId": 1003,
        "entityId": 101,
        "eventType": "product.updated",
        **more,
    }
    message = f"{body['eventCreated']}.{event_id}".encode()
    sign = base64.b64encode(hmac.digest(res.settings.ecwid.client_secret.encode(), message, hashlib.sha256)).decode()
    return json.dumps(body).encode(), {**JSON, "X-Ecwid-Webhook-Signature": sign}


def tiktok(res: Resources, number: str = "7327112393057371910", **more: Any) -> tuple[bytes, dict[str, str]]:
    """A signed body of TikTok Shop's, and its headers."""
    body = json.dumps(
        {
            "type": 5,
            "tts_notification_id": number,
            "shop_id": "7494049642642441621",
            "timestamp": int(res.now().timestamp()),
            "data": {"product_id": "1729", "status": "PRODUCT_AUDIT_FAILURE"},
            **more,
        }
    ).encode()
    app = res.settings.tiktok
    sign = hmac.digest(app.app_secret.encode(), app.app_key.encode() + body, hashlib.sha256).hex()
    return body, {**JSON, "Authorization": sign}


async def send(browser: Browser, path: str, signed: tuple[bytes, dict[str, str]]) -> Response:
    return await browser.post(path, content=signed[0], headers=signed[1])


async def rows(res: Resources) -> list[dict[str, Any]]:
    async with connection(res.db) as db:
        return [dict(row) for row in await db.fetch("SELECT * FROM inbox_event ORDER BY id")]


async def test_an_ecwid_webhook_becomes_a_row_and_a_ring(browsers: Browsers, resources: Resources) -> None:
    answer = await send(await browsers(), "/webhooks/ecwid?eventtype=product.updated", ecwid(resources))
    assert (answer.status_code, answer.content) == (200, b"")
    assert "set-cookie" not in answer.headers
    [row] = await rows(resources)
    assert (row["platform"], row["event_id"], row["shop_id"]) == ("ecwid", "e-1", "1003")
    assert (row["topic"], row["subject_id"], row["state"], row["seen"]) == ("product.changed", "101", "received", 1)
    assert await resources.bell.queue("stock").count("queued") == 1


async def test_a_tiktok_webhook_becomes_a_row(browsers: Browsers, resources: Resources) -> None:
    answer = await send(await browsers(), "/webhooks/tiktok-shop", tiktok(resources))
    assert (answer.status_code, answer.content) == (200, b"")
    [row] = await rows(resources)
    assert (row["platform"], row["topic"], row["subject_id"]) == ("tiktok_shop", "listing.changed", "1729")


async def test_one_that_comes_again_is_absorbed(browsers: Browsers, resources: Resources) -> None:
    browser = await browsers()
    for _ in range(3):
        assert (await send(browser, "/webhooks/ecwid", ecwid(resources))).status_code == 200
    assert [row["seen"] for row in await rows(resources)] == [3]
    assert await resources.bell.queue("stock").count("queued") == 1


@pytest.mark.parametrize("path", ["/webhooks/ecwid", "/webhooks/tiktok-shop"])
@pytest.mark.parametrize("break_it", ["signature", "no signature", "body", "empty", "junk"])
async def test_a_forgery_is_refused_and_leaves_nothing(
    browsers: Browsers, resources: Resources, path: str, break_it: str
) -> None:
    body, headers = ecwid(resources) if path.endswith("ecwid") else tiktok(resources)
    header = "X-Ecwid-Webhook-Signature" if path.endswith("ecwid") else "Authorization"
    if break_it == "signature":
        headers[header] = headers[header].swapcase()[::-1]
    elif break_it == "no signature":
        del headers[header]
    else:
        body = {"body": body.replace(b"e-1", b"e-2").replace(b"1729", b"1730"), "empty": b"", "junk": b"\xff{"}[
            break_it
        ]
    answer = await send(await browsers(), path, (body, headers))
    assert (answer.status_code, answer.content) == (401, b"")
    assert await rows(resources) == []


@pytest.mark.parametrize("path", ["/webhooks/ecwid", "/webhooks/tiktok-shop"])
async def test_a_body_over_256_kb_is_refused(browsers: Browsers, resources: Resources, path: str) -> None:
    answer = await (await browsers()).post(path, content=b"x" * (256 * 1024 + 1), headers=JSON)
    assert (answer.status_code, answer.content) == (413, b"")


async def test_without_a_database_the_platform_is_asked_to_come_again(
    browsers: Browsers, resources: Resources, app: Litestar
) -> None:
    browser = await browsers()
    async with without_database(resources) as app.state.resources:
        answer = await send(browser, "/webhooks/ecwid", ecwid(resources))
    assert answer.status_code == 503


async def test_a_lost_ring_loses_nothing(browsers: Browsers, resources: Resources, app: Litestar) -> None:
    browser = await browsers()
    async with without_redis(resources) as app.state.resources:
        assert (await send(browser, "/webhooks/ecwid", ecwid(resources))).status_code == 200
    assert len(await rows(resources)) == 1
