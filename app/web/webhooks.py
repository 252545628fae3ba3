"""Webhooks: the row first, 200 after COMMIT, the doorbell last (S164, S165).

Both platforms give up after some seconds and come again, so nothing here waits for anything but one INSERT; and
neither tells much about what it sent, so an answer is a status and nothing else.
"""

import asyncio
from typing import Any

from litestar import Request, Response, post
from litestar.di import NamedDependency

from app.platforms.ecwid import webhooks as ecwid
from app.platforms.errors import Forged
from app.platforms.roles import Notice
from app.platforms.tiktok_shop import webhooks as tiktok_shop
from app.resources import Resources
from app.tables import inbox
from app.web.health import BARE

AnyRequest = Request[Any, Any, Any]

MOST_BYTES = 256 * 1024
PATIENCE = 2.5  # seconds: TikTok waits three


@post("/webhooks/ecwid", opt=BARE, status_code=200, request_max_body_size=MOST_BYTES)
async def ecwid_webhook(request: AnyRequest, res: NamedDependency[Resources]) -> Response[bytes]:
    """One event of one Ecwid store."""
    body, secret = await request.body(), res.settings.ecwid.client_secret
    try:
        notice = ecwid.verify(body, request.headers, dict(request.query_params), secret, now=res.now())
    except Forged:
        return _answer(401)
    return await _receive(res, "ecwid", notice)


@post("/webhooks/tiktok-shop", opt=BARE, status_code=200, request_max_body_size=MOST_BYTES)
async def tiktok_shop_webhook(request: AnyRequest, res: NamedDependency[Resources]) -> Response[bytes]:
    """One event of one TikTok shop."""
    body, app = await request.body(), res.settings.tiktok
    try:
        notice = tiktok_shop.verify(body, request.headers, app.app_key, app.app_secret)
    except Forged:
        return _answer(401)
    return await _receive(res, "tiktok_shop", notice)


async def _receive(res: Resources, platform: str, notice: Notice) -> Response[bytes]:
    async with asyncio.timeout(PATIENCE):  # its error becomes 503, and the platform comes again
        is_new = await inbox.receive(
            res.db,
            platform,
            event_id=notice.event_id,
            shop_id=notice.shop_id,
            their_type=notice.their_type,
            topic=notice.topic,
            subject_id=notice.subject_id,
            occurred_at=notice.occurred_at,
            received_at=res.now(),
        )
    if is_new:
        await res.bell.ring("drain_inbox")
    return _answer(200)


def _answer(status: int) -> Response[bytes]:
    return Response(b"", status_code=status, media_type="text/plain")


ROUTES = [ecwid_webhook, tiktok_shop_webhook]
