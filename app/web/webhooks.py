"""Webhooks: the row first, 200 after COMMIT, the doorbell last (S164, S165).

Both platforms give up after some seconds and come again, so nothing here waits for anything but one INSERT; and
neither tells much about what it sent, so an answer is a status and nothing else.

Raw ASGI, in front of Litestar: there is no page, session or form here, and a day of many orders is thousands of these a
second. They have a log of their own (the webhook log), so no line each in the process's.
"""

import logging
import secrets
import time
from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl

from litestar.types import HTTPScope, Receive, Send

from app.platforms import registry
from app.platforms.errors import Forged
from app.platforms.registry import Webhook
from app.resources import Resources
from app.sync.letterbox import Letterbox
from app.tables import inbox
from app.tables.inbox import Letter

log = logging.getLogger(__name__)

PATHS = {"/webhooks/ecwid": registry.ECWID, "/webhooks/tiktok-shop": registry.TIKTOK_SHOP}
MOST_BYTES = 256 * 1024
# Forgers shall be seen, and shall not fill the disk: so many a minute and process are kept (inbox.REFUSED_KEPT in all).
KEPT_A_MINUTE = 20


class Intake:
    """Takes the webhooks of both platforms."""

    def __init__(self, resources: Callable[[], Resources], headers: Mapping[str, str]) -> None:
        """`headers` go with every answer."""
        self._resources = resources
        self.letterbox = Letterbox(resources)
        self._headers = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        self._refusals = _Allowance(KEPT_A_MINUTE)

    async def __call__(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        """One request to one of PATHS."""
        status = 405
        if scope["method"] == "POST":
            body = await _body(receive)
            status = 413 if body is None else await self._take(PATHS[scope["path"]], scope, body)
        headers = [(b"content-length", b"0"), (b"x-request-id", secrets.token_hex(8).encode()), *self._headers]
        if status == 405:
            headers.append((b"allow", b"POST"))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _take(self, platform: str, scope: HTTPScope, body: bytes) -> int:
        res = self._resources()
        hook = Webhook(
            body,
            {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]},
            dict(parse_qsl(scope["query_string"].decode("latin-1"))),
            res.now(),
        )
        try:
            notice = registry.verify_webhook(platform, res.settings, hook)
        except Forged as forged:
            await self._refuse(res, platform, body, forged)
            return 401
        try:
            await self.letterbox.put(
                Letter(
                    platform,
                    notice.event_id,
                    notice.shop_id,
                    notice.their_type,
                    notice.topic,
                    notice.subject_id,
                    notice.occurred_at,
                    hook.now,
                )
            )
        except Exception as error:
            # Whatever it was, the platform comes again.
            log.warning("a webhook of %s was not taken: %s %s", platform, type(error).__name__, error)
            return 503
        return 200

    async def _refuse(self, res: Resources, platform: str, body: bytes, forged: Forged) -> None:
        """Keep that it came, for the log of the shop in whose name it came."""
        claim = registry.claimed_by(platform, body)
        if claim is None or not self._refusals.take():
            return
        log.info("a webhook of %s was refused: %s", platform, forged)
        try:
            await inbox.keep_refused(res.db, platform, claim.shop_id, claim.their_type, str(forged))
        except Exception as error:
            log.warning("a refused webhook was not kept: %s", type(error).__name__)


async def _body(receive: Receive) -> bytes | None:
    """The body; None when it is larger than we take."""
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":  # gone
            return None
        body += message.get("body", b"")
        if len(body) > MOST_BYTES:
            return None
        if not message.get("more_body", False):
            return body


class _Allowance:
    """So many in a minute."""

    def __init__(self, most: int) -> None:
        self._most, self._minute, self._taken = most, 0, 0

    def take(self) -> bool:
        minute = int(time.monotonic() // 60)
        if minute != self._minute:
            self._minute, self._taken = minute, 0
        self._taken += 1
        return self._taken <= self._most
