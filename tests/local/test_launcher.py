"""bin/start from the first check to the last goodbye, with stand-ins for Weft's own programs."""

# ruff: noqa: S603 - starts programs on purpose
from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

import pytest

from local.folder import held
from local.plan import FOLDER
from local.servers import Postgres
from tests.local.family import descendants, survivors

DEADLINE = 30.0  # seconds; a launcher that needs longer hangs


class Launch:
    """One launcher with its stand-ins, on ports of its own."""

    started: ClassVar[list[subprocess.Popen[str]]] = []

    def __init__(self, data: Path, changes: Mapping[str, str] = MappingProxyType({}), **env: str):
        self.data = data
        self.ports = [free_port() for _ in range(3)]
        names = ("WEFT_PORT", "SANDBOX_ECWID_PORT", "SANDBOX_TIKTOK_PORT")
        own = {name: str(port) for name, port in zip(names, self.ports, strict=True)}
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("WEFT_", "SANDBOX_"))}
        for name in ("DATABASE_URL", "REDIS_URL", "SMTP_URL"):
            kept.pop(name, None)
        command = [sys.executable, "-m", "tests.local.stand_in", "launch", json.dumps(dict(changes))]
        self.process = subprocess.Popen(
            command,
            cwd=FOLDER,
            env={**kept, **own, "WEFT_DATA": str(data), **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.started.append(self.process)

    def lines(self, number: int) -> list[str]:
        assert self.process.stdout is not None
        return [self.process.stdout.readline().rstrip("\n") for _ in range(number)]

    def end(self, wish: signal.Signals) -> tuple[int, str, str]:
        """Exit code and what was printed after the lines already read."""
        self.process.send_signal(wish)
        return self.result()

    def result(self) -> tuple[int, str, str]:
        out, err = self.process.communicate(timeout=DEADLINE)
        return self.process.returncode, out, err

    def sentence(self) -> str:
        """The one sentence of a launcher that refuses to start."""
        code, out, err = self.result()
        assert (code, out) == (1, ""), err
        assert len(err.splitlines()) == 1, err
        assert "Traceback" not in err
        return err.strip()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a database in it, for the whole module, since making one is the slow part."""
    data = tmp_path_factory.mktemp("made")
    with Postgres(data / "postgres", durable=False):
        pass
    return data


@pytest.fixture
def data(made: Path) -> Path:
    shutil.rmtree(made / "logs", ignore_errors=True)
    for name in ("farewells", "at-work"):
        (made / name).unlink(missing_ok=True)
    return made


@pytest.fixture(autouse=True)
def no_launcher_outlives_its_test() -> Iterator[None]:
    yield
    for process in Launch.started:
        if process.poll() is None:
            process.kill()
            process.communicate()
    Launch.started.clear()


def test_five_lines_then_ctrl_c_stops_everything_in_order(data: Path) -> None:
    launch = Launch(data)
    lines = launch.lines(5)
    assert f"http://localhost:{launch.ports[0]} " in lines[0]
    assert f"http://localhost:{launch.ports[0]}/mailbox" in lines[1]
    assert f"http://localhost:{launch.ports[1]}/_sandbox/" in lines[2]
    assert str(data) in lines[3]
    assert "Ctrl-C" in lines[4]
    wait_until((data / "at-work").exists)
    family = set(descendants(launch.process.pid))
    began = time.monotonic()
    assert launch.end(signal.SIGINT) == (0, "Stopping …\n", "")
    assert time.monotonic() - began < 10
    assert not survivors(family, within=0)
    farewells = (data / "farewells").read_text().split()
    assert sorted(farewells[:2]) == ["web", "workers"]
    assert farewells[2:] == ["rehearsal"]
    assert stat.S_IMODE((data / "keys.json").stat().st_mode) == 0o600


def test_a_killed_launcher_leaves_nothing_running_and_starts_again(data: Path) -> None:
    launch = Launch(data)
    launch.lines(5)
    family = set(descendants(launch.process.pid))
    assert len(family) >= 5
    launch.end(signal.SIGKILL)
    assert not survivors(family)
    keys = (data / "keys.json").read_text()
    again = Launch(data)
    again.lines(5)
    assert again.end(signal.SIGTERM)[0] == 0
    assert (data / "keys.json").read_text() == keys


def test_a_program_that_falls_over_is_started_again_and_said_so(data: Path) -> None:
    launch = Launch(data)
    launch.lines(5)
    worker = next(pid for pid, row in descendants(launch.process.pid).items() if "stand_in workers" in row.command)
    os.kill(worker, signal.SIGKILL)
    assert launch.lines(1)[0].startswith("The worker ended by itself (SIGKILL), starting again in 1 s;")
    wait_until(lambda: any("stand_in workers" in row.command for row in descendants(launch.process.pid).values()))
    assert launch.end(signal.SIGTERM)[0] == 0


def test_a_second_ctrl_c_does_not_wait_for_the_deaf(data: Path) -> None:
    launch = Launch(data, {"workers": "deaf"})
    launch.lines(5)
    launch.process.send_signal(signal.SIGINT)
    launch.lines(1)
    began = time.monotonic()
    assert launch.end(signal.SIGINT)[0] == 0
    assert time.monotonic() - began < 7


def test_ctrl_c_before_it_is_ready_stops_it_too(data: Path) -> None:
    launch = Launch(data, {"web": "deaf"})
    wait_until((data / "logs" / "workers.log").exists)
    family = set(descendants(launch.process.pid))
    launch.process.send_signal(signal.SIGINT)
    launch.lines(1)
    assert launch.end(signal.SIGINT)[0] == 0
    assert not survivors(family, within=0)


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_busy_port_is_named_with_the_variable_that_moves_it(tmp_path: Path, which: int) -> None:
    variable = ("WEFT_PORT", "SANDBOX_ECWID_PORT", "SANDBOX_TIKTOK_PORT")[which]
    with socket.create_server(("127.0.0.1", 0)) as occupied:
        port = str(occupied.getsockname()[1])
        sentence = Launch(tmp_path / "data", {}, **{variable: port}).sentence()
    assert f"Port {port} is already in use" in sentence
    assert f"{variable}=" in sentence


@pytest.mark.parametrize(
    ("variable", "url", "server"),
    [
        ("DATABASE_URL", "postgresql://weaver:hush@127.0.0.1:{port}/weft", "PostgreSQL"),
        ("REDIS_URL", "redis://:hush@127.0.0.1:{port}/0", "Redis"),
    ],
)
def test_a_server_that_was_named_and_does_not_answer(data: Path, variable: str, url: str, server: str) -> None:
    port = free_port()
    sentence = Launch(data, {}, **{variable: url.format(port=port)}).sentence()
    assert sentence.startswith(f"{server} at 127.0.0.1:{port}")
    assert variable in sentence
    assert "hush" not in sentence


def test_a_server_that_was_named_is_used(data: Path, tmp_path: Path) -> None:
    with Postgres(tmp_path / "other", durable=False) as other:
        launch = Launch(data, DATABASE_URL=other.dsn)
        launch.lines(5)
        assert not any(" -D " in row.command for row in descendants(launch.process.pid).values())
        assert launch.end(signal.SIGTERM)[0] == 0


def test_one_data_folder_serves_one_launcher(tmp_path: Path) -> None:
    with held(tmp_path):
        assert f"already running with the data in {tmp_path} (process {os.getpid()})" in Launch(tmp_path).sentence()


def test_a_data_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert "set WEFT_DATA to another one" in Launch(tmp_path / "file" / "data").sentence()


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("migrate", "The database could not be brought up to date"),
        ("rehearsal", "The rehearsal shops did not start"),
        ("web", "The web server did not start"),
    ],
)
def test_a_program_that_does_not_start_is_quoted(data: Path, part: str, said: str) -> None:
    sentence = Launch(data, {part: "fail"}).sentence()
    assert sentence.startswith(said)
    assert sentence.endswith(f"logs/{part}.log ends with: The weaver’s knot slipped.")


def test_half_the_credentials_are_a_mistake(tmp_path: Path) -> None:
    sentence = Launch(tmp_path, WEFT_ECWID_CLIENT_ID="x", WEFT_ECWID_CLIENT_SECRET="y").sentence()
    assert re.match(r"WEFT_TIKTOK_APP_KEY, .*WEFT_TIKTOK_SERVICE_ID is not set", sentence)


def test_a_port_that_is_no_number(tmp_path: Path) -> None:
    assert Launch(tmp_path, WEFT_PORT="https").sentence() == "WEFT_PORT must be a number from 1 to 65535, not “https”."


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)
