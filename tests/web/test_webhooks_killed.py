"""A web process dies at any moment: whatever it answered 200 is in the letterbox (S164)."""

import asyncio
import itertools
import signal
from collections.abc import Iterator

import httpx
import pytest

from app.resources import Resources
from tests.conftest import environment
from tests.plain_http import NO_TLS
from tests.web.posting import ecwid, rows, tiktok
from tests.web.processes import free_port, process

SENDERS = 24


async def until_up(url: str) -> None:
    async with asyncio.timeout(60), httpx.AsyncClient(verify=NO_TLS) as client:
        while True:
            try:
                if (await client.get(f"{url}/health")).status_code == 200:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.05)


async def post_until_it_dies(res: Resources, url: str, numbers: Iterator[int], answered: set[str]) -> None:
    async with httpx.AsyncClient(base_url=url, verify=NO_TLS) as client:
        for number in numbers:
            path, make = ("/webhooks/ecwid", ecwid) if number % 2 else ("/webhooks/tiktok-shop", tiktok)
            body, headers = make(res, f"event-{number}")
            try:
                answer = await client.post(path, content=body, headers=headers)
            except httpx.TransportError:
                return
            if answer.status_code == 200:
                answered.add(f"event-{number}")


@pytest.mark.parametrize("after", [1, 100, 400])
async def test_what_was_answered_before_a_kill_is_kept(
    resources: Resources, servers: dict[str, str], after: int
) -> None:
    """Issue: 0 acknowledged webhooks lost under kill -9."""
    port, answered, numbers = free_port(), set[str](), itertools.count()
    async with process(environment(servers, WEFT_PORT=str(port))) as web:
        url = f"http://127.0.0.1:{port}"
        await until_up(url)
        senders = [asyncio.create_task(post_until_it_dies(resources, url, numbers, answered)) for _ in range(SENDERS)]
        async with asyncio.timeout(60):
            while len(answered) < after:
                await asyncio.sleep(0.001)
        web.send_signal(signal.SIGKILL)
        await asyncio.gather(*senders)
    assert len(answered) >= after
    assert answered <= {row["event_id"] for row in await rows(resources)}
