"""PostgreSQL and Redis without installing them."""

# ruff: noqa: S603, S607 - starts programs on purpose
from __future__ import annotations

import asyncio
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
import redis

from local.binaries import reachable_by_others
from local.cluster import clear_stale_pid
from local.plan import FOLDER
from local.problems import Problem
from local.servers import Postgres, Valkey
from tests.local.family import descendants, processes, survivors

AS_ROOT = os.geteuid() == 0


def ask(dsn: str, *statements: str) -> object:
    """The value of the last statement."""
    return asyncio.run(_ask(dsn, *statements))


async def _ask(dsn: str, *statements: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        for statement in statements[:-1]:
            await connection.execute(statement)
        return await connection.fetchval(statements[-1])
    finally:
        await connection.close()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database made once, since making one is the slow part."""
    data = tmp_path_factory.mktemp("servers") / "postgres"
    with Postgres(data, durable=False):
        pass
    return data


@pytest.fixture
def postgres(data: Path) -> Iterator[Postgres]:
    with Postgres(data, durable=False) as postgres:
        yield postgres


def test_rows_survive_a_restart(data: Path) -> None:
    with Postgres(data) as first:
        ask(first.dsn, "CREATE TABLE kept AS SELECT 42 AS answer", "SELECT 1")
        folder = Path(first.dsn.partition("host=")[2]).parent
    assert not folder.exists(), "the socket folder stayed behind"
    with Postgres(data) as second:
        assert ask(second.dsn, "SELECT answer FROM kept") == 42


def test_letters_of_all_shops_have_a_lower_case(postgres: Postgres) -> None:
    assert ask(postgres.dsn, "SELECT lower('ÄÉÑ')") == "äéñ"


def test_redis_keeps_what_it_was_told(tmp_path: Path) -> None:
    for expected in (1, 2):
        with Valkey(tmp_path / "redis") as server, redis.Redis.from_url(server.url) as client:
            assert client.incr("starts") == expected


def test_redis_without_a_folder_begins_empty() -> None:
    with Valkey() as server, redis.Redis.from_url(server.url) as client:
        assert client.dbsize() == 0


def test_a_server_that_ended_by_itself_returns_at_its_address(postgres: Postgres) -> None:
    assert postgres.pid is not None
    address = postgres.dsn
    os.kill(postgres.pid, signal.SIGKILL)
    assert not survivors({postgres.pid})
    assert postgres.poll() == -signal.SIGKILL
    assert postgres.start().dsn == address


@pytest.mark.parametrize("guard", ["kernel", "watchdog"])
def test_a_killed_parent_leaves_nothing_running_and_nothing_broken(tmp_path: Path, guard: str) -> None:
    if guard == "kernel" and sys.platform != "linux":
        pytest.skip("only Linux ends children by itself")
    command = [sys.executable, "-m", "tests.local.keeper", str(tmp_path), guard]
    with subprocess.Popen(command, cwd=FOLDER, stdout=subprocess.PIPE, text=True) as keeper:
        assert keeper.stdout is not None
        dsn, _ = keeper.stdout.readline().split()
        assert ask(dsn, "CREATE TABLE kept AS SELECT 42 AS answer", "SELECT 1") == 1
        family = set(descendants(keeper.pid))
        assert len(family) > 3
        keeper.kill()
    assert not survivors(family)
    left_behind = [Path((tmp_path / name).read_text()) for name in ("postgres.scratch", "redis.scratch")]
    with Postgres(tmp_path / "postgres", durable=False) as again, Valkey(tmp_path / "redis"):
        assert ask(again.dsn, "SELECT answer FROM kept") == 42
    assert not any(folder.exists() for folder in left_behind)


def test_a_number_that_somebody_else_has_now_does_not_keep_postgresql_from_starting(data: Path) -> None:
    pid_file = data / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{data}\n1700000000\n5432\n\n\n\n")
    if AS_ROOT:
        owner = data.stat()
        os.chown(pid_file, owner.st_uid, owner.st_gid)
    with Postgres(data, durable=False) as postgres:
        assert postgres.poll() is None


def test_data_in_use_is_said_to_be_in_use(postgres: Postgres) -> None:
    with pytest.raises(Problem, match=rf"process {postgres.pid}\) already uses"):
        clear_stale_pid(postgres.data, within=0.1)


def test_data_of_another_version_is_named(tmp_path: Path) -> None:
    data = tmp_path / "postgres"
    data.mkdir()
    (data / "PG_VERSION").write_text("16\n")
    if AS_ROOT:
        nobody = pwd.getpwnam("nobody")
        os.chown(data, nobody.pw_uid, nobody.pw_gid)
    with pytest.raises(Problem, match="holds data of PostgreSQL 16, but Weft brings PostgreSQL 18"):
        Postgres(data).start()


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    data = tmp_path / "postgres"
    data.mkdir()
    (data / "letters.txt").write_text("dear aunt")
    if AS_ROOT:
        nobody = pwd.getpwnam("nobody")
        os.chown(data, nobody.pw_uid, nobody.pw_gid)
    with pytest.raises(Problem, match="something other than PostgreSQL’s data"):
        Postgres(data).start()
    assert (data / "letters.txt").read_text() == "dear aunt"


def test_an_interrupted_first_start_is_begun_anew(tmp_path: Path) -> None:
    draft = tmp_path / "postgres.new"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("18\n")
    with Postgres(tmp_path / "postgres", durable=False) as postgres:
        assert postgres.poll() is None
    assert not draft.exists()


@pytest.mark.skipif(not AS_ROOT, reason="about what root does")
def test_root_lends_postgresql_an_account_and_opens_no_folder(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    before = {folder: folder.stat().st_mode for folder in (closed, *closed.parents)}
    with Postgres(closed / "postgres", durable=False) as postgres:
        assert postgres.pid is not None
        assert processes()[postgres.pid].owner == (closed / "postgres").stat().st_uid == pwd.getpwnam("nobody").pw_uid
    assert {folder: folder.stat().st_mode for folder in before} == before


@pytest.mark.skipif(not AS_ROOT, reason="the other tests already run as an ordinary user")
def test_an_ordinary_user_starts_both(tmp_path_factory: pytest.TempPathFactory) -> None:
    python = next((p for p in (sys.executable, "/usr/bin/python3") if Path(p).exists() and _for_all(Path(p))), None)
    if python is None or not reachable_by_others(FOLDER):
        pytest.skip("no Python here that another account can reach")
    nobody = pwd.getpwnam("nobody")
    home = Path(subprocess.run(["mktemp", "-d"], capture_output=True, text=True, check=True).stdout.strip())
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    paths = os.pathsep.join([str(FOLDER), *(p for p in sys.path if p.endswith("site-packages"))])
    program = "import sys, pathlib; from local.servers import *; f = pathlib.Path(sys.argv[1])\n"
    program += "with Postgres(f / 'p', durable=False) as p, Valkey(f / 'r') as r: print(p.poll(), r.poll())"
    try:
        answer = subprocess.run(
            [python, "-c", program, str(home)],
            env={"PYTHONPATH": paths, "PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1"},
            cwd="/",
            user=nobody.pw_uid,
            group=nobody.pw_gid,
            extra_groups=[],
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        subprocess.run(["rm", "-rf", str(home)], check=True)
    assert answer.stdout.strip() == "None None", answer.stderr


def _for_all(python: Path) -> bool:
    return reachable_by_others(python.resolve())
