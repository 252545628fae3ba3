"""Both rehearsal shops and all of Weft's processes: the web process and a worker, as people run them."""

import asyncio
import logging
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import structlog

from app.resources import Resources, open_resources
from app.settings import Settings
from app.tables.engine import connection
from bench.running.children import free_port
from sandbox.panel import actions
from sandbox.settings import SandboxSettings
from tests.cast import Player, new_account, new_person
from tests.shops import Shops, open_shops
from tests.sync.pushing import PlainPictures

PLENTY = 50_000
SANDBOX = SandboxSettings()


@asynccontextmanager
async def rehearsed(latency_ms: float) -> AsyncIterator[tuple[Shops, int]]:
    """The shops and a connection with live listings; from then on every call takes `latency_ms`, and Weft runs."""
    port = free_port()
    os.environ |= {
        "WEFT_BASE_URL": f"http://127.0.0.1:{port}",
        "WEFT_PORT": str(port),
        "WEFT_ECWID_CLIENT_ID": SANDBOX.ecwid_client_id,
        "WEFT_ECWID_CLIENT_SECRET": SANDBOX.ecwid_client_secret,
        "WEFT_TIKTOK_APP_KEY": SANDBOX.tiktok_app_key,
        "WEFT_TIKTOK_APP_SECRET": SANDBOX.tiktok_app_secret,
        "WEFT_TIKTOK_SERVICE_ID": SANDBOX.tiktok_service_id,
    }
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    async with open_resources(Settings.from_env()) as res, open_shops(res, products=16) as shops:
        shops.world.pictures = PlainPictures()
        made = await _listed(shops, await _owner(res))
        # Reviews took no time, but the shops' clock went on: as people run it, everybody's clock is right.
        shops.world.set_right()
        shops.world.settings = replace(shops.world.settings, latency_ms=latency_ms)
        async with _running(shops.res.settings):
            shops.world.webhooks.mode = "send"
            yield shops, made


async def _owner(res: Resources) -> Player:
    return await new_person(res, await new_account(res, "bench"), "Owner", "owner@bench.example", "owner")


async def _listed(shops: Shops, owner: Player) -> int:
    """Everything pulled, pushed and live, with plenty of it."""
    made = await shops.connect(owner)
    await shops.pull(owner, made)
    for row in await shops.rows("SELECT source_id FROM product WHERE variant_count = 1 AND kind = 'ordinary'"):
        actions.change_product(shops.world, row["source_id"], {"quantity": PLENTY})
    await shops.deliver()
    await shops.push(owner, made)
    await shops.reviewed()
    # What the gap guard reads every ten minutes is no part of what is measured.
    await shops.rows("UPDATE connection SET gap_checked_at = now() WHERE id = $1", made)
    return made


async def sku(shops: Shops, connection_id: int) -> str:
    """One that buyers find plenty of."""
    return str(
        await shops.value(
            "SELECT remote_id FROM listing_sku WHERE connection = $1 AND stock_sent = $2 ORDER BY id LIMIT 1",
            connection_id,
            PLENTY,
        )
    )


@asynccontextmanager
async def _running(settings: Settings) -> AsyncIterator[None]:
    env = {
        **os.environ,
        "WEFT_ECWID_API_URL": settings.ecwid.api_url,
        "WEFT_ECWID_OAUTH_URL": settings.ecwid.oauth_url,
        "WEFT_TIKTOK_API_URL": settings.tiktok.api_url,
        "WEFT_TIKTOK_AUTH_URL": settings.tiktok.auth_url,
        "WEFT_TIKTOK_SERVICES_URL": settings.tiktok.services_url,
        "WEFT_PICTURE_HOSTS": ",".join(settings.picture_hosts),
    }
    quiet = asyncio.subprocess.DEVNULL
    started = [
        await asyncio.create_subprocess_exec(sys.executable, "-m", name, env=env, stdout=quiet, stderr=quiet)
        for name in ("app", "workers")
    ]
    try:
        await _up(settings.port)
        yield
    finally:
        for process in started:
            process.terminate()
        await asyncio.gather(*(process.wait() for process in started))


async def _up(port: int) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.1)
            else:
                writer.close()
                return


async def count(res: Resources, query: str, *arguments: object) -> int:
    """One number of the database."""
    async with connection(res.db) as db:
        return int(await db.fetchval(query, *arguments))
