"""Streams: the present state first, then whatever changed, never too often, and ended when they should be (S128)."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

import httpx
import pytest
from litestar import Litestar

from app import events
from app.resources import Resources
from app.web import sessions
from tests.browsers import Browser
from tests.cast import Cast
from tests.live import LiveServer
from tests.streams import reading
from tests.waiting import until

PATH = "/probe/stream"


class Row:
    """Stands for a task: what a handler would read."""

    def __init__(self) -> None:
        self.done, self.total, self.reads, self.broken = 0, 100, 0, False

    async def render(self) -> tuple[str, bool]:
        self.reads += 1
        if self.broken:
            raise ZeroDivisionError
        return f'<p id="t">\n{self.done} of {self.total}</p>', self.done == self.total


@pytest.fixture
def row(app: Litestar) -> Row:
    made = Row()
    app.state.probe_render = made.render
    return made


@pytest.fixture
async def alice(live: LiveServer, cast: Cast, resources: Resources) -> httpx.AsyncClient:
    session_id = await sessions.create(resources.redis, cast.alice.id, 1, resources.now().timestamp())
    return live.client({"weft": session_id})


@pytest.fixture
def change(resources: Resources, cast: Cast, row: Row) -> Callable[[int], Awaitable[None]]:
    async def announced(done: int) -> None:
        row.done = done
        await events.announce(resources.redis, cast.alice.account_id, events.task(7))

    return announced


Change = Callable[[int], Awaitable[None]]


async def test_the_present_state_then_each_change_then_the_end(
    alice: httpx.AsyncClient, row: Row, change: Change, app: Litestar
) -> None:
    async with alice, reading(alice, PATH) as stream:
        assert stream.response.headers["cache-control"] == "no-store"
        assert stream.response.headers["x-accel-buffering"] == "no"
        assert "content-encoding" not in stream.response.headers
        first = await stream.next()
        assert first is not None
        assert first.data == '<p id="t">\n0 of 100</p>'
        assert first.event == ""  # htmx swaps unnamed messages only
        await change(40)
        second = await stream.next()
        assert second is not None
        assert "40 of 100" in second.data
        assert int(second.id) > int(first.id)
        await change(100)
        last = await stream.rest()
        assert [event.event for event in last] == ["", "done"]
        assert "100 of 100" in last[0].data
    await until(lambda: app.state.watchers.count == 0)


async def test_many_changes_are_at_most_four_messages_a_second(
    alice: httpx.AsyncClient, row: Row, change: Change
) -> None:
    async with alice, reading(alice, PATH) as stream:
        await stream.next()
        began = time.monotonic()
        for done in range(1, 100):
            await change(done)
            await asyncio.sleep(0.01)
        await change(100)
        messages = [event for event in await stream.rest() if event.event == ""]
        assert "100 of 100" in messages[-1].data  # the last state is never lost
        assert len(messages) <= (time.monotonic() - began) * 4 + 1


async def test_what_looks_the_same_is_not_sent_again(
    alice: httpx.AsyncClient, row: Row, change: Change, app: Litestar
) -> None:
    async with alice, reading(alice, PATH) as stream:
        await stream.next()
        await change(0)
        await until(lambda: row.reads == 2)
        await change(100)
        following = await stream.next()
        assert following is not None
        assert "100 of 100" in following.data


async def test_a_lost_announcement_is_only_late(alice: httpx.AsyncClient, row: Row, app: Litestar) -> None:
    app.state.watchers.heartbeat = 0.1
    try:
        async with alice, reading(alice, PATH) as stream:
            await stream.next()
            row.done = 50  # and nobody says so
            first, second = await stream.next(), await stream.next()
            assert first is not None
            assert second is not None
            assert first.comment == "still here"
            assert "50 of 100" in second.data
    finally:
        app.state.watchers.heartbeat = 15


async def test_a_reconnect_gets_the_present_state_under_a_higher_number(alice: httpx.AsyncClient, row: Row) -> None:
    async with alice, reading(alice, PATH, **{"Last-Event-ID": "9999999999999999"}) as stream:
        first = await stream.next()
        assert first is not None
        assert first.id == "10000000000000000"


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 400])
async def test_a_strange_number_does_no_harm(alice: httpx.AsyncClient, row: Row, number: str) -> None:
    async with alice, reading(alice, PATH, **{"Last-Event-ID": number}) as stream:
        assert await stream.next() is not None


async def test_another_accounts_announcements_are_not_ours(
    alice: httpx.AsyncClient, row: Row, resources: Resources, cast: Cast, change: Change
) -> None:
    async with alice, reading(alice, PATH) as stream:
        await stream.next()
        await events.announce(resources.redis, cast.charlie.account_id, events.task(7))
        await change(1)
        await stream.next()
        assert row.reads == 2


async def test_closing_the_page_leaves_nothing_behind(alice: httpx.AsyncClient, row: Row, app: Litestar) -> None:
    async with alice:
        async with reading(alice, PATH) as stream:
            await stream.next()
            assert app.state.watchers.count == 1
        await until(lambda: app.state.watchers.count == 0)


async def test_signing_out_ends_the_streams(
    alice: httpx.AsyncClient, row: Row, app: Litestar, cast: Cast, resources: Resources
) -> None:
    async with alice, reading(alice, PATH) as stream, Browser(resources, app=app, base_url="http://weft.test") as tab:
        await stream.next()
        tab.plant("weft", alice.cookies["weft"])
        began = time.monotonic()
        assert (await tab.submit("/sign-out")).status_code == 303
        assert await stream.rest() == []
        assert time.monotonic() - began < 1


async def test_a_seventh_stream_gets_the_state_and_comes_again_later(
    alice: httpx.AsyncClient, row: Row, app: Litestar
) -> None:
    async with alice, AsyncExitStack() as stack:
        six = [await stack.enter_async_context(reading(alice, PATH)) for _ in range(6)]
        for stream in six:
            await stream.next()
        seventh = await stack.enter_async_context(reading(alice, PATH))
        [message] = await seventh.rest()
        assert "0 of 100" in message.data
        assert message.retry == 15_000


async def test_stopping_ends_every_stream_at_once(alice: httpx.AsyncClient, row: Row, live: LiveServer) -> None:
    async with alice, reading(alice, PATH) as stream:
        await stream.next()
        began = time.monotonic()
        live.server.stop()
        assert await stream.rest() == []
        assert time.monotonic() - began < 1


async def test_a_stranger_is_told_without_a_page(live: LiveServer, row: Row) -> None:
    async with live.client() as stranger:
        answer = await stranger.get(PATH, headers={"HX-Request": "true", "HX-Current-URL": f"{live.url}/tasks/7"})
    assert (answer.status_code, answer.content) == (401, b"")
    assert answer.headers["hx-reswap"] == "none"
    assert answer.headers["hx-redirect"] == "/sign-in?next=/tasks/7"
