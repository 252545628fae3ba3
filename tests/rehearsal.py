"""Both rehearsal shops and the app, in the loop of the test, each finding the other."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from litestar import Litestar

from app.resources import Resources
from app.settings import Settings
from sandbox.server import Served, serve
from sandbox.settings import SandboxSettings
from sandbox.world import World
from tests.live import LiveServer

# Fast, but in the same order of things: a review takes longer than an answer.
QUICK = SandboxSettings(products=20, review_seconds=0.2, index_lag_seconds=0.0, retry_speed=3_000)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The shops, where they are, the app in front of them, and resources that find them."""

    world: World
    served: Served
    live: LiveServer
    resources: Resources


def pointed_at(settings: Settings, served: Served, sandbox: SandboxSettings, base_url: str) -> Settings:
    """The settings of a Weft that uses these shops and is reached at `base_url`."""
    ecwid = replace(
        settings.ecwid,
        api_url=f"{served.ecwid_url}/api/v3",
        oauth_url=f"{served.ecwid_url}/api/oauth",
        client_id=sandbox.ecwid_client_id,
        client_secret=sandbox.ecwid_client_secret,
    )
    tiktok = replace(
        settings.tiktok,
        api_url=served.tiktok_url,
        auth_url=served.tiktok_url,
        services_url=served.tiktok_url,
        app_key=sandbox.tiktok_app_key,
        app_secret=sandbox.tiktok_app_secret,
        service_id=sandbox.tiktok_service_id,
    )
    pictures = frozenset({urlsplit(served.ecwid_url).netloc})
    return replace(settings, base_url=base_url, ecwid=ecwid, tiktok=tiktok, picture_hosts=pictures)


@asynccontextmanager
async def rehearse(app: Litestar, live: LiveServer, sandbox: SandboxSettings = QUICK) -> AsyncIterator[Rehearsal]:
    """Serve the shops and let the app (its resources, until the block ends) use them."""
    sandbox = replace(sandbox, app_url=live.url)
    before: Resources = app.state.resources
    world = World(sandbox)
    async with serve(world) as served:
        resources = replace(before, settings=pointed_at(before.settings, served, sandbox, live.url))
        app.state.resources = resources
        try:
            yield Rehearsal(world, served, live, resources)
        finally:
            app.state.resources = before
