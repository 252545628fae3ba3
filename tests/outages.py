"""Resources whose database or Redis does not answer: the real clients, pointed at sockets that do not exist."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import copy
from dataclasses import replace

import asyncpg
from redis.asyncio import Redis

from app.queue import Doorbell
from app.resources import Resources


@asynccontextmanager
async def without_redis(res: Resources) -> AsyncIterator[Resources]:
    """The same resources, Redis down."""
    redis = Redis.from_url("unix:///nowhere/redis")
    yield replace(res, redis=redis, bell=Doorbell(redis))
    await redis.aclose()


@asynccontextmanager
async def without_database(res: Resources) -> AsyncIterator[Resources]:
    """The same resources, PostgreSQL down. Not by open_resources(): that would bind the tables to another engine."""
    engine = copy(res.db)
    engine.pool = await asyncpg.create_pool("postgresql://postgres@/weft?host=/nowhere", min_size=0)
    yield replace(res, db=engine)
    engine.pool.terminate()
