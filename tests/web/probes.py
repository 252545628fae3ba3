"""Routes of the tests alone, below /probe: a private page, and everything that can go wrong in a handler."""

from collections.abc import Callable
from typing import Any

import asyncpg
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import TooManyRequestsException
from litestar.params import FromPath, FromQuery
from litestar.response import Stream
from redis.exceptions import ConnectionError as RedisConnectionError

from app.domain.access import Action
from app.errors import Conflict, Invalid
from app.platforms.errors import NotExecuted
from app.resources import Resources
from app.tables.connections import Connection
from app.tables.engine import connection as pooled
from app.web.accounts import PUBLIC
from app.web.forms import Form
from app.web.render import environment, flash
from app.web.stream import STREAM, watch
from app.web.throttle import network_of
from app.web.visitor import Visitor

FAILURES: dict[str, Callable[[], Exception]] = {
    "invalid": lambda: Invalid("The end is before the start.", field="end"),
    "conflict": lambda: Conflict("Another pull is running."),
    "too-many": TooManyRequestsException,
    "platform": lambda: NotExecuted("ecwid", "no answer"),
    "database": lambda: ConnectionRefusedError("refused"),
    "database-stops": lambda: asyncpg.AdminShutdownError("terminating connection"),
    "redis": lambda: RedisConnectionError("refused"),
    "bug": lambda: ZeroDivisionError("secret detail of ours"),
}


@get("/probe/private")
async def private(visitor: NamedDependency[Visitor]) -> Response[str]:
    return Response(f"{visitor.name} of {visitor.account_name}", media_type="text/html")


@get("/probe/owners")
async def owners(visitor: NamedDependency[Visitor]) -> Response[str]:
    visitor.must(Action.MANAGE_USERS)
    return Response("users", media_type="text/html")


@get("/probe/connections/{connection_id:int}")
async def one_connection(connection: NamedDependency[Connection]) -> Response[str]:
    return Response(connection.name, media_type="text/html")


@get("/probe/failures/{name:str}", opt=PUBLIC)
async def failing(name: FromPath[str]) -> None:
    raise FAILURES[name]()


@get("/probe/network", opt=PUBLIC, media_type="text/plain")
async def network(request: Request[Any, Any, Any]) -> str:
    return network_of(request)


@get("/probe/template", opt=PUBLIC)
async def no_template() -> None:
    environment().get_template("no/such.html")


@get("/probe/number", opt=PUBLIC)
async def number(res: NamedDependency[Resources], n: FromQuery[int]) -> dict[str, int]:
    async with pooled(res.db) as db:
        return {"n": await db.fetchval("SELECT $1::bigint", n)}


@get("/probe/text", opt=PUBLIC)
async def text(res: NamedDependency[Resources], t: FromQuery[str]) -> dict[str, str]:
    async with pooled(res.db) as db:
        return {"t": await db.fetchval("SELECT $1::text", t)}


@post("/probe/form", opt=PUBLIC, status_code=200)
async def form_fields(form: NamedDependency[Form]) -> dict[str, Any]:
    return {
        "text": form.text("text", most=10, required=False),
        "lines": form.text("lines", most=100, required=False, lines=True),
        "number": form.integer("number", low=1, high=9, required=False),
        "choice": form.choice("choice", ("a", "b"), default="a"),
        "flag": form.flag("flag"),
        "ids": form.integers("id", most=3),
    }


@post("/probe/toast", status_code=200)
async def toast(request: Request[Any, Any, Any]) -> Response[bytes]:
    flash(request, "Saved.")
    return Response(b"", media_type="text/html")


@get("/probe/stream", opt=STREAM)
async def stream(request: Request[Any, Any, Any]) -> Stream:
    return watch(request, ["task:7"], request.app.state.probe_render)


PROBES = [
    private,
    owners,
    one_connection,
    failing,
    network,
    no_template,
    number,
    text,
    form_fields,
    toast,
    stream,
]
