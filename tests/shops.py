"""The sync layer with both rehearsal shops behind it and no web server: webhooks wait until a test delivers them."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx

from app.domain.packages import Package
from app.domain.selection import Selection
from app.platforms.registry import ECWID, TIKTOK_SHOP, Webhook, verify_webhook
from app.platforms.roles import Callback
from app.resources import Resources
from app.sync import connections, inbox, product_settings, tasks, work
from app.tables.engine import connection
from app.tables.inbox import Letter, receive
from sandbox.server import serve
from sandbox.settings import SandboxSettings
from sandbox.webhooks import Delivery
from sandbox.world import World
from tests.cast import Player
from tests.plain_http import NO_TLS

PACKAGE = Package(length_mm=305, width_mm=229, height_mm=102, weight_g=454, system="imperial")
ECWID_ANSWERS = {"answer": "accept"}
TIKTOK_ANSWERS = {"answer": "authorize", "region": "us", "role": "main", "terms": "yes"}
# Reviews end when a test says so; less than the five minutes by which a signature may be old.
REVIEW_SECONDS = 20.0


@dataclass(slots=True)
class Shops:
    """Both shops, Weft's resources pointed at them, and what a worker would do, one step at a time."""

    world: World
    res: Resources

    async def connect(self, player: Player, name: str = "Rehearsal") -> int:
        """A connection through both consent pages, ready to push."""
        made = await connections.create_draft(self.res, player.account_id, name)
        await connections.finish_source(self.res, player.account_id, made, await self.consent(ECWID))
        await connections.finish_channel(self.res, player.account_id, made, await self.consent(TIKTOK_SHOP))
        await product_settings.save_package(self.res, made, PACKAGE)
        return made

    async def consent(self, platform: str, **answers: str) -> Callback:
        """What the platform sends back once its consent page was answered."""
        url = connections.begin_consent(self.res, platform, "state-of-this-test", "US").url
        usual = ECWID_ANSWERS if platform == ECWID else TIKTOK_ANSWERS
        async with httpx.AsyncClient(verify=NO_TLS) as browser:
            form = await browser.get(url)
            reply = await browser.post(url, data=usual | answers | _hidden(form.text))
        query = dict(httpx.URL(reply.headers["location"]).params)
        code = query.get("code", "")
        return Callback(
            code="" if code == "null" else code,
            state=query.get("state", ""),
            shop_id=query.get("store_id", ""),
            error=query.get("error", ""),
        )

    async def pull(self, player: Player, connection_id: int) -> int:
        """Pull everything, as a worker would."""
        task = await tasks.start_pull(self.res, player.account_id, connection_id, player.id, {"range": "all"})
        await work.run_task(self.res, task)
        return task

    async def push(self, player: Player, connection_id: int, selection: Selection | None = None) -> int:
        """Push until nothing more can be sent now."""
        task = await tasks.start_push(self.res, player.account_id, connection_id, player.id, selection or Selection())
        assert task is not None
        await work.run_task(self.res, task)
        return task

    async def deliver(self) -> int:
        """Take every webhook that is held and work them off."""
        held = list(self.world.webhooks.held)
        self.world.webhooks.held.clear()
        for delivery in held:
            await self.receive(delivery)
        await inbox.drain_inbox(self.res)
        return len(held)

    async def receive(self, delivery: Delivery) -> bool:
        """One webhook comes in, as the web process would take it."""
        platform = ECWID if delivery.platform == "ecwid" else TIKTOK_SHOP
        hook = Webhook(delivery.body, delivery.headers, dict(httpx.URL(delivery.url).params), self.res.now())
        notice = verify_webhook(platform, self.res.settings, hook)
        letter = Letter(
            platform,
            notice.event_id,
            notice.shop_id,
            notice.their_type,
            notice.topic,
            notice.subject_id,
            notice.occurred_at,
            self.res.now(),
        )
        return await receive(self.res.db, [letter]) == 1

    async def reviewed(self) -> None:
        """TikTok's reviewers take their time; here it passes at once, and what they say arrives."""
        self.world.advance(REVIEW_SECONDS * 1.5 + 1)
        self.world.tiktok.reviews.settle()
        await self.deliver()

    async def rows(self, query: str, *arguments: object) -> list[dict[str, Any]]:
        """Rows as they stand."""
        async with connection(self.res.db) as db:
            return [dict(row) for row in await db.fetch(query, *arguments)]

    async def value(self, query: str, *arguments: object) -> Any:
        """One value."""
        async with connection(self.res.db) as db:
            return await db.fetchval(query, *arguments)


def _hidden(html: str) -> dict[str, str]:
    found = {}
    for field in re.findall(r'<input[^>]*type="hidden"[^>]*>', html):
        name, value = re.search(r'name="([^"]*)"', field), re.search(r'value="([^"]*)"', field)
        if name and value:
            found[name[1]] = value[1]
    return found


@asynccontextmanager
async def open_shops(res: Resources, **settings: Any) -> AsyncIterator[Shops]:
    """Serve both shops on free ports and point Weft at them. `settings` are SandboxSettings."""
    usual: dict[str, Any] = {
        "review_seconds": REVIEW_SECONDS,
        "index_lag_seconds": 0.0,
        "products": 24,
        "app_url": res.settings.base_url,
    }
    world = World(SandboxSettings(**(usual | settings)))
    world.webhooks.mode = "hold"
    async with serve(world) as urls:
        ecwid = replace(res.settings.ecwid, api_url=f"{urls.ecwid_url}/api/v3", oauth_url=f"{urls.ecwid_url}/api/oauth")
        tiktok = replace(
            res.settings.tiktok, api_url=urls.tiktok_url, auth_url=urls.tiktok_url, services_url=urls.tiktok_url
        )
        hosts = frozenset({urls.ecwid_url.removeprefix("http://")})
        yield Shops(
            world, replace(res, settings=replace(res.settings, ecwid=ecwid, tiktok=tiktok, picture_hosts=hosts))
        )
