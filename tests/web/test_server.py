"""`python -m app` and `python -m workers`: what is missing is one sentence, and an end comes within seconds."""

import asyncio
import signal
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import asyncpg
import httpx
import pytest

from app.resources import Resources
from app.web import sessions
from tests.cast import Cast
from tests.conftest import environment
from tests.plain_http import NO_TLS
from tests.streams import reading
from tests.sync.pulling import Shop
from tests.web.processes import free_port, process
from tests.web.stocked import stock

PROGRAMS = ("app", "workers")
CANARY = "CANARY0123456789abcdef"


async def ended(env: dict[str, str], program: str = "app") -> tuple[int, str]:
    """Exit code and what was said."""
    async with process(env, program) as made, asyncio.timeout(60):
        _, errors = await made.communicate()
    return made.returncode or 0, errors.decode()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_ends_at_once_though_streams_are_open(
    servers: dict[str, str], resources: Resources, cast: Cast, number: signal.Signals
) -> None:
    things = await stock(Shop(resources, cast.alice.account_id, cast.connection_id), cast)
    session_id = await sessions.create(resources.redis, cast.alice.id, 1, resources.now().timestamp())
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    path = "/connections/{connection_id}/tasks/{task_id}/stream".format(**things)
    async with process(environment(servers, WEFT_PORT=str(port), WEFT_BASE_URL=url)) as made, asyncio.timeout(60):
        async with httpx.AsyncClient(base_url=url, cookies={"weft": session_id}, verify=NO_TLS) as client:
            while True:
                try:
                    assert (await client.get("/health")).status_code == 200
                    break
                except httpx.ConnectError:
                    await asyncio.sleep(0.05)
            async with reading(client, path) as stream:
                assert await stream.next() is not None
                began = time.monotonic()
                made.send_signal(number)
                await stream.rest()
                _, errors = await made.communicate()
        assert made.returncode == 0, errors.decode()
        assert time.monotonic() - began < 3
        assert b"Traceback" not in errors


async def test_a_busy_port_is_one_sentence(servers: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        code, said = await ended(environment(servers, WEFT_PORT=port))
    assert code == 1
    assert said.strip().splitlines()[-1] == f"Port {port} is in use by another program. Stop it, or set WEFT_PORT."
    assert "Traceback" not in said


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("DATABASE_URL", "", "DATABASE_URL is not set"),
        ("DATABASE_URL", "postgresql://weft@127.0.0.1:9/weft", "PostgreSQL (DATABASE_URL) does not answer"),
        ("DATABASE_URL", "nonsense", "PostgreSQL (DATABASE_URL) does not answer"),
        ("REDIS_URL", "redis://127.0.0.1:9", "Redis (REDIS_URL) does not answer"),
        ("REDIS_URL", "nonsense", "Redis (REDIS_URL) does not answer"),
        ("WEFT_SECRET_KEYS", "k1:weak", "WEFT_SECRET_KEYS must be"),
    ],
)
async def test_what_is_missing_is_one_sentence(
    opened: Resources, servers: dict[str, str], program: str, setting: str, value: str, words: str
) -> None:
    code, said = await ended(environment(servers, WEFT_PORT=str(free_port()), **{setting: value}), program)
    assert code == 1
    [line] = said.strip().splitlines()
    assert words in line


@pytest.mark.parametrize("program", PROGRAMS)
async def test_a_database_without_its_tables_is_one_sentence(servers: dict[str, str], program: str) -> None:
    async with empty_database(servers["DATABASE_URL"]) as url:
        code, said = await ended(environment(servers, WEFT_PORT=str(free_port()), DATABASE_URL=url), program)
    assert code == 1
    [line] = said.strip().splitlines()
    assert line == "The database is not up to date. Run `python -m app.tables.migrate`, then start again."


async def test_a_password_in_an_address_is_not_said(opened: Resources, servers: dict[str, str]) -> None:
    for setting, value in (
        ("DATABASE_URL", f"weft://weft:{CANARY}@127.0.0.1:9/weft"),
        ("DATABASE_URL", f"postgresql://weft:{CANARY}@127.0.0.1:port/weft"),
        ("REDIS_URL", f"redis://weft:{CANARY}@127.0.0.1:port"),
    ):
        code, said = await ended(environment(servers, WEFT_PORT=str(free_port()), **{setting: value}))
        assert code == 1
        assert CANARY not in said


@asynccontextmanager
async def empty_database(url: str) -> AsyncIterator[str]:
    """A database of its own on the tests' server, without any table."""
    admin = await asyncpg.connect(url)
    try:
        await admin.execute("CREATE DATABASE never_migrated")
        yield urlsplit(url)._replace(path="/never_migrated").geturl()
    finally:
        await admin.execute("DROP DATABASE IF EXISTS never_migrated WITH (FORCE)")
        await admin.close()
