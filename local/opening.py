"""Starting everything that makes up Weft, up to a web server that answers."""

from __future__ import annotations

import contextlib
import http.client
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from local.environment import Place, environment
from local.keys import keep_keys
from local.logs import last_line, trim
from local.plan import Plan
from local.ports import answers, check_port, connectable
from local.problems import Problem
from local.programs import Program
from local.running import Running
from local.servers import Postgres, Valkey
from local.stopping import StopWish

READY_WITHIN = 60.0  # seconds
LOOK_EVERY = 0.1


@dataclass
class Opening:
    """Raises Problem or Stopped; whatever was started by then is listed in ``running``, for the caller to stop."""

    plan: Plan
    place: Place
    given: Mapping[str, str]
    stop: StopWish
    running: Running

    def open(self) -> dict[str, str]:
        """Start everything and wait for it; answers the environment the programs were given."""
        self._check_ports()
        env = self._start_servers()
        if self.place.rehearsal:
            self._start("The rehearsal shops", "rehearsal", self.plan.rehearsal, env, self.running.helpers)
        self._migrate(env)
        self._start("The web server", "web", self.plan.web, env, self.running.programs)
        self._start("The worker", "workers", self.plan.workers, env, self.running.programs)
        self._wait_until_ready()
        return env

    def _check_ports(self) -> None:
        check_port(self.place.host, self.place.port, "WEFT_PORT")
        if self.place.rehearsal:
            check_port("127.0.0.1", self.place.ecwid_port, "SANDBOX_ECWID_PORT")
            check_port("127.0.0.1", self.place.tiktok_port, "SANDBOX_TIKTOK_PORT")

    def _start_servers(self) -> dict[str, str]:
        place = self.place
        database_url, redis_url = place.database_url, place.redis_url
        if database_url:
            from local.reach import check_database  # here: the drivers take half a second, and most starts need neither

            check_database(database_url)
        else:
            postgres = Postgres(place.data / "postgres", log=self._log("postgres"))
            self.running.servers.append(postgres)
            database_url = postgres.start().dsn
        if redis_url:
            from local.reach import check_redis

            check_redis(redis_url)
        else:
            redis = Valkey(place.data / "redis", log=self._log("redis"))
            self.running.servers.append(redis)
            redis_url = redis.start().url
        return environment(self.given, place, database_url, redis_url, keep_keys(place.data / "keys.json"))

    def _start(
        self, title: str, name: str, command: Sequence[str], env: Mapping[str, str], group: list[Program]
    ) -> Program:
        self.stop.wait(0)
        program = Program(title, command, env, self.plan.folder, self._log(name))
        group.append(program)
        return program.start()

    def _log(self, name: str) -> Path:
        log = self.place.data / "logs" / f"{name}.log"
        trim(log)
        return log

    def _migrate(self, env: Mapping[str, str]) -> None:
        migration = self._start("The migration", "migrate", self.plan.migrate, env, self.running.programs)
        while migration.running():
            self.stop.wait(LOOK_EVERY)
        if migration.poll() != 0:
            raise Problem(f"The database could not be brought up to date; {_ending(migration)}")
        self.running.programs.remove(migration)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while not self._ready():
            for program in (*self.running.helpers, *self.running.programs):
                if not program.running():
                    raise Problem(f"{program.title} did not start; {_ending(program)}")
            if time.monotonic() > deadline:
                web = self.running.programs[0]
                raise Problem(f"Weft did not become healthy within {READY_WITHIN:.0f} s; {_ending(web)}")
            self.stop.wait(LOOK_EVERY)

    def _ready(self) -> bool:
        shops = (self.place.ecwid_port, self.place.tiktok_port) if self.place.rehearsal else ()
        return healthy(connectable(self.place.host), self.place.port) and all(answers("127.0.0.1", p) for p in shops)


def _ending(program: Program) -> str:
    return f"its log {program.log} ends with: {last_line(program.log)}" if program.log else "see above"


def healthy(host: str, port: int) -> bool:
    """Does ``/health`` answer 200? It does when the web server reaches PostgreSQL and Redis."""
    connection = http.client.HTTPConnection(host, port, timeout=5)
    with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    return False
