"""What the launcher tells the programs it starts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.settings import Settings
from local.environment import CREDENTIALS, environment, find_place
from local.keys import Keys, keep_keys
from local.launcher import five_lines
from local.logs import last_line, trim
from local.plan import FOLDER
from local.problems import Problem
from local.reach import shown
from local.restarts import Restarts, how
from sandbox.settings import SandboxSettings

KEYS = Keys("local1:" + "A" * 43 + "=", "ecwid-secret", "tiktok-secret")
REAL = dict.fromkeys(CREDENTIALS, "given")


def told(given: dict[str, str]) -> dict[str, str]:
    return environment(given, find_place(given, FOLDER), "postgresql://x/weft", "redis://x", KEYS)


def test_both_sides_of_the_rehearsal_agree() -> None:
    env = told({"WEFT_PORT": "9000", "SANDBOX_ECWID_PORT": "9101"})
    app, shops = Settings.from_env(env), SandboxSettings.from_env(env)
    assert (app.ecwid.client_id, app.ecwid.client_secret) == (shops.ecwid_client_id, shops.ecwid_client_secret)
    assert app.tiktok.app_key == shops.tiktok_app_key
    assert app.tiktok.app_secret == shops.tiktok_app_secret
    assert app.tiktok.service_id == shops.tiktok_service_id
    assert app.base_url == shops.app_url == "http://localhost:9000"
    assert app.ecwid.api_url == "http://127.0.0.1:9101/api/v3"
    assert app.tiktok.api_url == f"http://127.0.0.1:{shops.tiktok_port}"
    assert app.picture_hosts == {
        f"{host}:{port}" for host in ("127.0.0.1", "localhost") for port in (9101, shops.tiktok_port)
    }
    assert app.local
    assert shops.state == str(FOLDER / "var" / "sandbox.json")


def test_real_credentials_mean_the_real_platforms() -> None:
    place = find_place(REAL, FOLDER)
    assert not place.rehearsal
    app = Settings.from_env(told(REAL))
    assert app.ecwid.api_url == "https://app.ecwid.com/api/v3"
    assert not app.picture_hosts
    assert "real platforms" in five_lines(place, REAL)[2]


def test_what_the_person_set_stands() -> None:
    env = told({"WEFT_SECRET_KEYS": "mine:key", "WEFT_BASE_URL": "https://weft.example/", "WEFT_SIGNUP": "closed"})
    assert env["WEFT_SECRET_KEYS"] == "mine:key"
    assert env["WEFT_BASE_URL"] == env["SANDBOX_APP_URL"] == "https://weft.example"
    assert env["WEFT_SIGNUP"] == "closed"


def test_there_are_five_lines() -> None:
    assert len(five_lines(find_place({}, FOLDER), {})) == 5
    assert "SMTP" in five_lines(find_place({}, FOLDER), {"SMTP_URL": "smtp://mail"})[1]


def test_keys_are_made_once_and_a_damaged_file_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    made = keep_keys(path)
    assert keep_keys(path) == made
    assert Settings.from_env({"DATABASE_URL": "x", "REDIS_URL": "x", "WEFT_SECRET_KEYS": made.seal}).secret_keys
    path.write_text(json.dumps({"seal": "x"}))
    with pytest.raises(Problem, match="is damaged"):
        keep_keys(path)
    assert json.loads(path.read_text()) == {"seal": "x"}


def test_restarts_come_less_and_less_often() -> None:
    restarts = Restarts(started=0.0)
    assert [restarts.ended(1.0) for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]
    restarts.begun(100.0)
    assert restarts.ended(161.0) == 1, "it had been well for a minute"


def test_an_exit_code_in_words() -> None:
    assert (how(3), how(-9), how(-99)) == ("exit code 3", "SIGKILL", "signal 99")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://anna:hush@db.example:5432/weft?sslmode=require", "db.example:5432/weft"),
        ("postgresql://anna:hush@/weft?host=/run/postgresql", "/weft"),
        ("redis://:hush@127.0.0.1:6379/0", "127.0.0.1:6379/0"),
        ("unix:///run/redis/s?db=0", "unix:///run/redis/s"),
        ("nonsense", "nonsense"),
    ],
)
def test_a_url_is_shown_without_its_password(url: str, said: str) -> None:
    assert shown(url) == said


def test_a_long_log_begins_anew_and_its_writer_goes_on(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    with log.open("ab", buffering=0) as writer:
        writer.write(b"old\n" * 100)
        trim(log, largest=300)
        writer.write(b"new\n")
    assert log.read_bytes() == b"new\n"
    assert (tmp_path / "web.log.1").read_bytes() == b"old\n" * 100


def test_the_last_words_of_a_log(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    log.write_text("starting\nOSError: the loom is broken\n\n")
    assert last_line(log) == "OSError: the loom is broken"
    assert last_line(tmp_path / "none.log") == "–"
