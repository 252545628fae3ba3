"""Both shops on two ports, their snapshot, and the program itself."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
import time
from pathlib import Path

import httpx
import pytest

from sandbox.server import PortBusy, serve
from sandbox.settings import BadSetting, SandboxSettings
from sandbox.world import World
from tests.plain_http import NO_TLS

ROOT = Path(__file__).parents[2]


async def test_both_shops_answer_on_free_ports() -> None:
    world = World(SandboxSettings(products=3))
    async with serve(world) as served, httpx.AsyncClient(trust_env=False, verify=NO_TLS) as client:
        assert served.ecwid_url != served.tiktok_url
        token = world.ecwid.grants.install(["read_catalog"], world.now())
        url = f"{served.ecwid_url}/api/v3/10000001/products"
        page = (await client.get(url, headers={"Authorization": f"Bearer {token}"})).json()
        picture = page["items"][0]["thumbnailUrl"]
        assert picture.startswith(served.ecwid_url)
        assert (await client.get(picture)).headers["content-type"] == "image/jpeg"
        for base in (served.ecwid_url, served.tiktok_url):
            assert (await client.get(f"{base}/_sandbox/")).status_code == 200
            assert (await client.get(f"{base}/_sandbox/static/sandbox.css")).status_code == 200


async def test_a_cut_line_reaches_the_client_as_one() -> None:
    world = World(SandboxSettings(products=3))
    async with serve(world) as served, httpx.AsyncClient(trust_env=False, verify=NO_TLS) as client:
        for name in ("drop_connection", "down"):
            world.faults.turn_on("ecwid", name, count=1)
            with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
                await client.get(f"{served.ecwid_url}/api/v3/10000001/profile")
        assert (await client.get(f"{served.ecwid_url}/api/v3/10000001/profile")).status_code == 403


async def test_a_busy_port_is_one_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortBusy, match=f"Port {port} is in use by another program."):
            async with serve(World(SandboxSettings(products=1)), ecwid_port=port):
                pass


async def test_the_snapshot_brings_everything_back() -> None:
    old = World(SandboxSettings(products=20))
    store = old.ecwid
    token = store.grants.install(["read_catalog"], old.now())
    store.remove_product(next(iter(store.products)))
    draft = store.draft(next(iter(store.products)))
    store.save({**draft, "price": 77})
    store.add_product({**store.draft(draft["id"]), "id": store.take_id(), "name": "New"})
    old.faults.turn_on("ecwid", "stall", seconds=3)
    old.advance(100)
    new = World(SandboxSettings(products=20))
    new.load(json.loads(json.dumps(old.dump())))
    assert new.dump() == json.loads(json.dumps(old.dump()))
    assert new.ecwid.grants.tokens[token].alive
    assert new.ecwid.products == store.products
    assert new.ecwid.take_id() == store.take_id()
    assert abs(new.now() - old.now()) < 5
    assert [p["name"] for p in new.ecwid.indexed()][-1] == "New"


def test_another_versions_snapshot_is_refused() -> None:
    with pytest.raises(ValueError, match="another version"):
        World(SandboxSettings(products=1)).load({"version": 0})


def test_reset_goes_back_to_the_seed() -> None:
    world = World(SandboxSettings(products=10))
    seeded = json.dumps(list(world.ecwid.products.values()))
    token = world.ecwid.grants.install([], world.now())
    world.ecwid.remove_product(next(iter(world.ecwid.products)))
    world.faults.turn_on("ecwid", "down")
    world.reset()
    assert json.dumps(list(world.ecwid.products.values())) == seeded
    assert token not in world.ecwid.grants.tokens
    assert world.faults.on() == []


def test_settings_are_read_and_checked() -> None:
    made = SandboxSettings.from_env({"SANDBOX_APP_URL": "http://localhost:9000/", "SANDBOX_PRODUCTS": "12"})
    assert (made.app_url, made.products, made.ecwid_port) == ("http://localhost:9000", 12, 8101)
    assert made.ecwid_webhook_url == "http://localhost:9000/webhooks/ecwid"
    assert made.tiktok_callback_url == "http://localhost:9000/connections/tiktok-shop/callback"
    for name, text in (("ECWID_PORT", "x"), ("TIKTOK_PORT", "70000"), ("PRODUCTS", "-1"), ("RETRY_SPEED", "0")):
        with pytest.raises(BadSetting, match=f"SANDBOX_{name}"):
            SandboxSettings.from_env({f"SANDBOX_{name}": text})


async def run(**env: str) -> asyncio.subprocess.Process:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("SANDBOX_")}
    ports = {"SANDBOX_ECWID_PORT": "0", "SANDBOX_TIKTOK_PORT": "0", "SANDBOX_PRODUCTS": "5"}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "sandbox",
        cwd=ROOT,
        env={**clean, **ports, **env},
        stderr=asyncio.subprocess.PIPE,
    )


async def first_url(process: asyncio.subprocess.Process) -> str:
    assert process.stderr
    line = (await asyncio.wait_for(process.stderr.readline(), 30)).decode()
    return line.split()[3].rstrip(",")


async def test_tokens_survive_a_restart_of_the_program(tmp_path: Path) -> None:
    state = tmp_path / "shops.json"
    first = await run(SANDBOX_STATE=str(state))
    url = await first_url(first)
    async with httpx.AsyncClient(trust_env=False, verify=NO_TLS) as client:
        answer = await client.post(f"{url}/_sandbox/api/ecwid/token", json={"scopes": ["read_catalog"]})
        token = answer.json()["access_token"]
        first.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(first.wait(), 30) == 0
        second = await run(SANDBOX_STATE=str(state))
        url = await first_url(second)
        answer = await client.get(f"{url}/api/v3/10000001/profile", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200
        second.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(second.wait(), 30) == 0


async def test_the_snapshot_is_written_while_running(tmp_path: Path) -> None:
    state = tmp_path / "shops.json"
    process = await run(SANDBOX_STATE=str(state))
    url = await first_url(process)
    async with httpx.AsyncClient(trust_env=False, verify=NO_TLS) as client:
        await client.post(f"{url}/_sandbox/api/ecwid/token", json={"scopes": []})
    deadline = time.monotonic() + 20
    while not state.exists():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)
    process.kill()
    await process.wait()
    assert len(json.loads(state.read_text())["ecwid"]["grants"]["tokens"]) == 1


async def test_an_unreadable_snapshot_is_put_aside(tmp_path: Path) -> None:
    state = tmp_path / "shops.json"
    state.write_text("{half")
    process = await run(SANDBOX_STATE=str(state))
    assert process.stderr
    assert b"starting anew" in await asyncio.wait_for(process.stderr.readline(), 30)
    await first_url(process)
    process.terminate()
    assert await asyncio.wait_for(process.wait(), 30) == 0
    assert (tmp_path / "shops.unreadable").read_text() == "{half"


async def test_what_cannot_open_says_so_in_one_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        process = await run(SANDBOX_TIKTOK_PORT=port)
        _, said = await asyncio.wait_for(process.communicate(), 30)
    assert said.decode() == f"Rehearsal shops: Port {port} is in use by another program.\n"
    assert process.returncode == 1
    process = await run(SANDBOX_SEED="seven")
    _, said = await asyncio.wait_for(process.communicate(), 30)
    assert said.decode() == "Rehearsal shops: SANDBOX_SEED must be a number, not “seven”.\n"
    assert process.returncode == 1
