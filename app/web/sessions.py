"""Who a browser is: sessions in Redis, found by a random cookie whose hash alone is kept.

Not Litestar's own: that one takes any id a browser brings (fixation), stores a key for every passer-by, and may bring
a session back that was signed out meanwhile. A session ends after 14 days without a visit, and 30 days after signing
in whatever happens: Weft is a tool of every day, and each request checks the person's `session_epoch` besides.
"""

import hashlib
import json
import logging
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from litestar import Request
from litestar.datastructures import Cookie, MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.resources import Resources
from app.web import csrf

IDLE = timedelta(days=14)
ABSOLUTE = timedelta(days=30)
PERSON, EPOCH, BEGAN = "person", "epoch", "began"

_ID = re.compile(r"[0-9a-f]{64}")

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Loaded:
    """What a request came with. `cookie` is what the answer tells the browser: None nothing, "" forget it."""

    id: str = ""
    stored: str = ""
    cookie: str | None = None


def key_of(session_id: str) -> str:
    """Where a session is kept: whoever reads Redis cannot sign in with what is there."""
    return "session:" + hashlib.sha256(session_id.encode()).hexdigest()


async def create(redis: Redis, person_id: int, epoch: int, now: float) -> str:
    """A new session of this person (`now` in seconds since 1970); answers its id, for the cookie alone."""
    session_id = secrets.token_hex(32)
    stored = json.dumps({PERSON: person_id, EPOCH: epoch, BEGAN: now})
    await redis.set(key_of(session_id), stored, ex=IDLE)
    return session_id


async def begin(request: Request[Any, Any, Any], person_id: int, epoch: int) -> None:
    """Sign this browser in under a new id; what it had before is gone. Raises RedisError."""
    await _forget(request)
    res: Resources = request.app.state.resources
    loaded: _Loaded = request.scope["state"]["session"]
    now = res.now().timestamp()
    loaded.id = loaded.cookie = await create(res.redis, person_id, epoch, now)
    request.session.update({PERSON: person_id, EPOCH: epoch, BEGAN: now})
    loaded.stored = json.dumps(request.session)
    csrf.renew(request)


async def end(request: Request[Any, Any, Any]) -> None:
    """Sign this browser out. Raises RedisError when the session could not be removed."""
    await _forget(request)
    request.scope["state"]["session"].cookie = ""
    csrf.renew(request)


async def is_alive(request: Request[Any, Any, Any]) -> bool:
    """Whether the session of a long answer (a stream) is still there."""
    loaded: _Loaded = request.scope["state"]["session"]
    res: Resources = request.app.state.resources
    return bool(await res.redis.exists(key_of(loaded.id)))


def id_of(request: Request[Any, Any, Any]) -> str:
    """Something that tells this browser's session from others (its key, never its id)."""
    return key_of(request.scope["state"]["session"].id)


async def _forget(request: Request[Any, Any, Any]) -> None:
    loaded: _Loaded = request.scope["state"]["session"]
    if loaded.stored:
        await request.app.state.resources.redis.delete(key_of(loaded.id))
    request.session.clear()
    loaded.id = loaded.stored = ""


class Sessions(ASGIMiddleware):
    """Loads the session of a known cookie and keeps what changed. An unknown visitor costs Redis nothing."""

    scopes = (ScopeType.HTTP,)
    exclude_opt_key = "exclude_from_session"

    def __init__(self, *, secure: bool) -> None:
        self._cookie, self._secure = cookie_name(secure=secure), secure

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Make `request.session` a plain dict, empty for whoever is not signed in."""
        res: Resources = scope["litestar_app"].state.resources
        brought = Request[Any, Any, Any](scope).cookies.get(self._cookie, "")
        session, loaded = await _load(res.redis, brought, res.now().timestamp())
        if brought and not loaded.stored:
            loaded.cookie = ""
            scope["state"]["session_ended"] = True
        scope["session"] = session
        scope["state"]["session"] = loaded

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                await _keep(res.redis, session, loaded)
                if loaded.cookie is not None:
                    MutableScopeHeaders.from_message(message).add("Set-Cookie", self._header(loaded.cookie))
            await send(message)

        await next_app(scope, receive, with_cookie)

    def _header(self, value: str) -> str:
        age = int(ABSOLUTE.total_seconds()) if value else 0
        cookie = Cookie(
            key=self._cookie, value=value, max_age=age, path="/", secure=self._secure, httponly=True, samesite="lax"
        )
        return cookie.to_header(header="")


def cookie_name(*, secure: bool) -> str:
    """`__Host-` binds it to this host, but browsers take it over HTTPS only."""
    return "__Host-weft" if secure else "weft"


async def _load(redis: Redis, session_id: str, now: float) -> tuple[dict[str, Any], _Loaded]:
    """Read it and let its idle time begin again, in one call; too old or unknown is empty."""
    if not _ID.fullmatch(session_id):
        return {}, _Loaded()
    stored = await redis.getex(key_of(session_id), ex=IDLE)
    if stored is None:
        return {}, _Loaded()
    session: dict[str, Any] = json.loads(stored)
    if now - session.get(BEGAN, 0) > ABSOLUTE.total_seconds():
        await redis.delete(key_of(session_id))
        return {}, _Loaded()
    return session, _Loaded(session_id, stored.decode())


async def _keep(redis: Redis, session: dict[str, Any], loaded: _Loaded) -> None:
    """Write what a handler changed (a toast, the state of a consent). Only where the session still exists."""
    if not loaded.id:
        return
    stored = json.dumps(session)
    if stored == loaded.stored:
        return
    try:
        await redis.set(key_of(loaded.id), stored, ex=IDLE, xx=True)
    except RedisError as error:  # the answer is on its way: a toast less
        log.warning("session not kept: %s", type(error).__name__)
