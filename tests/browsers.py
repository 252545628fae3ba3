"""Browsers without a window: cookies, forms with their token, and what htmx adds."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

import httpx
from litestar import Litestar

from app.resources import Resources
from app.web import csrf, sessions
from tests.cast import Player
from tests.plain_http import NO_TLS

Fields = Mapping[str, str] | Sequence[tuple[str, str]]


class Browser(httpx.AsyncClient):
    """Keeps cookies, follows no redirects by itself, and carries the token of the page it is on in every form."""

    def __init__(self, res: Resources, *, base_url: str, app: Litestar | None = None, **more: Any) -> None:
        if app is not None:
            # An unexpected exception answers a 500 page, as it does behind a server.
            more["transport"] = httpx.ASGITransport(app=cast(Any, app), raise_app_exceptions=False)
        super().__init__(base_url=base_url, timeout=30, headers={"Accept": "text/html"}, verify=NO_TLS, **more)
        self._res = res
        self._secure = base_url.startswith("https://")

    async def enter_as(self, player: Player) -> "Browser":
        """Be signed in, without the form and its 30 ms."""
        session_id = await sessions.create(self._res.redis, player.id, player.epoch, self._res.now().timestamp())
        self.plant(sessions.cookie_name(secure=self._secure), session_id)
        return self

    def plant(self, name: str, value: str) -> None:
        """Set a cookie as an answer of the server would: the same name twice would be two cookies to httpx."""
        self.cookies.set(name, value, domain=self.base_url.host)

    @property
    def token(self) -> str:
        """The token a page of this browser carries; the cookie it belongs to is set when there was none."""
        key, name = self._res.vault.derive("csrf"), csrf.cookie_name(secure=self._secure)
        if not self.cookies.get(name):
            self.plant(name, csrf.issue(key))
        nonce = csrf.nonce_of(key, self.cookies[name])
        assert nonce is not None
        return csrf.mask(nonce)

    async def submit(self, path: str, fields: Fields = (), **more: Any) -> httpx.Response:
        """Send a form as a page of ours would."""
        body = httpx.QueryParams([*_pairs(fields), (csrf.FIELD, self.token)])
        headers = {"Content-Type": "application/x-www-form-urlencoded", **more.pop("headers", {})}
        return await self.post(path, content=str(body), headers=headers, **more)

    async def swap(self, method: str, path: str, fields: Fields = (), **more: Any) -> httpx.Response:
        """Ask as htmx does for a part of a page."""
        pairs = httpx.QueryParams(_pairs(fields))
        headers = {"HX-Request": "true", "HX-Request-Type": "partial", csrf.HEADER: self.token}
        if method == "GET":
            return await self.get(path, params=pairs, headers=headers, **more)
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return await self.request(method, path, content=str(pairs), headers=headers, **more)


def without_tokens(text: str) -> str:
    """A page without what differs each time it is shown."""
    return re.sub(r"[\w-]{43}=", "", text)


def _pairs(fields: Fields) -> list[tuple[str, str | int | float | bool | None]]:
    return list(fields.items()) if isinstance(fields, Mapping) else list(fields)
