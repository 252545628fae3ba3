"""Another process of the same Weft, in this loop: resources of its own over the same servers."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from copy import copy
from dataclasses import replace

import asyncpg
from redis.asyncio import Redis

from app.platforms.http import Http
from app.queue import Doorbell
from app.resources import Resources


@asynccontextmanager
async def another_process(res: Resources) -> AsyncIterator[Resources]:
    """Not by open_resources(): that would bind the tables to another engine."""
    async with AsyncExitStack() as stack:
        engine = copy(res.db)
        engine.pool = await stack.enter_async_context(
            asyncpg.create_pool(res.settings.database_url, min_size=0, max_size=6, command_timeout=60)
        )
        redis = Redis.from_url(res.settings.redis_url)
        stack.push_async_callback(redis.aclose)
        http = await stack.enter_async_context(Http.open(redis))
        yield replace(res, db=engine, redis=redis, bell=Doorbell(redis), http=http)


@asynccontextmanager
async def processes(res: Resources, number: int) -> AsyncIterator[list[Resources]]:
    """This many others."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(another_process(res)) for _ in range(number)]
