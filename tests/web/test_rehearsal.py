"""The rehearsal shops and the app find each other: webhooks signed by one are taken by the other (B19)."""

import httpx

from app.tables.engine import connection
from sandbox.ecwid.webhooks import compose
from sandbox.tiktok_shop import notices
from sandbox.webhooks import Record
from tests.plain_http import NO_TLS
from tests.rehearsal import Rehearsal
from tests.waiting import until


async def settled(record: Record) -> Record:
    await until(lambda: record.state != "waiting")
    return record


async def received(rehearsal: Rehearsal) -> list[tuple[str, str, str, int]]:
    async with connection(rehearsal.resources.db) as db:
        rows = await db.fetch("SELECT platform, topic, subject_id, seen FROM inbox_event ORDER BY id")
    return [tuple(row) for row in rows]


async def test_the_consent_page_knows_this_weft(rehearsal: Rehearsal) -> None:
    settings = rehearsal.resources.settings
    asked = {
        "client_id": settings.ecwid.client_id,
        "redirect_uri": f"{settings.base_url}/connections/ecwid/callback",
        "response_type": "code",
        "scope": "read_catalog",
    }
    async with httpx.AsyncClient(verify=NO_TLS) as client:
        page = await client.get(f"{settings.ecwid.oauth_url}/authorize", params=asked)
    assert page.status_code == 200


async def test_ecwids_webhook_arrives_once_however_often_it_is_sent(rehearsal: Rehearsal) -> None:
    delivery = compose(rehearsal.world, "product.updated", 101)
    send = rehearsal.world.webhooks.dispatch
    first, second, forged = [await settled(send(each)) for each in (delivery, delivery, delivery.forge())]
    assert (first.state, second.state, forged.status) == ("delivered", "delivered", 401)
    assert await received(rehearsal) == [("ecwid", "product.changed", "101", 2)]


async def test_tiktoks_webhook_arrives(rehearsal: Rehearsal) -> None:
    world = rehearsal.world
    delivery = notices.delivery(
        event_type="PRODUCT_STATUS_CHANGE",
        address=world.settings.tiktok_webhook_url,
        shop_id="7494049642642441621",
        notification_id="7327112393057371910",
        data={"product_id": "1729382476852921560", "status": "PRODUCT_AUDIT_PASS", "update_time": 1644412885},
        now=world.now(),
        app_key=world.settings.tiktok_app_key,
        secret=world.settings.tiktok_app_secret,
    )
    good, forged = [await settled(world.webhooks.dispatch(each)) for each in (delivery, delivery.forge())]
    assert (good.status, forged.status) == (200, 401)
    assert await received(rehearsal) == [("tiktok_shop", "listing.changed", "1729382476852921560", 1)]
