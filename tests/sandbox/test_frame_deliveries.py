"""Webhooks on the wire: what counts as delivered, what is tried again, and that nothing blocks the shop."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from sandbox.settings import SandboxSettings
from sandbox.webhooks import Record
from sandbox.world import World


@dataclass
class Listener:
    """An app that answers the given statuses one after another, the last one for ever."""

    statuses: list[int]
    url: str = ""
    heads: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while head := (await reader.readuntil(b"\r\n\r\n")).decode():
                length = next(int(v[15:]) for v in head.lower().split("\r\n") if v.startswith("content-length:"))
                await reader.readexactly(length)
                self.heads.append(head)
                status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
                place = "Location: /elsewhere\r\n" if 300 <= status < 400 else ""
                writer.write(f"HTTP/1.1 {status} X\r\n{place}Content-Length: 0\r\n\r\n".encode())
                await writer.drain()
        writer.close()


@contextlib.asynccontextmanager
async def listening(*statuses: int) -> AsyncIterator[tuple[World, Listener]]:
    app = Listener(list(statuses))
    server = await asyncio.start_server(app.serve, "127.0.0.1", 0)
    app.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    world = World(SandboxSettings(products=3, app_url=app.url, retry_speed=1_000_000))
    world.ecwid.grants.install(["read_catalog"], world.now())
    try:
        yield world, app
    finally:
        await world.close()
        server.close()


async def settled(record: Record, seconds: float = 20.0) -> Record:
    deadline = time.monotonic() + seconds
    while record.state == "waiting":
        assert time.monotonic() < deadline, record
        await asyncio.sleep(0.01)
    return record


def change_something(world: World) -> Record:
    store = world.ecwid
    store.save(store.draft(next(iter(store.products))))
    return world.webhooks.log[-1]


@pytest.mark.parametrize("status", [200, 201, 202, 204, 209])
async def test_these_answers_count_as_delivered(status: int) -> None:
    async with listening(status) as (world, app):
        record = await settled(change_something(world))
        assert (record.state, record.attempts, len(app.heads)) == ("delivered", 1, 1)
        assert app.heads[0].startswith("POST /webhooks/ecwid?eventtype=product.updated HTTP/1.1")


@pytest.mark.parametrize("status", [203, 208, 301, 302, 401, 404, 500])
async def test_all_others_are_tried_again(status: int) -> None:
    async with listening(status, 200) as (world, app):
        record = await settled(change_something(world))
        assert (record.state, record.attempts) == ("delivered", 2)
        assert all("/webhooks/ecwid" in head for head in app.heads)  # a redirect is not followed


async def test_after_a_day_of_refusals_it_is_given_up() -> None:
    async with listening(500) as (world, _):
        record = await settled(change_something(world))
        assert (record.state, record.attempts) == ("failed", 28)


async def test_an_app_that_is_down_gets_it_later() -> None:
    async with listening(200) as (world, _):
        world = World(SandboxSettings(products=3, app_url="http://127.0.0.1:9", retry_speed=1_000_000))
        world.ecwid.grants.install(["read_catalog"], world.now())
        record = await settled(change_something(world))
        assert (record.state, record.status, record.note) == ("failed", 0, "ConnectError")
        await world.close()


async def test_tiktok_takes_a_401_as_handled_and_tries_five_times_in_all() -> None:
    async with listening(401) as (world, _):
        told = change_something(world).delivery
        handled = world.webhooks.dispatch(type(told)(**{**vars(told), "platform": "tiktok"}))
        assert (await settled(handled)).state == "delivered"
    async with listening(500) as (world, _):
        told = change_something(world).delivery
        refused = world.webhooks.dispatch(type(told)(**{**vars(told), "platform": "tiktok"}))
        assert (await settled(refused)).attempts == 5


async def test_a_forger_tries_once() -> None:
    async with listening(401) as (world, app):
        told = change_something(world)
        forged = await settled(world.webhooks.dispatch(told.delivery.forge()))
        assert (forged.state, forged.attempts) == ("failed", 1)
        await settled(told)
        assert len(app.heads) == 1 + 28
