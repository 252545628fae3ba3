"""Days that pass in seconds: one clock for Weft, its database and both shops, and the lanes that work by it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import asyncpg
import pytest

from app.platforms.tiktok_shop.server_clock import ServerClock
from app.queue import Doorbell
from app.resources import Resources
from app.sync import sweep
from app.tables.engine import connection
from tests.shops import Shops
from tests.short_pauses import shorten_pauses
from workers.jobs import FUNCTIONS

# Found before pg_catalog's: every now() in our SQL is this one.
SCHEMA = """
CREATE SCHEMA virtual;
CREATE TABLE virtual.ahead (by interval NOT NULL);
INSERT INTO virtual.ahead VALUES ('0');
CREATE FUNCTION virtual.now() RETURNS timestamptz LANGUAGE sql STABLE
    AS 'SELECT pg_catalog.now() + by FROM virtual.ahead';
CREATE FUNCTION virtual.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
    AS 'SELECT pg_catalog.clock_timestamp() + by FROM virtual.ahead';
"""


@dataclass(slots=True)
class Bells:
    """Rings are kept until the lanes are run; the same ring twice is one."""

    waiting: dict[tuple[str, tuple[tuple[str, int | str], ...]], None] = field(default_factory=dict)

    async def ring(self, name: str, **arguments: int | str) -> bool:
        self.waiting[name, tuple(sorted(arguments.items()))] = None
        return True

    ring_again = ring


@dataclass(slots=True)
class Days:
    """The shops, with a Weft whose time is told here. `res` is that Weft's."""

    shops: Shops
    res: Resources
    bells: Bells
    began: float
    _counted_from: float = 0.0

    @property
    def minutes(self) -> float:
        """How long it has been."""
        return (self.shops.world.now() - self.began) / 60

    async def skip(self, **spans: float) -> None:
        """Nobody works meanwhile."""
        self.shops.world.advance(timedelta(**spans).total_seconds())
        self.shops.world.tiktok.settle()
        async with connection(self.res.db) as db:
            await db.execute("UPDATE virtual.ahead SET by = $1", timedelta(seconds=self.shops.world._ahead))
        await self._allow_calls_anew()

    async def _allow_calls_anew(self) -> None:
        """Redis counts calls by its own clock, on which it would be one minute with the calls of hours."""
        if self.minutes - self._counted_from >= 1:
            self._counted_from = self.minutes
            async for key in self.res.redis.scan_iter("rate:*"):
                await self.res.redis.delete(key)

    async def run(self, *, step: float = 5.0, **spans: float) -> None:
        """The timetable and the lanes work, `step` seconds apart."""
        left = timedelta(**spans).total_seconds()
        while left > 0:
            await self.skip(seconds=step)
            left -= step
            await self.work()

    async def work(self) -> None:
        """What the timetable does now, and everything it rings for."""
        await sweep.ring_due(self.res)
        while self.bells.waiting:
            name, arguments = next(iter(self.bells.waiting))
            del self.bells.waiting[name, arguments]
            await FUNCTIONS[name]({"resources": self.res}, **cast(Any, dict(arguments)))

    def lose_webhooks(self) -> int:
        """What the shops have said and nobody has heard is lost."""
        lost = len(self.shops.world.webhooks.held)
        self.shops.world.webhooks.held.clear()
        return lost

    def writes(self) -> list[str]:
        """Every call so far that changes something in one of the shops."""
        return [f"{call.method} {call.path}" for call in self.shops.world.journal.calls if _is_write(call)]


def _is_write(call: Any) -> bool:
    return call.method != "GET" and not any(word in call.path for word in ("search", "token", "recommend"))


@asynccontextmanager
async def passing(shops: Shops, patch: pytest.MonkeyPatch) -> AsyncIterator[Days]:
    """Let time pass for these shops and for `days.res`, which is another Weft over the same database."""
    world = shops.world
    # TikTok's Date header would say it; the rehearsal's server does not.
    patch.setattr(ServerClock, "now", lambda _: int(world.now()))
    shorten_pauses(patch)
    engine, bells = copy(shops.res.db), Bells()
    async with connection(shops.res.db) as db:
        await db.execute("DROP SCHEMA IF EXISTS virtual CASCADE")
        await db.execute(SCHEMA)
    path = {"search_path": "virtual, pg_catalog, public"}
    async with asyncpg.create_pool(
        shops.res.settings.database_url, min_size=1, max_size=8, server_settings=path
    ) as pool:
        engine.pool = pool
        res = replace(
            shops.res, db=engine, bell=cast(Doorbell, bells), now=lambda: datetime.fromtimestamp(world.now(), UTC)
        )
        days = Days(replace(shops, res=res), res, bells, world.now())
        await days.skip()
        yield days
    async with connection(shops.res.db) as db:
        await db.execute("DROP SCHEMA virtual CASCADE")
