"""A signed-in visitor of the app in this process: the whole page, without a socket in between."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, cast

import httpx

from app.main import create_app
from app.resources import open_resources
from app.settings import Settings
from app.tables.engine import connection
from app.web import sessions


@asynccontextmanager
async def visiting(account: int) -> AsyncIterator[httpx.AsyncClient]:
    """A client that carries the session of an owner of `account`."""
    # Cookies of "localhost" are not sent back by Python's jar.
    settings = replace(Settings.from_env(), base_url="http://weft.test")
    async with open_resources(settings) as res:
        app = create_app(settings, res)
        async with connection(res.db) as db:
            person = await db.fetchval(
                "INSERT INTO person (account, email) VALUES ($1, 'owner@bench.example') RETURNING id", account
            )
        session = await sessions.create(res.redis, person, 1, res.now().timestamp())
        transport = httpx.ASGITransport(app=cast(Any, app))
        async with app.lifespan(), httpx.AsyncClient(transport=transport, base_url=settings.base_url) as client:
            client.cookies.set(sessions.cookie_name(secure=settings.https), session, domain=client.base_url.host)
            yield client
